"""Logs of every version stay readable: `logs/` has one of each, which is never written anew."""

from pathlib import Path
from types import ModuleType
from typing import get_args

import msgspec
import pytest
from msgspec import structs

from signaling.meeting import narrative_en, narrative_vi
from signaling.meeting.actor import SYSTEM
from signaling.meeting.entry import AnyEvent, Entry
from signaling.meeting.events import MicsSilenced, Planned
from signaling.meeting.narrative import SILENT, Teller, narrative, plain
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.scene_events import PresetSaved, SceneTaken
from signaling.meeting.terms import Place
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


@pytest.mark.parametrize("language", [narrative_vi, narrative_en])
def test_every_event_has_a_sentence(language: ModuleType) -> None:
    assert set(language.SENTENCES) | SILENT == set(get_args(AnyEvent))
    assert not set(language.SENTENCES) & SILENT


@pytest.mark.parametrize(("lang", "field"), [("", "text"), (".en", "text_en")])
def test_the_course_of_a_meeting_in_words(lang: str, field: str) -> None:
    path = NEWEST.with_suffix(f"{lang}.txt")
    lines = [structs.replace(one, text=getattr(one, field)) for one in narrative(read(NEWEST))]
    assert plain(lines) == path.read_text(encoding="utf-8")


def test_a_scene_is_called_by_its_name_and_a_few_points_by_theirs() -> None:
    teller = Teller()

    def told(event: AnyEvent) -> tuple[str, str]:
        entry = Entry(seq=1, at="2026-11-21T08:00:00+07:00", actor=SYSTEM, event=event)
        line = teller.tell(entry)
        assert line
        return line.text, line.text_en

    points = tuple(f"p{n}" for n in range(6))
    told(Planned(title="Họp", places=tuple(Place(point=one, name=one.upper()) for one in points)))
    assert told(MicsSilenced(points=points[:2])) == ("Tắt micrô: P0, P1.", "Muted: P0, P1.")
    assert told(MicsSilenced(points=points)) == ("Tắt micrô: 6 điểm cầu.", "Muted: 6 points.")
    told(PresetSaved(key=3, name="Toàn cảnh"))
    assert told(SceneTaken(key=3)) == ("Đổi bố cục màn hình: “Toàn cảnh”.", "Scene: “Toàn cảnh”.")
    assert told(SceneTaken())[1] == "Scene: automatic."
