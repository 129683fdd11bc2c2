"""What the reports say of a line: whether it is too narrow, or loses at random. Pure.

A full queue and bad radio both lose packets, and want opposite things. A line that is too narrow
delays before it loses: the round trip grows, and the receiver's estimate falls below what is sent.
A line that loses at random does neither, and a smaller picture would not make it better; losses
alone count only where they are so many that repair cannot keep up. The estimate alone counts for
nothing where the round trip shows that no queue is there: it falls too where sender or receiver is
short of computing time, and where little is sent it stays there.
"""

from collections import deque
from typing import Final

from mcu.longer_way import GROWING_MS, QUEUE_MS, LongerWay
from mcu.messages import LineQuality

QUEUE_LOSS: Final = 0.03
"""Fraction lost with which a longer round trip is a queue that overflows. Without loss or further
growth it is a longer way: the member has changed from cable to mobile."""

REPAIRS: Final = 0.3
"""Bits sent again on request, as a part of all others, that are too many: 20 % lost at random cost
0.25."""

REPAIRED_LOSS: Final = 0.05
"""Fraction lost with which so many repairs are a line that has no room for them. The first report
after joining often shows nothing else: no shorter round trip is known to compare with."""

SURE_MS: Final = 170.0
"""Growth of the round trip that no busy browser makes, whose reports are late by 150 at most."""

HEAVY_LOSS: Final = 0.25
"""Fraction lost that is too much whatever its cause: a frame of seven packets is whole in one of
eight times, and what is sent again gets lost as well. 20 % at random stays below it mostly."""

COLLAPSED: Final = 0.75
"""Estimate, as a part of what is sent, below which less arrives than is sent. libwebrtc's falls to
0.85 of what arrives also where a server was late with a few pictures and all of it arrives."""

ROOM: Final = 1.1
"""Estimate, as a part of what is sent, that leaves hope for more: it is at most 1.5 of it."""

_REMEMBERED: Final = 15  # round trips: half a minute, after which a longer way is the usual one


class Signs:
    """What the reports on a line say, one after another.

    `text`: a page is sent in a burst, which is no measure of what the receiver should believe.
    """

    def __init__(self, *, text: bool = False) -> None:
        self._text = text
        self._sent = 0
        self._way = LongerWay()
        self.loss = 0.0
        """Fraction lost, of about the last four reports."""
        self.queued = False
        """Whether packets wait in a queue of the line, or find no room in it."""
        self.longer = False
        """Whether the round trip is longer than it was."""
        self.queue_ms = 0.0
        """By how much, in ms."""
        self.collapsed = False
        """Whether the receiver believes that less fits than is sent."""
        self.room = True
        """Whether nothing speaks against sending more."""
        self._rtts: deque[float] = deque(maxlen=_REMEMBERED)
        self._estimate = 0
        self._sure_ms = QUEUE_MS

    def go_on_from(self, before: "Signs") -> None:
        """Compare round trips with those that were measured with other pictures on the line.

        More pictures than before may keep a browser busy, which is no queue.
        """
        self._rtts.extend(before._rtts)  # noqa: SLF001 - one of its own kind
        self._sure_ms = SURE_MS

    def read(self, quality: LineQuality, bitrate: int, sound: int) -> None:
        """Take a report on a rung of `bitrate` bits per second, 0 for sound only, beside `sound`.

        The estimate is of pictures, and old news while there are none.
        """
        self.loss += (quality.loss_down - self.loss) / 2
        repairing = quality.repairs_down > REPAIRS * (quality.bitrate_down - quality.repairs_down)
        self.queued = repairing and quality.loss_down >= REPAIRED_LOSS
        self.longer = False
        self.queue_ms = 0.0
        passes = False  # all that is sent, without a queue
        if quality.rtt_ms is not None:
            # One that is not new was measured before whatever the report tells of.
            passes = bool(self._rtts) and quality.rtt_ms != self._rtts[-1]
            growth = quality.rtt_ms - (self._rtts[-1] if self._rtts else quality.rtt_ms)
            self._rtts.append(quality.rtt_ms)
            if self._way.read(growth, quality):
                self.forget_rtts()
            self.queue_ms = quality.rtt_ms - min(self._rtts)
            self.longer = self.queue_ms >= QUEUE_MS
            passes = passes and not self.longer and self.loss < (1 - COLLAPSED) / 2
            grows = growth >= GROWING_MS and self.queue_ms >= self._sure_ms
            filling = quality.loss_down >= QUEUE_LOSS or grows
            self.queued = self.queued or (self.longer and filling)
        self.collapsed = False
        self.room = not self.queued and self.loss < HEAVY_LOSS
        if not bitrate:
            self._estimate = 0
        estimate = quality.estimate_down
        if estimate is not None and bitrate:
            sent = min(quality.bitrate_down, self._sent) if self._text else quality.bitrate_down
            fits = (estimate + sound) / max(sent, 1)
            # One that rises follows a scene that began to move; it takes half a minute for it.
            rising = estimate > self._estimate * 1.02
            # What is too much by a quarter fills a queue by half a second from report to report,
            # or gets lost where there is no queue.
            mistaken = fits < COLLAPSED and passes
            self.collapsed = fits < COLLAPSED and not rising and not mistaken
            self.room = self.room and (fits >= ROOM or mistaken)
            self._estimate = estimate
        self._sent = quality.bitrate_down

    def forget_rtts(self) -> None:
        """Compare round trips with the present one from now on: the way has become longer."""
        while len(self._rtts) > 1:
            self._rtts.popleft()
