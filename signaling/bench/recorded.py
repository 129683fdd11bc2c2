"""A recording made during a benchmark, and how long its picture and its sound are."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO, Final

import aiohttp
import av
import msgspec

from mcu import clock
from signaling.bench.server import MEETING, Server
from signaling.demo.control import connect
from signaling.protocol import Record, RecordingList

FINISH_LIMIT_S: Final = 60.0


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds by the wall clock, of the picture and of the sound.

    The picture begins with a keyframe, and both end with what had been made until then, so that a
    few hundred milliseconds are no drift; what grows with the length is.
    """

    seconds: float
    picture_s: float
    sound_s: float
    begin_apart_ms: float
    """By how much the sound begins after the picture."""
    end_apart_ms: float
    """By how much it ends after it: what it is more than `begin_apart_ms` has crept in."""


@contextlib.asynccontextmanager
async def recording(
    measured: Server, token: str, look: Callable[[IO[bytes]], None] = lambda _: None
) -> AsyncIterator[list[Recorded]]:
    """Record the meeting during the block, as the point with this token; fills the list after.

    `look` is given the file, on a thread.
    """
    found: list[Recorded] = []
    async with aiohttp.ClientSession() as http:
        await _switch(http, measured, token, on=True)
        begin = clock.now()
        yield found
        await _switch(http, measured, token, on=False)
        seconds = (clock.now() - begin) / clock.NS_PER_S
        with tempfile.TemporaryFile() as file:
            await _fetch(http, measured, token, file)
            found.append(lengths(file, seconds))
            await asyncio.to_thread(look, file)


async def _switch(http: aiohttp.ClientSession, measured: Server, token: str, *, on: bool) -> None:
    """Begin or end it; a control connection ends when all that came before has been done."""
    async with connect(http, measured.url, token, lambda _: None) as control:
        await control.say(Record(on=on))


async def _fetch(
    http: aiohttp.ClientSession, measured: Server, token: str, file: IO[bytes]
) -> None:
    """Download the newest recording once it is finished."""
    headers = {"Authorization": f"Bearer {token}"}
    async with asyncio.timeout(FINISH_LIMIT_S):
        while True:
            url = f"{measured.url}/api/meetings/{MEETING}/recordings"
            async with http.get(url, headers=headers) as reply:
                reply.raise_for_status()
                one, *_ = msgspec.json.decode(await reply.read(), type=RecordingList).recordings
            if one.state == "complete":
                break
            await asyncio.sleep(0.2)
    async with http.get(measured.url + one.url) as reply:
        reply.raise_for_status()
        async for part in reply.content.iter_chunked(1 << 20):
            file.write(part)


def lengths(file: IO[bytes], seconds: float) -> Recorded:
    """Measure a finished recording by the time stamps of its packets."""
    picture, sound = _span(file, "video"), _span(file, "audio")
    return Recorded(
        seconds=round(seconds, 3),
        picture_s=round(picture[1] - picture[0], 3),
        sound_s=round(sound[1] - sound[0], 3),
        begin_apart_ms=round((sound[0] - picture[0]) * 1000, 1),
        end_apart_ms=round((sound[1] - picture[1]) * 1000, 1),
    )


def _span(file: IO[bytes], kind: str) -> tuple[float, float]:
    """Return when a file's first packet of a kind begins and its last one ends, in seconds."""
    file.seek(0)
    with av.open(file, "r") as opened:
        stream = next(one for one in opened.streams if one.type == kind)
        ticks = [
            (one.pts, one.pts + (one.duration or 0))
            for one in opened.demux(stream)
            if one.pts is not None
        ]
        if stream.time_base is None:
            raise ValueError(f"{kind} has no time base")
        scale = float(stream.time_base)
        return ticks[0][0] * scale, max(end for _, end in ticks) * scale
