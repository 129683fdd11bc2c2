"""`diemcau bench speech`: how well a point behind a bad line is understood, and understands.

The meeting is that of `bench loss`, with pictures beside the sound. First the affected point speaks
and one on a good line listens (`up`), then another speaks and the affected point listens (`down`).
What is heard is compared with what was said, encoded once: STOI 0…1, and PESQ 1…4.6 where it is
installed (`pip install pesq==0.0.4`; it is built from C). STOI needs `pystoi`.

All this is real time, or so many times slower (`--slow`). The line "clean", measured first, shows
what the mixer's own encode costs; where it is much below 1, or `held_up_ms` is long, the machine
was too busy and the scores are its own; so a line that was disturbed is measured again, and the
least disturbed time counts. The same lines in simulated time are in `tests/audio/figures.py`.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final, NamedTuple, Self

import msgspec
import numpy as np

from mcu.audio.opus import BITRATE, Decoder
from mcu.media import Codec, Encoded, Pcm
from signaling.bench import measure, slow
from signaling.bench.ear import Ear
from signaling.bench.hearing import Score, judge
from signaling.bench.lines import CASES, CLEAN
from signaling.bench.meeting import PROTECTION, meeting, prepare
from signaling.bench.player import Player
from signaling.bench.witness import NS_PER_MS, Witness
from signaling.demo import encode
from signaling.demo.sounds import Voice, sentence, silence

TEXT: Final = (
    "Kính thưa quý vị đại biểu, hôm nay Ủy ban nhân dân tỉnh họp trực tuyến với các huyện để bàn "
    "về công tác phòng chống bão lụt. Mực nước sông Đào lúc sáu giờ sáng là ba mét mười lăm. "
    "Đề nghị điểm cầu huyện Trực Ninh báo cáo tình hình di dời dân khỏi vùng xung yếu."
)
SPEAKER: Final = Voice("m3", 150, 45, 120.0)

UNDERSTOOD: Final = {"20ms-10%": 0.93, "20ms-20%": 0.85, "150ms-5%": 0.93}
"""What is promised of STOI on a line."""

HELD_UP_MS: Final = 60.0
"""From this lateness on a line's scores are the machine's: three ticks of what is heard come at
once, more than the jitter buffer of a good line holds."""

AFTER_S: Final = 1.0
"""Seconds that are listened to after the last word was sent."""

LINES: Final = [name for name, case in CASES.items() if not (case.cut_s or case.everyone)]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One line's scores."""

    line: str
    up: Score
    """The affected point as another hears it."""
    down: Score
    """Another as the affected point hears him."""
    held_up_ms: float
    """How late the measuring process was at worst, or what came to it by the good line."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All lines; `copies` is how many earlier packets the affected point sends with each one.

    `slow` is how many times slower time went than for others (`signaling.bench.slow`).
    """

    seconds: float
    copies: int
    slow: int
    lines: list[Figures]


class Recorder(Ear):
    """An ear that keeps what it hears."""

    def __init__(self) -> None:
        self.tape: list[Pcm] = []
        super().__init__({})

    def tick(self, now: int) -> None:
        """Play the 20 ms that are due, and keep them."""
        super().tick(now)
        self.tape.append(self.sound.copy())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument(
        "--line",
        action="append",
        choices=LINES,
        help="beside the clean one only this; may be given several times (default: all)",
    )
    parser.add_argument("--seconds", type=float, default=18.0, help="length of what is said")
    parser.add_argument(
        "--settle",
        type=float,
        default=10.0,
        help="seconds on a line before it is measured: picture and sound follow its reports",
    )
    parser.add_argument(
        "--copies",
        type=int,
        default=0,
        choices=(0, 1, 2),
        help="earlier packets that go up with each one where the line loses, as Chromium can (1)",
    )

    parser.add_argument(
        "--tries",
        type=int,
        default=3,
        help="how often a line is measured at most until the machine lets it be",
    )
    slow.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    slow.slow_down(args.slow)
    if find_spec("pystoi") is None:
        sys.stderr.write("this benchmark needs pystoi: pip install pystoi\n")
        return 1
    names = LINES if args.line is None else list(dict.fromkeys([CLEAN, *args.line]))
    measure.say([asyncio.run(_measure(names, args))])
    return 0


class Taken(NamedTuple):
    """What was heard over a line."""

    name: str
    up: Pcm
    down: Pcm
    held_up_ms: float


async def _measure(names: list[str], args: argparse.Namespace) -> Result:
    # What takes the processor for long is done before and after: the meeting is in this process.
    said = sentence(TEXT, SPEAKER, args.seconds)
    rates = {BITRATE, *(CASES[name].voice for name in names)}
    voices = {rate: encode.sound(said, bitrate=rate, packet_loss=PROTECTION) for rate in rates}
    prepare(Codec.VP8, [CASES[name] for name in names])
    everything: list[Taken] = []
    async with _Course(voices, args.seconds, args.settle) as course:
        for name in names:
            tried: list[Taken] = []
            while len(tried) < max(args.tries, 1) and all(
                one.held_up_ms >= HELD_UP_MS for one in tried
            ):
                tried.append(await course.line(name, args.copies))
            everything.append(min(tried, key=lambda one: one.held_up_ms))
    reference = _decoded(voices[BITRATE])
    found: list[Figures] = []
    for one in everything:
        found.append(
            Figures(
                line=one.name,
                up=judge(reference, one.up),
                down=judge(reference, one.down),
                held_up_ms=one.held_up_ms,
            )
        )
        measure.say(found[-1:])
    return Result(seconds=args.seconds, copies=args.copies, slow=args.slow, lines=found)


class _Course:
    """A meeting whose affected point goes from line to line; an async context manager."""

    def __init__(self, voices: Mapping[int, list[Encoded]], seconds: float, settle: float) -> None:
        self._voices = voices
        self._pause = encode.sound(silence(1.0))
        self._seconds = seconds
        self._settle = settle
        self._place = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Have everybody join."""
        self._meeting = await self._place.enter_async_context(meeting(Codec.VP8))
        for one in (self._meeting.witness, self._meeting.affected):
            one.ear, one.looks = Recorder(), False
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the meeting."""
        await self._place.aclose()

    async def line(self, name: str, copies: int) -> Taken:
        """Put the affected point behind a line, and record what is heard both ways."""
        case, one = CASES[name], self._meeting
        one.behind(case)
        one.send_copies(copies if case.line.loss else 0)
        for player in (one.affected, one.talker):
            player.play_voice(self._pause)
        await asyncio.sleep(self._settle)
        one.held_up = 0
        up = await self._record(one.affected, case.voice, one.witness)
        down = await self._record(one.talker, BITRATE, one.affected)
        return Taken(name, up, down, round(one.held_up / NS_PER_MS, 1))

    async def _record(self, speaker: Player, rate: int, listener: Witness) -> Pcm:
        """Let somebody speak, and return what another hears from the first word on."""
        recorder = listener.ear
        if not isinstance(recorder, Recorder):
            raise TypeError("this ear keeps nothing")
        recorder.tape.clear()
        speaker.play_voice(self._voices[rate])
        await asyncio.sleep(self._seconds)
        speaker.play_voice([])
        await asyncio.sleep(AFTER_S)
        heard = np.concatenate(recorder.tape)
        speaker.play_voice(self._pause)
        return heard


def _decoded(voice: list[Encoded]) -> Pcm:
    decoder = Decoder()
    return np.concatenate([decoder.decode(one.data).copy() for one in voice])
