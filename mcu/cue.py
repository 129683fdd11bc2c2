"""Looking and listening in on one member before it goes on air. Pure.

Whoever gives the floor wants to know first that the next point is there, is lit and is heard. Its
sound is measured, and goes nowhere.
"""

from typing import Final

from mcu.audio.mix import SILENCE, levels
from mcu.audio.opus import BadPacketError, Decoder
from mcu.media import VoicePacket

CLOSE_UP: Final = (640, 360)
"""Size of the picture that is asked for: in it a face is judged, and once on air it is shown at
once, until a larger one has come."""


class Cue:
    """The sound of one member, as it comes."""

    def __init__(self, member: str) -> None:
        self.member = member
        self._level: int | None = None
        self.arrived: int | None = None
        """When (ns) the newest packet came."""
        self._decoder: Decoder | None = None

    def hear(self, packet: VoicePacket) -> None:
        """Take a packet. Most say how loud they are (RFC 6464); the others are decoded."""
        if packet.copy:
            return
        self.arrived = packet.arrived
        level = self._decode(packet.payload) if packet.level is None else packet.level
        self._level = level if self._level is None else min(self._level, level)

    def level(self) -> int | None:
        """Return the loudest level (-dBov) since the last call; None where nothing has come."""
        level, self._level = self._level, None
        return level

    def _decode(self, payload: bytes) -> int:
        self._decoder = self._decoder or Decoder()
        try:
            return levels(self._decoder.decode(payload)[None, :])[0]
        except BadPacketError:
            return SILENCE
