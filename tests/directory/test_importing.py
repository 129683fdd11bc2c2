"""Imports: what is taken, what is refused and why, and that a second time changes nothing."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from signaling.cli import main
from signaling.directory.columns import Kind
from signaling.directory.importing import Reach
from signaling.directory.messages import ImportReport
from signaling.directory.sheet import read
from signaling.store.database import Database
from signaling.store.imports import Accept, Imports
from signaling.store.points import Points, Wanted
from signaling.store.units import Units
from tests.directory.tables import COMMUNES, PROVINCES, as_csv, as_xlsx, country, country_points
from tests.house.sources import ROOT
from tests.signaling.conftest import address as address  # noqa: PLC0414 - a fixture
from tests.signaling.conftest import database as database  # noqa: PLC0414 - a fixture

UNITS = """Mã đơn vị;Tên đơn vị;Trực thuộc
nd;Tỉnh Nam Định;
tn;Huyện Trực Ninh;nd
td;Xã Trực Đạo;tn
hh;Huyện Hải Hậu;nd
"""

POINTS = """Mã điểm;Tên điểm cầu;Đơn vị;SĐT;Số đại biểu;Phòng họp
p-tn;UBND huyện Trực Ninh;tn;0228 3883 101;30;x
p-td;UBND xã Trực Đạo;td;;;
"""


PARENT = "Mã đơn vị cấp trên"


class Office:
    def __init__(self, database: Database) -> None:
        self.imports = Imports(database)
        self.units = Units(database)
        self.points = Points(database)

    async def take(
        self,
        kind: Kind,
        text: str | bytes,
        *,
        units: set[str] | None = None,
        accept: Accept = "all",
        dry: bool = False,
    ) -> ImportReport:
        sheet = read(text.encode() if isinstance(text, str) else text)
        reach = Reach(None if units is None else frozenset(units))
        return await self.imports.run(kind, sheet, reach=reach, accept=accept, dry=dry)


async def test_the_readmes_files_are_taken_as_it_says(database: Database) -> None:
    said = (ROOT / "README.md").read_text().splitlines()
    lines = [one[4:] for one in said if one.startswith("    ") and one.count(";") >= 3]
    head = lines.index(next(one for one in lines if one.startswith("Mã điểm cầu;")))
    units, points = lines[:head], lines[head : head + 3]
    office = Office(database)
    assert (await office.take("units", "\n".join(units))).added == len(units) - 1
    report = await office.take("points", "\n".join(points), accept="good")
    assert (report.added, report.ignored) == (1, [])
    (refused,) = report.rejected
    told = f"Dòng {refused.row}: {refused.column} “{refused.value}”: {refused.message_vi}"
    assert told in (ROOT / "README.md").read_text()


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database)
    assert (await office.take("units", UNITS)).applied
    return office


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    for one in report.rejected:
        assert one.message_vi
        assert one.message_en
    return [(one.row, one.column, one.code) for one in report.rejected]


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.added, report.changed, report.unchanged


async def test_a_second_time_changes_nothing(office: Office) -> None:
    assert counts(await office.take("units", UNITS)) == (0, 0, 4)
    assert counts(await office.take("points", POINTS)) == (2, 0, 0)
    assert counts(await office.take("points", POINTS)) == (0, 0, 2)
    found = await office.points.get("p-tn")
    assert found is not None
    assert (found.point.delegates, found.point.room, found.unit_name) == (
        30,
        True,
        "Huyện Trực Ninh",
    )
    assert found.point.contact_phone == "0228 3883 101"
    assert found.point.short_name == "UBND huyện Trực Ninh"


async def test_columns_that_are_not_there_stay(office: Office) -> None:
    await office.take("points", POINTS)
    report = await office.take("points", "Mã;Tên;Đơn vị;Ghi chú lạ\np-tn;Trực Ninh mới;hh;?\n")
    assert (counts(report), report.ignored) == ((0, 1, 0), ["Ghi chú lạ"])
    found = await office.points.get("p-tn")
    assert found is not None
    assert (found.point.name, found.point.unit_id, found.point.delegates) == (
        "Trực Ninh mới",
        "hh",
        30,
    )
    assert (await office.points.find(Wanted(query="truc ninh moi"), limit=9, offset=0))[1] == 1


async def test_units_move_and_their_levels_follow(office: Office) -> None:
    report = await office.take(
        "units", "Mã;Tên;Trực thuộc\nnew;Thành phố mới;nd\ntn;Trực Ninh;new\n"
    )
    assert counts(report) == (1, 1, 0)
    tree = await office.units.tree()
    assert list(tree.lineage("td")) == ["td", "tn", "new", "nd"]


async def test_two_moves_at_once_make_no_cycle(office: Office) -> None:
    async def move(unit: str, parent: str) -> bool:
        return await office.units.change(unit, name=unit, order=0, parent=parent)

    assert sorted(await asyncio.gather(move("tn", "hh"), move("hh", "tn"))) == [False, True]
    assert sorted((await office.units.tree()).subtree()) == ["hh", "nd", "td", "tn"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a;Xã A;nowhere", [(2, PARENT, "unknown_unit")]),
        ("a;Xã A;b\nb;Xã B;a", [(2, PARENT, "cycle"), (3, PARENT, "cycle")]),
        ("nd;Tỉnh;td", [(2, PARENT, "cycle")]),
        ("a;Xã A;x\nb;Xã B;a", [(2, PARENT, "unknown_unit"), (3, PARENT, "unknown_unit")]),
        ("a;Xã A;nd\na;Xã A;nd", [(3, "Mã", "duplicate")]),
        ("ă;Xã A;nd", [(2, "Mã", "bad_code")]),
        (";Xã A;nd", [(2, "Mã", "missing")]),
        ("a;;nd", [(2, "Tên", "missing")]),
        ("a;=CMD();nd", [(2, "Tên", "formula")]),
        (f"a;{'x' * 201};nd", [(2, "Tên", "too_long")]),
    ],
)  # fmt: skip
async def test_units_that_are_refused(
    office: Office, rows: str, expected: list[tuple[int, str, str]]
) -> None:
    report = await office.take("units", f"Mã;Tên;Trực thuộc\n{rows}\n")
    assert faults(report) == expected
    assert not report.applied
    assert list((await office.units.tree()).lineage("td")) == ["td", "tn", "nd"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("p;Điểm;none;;", ("Mã đơn vị", "unknown_unit")),
        ("p;Điểm;;;", ("Mã đơn vị", "missing")),
        ("p;Điểm;tn;ba mươi;", ("Số đại biểu", "not_a_number")),
        ("p;Điểm;tn;-1;", ("Số đại biểu", "out_of_range")),
        ("p;Điểm;tn;1;maybe", ("Phòng họp", "not_yes_or_no")),
    ],
)
async def test_points_that_are_refused(
    office: Office, cells: str, expected: tuple[str, str]
) -> None:
    report = await office.take("points", f"Mã;Tên;Mã đơn vị;Số đại biểu;Phòng họp\n{cells}\n")
    assert faults(report) == [(2, *expected)]


async def test_all_or_only_the_good_rows(office: Office) -> None:
    text = POINTS + "p-x;Điểm X;none;gọi sau;1;\n"
    report = await office.take("points", text)
    assert (report.applied, counts(report)) == (False, (2, 0, 0))
    assert await office.points.get("p-tn") is None
    dry = await office.take("points", text, accept="good", dry=True)
    assert not dry.applied
    assert await office.points.get("p-tn") is None
    report = await office.take("points", text, accept="good")
    assert report.applied
    assert await office.points.get("p-tn") is not None
    assert await office.points.get("p-x") is None


async def test_a_districts_operator_imports_into_his_district(office: Office) -> None:
    mine = {"tn", "td"}
    head = "Mã;Tên;Trực thuộc\n"
    assert (await office.take("units", f"{head}x1;Xã 1;tn\nx2;Thôn;x1\n", units=mine)).applied
    for row in ("r;Gốc;", "y;Xã;hh", "hh;Đổi tên;nd", "td;Xã;hh", "hh;Hải Hậu;tn"):
        report = await office.take("units", f"{head}{row}\n", units=mine)
        assert [one.code for one in report.rejected] == ["not_permitted"], row
    head = "Mã;Tên;Mã đơn vị\n"
    assert (await office.take("points", f"{head}p;Điểm;td\n", units=mine)).applied
    assert not (await office.take("points", f"{head}p;Điểm;hh\n", units=mine)).applied
    assert not (await office.take("points", f"{head}p;Điểm;td\n", units={"hh"})).applied


@pytest.mark.parametrize("text", ["x;y\n1;2\n", "Mã;Tên\n1;2\n", "Mã;Mã;Tên;Đơn vị\n1;2;3;4\n"])
async def test_a_head_that_does_not_do(office: Office, text: str) -> None:
    report = await office.take("points", text)
    assert [one.row for one in report.rejected] == [0]
    assert report.rejected[0].code in ("column_missing", "column_twice")


@pytest.mark.parametrize("head", [
    "MÃ ĐƠN VỊ;TÊN ĐƠN VỊ;CẤP TRÊN", "ma don vi;ten don vi;don vi cap tren", "code;name;parent",
    "Unit code;Unit name;Parent code", "id *;name:;parent_id",
])  # fmt: skip
async def test_heads_in_both_languages(office: Office, head: str) -> None:
    report = await office.take("units", f"{head}\nzz;Xã Mới;tn\n")
    assert (counts(report), report.ignored) == ((1, 0, 0), [])


async def test_a_whole_country_is_imported_and_searched_quickly(database: Database) -> None:
    """By what is in it: what looked at each pair would take seventy times as long as a part."""
    office = Office(database)
    part, took, added = 4, [], Counter[str]()
    for provinces in (part, PROVINCES):
        started = time.process_time()
        units = country()[: 1 + provinces * (1 + COMMUNES)]
        points = country_points()[: 1 + provinces * COMMUNES]
        sheets: tuple[tuple[Kind, bytes], ...] = (
            ("units", as_xlsx(units)),
            ("points", as_csv(points, ";", "utf-8-sig")),
        )
        for kind, sheet in sheets:
            added[kind] += (await office.take(kind, sheet)).added
        took.append(time.process_time() - started)
    assert added == {"units": 34 * 101, "points": 3400}
    assert took[1] < 4 * took[0] * PROVINCES / part
    for query, units_, expected in (
        ("dong hai 55", None, 34),
        ("ĐÔNG HẢI 99", None, 34),
        ("truong son", None, 0),
        ("dong hai", frozenset((await office.units.tree()).subtree("t3")), 100),
        ("p3-7", None, 11),
    ):
        wanted = Wanted(query=query, units=units_)
        best = took[1]
        for _ in range(5):
            begun = time.process_time()
            found, total = await office.points.find(wanted, limit=100, offset=0)
            best = min(best, time.process_time() - begun)
        assert (total, len(found)) == (expected, min(100, expected)), query
        assert best < took[1] / 20, f"{query}: a search looks at nothing one by one"


async def test_words_with_diacritics_ask_for_them(office: Office) -> None:
    await office.take("points", POINTS)

    async def names(query: str) -> list[str]:
        return [
            one.point.id
            for one in (await office.points.find(Wanted(query=query), limit=9, offset=0))[0]
        ]

    assert await names("truc") == await names("TRỰC") == ["p-tn", "p-td"]
    assert await names("trúc") == []
    assert await names("đạo ubnd") == ["p-td"]
    assert await names("100%") == await names("_") == []


def test_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8-sig")
    assert main(["import", "units", "units.csv", "--dry-run"]) == 0
    assert "4 thêm mới" in capsys.readouterr().out
    assert main(["import", "units", "units.csv"]) == 0
    assert main(["import", "units", "units.csv"]) == 0
    assert "4 unchanged" in capsys.readouterr().out.splitlines()[-1]
    (tmp_path / "points.csv").write_text("Mã;Tên;Đơn vị\np;P;none\n")
    assert main(["import", "points", "points.csv"]) == 1
    said = capsys.readouterr().out
    assert "Dòng 2: Mã đơn vị “none”" in said
    assert "[unknown_unit]" in said
    assert main(["import", "points", "nowhere.csv"]) == 2
