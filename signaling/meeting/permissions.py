"""What a role may do. The one place that is asked; there is one role today, more will come."""

from signaling.protocol import Can, SeatKind

NOTHING = Can(record=False, chat=False, hand=False)

ROLES: dict[str, Can] = {"delegate": Can(record=True, chat=True, hand=True)}
"""Today everybody at a point may record, because nobody else is there to do it."""


def can(role: str, kind: SeatKind) -> Can:
    """Return what a connection may do; a role nobody knows may do nothing."""
    allowed = ROLES.get(role, NOTHING)
    if kind == "viewer":
        return Can(record=False, chat=allowed.chat, hand=False)
    return allowed
