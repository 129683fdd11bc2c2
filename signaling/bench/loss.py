"""`diemcau bench loss`: one point behind a bad line among three on good ones.

Each line has a meeting of its own, which the affected point joins last, behind its line from the
first packet: what was learnt of one line would spoil the figures of the next. It is measured once
the meeting has followed the line; `settling` is what that time was like. It is behind
`signaling.bench.relay`, both ways alike. It and one of the others
decode what they get; the third is only counted, the fourth talks. `heard` and `seen` are what the
affected point hears and sees: the tone of who talks, its own tile and another's. `up` is the
affected point as the others hear and see it. `others` is what a point on a good line receives
meanwhile, to be compared with the line "clean", which is always measured first; on the lines "-all"
nobody is on a good one. On the lines "-pages" the one who talks shares pages of text, a new one
every four seconds: what the affected point then hears and sees of people is to be compared with the
same line without. A picture counts as shown when it is whole and in order: what a browser's
own buffer adds is not in.

Of these tones libopus protects half of the packets with FEC, of voiced speech nineteen in twenty:
`concealed` would be less with speech, by some of the half of the loss that it is here.
"""

import argparse
import asyncio
import os
from dataclasses import replace

import msgspec

from mcu import clock
from mcu.media import Codec
from signaling.bench import measure, slow
from signaling.bench.ear import Heard
from signaling.bench.line import Conditions
from signaling.bench.lines import CASES, CLEAN, Case
from signaling.bench.meeting import Meeting, meeting
from signaling.bench.witness import NS_PER_MS, Seen

SETTLE_S = 6.0
"""Seconds on a line before it is measured: picture, jitter buffers and FEC follow within three
reports."""

CUT = Conditions(cut=True)


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What the line was like each way, whose it was, and what was sent over it (kbit/s)."""

    delay_ms: float
    jitter_ms: float
    loss: float
    rate_kbps: float | None
    queue_ms: float
    cut_s: float
    pictures_kbps: float
    voice_kbps: float
    everyone: bool


class Others(msgspec.Struct, frozen=True, kw_only=True):
    """What a point on a good line received."""

    fps: float
    audio_gap_p99_ms: float | None
    audio_gap_max_ms: float | None


class Settling(msgspec.Struct, frozen=True, kw_only=True):
    """The first seconds on the line, which the other figures leave out."""

    seconds: float
    missing_s: float
    """Seconds in which the affected point did not hear who talks, from its joining on."""
    up_missing_s: float
    """Seconds in which the others did not hear it."""


class Up(msgspec.Struct, frozen=True, kw_only=True):
    """The affected point as another hears and sees it."""

    missing: float
    """Share of the time in which its tone is not heard."""
    fps: float
    delay_ms: measure.Delay


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One line's figures, with the inputs they are of."""

    line: str
    inputs: Inputs
    settling: Settling
    heard: Heard
    gap_p99_ms: float | None
    """Between packets of sound to the affected point, as they came."""
    seen: Seen
    pages_per_s: float
    """Frames of shared pages that it got whole."""
    up: Up
    others: Others
    dropped_down: float | None
    """Share of the packets to the affected point that the line lost or had no room for."""
    dropped_up: float | None
    keyframes_asked: int
    """Keyframes that the server asked the affected point for."""
    rejoins: int
    """How often the affected point had to join again, as nothing came for a second."""
    server_cores: float
    own_cores: float
    """Processor time of the server and of the measuring process, by time."""
    held_up_ms: float
    """How late the measuring process was at worst, or what came to it by the good line: a busy
    machine spoils figures."""
    back_picture_s: float | None = None
    """After a cut: from the line's return to the first picture, and to the first sound."""
    back_sound_s: float | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All lines. `load` is the machine's load average in the last minute.

    `slow` is how many times slower time went than for others (`signaling.bench.slow`).
    """

    points: int
    seconds: float
    codec: str
    slow: int
    cpus: int
    load: float
    lines: list[Figures]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument(
        "--line",
        action="append",
        choices=list(CASES),
        help="beside the clean one only this; may be given several times (default: all)",
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--everyone", action="store_true", help="put all points behind the line")
    parser.add_argument("--codec", choices=("VP8", "H264"), default="VP8")
    slow.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    slow.slow_down(args.slow)
    names = list(CASES) if args.line is None else dict.fromkeys([CLEAN, *args.line])
    cases = {name: CASES[name] for name in names}
    if args.everyone:
        cases = {name: replace(case, everyone=True) for name, case in cases.items()}
    measure.say([asyncio.run(_measure(cases, args))])
    return 0


async def _measure(cases: dict[str, Case], args: argparse.Namespace) -> Result:
    found = []
    for name, case in cases.items():
        async with meeting(Codec(args.codec), case) as one:
            figures = await _figures(one, name, case, args.seconds)
        measure.say([figures])
        found.append(figures)
    return Result(
        points=len(one.points),
        seconds=args.seconds,
        codec=args.codec,
        slow=slow.times(),
        cpus=os.cpu_count() or 1,
        load=round(os.getloadavg()[0], 2),
        lines=found,
    )


async def _figures(one: Meeting, name: str, case: Case, seconds: float) -> Figures:
    """Let the meeting follow the line and measure."""
    affected = one.affected
    one.reset()
    await asyncio.sleep(SETTLE_S)
    settling = Settling(
        seconds=SETTLE_S,
        missing_s=round(affected.ear.report().missing["talker"] * SETTLE_S, 2),
        up_missing_s=round(one.witness.ear.report().missing["affected"] * SETTLE_S, 2),
    )
    one.reset()
    back: tuple[float | None, float | None] = (None, None)
    if case.cut_s:
        one.line = CUT
        await asyncio.sleep(case.cut_s)
        one.line = case.line
        back = await _return(one, seconds)
    await asyncio.sleep(seconds)
    now = clock.now()
    witness = one.witness
    heard, seen = affected.ear.report(), affected.eye.report(now)
    far_heard, far_seen = witness.ear.report(), witness.eye.report(now)
    fps, gap, longest = one.others()
    server_cores, own_cores = one.cores()
    return Figures(
        line=name,
        inputs=_inputs(case),
        settling=settling,
        heard=heard,
        gap_p99_ms=affected.gap_p99_ms(),
        seen=seen,
        pages_per_s=round(affected.pages / seconds, 2),
        up=Up(
            missing=far_heard.missing["affected"],
            fps=far_seen.tile_fps["affected"],
            delay_ms=far_seen.tile_delay_ms["affected"],
        ),
        others=Others(fps=fps, audio_gap_p99_ms=gap, audio_gap_max_ms=longest),
        dropped_down=one.dropped("down"),
        dropped_up=one.dropped("up"),
        keyframes_asked=affected.keyframes_asked,
        rejoins=one.rejoins,
        server_cores=server_cores,
        own_cores=own_cores,
        held_up_ms=round(one.held_up / NS_PER_MS, 1),
        back_picture_s=back[0],
        back_sound_s=back[1],
    )


async def _return(one: Meeting, limit: float) -> tuple[float | None, float | None]:
    """Return the seconds until pictures and sound are back; None where that exceeds `limit`."""
    begin = clock.now()
    picture: float | None = None
    sound: float | None = None
    while picture is None or sound is None:
        now = clock.now()
        if now - begin > limit * clock.NS_PER_S:
            break
        if picture is None and one.affected.eye.last > begin:
            picture = round((one.affected.eye.last - begin) / clock.NS_PER_S, 2)
        if sound is None and one.affected.ear.heard > begin:
            sound = round((one.affected.ear.heard - begin) / clock.NS_PER_S, 2)
        await asyncio.sleep(0.01)
    return picture, sound


def _inputs(case: Case) -> Inputs:
    line = case.line
    return Inputs(
        delay_ms=line.delay_ms,
        jitter_ms=line.jitter_ms,
        loss=line.loss,
        rate_kbps=None if line.rate is None else line.rate / 1000,
        queue_ms=line.queue_ms,
        cut_s=case.cut_s,
        pictures_kbps=case.pictures / 1000,
        voice_kbps=case.voice / 1000,
        everyone=case.everyone,
    )
