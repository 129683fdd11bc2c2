"""How long a peer may be silent before it is gone. Pure; all times in nanoseconds."""

from typing import Final

from mcu.clock import NS_PER_S

SILENCE_LIMIT: Final = 4 * NS_PER_S
"""Silence after which a peer that was sending media is gone: everybody is to know within 5 s, the
way to their screens included."""

QUIET_LIMIT: Final = 10 * NS_PER_S
"""The same for one that sends none, as it only watches or was asked for nothing. Consent checks
come up to 6 s apart (RFC 7675, section 5.1), and reports on sound alone every 5 s."""

SPARSE_LIMIT: Final = 7 * NS_PER_S
"""The same if nothing else is heard of it either: one consent check is missing."""

_PAUSE: Final = NS_PER_S  # without media before the last sign of life, and it was sending none


class Liveness:
    """Says how patient to be with one peer.

    One that sends nothing but reports is missed as soon as one that sends media only where the
    control plane doubts it as well: on a lossy line three reports in a row are lost every now and
    then, and a WebSocket that stalls says nothing of the media. Both at once say enough.
    """

    __slots__ = ("_expected", "_since", "doubted")

    def __init__(self, now: int, *, expected: bool) -> None:
        self._expected = expected
        self._since = now
        self.doubted = False
        """Whether the control plane hears nothing of the peer."""

    def expect(self, now: int, *, media: bool) -> None:
        """Say whether the peer is to send media; one that is not may be silent for longer."""
        if media and not self._expected:
            self._since = now  # it is about to begin
        self._expected = media

    def excuse(self, now: int) -> None:
        """Begin to wait anew: until now nobody could be heard."""
        self._since = now

    def patience(self, heard: int, media_heard: int, *, pictures: bool) -> int:
        """Return for how long the peer may be silent, as it was until now.

        `heard`: its last sign of life, `media_heard`: its last RTP. `pictures`: whether it is sent
        any; browsers and our own client then report every second.
        """
        if self._expected and heard - media_heard < _PAUSE:
            return SILENCE_LIMIT
        if self.doubted:
            return SILENCE_LIMIT if pictures else SPARSE_LIMIT
        return QUIET_LIMIT

    def silence(self, heard: int, now: int) -> int:
        """Return for how long it has been silent that could have been heard."""
        return now - max(heard, self._since)
