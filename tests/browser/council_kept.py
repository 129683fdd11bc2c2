"""What is kept of a council session: its log line by line, its minutes, what was recorded."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import aiohttp
import av
import msgspec
import numpy as np
from numpy.typing import NDArray

from mcu.media import SAMPLE_RATE
from signaling import secret
from signaling.meeting.business import Chaptered
from signaling.meeting.entry import Entry
from signaling.meeting.events import FloorCalled
from signaling.protocol import Course, RecordingInfo, RecordingList
from signaling.store.database import Database, sqlite_url
from signaling.store.log import EventLog, Kept
from tests.browser.council import (
    COLOURS,
    HERE,
    INTRUDER,
    MEETING,
    PAGE,
    POINTS,
    SECRETARY,
    SPEAKERS,
    is_large,
    only,
    voices,
)
from tests.clips import rgb
from tests.server import Server

RECORDED_DB = -50.0
"""Below this a voice is not heard in a recording: its codec adds a little of its own."""

LATE_S = 1.0
"""The picture follows a call by about so much."""

LOST_S = 2.0
"""What a killed server may have lost of the end of a recording."""


async def kept(server: Server) -> Kept:
    """Read the log of the session."""
    database = Database(sqlite_url(server.data))
    try:
        return await EventLog(database, secret.key(server.data)).last(MEETING)
    finally:
        await database.close()


async def ask(server: Server, what: str) -> bytes:
    """Ask the server about the session, as its secretary."""
    token = server.token(MEETING, SECRETARY, role="secretary")
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(server.url, headers=headers) as http,
        http.get(f"/api/meetings/{MEETING}/{what}") as response,
    ):
        assert response.status == 200, await response.text()
        return await response.read()


# The log.


def check_log(kept: Kept, voters: Sequence[Sequence[str]]) -> None:
    """Every line is there and no other; `voters` are those of each vote."""
    entries, tags = kept.entries, _tags(kept.entries)
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert kept.sitting == 1
    assert kept.ballots == [], "they are destroyed once they are counted"
    admitted = tags.index(("seat.admitted", ""))
    begun = tags.index(("roll.opened", ""))
    everybody = sorted(("seat.arrived", point) for point in HERE)
    assert tags[0] == ("meeting.planned", "")
    assert sorted(tags[1:admitted]) == sorted(tags[admitted + 1 : begun]) == everybody
    # After the server was killed those who were there drop out, and some come back.
    held = [one for one in tags[begun:] if not one[0].startswith("seat.")]
    conducted = list(_conducted(_calls(entries)))
    assert held[: len(conducted)] == conducted
    ballots, expected = held[len(conducted) :], list(_voted(voters))
    # Those who vote at the same moment come in any order.
    assert sorted(ballots) == sorted(expected)
    assert _but_ballots(ballots) == _but_ballots(expected)


def _tags(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return (event, point) of lines."""
    return [
        (str(one.event.__struct_config__.tag), getattr(one.event, "point", None) or "")
        for one in entries
    ]


def _calls(entries: Sequence[Entry]) -> list[str]:
    """Return who was called, in order; of the two at once either was the first."""
    calls = [one.event.point for one in entries if isinstance(one.event, FloorCalled)]
    first, second = calls[3:5]
    assert {first, second} == set(SPEAKERS[3:])
    assert calls == [*SPEAKERS[:3], first, second, first]
    return calls


def _conducted(calls: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What happens from the roll call to the last speaker."""
    yield "roll.opened", ""
    yield from (("roll.marked", point) for point in POINTS)
    for tag in ("roll.closed", "meeting.opened", "agenda.moved", "chapter"):
        yield tag, ""
    yield from (("floor.requested", point) for point in SPEAKERS)
    before = ""
    for number, point in enumerate(calls):
        if point in calls[:number]:
            yield "floor.requested", point
        if number != 4:  # of two at once one was prepared
            yield "floor.prepared", point if number != 3 else SPEAKERS[3]
        if before:
            yield "floor.ended", before
        yield "floor.called", point
        if before:
            yield "mic.silenced", ""
        yield "mic.switched", point
        yield "chapter", ""
        before = point
    yield "floor.ended", before
    yield "mic.silenced", ""
    yield "agenda.moved", ""
    yield "chapter", ""


def _voted(votes: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """What happens from the first vote to the end."""
    for number, voters in enumerate(votes):
        if number:
            yield "vote.shown", ""
        yield "vote.opened", ""
        yield "chapter", ""
        yield from (("vote.cast", point) for point in voters)
        if number == 1:
            yield "meeting.resumed", ""
        yield "vote.closed", ""
        yield "vote.shown", ""
    yield "notice.shown", ""
    yield "notice.cleared", ""
    yield "meeting.closed", ""


def _but_ballots(tags: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [one for one in tags if one[0] != "vote.cast"]


async def check_minutes(server: Server) -> None:
    """They tell of each speaker, of the votes and of the conclusions, in words."""
    course = msgspec.json.decode(await ask(server, "log"), type=Course)
    said = "\n".join(line.text for line in course.lines if not line.minor)
    for point in SPEAKERS:
        assert f"Mời {POINTS[point]} phát biểu" in said
    for words in ("Bầu ủy viên?", "Thông qua nghị quyết?", "Chủ trì kết luận"):
        assert words in said


# The recording.


class Chapter(NamedTuple):
    """When somebody spoke, in seconds from the beginning of the recording."""

    point: str
    begins: float
    ends: float


def chapters(entries: Sequence[Entry], recording: RecordingInfo) -> Iterator[Chapter]:
    """Return the chapters of the five speakers; of one who was called twice the second."""
    begun = datetime.fromisoformat(recording.started)
    marks: list[tuple[str, float]] = []
    called = ""
    for one in entries:
        if isinstance(one.event, FloorCalled):
            called = one.event.point
        elif isinstance(one.event, Chaptered):
            marks.append((called, (datetime.fromisoformat(one.at) - begun).total_seconds()))
            called = ""
    names = [name for name, _ in marks]
    for point in SPEAKERS:
        last = len(names) - 1 - names[::-1].index(point)
        yield Chapter(point, marks[last][1], marks[last + 1][1])


async def check_recordings(server: Server, entries: Sequence[Entry], killed: datetime) -> None:
    """The first ends with the server that was killed and shows who spoke; the second is whole."""
    listed = msgspec.json.decode(await ask(server, "recordings"), type=RecordingList)
    second, first = listed.recordings
    assert (first.state, second.state) == ("interrupted", "complete")
    lived = (killed - datetime.fromisoformat(first.started)).total_seconds()
    assert lived - LOST_S - 1 < first.seconds < lived + 0.5  # and what starting took
    (path,) = server.data.rglob(f"{first.id}.mp4")
    film = Film.read(path)
    for chapter in chapters(entries, first):
        assert film.shows(chapter), chapter
        assert film.says(chapter), chapter
    assert film.is_seen(PAGE)
    assert not film.is_seen(COLOURS[INTRUDER])
    assert not film.is_heard(INTRUDER)


SEEN = (*(COLOURS[point] for point in (*SPEAKERS, INTRUDER)), PAGE)
"""Colours that are looked for."""
PIECE = SAMPLE_RATE // 2
"""Sound is judged in pieces of half a second."""


class Film(NamedTuple):
    """A recording, decoded: what is large in it at which second, and its sound."""

    large: list[tuple[float, str]]
    pcm: NDArray[np.float64]

    @classmethod
    def read(cls, path: Path) -> "Film":
        """Decode a file; of its pictures a quarter of the pixels is looked at."""
        large = []
        with av.open(path) as file:
            for frame in file.decode(video=0):
                picture = rgb(frame)[::2, ::2]
                seen = [one for one in SEEN if is_large(picture, one)]
                large += [(float(frame.time or 0), one) for one in seen]
        with av.open(path) as file:
            frames = list(file.decode(audio=0))
        lead = np.zeros(round(float(frames[0].time or 0) * SAMPLE_RATE))
        parts = [frame.to_ndarray().astype(np.float64).mean(axis=0) for frame in frames]
        return cls(large, np.concatenate([lead, *parts]) * 32768)

    def shows(self, chapter: Chapter) -> bool:
        """Whether the speaker of a chapter becomes large in it."""
        colour, ends = COLOURS[chapter.point], chapter.ends + LATE_S
        return any(one == colour and chapter.begins <= at < ends for at, one in self.large)

    def says(self, chapter: Chapter) -> bool:
        """Whether the speaker of a chapter is heard in it, and alone."""
        begin, end = round(chapter.begins * SAMPLE_RATE), round(chapter.ends * SAMPLE_RATE)
        return any(only(chapter.point, one, RECORDED_DB) for one in self._levels(begin, end))

    def is_seen(self, colour: str) -> bool:
        return any(one == colour for _, one in self.large)

    def is_heard(self, point: str) -> bool:
        return any(one[point] > RECORDED_DB for one in self._levels(0, len(self.pcm)))

    def _levels(self, begin: int, end: int) -> Iterator[dict[str, float]]:
        for at in range(begin, min(end, len(self.pcm)) - PIECE + 1, PIECE // 2):
            yield voices(self.pcm[at : at + PIECE])
