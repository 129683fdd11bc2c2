"""What a jitter buffer tells a decoder to do for one tick."""

from enum import Enum
from typing import NamedTuple


class Part(Enum):
    """What a stretch of sound is made of."""

    PACKET = "packet"
    """A packet that came."""

    FEC = "fec"
    """The copy of a lost packet that came with the next one, whose bytes are given."""

    CONCEAL = "conceal"
    """Nothing: the decoder makes up what is missing."""


class Piece(NamedTuple):
    """Something to decode. Gives `samples` at 48 kHz, a multiple of 120 (2.5 ms)."""

    part: Part
    samples: int
    payload: bytes = b""


class Plan(NamedTuple):
    """Decode the pieces, append them to what was left over by the last tick, play 20 ms.

    `squeeze`: 40 ms will be there, make 20 ms of them. `first`: the voice begins, from silence.
    `last`: the voice ends with this tick, and what is left over is dropped. `reset`: then forget
    the decoder's state as well, because the next packets will be another sender's.
    """

    pieces: tuple[Piece, ...]
    squeeze: bool = False
    first: bool = False
    last: bool = False
    reset: bool = False

    @property
    def plain(self) -> bool:
        """Whether the tick is one packet that came, and neither begins nor ends anything."""
        return (
            len(self.pieces) == 1
            and self.pieces[0].part is Part.PACKET
            and not (self.squeeze or self.first or self.last)
        )


class Resume(NamedTuple):
    """How a decoder goes on that has left plans out: it begins anew.

    `primer` is the last packet that it left out, decoded to get into step; None if there is none.
    `owed` samples at its end have not been played yet.
    """

    primer: bytes | None
    owed: int
