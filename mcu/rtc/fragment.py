"""Fragments of SDP that carry ICE alone (RFC 8840, section 9; RFC 9725, section 4.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from mcu.messages import BadOfferError
from mcu.rtc.ice import Credentials, candidate_lines
from mcu.rtc.line import Line

MAX_LINES: Final = 500
"""Lines of a fragment that are read; a browser trickles some ten candidates at once."""

_UFRAG: Final = re.compile(r"[0-9A-Za-z+/]{4,256}")
_PASSWORD: Final = re.compile(r"[0-9A-Za-z+/]{22,256}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a fragment says. `candidates` are the values of their attributes."""

    credentials: Credentials | None
    candidates: tuple[str, ...]


def _refuse(sentence: str) -> NoReturn:
    raise BadOfferError(sentence)


def read_fragment(text: str) -> Fragment:
    """Read a trickle-ice-sdpfrag; raises BadOfferError."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > MAX_LINES:
        _refuse(f"a fragment has 1 to {MAX_LINES} lines")
    found: dict[str, dict[str, None]] = {"ice-ufrag": {}, "ice-pwd": {}, "candidate": {}}
    for line in lines:
        if line[:2] not in ("a=", "m="):
            _refuse(f"neither an attribute nor an m-line: {line[:80]}")
        name, _, value = line[2:].partition(":")
        if line[0] == "a" and name in found:
            found[name][value] = None
    return Fragment(
        credentials=_credentials(list(found["ice-ufrag"]), list(found["ice-pwd"])),
        candidates=tuple(found["candidate"]),
    )


def _credentials(ufrags: list[str], passwords: list[str]) -> Credentials | None:
    """Return the one pair of credentials, None if there is none at all."""
    if not ufrags and not passwords:
        return None
    if len(ufrags) != 1 or len(passwords) != 1:
        _refuse("ice-ufrag and ice-pwd come together, one of each for all bundled m-lines")
    if not _UFRAG.fullmatch(ufrags[0]) or not _PASSWORD.fullmatch(passwords[0]):
        _refuse("ice-ufrag or ice-pwd is no such thing (RFC 8839, section 5.4)")
    return Credentials(ufrags[0], passwords[0])


def write_fragment(
    credentials: Credentials, addresses: Sequence[tuple[str, int]], line: Line, *, lite: bool
) -> str:
    """Write credentials and candidates of the transport, for which its first m-line stands."""
    text = ["a=ice-lite"] if lite else []
    text += [
        f"a=ice-ufrag:{credentials.ufrag}",
        f"a=ice-pwd:{credentials.password}",
        # A pseudo m-line: port and formats mean nothing (RFC 8840, section 9).
        f"m={line.kind} 9 RTP/AVP 0",
    ]
    if line.mid is not None:
        text.append(f"a=mid:{line.mid}")
    text += [*candidate_lines(addresses), "a=end-of-candidates"]
    return "\r\n".join(text) + "\r\n"
