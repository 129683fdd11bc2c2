"""The chat of a meeting that is alive: what was said last, and who is told of a line."""

from collections import deque
from collections.abc import Iterable

from signaling.audience import Audience
from signaling.meeting.chat import ChatMessage, ChatSaid, concerns
from signaling.meeting.permissions import leads

SHOWN = 50
"""Lines that somebody who comes in is shown (PROTOCOL.md, `welcome`)."""

REMEMBERED = 500
"""Lines that are held for that: most of them may be between others."""


class Writing:
    """Tells each line to those whom it concerns, now and when they come later."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._lines: deque[ChatMessage] = deque(maxlen=REMEMBERED)

    def remember(self, lines: Iterable[ChatMessage]) -> None:
        """Take up what was said before the meeting came to life here, oldest first."""
        self._lines.extend(lines)

    def history(self, point: str, *, leading: bool) -> list[ChatMessage]:
        """Return the last lines that concern somebody, oldest first."""
        mine = [one for one in self._lines if concerns(one, point, leads=leading)]
        return mine[-SHOWN:]

    def say(self, line: ChatMessage) -> None:
        """Tell a line that has been kept."""
        self._lines.append(line)
        told = ChatSaid(message=line)
        self._audience.tell_those(
            lambda one: concerns(line, one.point, leads=leads(one.actor.role)), told
        )
