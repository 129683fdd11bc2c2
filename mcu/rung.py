"""Which picture a line can carry: down within two reports, up with patience."""

from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from msgspec import structs

from mcu.audio.rendition import SMALL_PICTURE
from mcu.clock import NS_PER_S
from mcu.longer_way import INTERVAL_S, QUEUE_MS
from mcu.messages import LineQuality
from mcu.signs import HEAVY_LOSS, Signs
from mcu.video.ladder import STILL

SOUND: Final = 60_000
"""Bits per second that sound takes beside a picture, with headers."""

NARROW_SOUND: Final = 24_000
"""The same beside a small picture or none, where sound is narrow."""

HOPELESS_LOSS: Final = 0.4
"""Fraction lost at which the smallest picture is given up for the voice, without other signs."""

HEADROOM: Final = 0.75
"""Part of what has arrived that the next picture may take: some of it was the queue filling up, and
now it has to drain."""

INTERVAL: Final = 2 * NS_PER_S
"""Nanoseconds for which a rung has to show nothing bad before the line carries it."""

BAD_REPORTS: Final = 2
"""Bad reports in a row that mean it: the first after a cut of the line tells of the cut. One is
enough after joining or a step up, as long as the line has not shown that it carries the rung."""

SETTLE: Final = 5 * NS_PER_S
"""Nanoseconds after a step down in which reports still tell of the rung before: its queue drains,
and what it lost is sent again."""

DRAIN: Final = 2 * NS_PER_S
"""Nanoseconds after a step down in which packets still get lost for the rung before; a report is of
a second, and queues of more than another are rare where packets are dropped."""

PATIENCE: Final = 16 * NS_PER_S
"""Nanoseconds without a bad sign before the next larger picture is tried."""

EAGERNESS: Final = 6 * NS_PER_S
"""The same where so little had come through that the rung could only be guessed: once, and once
more where there was more of it than a wide voice takes."""

MOST_PATIENCE: Final = 300 * NS_PER_S
"""Nanoseconds between tries at most: a line gets better sometimes, and a try costs two reports."""

PROBATION: Final = 60 * NS_PER_S
"""Nanoseconds that a rung has to hold, or it was a failed try and the next waits twice as long."""

MEMORY: Final = 60 * NS_PER_S
"""Nanoseconds for which what was learnt of a line holds for the next connection; then a little less
of it: the commune may be back on its cable."""

_SPARED: Final = 0.3  # part of the bits sent, less than which proves nothing by its absence


def sound_beside(height: int) -> int:
    """Return the bits per second that sound takes beside a picture of a height, 0 for none."""
    return NARROW_SOUND if height <= SMALL_PICTURE else SOUND


class _Step(NamedTuple):
    """A step down for the sake of a queue: the rung before, and the report that it was made on."""

    line: int
    quality: LineQuality


class Size(Protocol):
    """A rung of any ladder: what of it counts here."""

    @property
    def height(self) -> int:
        """Pixels of the people's picture, 0 for none."""
        ...

    @property
    def bitrate(self) -> int:
        """Bits per second."""
        ...


R = TypeVar("R", bound=Size)
S = TypeVar("S", bound=Size)


class RungChooser(Generic[R]):
    """Chooses a member's rung by its reports. Times are in ns of any monotonic clock.

    `line` is the index of the first rung to be sent. `text` is whether there is text among the
    pictures: it comes in bursts, so what a rung takes cannot be told from what the one before it
    took, and it is given up last, after the smallest rung has been tried.
    """

    def __init__(
        self,
        ladder: Sequence[R],
        now: int,
        line: int = 0,
        patience: int = PATIENCE,
        *,
        text: bool = False,
    ) -> None:
        self._text = text
        self._ladder = tuple(ladder)
        moving = (n for n, one in enumerate(ladder) if text or one.height > STILL)
        self._moving = max(moving, default=0)
        self._signs = Signs(text=text)
        # Indices of the best rung that the line may carry (past the last: sound only), and of the
        # best that is allowed.
        self._line = line
        self._most = 0
        self._bad = 0
        self._proven = line > 0 and not text
        self._tries = self._failed = False
        self._film = False  # beside people
        self._judged = now
        self._settled = self._drained = now
        self._calm_since = now
        self._climbed = now
        self._patience = patience
        self._before: _Step | None = None
        self._paused = 0.0  # the fraction lost for which no picture is sent until the next report
        self._eager = 0  # so many more climbs need less patience
        self._revealed = True  # whether reports have told of all that was lost before a pause
        self.ceiling: int | None = None
        """Bits per second that a line is known not to carry more than: no more is tried."""
        self._known = 0  # bits per second that other pictures showed it to carry

    @property
    def height(self) -> int:
        """The height to send, 0 for sound only."""
        return self.rung.height if self.rung else 0

    @property
    def rung(self) -> R | None:
        """The rung to send, None for sound only."""
        chosen = self._chosen
        return self._ladder[chosen] if chosen < len(self._ladder) and not self._paused else None

    @property
    def carried(self) -> R | None:
        """The best rung that the line may carry, whatever is allowed; None for sound only."""
        return self._ladder[self._line] if self._line < len(self._ladder) else None

    @property
    def carries(self) -> int:
        """Bits per second of pictures that the line may carry, as far as is known."""
        return max(self._known, self.carried.bitrate if self.carried else 0)

    @property
    def congested(self) -> bool:
        """Whether the line is too narrow for what is sent, by the last report."""
        return self._signs.queued or self._signs.collapsed

    @property
    def trying(self) -> bool:
        """Whether more is sent than the line has shown to carry."""
        return self._tries and not self._proven

    @property
    def _chosen(self) -> int:
        return max(self._line, self._most)

    def successor(self, now: int) -> "RungChooser[R]":
        """Return the chooser of the member's next connection, which begins where this one ended.

        Beginning anew at the top would cost a narrow line four seconds of freezes at each
        reconnect. One rung more is tried for each `MEMORY` that has gone by since.
        """
        rungs_up = max(now - self._judged, 0) // MEMORY
        patience = PATIENCE if rungs_up else self._patience
        heir = RungChooser(self._ladder, now, max(self._line - rungs_up, 0), patience)
        heir._known = self._known
        return heir

    def beside(
        self, ladder: Sequence[S], now: int, line: int, *, film: bool = False
    ) -> "RungChooser[S]":
        """Return a chooser for other pictures on the same line, which begins at a rung of theirs.

        What this one has only guessed is tried there as soon as it would have been here. Pages make
        queues of their own, of which their pace takes care; a `film` that makes one is too much.
        """
        heir = RungChooser(ladder, now, line, text=True)
        if film:
            heir._film = True
            heir._signs.go_on_from(self._signs)
        if self._eager > 0:
            heir._eager = self._eager
            heir._patience, heir._calm_since = self._patience, self._calm_since
        return heir

    def follow(self, bitrate: int, now: int) -> None:
        """Go on from what was learnt of the line with other pictures: it carries `bitrate`."""
        fitting = (n for n, rung in enumerate(self._ladder) if rung.bitrate <= bitrate)
        self._line = next(fitting, len(self._ladder))
        self._known = bitrate
        self._signs = Signs(text=self._text)
        self._before = None
        self._paused = 0.0
        self._bad = 0
        self._proven = True
        self._judged = self._calm_since = now
        self._settled = self._drained = now + SETTLE

    def limit(self, height: int) -> None:
        """Choose nothing higher than `height` from now on, which takes effect at once."""
        self.allow(lambda rung: rung.height <= height)

    def allow(self, allowed: Callable[[R], bool]) -> None:
        """Choose nothing better than the best rung that is allowed from now on, at once."""
        fitting = (n for n, rung in enumerate(self._ladder) if allowed(rung))
        self._most = next(fitting, len(self._ladder))

    def pause(self, loss: float) -> bool:
        """Send no picture until the next report, as of a burst so much was lost, 0…1.

        False where the line has shown that it carries the rung: there it was a cut.
        """
        if not self._proven:
            self._paused = loss
            self._revealed = False
        return self._paused > 0

    def judge(self, quality: LineQuality, now: int) -> None:
        """Take the report on the last two seconds."""
        lost, self._paused = self._paused, 0.0
        # As long as no report has come, the requests tell.
        if lost and not quality.loss_down:
            quality = structs.replace(quality, loss_down=lost)
        if quality.moved:
            # Another line, of which nothing is known yet; what was lost on the way to it and is
            # sent again now would look like one that is too narrow.
            self._signs = Signs(text=self._text)
            self._before = None
            self._bad = 0
            self._settled = self._drained = self._calm_since = now + SETTLE
        pictures = self._chosen < len(self._ladder)
        bitrate = self._ladder[self._chosen].bitrate if pictures else 0
        self._signs.read(quality, bitrate, sound_beside(self.height))
        self._judged = now
        settling = now < self._settled
        if settling and (now < self._drained or quality.loss_down < HEAVY_LOSS):
            self._learn_late(quality)
            return
        if lost and quality.loss_down >= HEAVY_LOSS:
            self._guess(quality, now)
            return
        if self._mistaken(quality):
            self._signs.forget_rtts()
            self._calm_since = now
            self._bad = 0
            return
        signs, loss = self._signs, quality.loss_down
        congested = self.congested
        # What is sent twice when it is asked for does not end (`mcu.ahead`), nor is it much.
        ahead = self._proven and quality.copies_down > quality.repairs_down
        if ahead and (congested or loss >= HEAVY_LOSS):
            # Pictures were sent twice, which ends now: that may have been too much.
            self._bad = 0
            self._calm_since = now
            self._settled = now + SETTLE
            self._drained = now + DRAIN
            return
        self._bad = self._bad + 1 if congested or loss >= HEAVY_LOSS else 0
        if self._bad or not signs.room:
            self._calm_since = now
        # What is lost in bulk when the queue has drained is of the present rung.
        certain = (signs.queued or settling) and loss >= HEAVY_LOSS
        if certain or self._bad >= (BAD_REPORTS if self._proven else 1):
            if pictures:
                self._step_down(quality, now, certain=congested)
        elif self._may_climb and now - self._calm_since >= self._patience:
            self._climb(now)
        elif not self._bad and now - self._climbed >= INTERVAL:
            # A film's queue may fill for longer.
            self._proven = self._proven or not (self._film and signs.longer)

    @property
    def _may_climb(self) -> bool:
        """Whether a better rung is allowed, and the line not known to be too narrow for it."""
        line = self._line
        if line <= self._most:
            return False
        return self.ceiling is None or self._ladder[line - 1].bitrate <= self.ceiling

    def _guess(self, quality: LineQuality, now: int) -> None:
        """Go to what little has come through before the pause, or back to before a try."""
        known = self._chosen + 1 if self.trying else None
        arrived = quality.bitrate_down * (1 - quality.loss_down)
        self._step_down(quality, now, certain=True, part=1.0)
        if known is not None:
            self._line = known
        elif arrived > NARROW_SOUND:
            self._patience = EAGERNESS
            self._eager = 1 + (arrived > SOUND)

    def _climb(self, now: int) -> None:
        """Try the next better rung."""
        self._line -= 1
        self._eager -= 1
        if self._eager <= 0:
            self._patience = max(self._patience, PATIENCE)
        self._climbed = self._calm_since = now
        if not self._revealed:
            # The numbers of the first picture show what was lost behind the last before it.
            self._revealed = True
            self._settled = self._drained = now + DRAIN
        self._proven = self._failed = False
        self._tries = True

    def _learn_late(self, quality: LineQuality) -> None:
        """Take note of what a report after a step down tells of the rung before."""
        step = self._before
        if step is not None and quality.loss_down > step.quality.loss_down:
            before = structs.replace(step.quality, loss_down=quality.loss_down)
            self._before = step._replace(quality=before)

    def _mistaken(self, quality: LineQuality) -> bool:
        """Take a step down back, if it was for a queue that less has not drained.

        A queue that is still full with what is sent now would have dropped all the rest before.
        """
        step, self._before = self._before, None
        if step is None or step.quality.rtt_ms is None or quality.rtt_ms is None:
            return False
        spared = 1 - quality.bitrate_down / max(step.quality.bitrate_down, 1)
        stays = quality.rtt_ms > step.quality.rtt_ms - QUEUE_MS / 2
        if not stays or spared < _SPARED or step.quality.loss_down >= spared / 2:
            return False
        self._line = step.line
        return True

    def _step_down(
        self, quality: LineQuality, now: int, *, certain: bool, part: float | None = None
    ) -> None:
        """Go to the best rung below that fits into what has arrived.

        `part` is how much of its bits a rung takes, None: as much as the one before.
        """
        fits = quality.bitrate_down * (1 - quality.loss_down) * HEADROOM
        if self._film:
            # What is sent again was sent before, and what has filled the queue has not arrived.
            once = 1 - quality.repairs_down / max(quality.bitrate_down, 1)
            fits *= once / (1 + self._signs.queue_ms / 1e3 / INTERVAL_S)
        sound = sound_beside(self.height)
        if self._signs.collapsed and quality.estimate_down is not None:
            fits = quality.estimate_down + sound
        # A meeting that hardly moves takes less than its rung may, and so it would on the next.
        if part is None:
            part = (quality.bitrate_down - sound) / self._ladder[self._chosen].bitrate
            part = 1.0 if self._text else min(max(part, 0.0), 1.0)
        below = self._chosen + 1
        last = len(self._ladder) - 1
        while below <= last and self._takes(below, part) > fits:
            below += 1
        hopeless = certain or self._signs.loss >= HOPELESS_LOSS
        if not hopeless:
            # It may be the radio: a still would be of fewer packets, but hardly. A try goes back.
            below = min(below, max(self._moving, self._chosen + self.trying))
        elif self._text and self._chosen < last:
            below = min(below, last)
        if now - self._climbed >= PROBATION:
            self._patience = PATIENCE
        elif not self._failed:  # several steps down at once are one failure
            self._patience = min(2 * self._patience, MOST_PATIENCE)
            self._failed = True
        self._before = _Step(self._line, quality) if self._signs.longer else None
        self._line = below
        self._known = 0
        self._bad = 0
        self._proven = True
        self._settled = now + SETTLE
        self._drained = now + DRAIN
        self._calm_since = now

    def _takes(self, index: int, part: float) -> float:
        """Bits per second of a rung of which pictures take a `part`, and of its sound."""
        rung = self._ladder[index]
        return rung.bitrate * part + sound_beside(rung.height)
