"""What an import would change: rows of a table against what is kept, matched by code. Pure.

Importing the same file twice changes nothing the second time. A column that the file does not
have stays as it is; an empty cell empties.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from signaling.directory.columns import TITLES, Kind, recognise
from signaling.directory.faults import FAULTS, FaultError
from signaling.directory.fold import fold, tidy
from signaling.directory.messages import Rejection
from signaling.directory.sheet import FORMULA, Row, Sheet
from signaling.directory.tree import Node, Tree

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
PHONE = re.compile(r"[0-9+(). -]{0,40}")
GROUPED = re.compile(r"[+-]?\d{1,3}([., ]\d{3})+")
"""A number with its thousands apart, as both languages write it."""

YES = {"1", "x", "co", "yes", "y", "true", "dung"}
NO = {"", "0", "khong", "no", "n", "false", "sai"}

LENGTHS = {"name": 200, "short_name": 80, "line_operator": 80, "backup_operator": 80}
LONGEST = 200

SHORT_NAME = 80

Values = dict[str, Any]


class Existing(msgspec.Struct, frozen=True):
    """What is kept under a code: its values by column, and whether it is retired."""

    values: Mapping[str, Any]
    retired: bool = False


class Reach(msgspec.Struct, frozen=True):
    """The units that somebody may change; None is everything, new roots too."""

    units: frozenset[str] | None = None

    def __contains__(self, unit: str | None) -> bool:
        return self.units is None or unit in self.units


class Planned(msgspec.Struct):
    """What would be done. `added` have parents before children; `changed` name only changes."""

    rows: int = 0
    columns: list[str] = msgspec.field(default_factory=list)
    ignored: list[str] = msgspec.field(default_factory=list)
    added: dict[str, Values] = msgspec.field(default_factory=dict)
    changed: dict[str, Values] = msgspec.field(default_factory=dict)
    unchanged: int = 0
    rejected: list[Rejection] = msgspec.field(default_factory=list)


class _Line(msgspec.Struct):
    """A row whose cells could be read."""

    row: int
    id: str
    values: Values


def plan_points(
    sheet: Sheet, existing: Mapping[str, Existing], tree: Tree, reach: Reach
) -> Planned:
    """Return what importing points would do. Raises SheetError."""
    planned, lines = _begin("points", sheet, existing)
    for line in lines:
        unit = line.values["unit"]
        kept = existing.get(line.id)
        if unit not in tree:
            _reject(planned, line, "unit", "unknown_unit")
        elif unit not in reach or (kept and kept.values["unit"] not in reach):
            _reject(planned, line, "unit", "not_permitted")
        else:
            if not line.values.get("short_name") and not kept:
                line.values["short_name"] = line.values["name"][:SHORT_NAME].rstrip()
            _take(planned, line, kept)
    return _finish(planned)


def plan_units(sheet: Sheet, existing: Mapping[str, Existing], tree: Tree, reach: Reach) -> Planned:
    """Return what importing units would do. Raises SheetError."""
    planned, lines = _begin("units", sheet, existing)
    while True:
        after = _after(lines, tree)
        faults = {line.id: fault for line in lines if (fault := _misplaced(line, after))}
        if not faults:
            break
        # Whoever stands below a row that is not taken is looked at again.
        for line in lines:
            if line.id in faults:
                _reject(planned, line, "parent", faults[line.id])
        lines = [line for line in lines if line.id not in faults]
    taken = {line.id: line for line in lines}
    for unit in Tree(after.values()).subtree():
        if unit in taken:
            line, kept = taken[unit], existing.get(unit)
            if _permitted(line, after, tree, reach):
                _take(planned, line, kept)
            else:
                _reject(planned, line, "parent", "not_permitted")
    return _finish(planned)


def _after(lines: list[_Line], tree: Tree) -> dict[str, Node]:
    """Return the units as they would stand."""
    after = dict(tree.nodes)
    for line in lines:
        before = after.get(line.id)
        after[line.id] = Node(
            id=line.id,
            parent=line.values.get("parent", before.parent if before else None),
            order=line.values.get("order", before.order if before else 0),
            name=line.values["name"],
        )
    return after


def _misplaced(line: _Line, after: Mapping[str, Node]) -> str | None:
    """Return what is wrong with a unit's place."""
    parent = after[line.id].parent
    seen = {line.id}
    if parent is not None and parent not in after:
        return "unknown_unit"
    while parent is not None and parent in after:
        if parent == line.id:
            return "cycle"
        if parent in seen:
            # Below a cycle that it is no part of: found there, and then here as unknown.
            return None
        seen.add(parent)
        parent = after[parent].parent
    return None


def _permitted(line: _Line, after: Mapping[str, Node], tree: Tree, reach: Reach) -> bool:
    """Whether a unit may be put there: what it leaves and where it goes are within reach."""
    if reach.units is None:
        return True
    parent = after[line.id].parent
    before = tree.nodes.get(line.id)
    if before is not None and before.parent == parent:
        return line.id in reach
    ancestor = parent
    while ancestor is not None and ancestor not in reach:
        # A new unit below a new one: what counts is where the first of them hangs.
        ancestor = None if ancestor in tree else after[ancestor].parent
    return ancestor is not None and (before is None or before.parent in reach)


def _begin(
    kind: Kind, sheet: Sheet, existing: Mapping[str, Existing]
) -> tuple[Planned, list[_Line]]:
    """Read the cells; return the lines that are whole in themselves."""
    columns, ignored = recognise(kind, sheet.head)
    planned = Planned(rows=len(sheet.rows), ignored=ignored)
    planned.columns = list(columns.values())
    lines: list[_Line] = []
    seen: set[str] = set()
    for row in sheet.rows:
        values: Values = {}
        faulty = False
        for column, cell in _cells(row, columns):
            try:
                values[column] = _value(column, cell)
            except FaultError as fault:
                faulty = True
                planned.rejected.append(rejection(row.number, column, cell, fault.code))
        if faulty:
            continue
        line = _Line(row.number, values.pop("id"), values)
        kept = existing.get(line.id)
        if line.id in seen:
            _reject(planned, line, "id", "duplicate")
        elif kept and kept.retired:
            _reject(planned, line, "id", "retired")
        else:
            lines.append(line)
        seen.add(line.id)
    return planned, lines


def _cells(row: Row, columns: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for index, column in columns.items():
        yield column, row.cells[index] if index < len(row.cells) else ""


def _value(column: str, cell: str) -> Any:
    """Return what a cell says. Raises FaultError."""
    if cell == FORMULA:
        raise FaultError("formula")
    text = tidy(cell)
    if "\0" in text:
        raise FaultError("formula")
    return PARSERS.get(column, _words)(text, column)


def _words(text: str, column: str) -> str:
    if len(text) > LENGTHS.get(column, LONGEST):
        raise FaultError("too_long")
    return text


def _needed(text: str, column: str) -> str:
    if not text:
        raise FaultError("missing")
    return _words(text, column)


def _code(text: str, column: str) -> str | None:
    if not text and column == "parent":
        return None
    if not text:
        raise FaultError("missing")
    if not CODE.fullmatch(text):
        raise FaultError("bad_code")
    return text


def _phone(text: str, _column: str) -> str:
    if not PHONE.fullmatch(text):
        raise FaultError("bad_phone")
    return text


def _whole(text: str) -> int:
    plain = re.sub(r"[., ]", "", text) if GROUPED.fullmatch(text) else text
    if not re.fullmatch(r"[+-]?\d{1,12}", plain):
        raise FaultError("not_a_number")
    return int(plain)


def _number(least: int, most: int, empty: int | None) -> Callable[[str, str], int | None]:
    def parse(text: str, _column: str) -> int | None:
        if not text:
            return empty
        value = _whole(text)
        if not least <= value <= most:
            raise FaultError("out_of_range")
        return value

    return parse


def _switch(text: str, _column: str) -> bool:
    said = fold(text)
    if said not in YES | NO:
        raise FaultError("not_yes_or_no")
    return said in YES


PARSERS: dict[str, Callable[[str, str], Any]] = {
    "id": _code,
    "unit": _code,
    "parent": _code,
    "name": _needed,
    "contact_phone": _phone,
    "technician_phone": _phone,
    "order": _number(-1_000_000, 1_000_000, 0),
    "line_kbps": _number(1, 10_000_000, None),
    "backup_kbps": _number(1, 10_000_000, None),
    "delegates": _number(0, 100_000, 1),
    "room": _switch,
}


def _take(planned: Planned, line: _Line, kept: Existing | None) -> None:
    if kept is None:
        planned.added[line.id] = line.values
        return
    if not line.values.get("short_name", "-"):
        del line.values["short_name"]  # a point always has one
    changes = {name: value for name, value in line.values.items() if kept.values.get(name) != value}
    if changes:
        planned.changed[line.id] = changes
    else:
        planned.unchanged += 1


def _reject(planned: Planned, line: _Line, column: str, code: str) -> None:
    value = line.id if column == "id" else str(line.values.get(column) or "")
    planned.rejected.append(rejection(line.row, column, value, code))


def rejection(row: int, column: str, value: str, code: str) -> Rejection:
    """Return a rejection in words."""
    vi, en = FAULTS[code]
    shown = "=…" if "\0" in value else value[:80]
    title = TITLES.get(column, "")
    return Rejection(row=row, column=title, value=shown, code=code, message_vi=vi, message_en=en)


def _finish(planned: Planned) -> Planned:
    planned.rejected.sort(key=lambda one: one.row)
    return planned
