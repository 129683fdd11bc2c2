"""Who acts in a meeting, and what each role may do there."""

from enum import StrEnum
from typing import Literal

import msgspec

Role = Literal[
    "administrator", "operator", "secretary", "chair", "technician", "delegate", "viewer", "system"
]
"""The roles of people; `system` is the server itself, which sees lines come and go."""


class Right(StrEnum):
    """What a command needs."""

    CONDUCT = "conduct"
    """Open, close and lock the meeting, choose its mode."""

    FLOOR = "floor"
    """Prepare, call, stop and time speakers; arrange the queue."""

    MICROPHONES = "microphones"
    """Silence and invite others, lock microphones."""

    ADMIT = "admit"
    """Let points in from the lobby, and send them out."""

    AGENDA = "agenda"
    ROLL_CALL = "roll_call"
    VOTES = "votes"
    NOTICES = "notices"
    """Announcements, countdown, what is heard and seen before the start."""

    SCENE = "scene"
    """Compose the picture that everybody sees."""

    POINTER = "pointer"
    """Point at what is shared; who shares it may do so without."""

    TALK = "talk"
    """Speak with one point in private."""

    RECORD = "record"
    SHARE = "share"
    CHAT = "chat"
    TAKE_PART = "take_part"
    """What a point does for itself: ask for the floor, vote, say how many are in its room."""


_POINT = frozenset({Right.RECORD, Right.SHARE, Right.CHAT, Right.TAKE_PART})
_LEADING = frozenset(Right) - {Right.TAKE_PART}

RIGHTS: dict[Role, frozenset[Right]] = {
    "administrator": _LEADING,
    "operator": _LEADING,
    "secretary": _LEADING - {Right.TALK, Right.SCENE},
    "chair": _LEADING - {Right.TALK},
    "technician": frozenset({Right.CHAT, Right.TAKE_PART, Right.SHARE}),
    "delegate": _POINT,
    "viewer": frozenset({Right.CHAT}),
    "system": frozenset(),
}
"""Who takes part at a point and leads as well has the rights of both (`Actor.may`)."""


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did something: a person with an account, or whoever sits at a point.

    `name` is that of the moment, because it belongs to the record. `point` is "" for somebody who
    leads from a console without sitting anywhere; `account` is "" for one who came by a point's
    link, and names a console's link where nobody has signed in.
    """

    role: Role
    name: str
    account: str = ""
    point: str = ""

    def may(self, right: Right) -> bool:
        """Whether the actor has a right."""
        if right is Right.TAKE_PART:
            return bool(self.point) and self.role not in {"viewer", "system"}
        return right in RIGHTS[self.role]


SYSTEM = Actor(role="system", name="Điểm Cầu")

NOBODY = Actor(role="viewer", name="")
"""Whoever has not said who it is."""
