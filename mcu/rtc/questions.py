"""What a lite server asks a peer to know how long its queue is (`mcu.rtc.echoes`).

A lite agent needs no checks of its own, and these choose no path. But a full agent answers each at
once (RFC 8445, section 7.3), which nothing else of WebRTC does that a browser has not to be told.
"""

import secrets
from collections import OrderedDict
from typing import Final

from mcu.rtc.echoes import OPEN
from mcu.rtc.ice import Credentials, write_question
from mcu.rtc.path import Path

_TRANSACTION_BYTES: Final = 12


class Questions:
    """The checks that one peer has not answered yet."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: OrderedDict[bytes, int] = OrderedDict()

    def ask(self, path: Path, local: Credentials, remote: Credentials, now: int) -> bool:
        """Send one; False if it did not leave."""
        transaction = secrets.token_bytes(_TRANSACTION_BYTES)
        self._open[transaction] = now
        if len(self._open) > OPEN:
            self._open.popitem(last=False)
        return path.send(write_question(local, remote, transaction))

    def answered(self, transaction: bytes) -> int | None:
        """Return when the question was sent (ns) that has just been answered, None if none was.

        Who names its 96 random bits has received it; that is all that is wanted of an answer, so
        its signature is not looked at.
        """
        return self._open.pop(transaction, None)
