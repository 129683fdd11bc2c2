"""Which stream an m-line carries."""

from typing import Final

from mcu.clock import NS_PER_S

_STRAGGLERS: Final = NS_PER_S
"""How long packets of a stream may still come after another one has replaced it (ns)."""


class CurrentStream:
    """The SSRC that an m-line carries now: the newest seen, None before the first.

    A peer may change it at will (RFC 3550, section 8), but packets of the old stream that are only
    late must not bring it back.
    """

    __slots__ = ("_former", "_since", "ssrc")

    def __init__(self) -> None:
        self.ssrc: int | None = None
        self._former: int | None = None
        self._since = 0

    def accept(self, ssrc: int, now: int) -> bool:
        """Make `ssrc` the current stream; False if it is a straggler's."""
        if ssrc == self._former and now - self._since < _STRAGGLERS:
            return False
        self._former = self.ssrc
        self._since = now
        self.ssrc = ssrc
        return True
