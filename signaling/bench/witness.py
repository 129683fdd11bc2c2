"""A point that looks and listens: it decodes what it gets, and says what was wrong with it."""

import itertools
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import av
import msgspec
import numpy as np

from mcu.clock import NS_PER_S
from mcu.media import Codec, Encoded, VoicePacket
from mcu.rtc.client import Track
from mcu.video.layout import Rect
from signaling.bench.ear import Ear
from signaling.bench.measure import UNKNOWN, Delay
from signaling.bench.player import Player
from signaling.demo.testcard import read_counter

NS_PER_MS: Final = 1_000_000

FREEZE: Final = 200 * NS_PER_MS
"""Nanoseconds between two pictures that are seen as a stop."""

OLDEST: Final = 4 * NS_PER_S
"""Age (ns) above which a frame number is that of an earlier round of the clip."""

_LINES: Final = 80
"""Of a tile, so many lines at least are enough to read its number."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Pictures as they became whole: `frozen` is the share of the time in gaps of more than 200 ms.

    `frozen_buffered` is the same where each is held back until the 95th percentile of the delays
    has passed, as a browser does for smoothness. `heights` are the shares of the sizes in which
    they came. By whose tile: new pictures a second, and the
    delay from their being sent to their being whole.
    """

    fps: float
    frozen: float
    frozen_buffered: float
    longest_gap_ms: float
    keyframes: int
    broken: int
    heights: dict[int, float]
    tile_fps: dict[str, float]
    tile_delay_ms: dict[str, Delay]


class Eye:
    """Decodes the mixed picture and reads the numbers in the tiles of some players.

    `tiles` are those of a canvas of a `width`, of which smaller copies may come. `steady` is the
    tile of one on a good line: it shows when each picture was mixed.
    """

    def __init__(
        self, codec: Codec, tiles: Mapping[str, tuple[Rect, Player]], steady: str, width: int
    ) -> None:
        self._steady = steady
        self._width = width
        self._decoder = av.VideoCodecContext.create("vp8" if codec is Codec.VP8 else "h264", "r")
        self._decoder.thread_count = 1
        self._tiles = tiles
        self._last: dict[str, int] = {}
        self.reset(0)

    def reset(self, now: int) -> None:
        """Begin a measurement."""
        self._begin = now
        self._shown: list[int] = []
        self._keyframes = self._broken = 0
        self._heights: Counter[int] = Counter()
        self._delays: dict[str, list[int]] = {name: [] for name in self._tiles}
        self._arrivals: dict[str, list[int]] = {name: [] for name in self._tiles}

    @property
    def last(self) -> int:
        """When a picture was shown last (ns), or the measurement began."""
        return self._shown[-1] if self._shown else self._begin

    def see(self, frame: Encoded) -> None:
        """Show a frame."""
        self._keyframes += frame.keyframe
        try:
            pictures = self._decoder.decode(av.Packet(frame.data))
        except av.FFmpegError:
            self._broken += 1
            return
        for picture in pictures:
            self._shown.append(frame.pts)
            self._heights[picture.height] += 1
            grey = picture.to_ndarray(format="gray8")
            for name, (rect, player) in self._tiles.items():
                x, y, w, h = (one * picture.width // self._width for one in rect)
                step = max(1, h // _LINES)
                tile = grey[y : y + h : step, x : x + w : step]
                self._read(name, np.dstack([tile] * 3).astype(np.uint8), player, frame.pts)

    def _read(
        self, name: str, tile: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], of: Player, now: int
    ) -> None:
        number = read_counter(tile)
        if number is None or number == self._last.get(name):
            return
        self._last[name] = number
        delay = now - of.sent.get(number, 0)
        if 0 < delay < OLDEST:
            self._delays[name].append(delay)
            self._arrivals[name].append(now)

    def report(self, now: int) -> Seen:
        """Say what was seen since `reset`."""
        seconds = (now - self._begin) / NS_PER_S
        gaps = np.diff([self._begin, *self._shown, now])
        steady = self._steady
        smooth = buffered(self._begin, self._arrivals[steady], self._delays[steady], now)
        return Seen(
            fps=round(len(self._shown) / seconds, 2),
            frozen=frozen([self._begin, *self._shown, now]),
            frozen_buffered=frozen(smooth),
            longest_gap_ms=round(float(gaps.max()) / NS_PER_MS, 1),
            keyframes=self._keyframes,
            broken=self._broken,
            heights={n: round(c / self._heights.total(), 3) for n, c in self._heights.items()},
            tile_fps={n: round(len(one) / seconds, 2) for n, one in self._delays.items()},
            tile_delay_ms={name: quantiles(one) for name, one in self._delays.items()},
        )


def frozen(shown: Sequence[int]) -> float:
    """Return the share of the time from first to last (ns) in gaps that are seen as a stop."""
    gaps = np.diff(shown)
    return round(float(gaps[gaps > FREEZE].sum()) / max(shown[-1] - shown[0], 1), 4)


def buffered(begin: int, arrivals: Sequence[int], delays: Sequence[int], end: int) -> list[int]:
    """Return when pictures are shown that are held back to the 95th percentile of the delays.

    First and last is the time for which that is known from what came between `begin` and `end`:
    what is shown before may have come before, and what is shown later may be still to come.
    """
    hold = int(np.quantile(delays, 0.95)) if delays else 0
    held = [max(at, at - delay + hold) for at, delay in zip(arrivals, delays, strict=True)]
    begin = min(begin + hold, end)
    return [begin, *(one for one in itertools.accumulate(held, max) if begin < one < end), end]


def quantiles(delays: Sequence[int]) -> Delay:
    """Return median and 95th percentile of nanoseconds in milliseconds, None of too few."""
    if len(delays) < 2:
        return UNKNOWN
    cuts = statistics.quantiles((one / NS_PER_MS for one in delays), n=20)
    return Delay(round(cuts[9], 1), round(cuts[18], 1))


class Witness(Player):
    """A point that plays clips, and looks and listens. Shared pages it only counts.

    One that does not look (`looks`) gets its pictures all the same, but decodes none.
    """

    ear: Ear
    eye: Eye
    looks = True
    keyframes_asked = 0

    def reset(self, now: int) -> None:
        """Begin a measurement."""
        self.ear.reset()
        self.eye.reset(now)
        self.keyframes_asked = self.pages = 0
        self._arrivals: list[int] = []

    def gap_p99_ms(self) -> float | None:
        """The gap between packets of sound that one in 100 exceeds; None for too few."""
        gaps = np.diff(self._arrivals) / NS_PER_MS
        return round(float(np.quantile(gaps, 0.99)), 1) if len(gaps) else None

    def on_keyframe_request(self, track: Track) -> None:
        """Begin anew, and count."""
        self.keyframes_asked += 1
        super().on_keyframe_request(track)

    def on_voice(self, packet: VoicePacket) -> None:
        """Keep sound until it is due."""
        self._arrivals.append(packet.arrived)
        self.ear.put(packet)

    def on_frame(self, track: Track, frame: Encoded) -> None:
        """Look at a picture; decoding here delays only our own sending."""
        if track is Track.CONTENT:
            self.pages += 1
        elif self.looks:
            self.eye.see(frame)
