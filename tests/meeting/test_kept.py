"""Logs of every version stay readable: `logs/` has one of each, which is never written anew."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from signaling.meeting.entry import AnyEvent, Entry
from signaling.meeting.narrative import SENTENCES, SILENT, narrative, plain
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.votes import Ballot

LOGS = sorted((Path(__file__).parent / "logs").glob("*.jsonl"))
NEWEST = LOGS[-1]


def read(path: Path) -> list[Entry]:
    lines = path.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Entry) for line in lines]


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_every_log_is_read_and_told(path: Path) -> None:
    entries = read(path)
    assert rebuilt(entries).seq == len(entries) > 50
    assert len(narrative(entries)) > 50
    for line, entry in zip(path.read_bytes().splitlines(), entries, strict=True):
        written = msgspec.json.decode(msgspec.json.encode(entry))
        assert msgspec.json.decode(line).items() <= written.items(), "nothing is lost"


def test_the_newest_log_has_every_event() -> None:
    """An event that is new needs a line in a log of a new version."""
    assert {type(one.event) for one in read(NEWEST)} == set(get_args(AnyEvent))


def test_the_newest_log_tells_the_meeting_it_was_written_of() -> None:
    it = rebuilt(read(NEWEST), [Ballot(vote="v3", option="Tán thành")])
    assert (it.phase, it.title, it.mics.mode) == ("open", "Kỳ họp thứ mười", "conference")
    assert it.floor.on_air == ["p2"]
    assert [(one.point, one.subject) for one in it.floor.queue] == [("p1", "Đất đai")]
    assert it.roll.result is not None
    assert (it.roll.result.delegates_present, it.roll.result.quorum) == (7, True)
    assert [one.count for one in it.votes.all["v1"].tally()] == [2, 1, 0]
    assert it.votes.all["v2"].cancelled
    assert [one.count for one in it.votes.all["v3"].tally()] == [1, 0, 0]
    assert it.votes.running is it.votes.all["v3"]
    assert it.seats.by_point["p3"].removed
    assert it.notices.music


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) | SILENT == set(get_args(AnyEvent))
    assert not set(SENTENCES) & SILENT


def test_the_course_of_a_meeting_in_words() -> None:
    expected = NEWEST.with_suffix(".txt").read_text(encoding="utf-8")
    assert plain(narrative(read(NEWEST))) == expected
