"""What the control plane wants to be seen: who is where on the canvas, and what is written on it.

Plain data, as in `mcu.messages`. Moments are seconds of Unix time, because they are those of the
wall clocks that people look at; all else in the media plane is monotonic.
"""

from mcu.messages import Message


class Scene(Message, frozen=True, kw_only=True):
    """Who sits where.

    `featured` members are large, in this order, the others in a strip beside them; with nobody
    featured, or nobody of them here, all are in one grid. Those `on_air` are framed and labelled
    wherever they sit.
    """

    featured: tuple[str, ...] = ()
    on_air: tuple[str, ...] = ()


class Countdown(Message, frozen=True, kw_only=True):
    """The time left until a moment, large; `text` says what comes then."""

    until: float
    text: str = "Hội nghị bắt đầu sau"


class Timer(Message, frozen=True, kw_only=True):
    """How long a member may still speak: until a moment, or, as its clock stands, `left` seconds.

    In the last `warning` seconds it is amber, beyond its end red.
    """

    member: str
    until: float | None = None
    left: float = 0.0
    warning: float = 30.0


class Bar(Message, frozen=True, kw_only=True):
    """One option of a vote and how many chose it."""

    text: str
    count: int


class Poll(Message, frozen=True, kw_only=True):
    """A vote: while it runs, how many of the `voters` have `voted`, then also the result.

    `bars` is empty until there is a result; `verdict` says in words what it came to.
    """

    question: str
    voted: int
    voters: int
    bars: tuple[Bar, ...] = ()
    verdict: str = ""


class Overlay(Message, frozen=True, kw_only=True):
    """All that is written on the canvas beside names; what is empty or None is not there.

    `hold` hides the people: the meeting has not begun, or rests, as the text says.
    """

    announcement: str = ""
    countdown: Countdown | None = None
    poll: Poll | None = None
    timers: tuple[Timer, ...] = ()
    hold: str = ""
