"""`diemcau bench speech`: how well a point behind a bad line is understood, and understands.

The meeting is that of `bench loss`, with pictures beside the sound. First the affected point speaks
and one on a good line listens (`up`), then another speaks and the affected point listens (`down`).
What is heard is compared with what was said, encoded once: STOI 0…1, and PESQ 1…4.6 where it is
installed (`pip install pesq==0.0.4`; it is built from C). STOI needs `pystoi`.

All this is real time. The line "clean", measured first, shows what the mixer's own encode costs;
where it is much below 1, or `held_up_ms` is long, the machine was too busy and the scores are its
own. The same lines in simulated time are in `tests/audio/figures.py`.
"""

import argparse
import asyncio
import sys
from importlib.util import find_spec
from typing import Final

import msgspec
import numpy as np

from mcu.audio.opus import BITRATE, Decoder
from mcu.media import Codec, Encoded, Pcm
from signaling.bench import measure
from signaling.bench.hearing import Score, judge
from signaling.bench.lines import CASES, CLEAN
from signaling.bench.meeting import PROTECTION, meeting
from signaling.bench.player import Player
from signaling.bench.witness import NS_PER_MS, Ear, Witness
from signaling.demo import encode
from signaling.demo.sounds import Voice, sentence, silence

TEXT: Final = (
    "Kính thưa quý vị đại biểu, hôm nay Ủy ban nhân dân tỉnh họp trực tuyến với các huyện để bàn "
    "về công tác phòng chống bão lụt. Mực nước sông Đào lúc sáu giờ sáng là ba mét mười lăm. "
    "Đề nghị điểm cầu huyện Trực Ninh báo cáo tình hình di dời dân khỏi vùng xung yếu."
)
SPEAKER: Final = Voice("m3", 150, 45, 120.0)

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
    """How late the measuring process was at worst."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All lines; `copies` is how many earlier packets the affected point sends with each one."""

    seconds: float
    copies: int
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


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    if find_spec("pystoi") is None:
        sys.stderr.write("this benchmark needs pystoi: pip install pystoi\n")
        return 1
    names = LINES if args.line is None else list(dict.fromkeys([CLEAN, *args.line]))
    measure.say([asyncio.run(_measure(names, args.seconds, args.settle, args.copies))])
    return 0


async def _measure(names: list[str], seconds: float, settle: float, copies: int) -> Result:
    said = sentence(TEXT, SPEAKER, seconds)
    reference = _decoded(_encoded(said, BITRATE))
    pause = encode.sound(silence(1.0))
    found: list[Figures] = []
    async with meeting(Codec.VP8) as one:
        one.witness.ear, one.affected.ear = Recorder(), Recorder()
        for name in names:
            case = CASES[name]
            one.behind(case)
            one.send_copies(copies if case.line.loss else 0)
            for player in (one.affected, one.talker):
                player.play_voice(pause)
            await asyncio.sleep(settle)
            one.held_up = 0
            up = await _record(one.affected, _encoded(said, case.voice), one.witness, seconds)
            one.affected.play_voice(pause)
            down = await _record(one.talker, _encoded(said, BITRATE), one.affected, seconds)
            one.talker.play_voice(pause)
            figures = Figures(
                line=name,
                up=judge(reference, up),
                down=judge(reference, down),
                held_up_ms=round(one.held_up / NS_PER_MS, 1),
            )
            measure.say([figures])
            found.append(figures)
    return Result(seconds=seconds, copies=copies, lines=found)


def _encoded(said: Pcm, bitrate: int) -> list[Encoded]:
    return encode.sound(said, bitrate=bitrate, packet_loss=PROTECTION)


def _decoded(voice: list[Encoded]) -> Pcm:
    decoder = Decoder()
    return np.concatenate([decoder.decode(one.data).copy() for one in voice])


async def _record(speaker: Player, voice: list[Encoded], listener: Witness, seconds: float) -> Pcm:
    """Let somebody speak, and return what another hears from the first word on."""
    recorder = listener.ear
    if not isinstance(recorder, Recorder):
        raise TypeError("this ear keeps nothing")
    recorder.tape.clear()
    speaker.play_voice(voice)
    await asyncio.sleep(seconds)
    speaker.play_voice([])
    await asyncio.sleep(AFTER_S)
    return np.concatenate(recorder.tape)
