"""Whether decoding can begin at a packet."""

from enum import Enum


class Start(Enum):
    """What a packet's payload alone says about being the first of a keyframe."""

    NO = 0
    IF_FIRST = 1
    """It is, if it is the first packet of its frame."""

    YES = 2
