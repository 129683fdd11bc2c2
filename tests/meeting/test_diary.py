"""The log as the console reads it."""

from pathlib import Path
from typing import get_args

import pytest

from signaling.meeting import diary
from signaling.meeting.actor import Actor
from signaling.meeting.business import (
    AgendaMoved,
    AgendaSet,
    RollClosed,
    RollMarked,
    VoteShown,
)
from signaling.meeting.entry import AnyEvent, Entry
from signaling.meeting.events import Admitted, FloorCalled, FloorPrepared, Locked, MicsSilenced
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.terms import AgendaItem

SENTENCES = Path(__file__).parents[2] / "web/src/i18n/console"
SECRETARY = Actor(role="secretary", name="Nguyễn Thị Hòa", account="hoa")
AT = "2026-11-21T08:00:00+07:00"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_event_has_its_sentence(lang: str) -> None:
    text = (SENTENCES / f"log.{lang}.ts").read_text(encoding="utf-8")
    tags = [str(event.__struct_config__.tag) for event in get_args(AnyEvent)]
    assert [tag for tag in tags if f'"{tag}":' not in text and f"  {tag}:" not in text] == []


def told(event: AnyEvent, it: Proceedings | None = None) -> tuple[str, str, str]:
    entry = Entry(seq=1, at=AT, actor=SECRETARY, event=event)
    line = diary.line(it or Proceedings(), entry)
    assert line.who == "Nguyễn Thị Hòa"
    return line.point, line.text, line.value


def test_a_line_has_what_its_sentence_needs() -> None:
    assert told(Locked(on=True)) == ("", "", "on")
    assert told(Locked(on=False)) == ("", "", "")
    assert told(FloorCalled(point="a", limit_s=300, subject="Giá đất")) == ("a", "Giá đất", "300")
    assert told(FloorCalled(point="a")) == ("a", "", "")
    assert told(FloorPrepared(point=None)) == ("", "", "")
    assert told(RollMarked(point="a", presence="absent", reason="Ốm")) == ("a", "Ốm", "absent")
    assert told(VoteShown(vote="v")) == ("", "", "on")
    closed = RollClosed(points=2, points_present=1, delegates=2, delegates_present=1, quorum=False)
    assert told(closed) == ("", "", "")


def test_one_point_is_named_and_several_are_counted() -> None:
    assert told(Admitted(points=("a",))) == ("a", "", "")
    assert told(MicsSilenced(points=("a", "b"))) == ("", "", "2")


def test_the_item_of_the_agenda_is_called_by_its_title() -> None:
    it = Proceedings()
    items = (AgendaItem(id="m1", title="Khai mạc"),)
    it.apply(Entry(seq=1, at=AT, actor=SECRETARY, event=AgendaSet(items=items)))
    assert told(AgendaMoved(item="m1"), it) == ("", "Khai mạc", "")
