"""Units, points, meetings and chat as they are kept."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from signaling.meeting.chat import Chat
from signaling.store.account_models import AuditRow
from signaling.store.audit import AuditLog
from signaling.store.chat import ChatLog
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.models import Instant, Point, Unit

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


async def fill(database: Database) -> Directory:
    directory = Directory(database)
    await directory.add_units(
        [
            Unit(id="nd", level=1, name="Tỉnh Nam Định"),
            Unit(id="tn", level=2, parent_id="nd", name="Huyện Trực Ninh"),
            Unit(id="td", level=3, parent_id="tn", name="Xã Trực Đạo"),
        ]
    )
    await directory.add_points(
        [
            Point(id="p-nd", unit_id="nd", name="UBND tỉnh Nam Định", short_name="Nam Định"),
            Point(id="p-tn", unit_id="tn", name="UBND huyện Trực Ninh", short_name="Trực Ninh"),
            Point(id="p-td", unit_id="td", name="UBND xã Trực Đạo", short_name="Trực Đạo"),
            Point(id="adhoc", name="adhoc", short_name="adhoc", synthetic=True),
        ]
    )
    await directory.add_meeting("demo", title="Giao ban", now=NOW, self_service=True)
    await directory.invite("demo", ["p-nd", "p-tn", "p-td"])
    return directory


async def test_a_plan_lists_places_in_order_of_invitation(database: Database) -> None:
    directory = await fill(database)
    await directory.invite("demo", ["adhoc"])
    plan = await directory.plan("demo")
    assert plan is not None
    assert (plan.title, plan.open) == ("Giao ban", True)
    assert [(one.point, one.unit, one.order) for one in plan.places] == [
        ("p-nd", "Tỉnh Nam Định", 0),
        ("p-tn", "Huyện Trực Ninh", 1),
        ("p-td", "Huyện Trực Ninh", 2),
        ("adhoc", "", 3),
    ]
    assert [one.synthetic for one in plan.places] == [False, False, False, True]


async def test_adding_again_changes_nothing(database: Database) -> None:
    directory = await fill(database)
    await directory.add_meeting("demo", title="Khác", now=NOW)
    before = await directory.plan("demo")
    await fill(database)
    assert await directory.plan("demo") == before
    assert before is not None
    assert before.title == "Giao ban"


async def test_who_is_not_invited_has_no_place(database: Database) -> None:
    directory = await fill(database)
    assert await directory.place("demo", "adhoc") is None
    assert await directory.place("other", "p-tn") is None
    assert await directory.plan("other") is None
    place = await directory.place("demo", "p-tn")
    assert place is not None
    assert place.name == "UBND huyện Trực Ninh"


async def test_a_point_that_is_not_there_cannot_be_invited(database: Database) -> None:
    directory = await fill(database)
    with pytest.raises(IntegrityError):
        await directory.invite("demo", ["nobody"])


async def test_only_open_meetings_are_listed(database: Database) -> None:
    directory = await fill(database)
    await directory.add_meeting("closed", title="Kín", now=NOW)
    await directory.add_meeting("older", title="Cũ", now=NOW - timedelta(1), self_service=True)
    assert await directory.open_meetings() == [("older", "Cũ"), ("demo", "Giao ban")]


async def test_another_process_sees_what_was_added(database: Database) -> None:
    await fill(database)
    other = Database(str(database.engine.url))
    await Directory(other).add_meeting("adhoc", title="adhoc", now=NOW)
    await other.close()
    assert await Directory(database).plan("adhoc") is not None


async def test_chat_keeps_its_order_and_its_newest(database: Database) -> None:
    await fill(database)
    chat = ChatLog(database)
    for number in range(15):
        line = Chat(text=f"dòng {number}", ref="r")
        said = await chat.add("demo", line, point="p-tn", name="Trực Ninh", text=line.text, now=NOW)
    last = await chat.last("demo", 10)
    assert last[-1] == said
    assert [one.text for one in last] == [f"dòng {n}" for n in range(5, 15)]
    assert said.sent == "2026-11-21T08:00:00.000+00:00"
    assert await chat.last("other", 10) == []


def test_times_are_kept_in_utc_and_never_naive() -> None:
    instant = Instant()
    hanoi = datetime(2026, 11, 21, 15, 0, tzinfo=timezone(timedelta(hours=7)))
    assert instant.process_bind_param(hanoi, None) == NOW  # type: ignore[arg-type]  # unused
    with pytest.raises(ValueError, match="offset"):
        instant.process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]


async def test_the_audit_log_refuses_to_be_changed(database: Database) -> None:
    audit = AuditLog(database)
    line = {"address": "", "object": "x", "result": "done", "detail": ""}
    await audit.add(AuditRow(at=NOW, account="an", act="login", **line))
    changes = ["UPDATE audit SET account = 'x'", "DELETE FROM audit"]
    if database.engine.dialect.name == "postgresql":
        changes.append("TRUNCATE audit")
    for change in changes:
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.engine.begin() as connection:
                await connection.execute(text(change))
    (kept,) = await audit.page(before=None, account=None, count=2)
    assert kept.account == "an"
