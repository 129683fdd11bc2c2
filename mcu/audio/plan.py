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
