"""Tables as tests need them."""

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl

PROVINCES, COMMUNES = 34, 100


def as_csv(
    rows: Iterable[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def country() -> list[list[object]]:
    """34 provinces with 100 communes each."""
    rows: list[list[object]] = [["Mã đơn vị", "Tên đơn vị", "Trực thuộc", "Thứ tự"]]
    for p in range(PROVINCES):
        rows.append([f"t{p}", f"Tỉnh Trường Sơn {p}", "", p])
        rows += [[f"x{p}-{c}", f"Xã Đông Hải {c}", f"t{p}", c] for c in range(COMMUNES)]
    return rows


def country_points() -> list[list[object]]:
    rows: list[list[object]] = [
        ["Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị", "Số đại biểu", "Tốc độ", "Phòng họp"]
    ]
    return rows + [
        [f"p{p}-{c}", f"UBND xã Đông Hải {c}", f"x{p}-{c}", 12, 4_000, "có"]
        for p in range(PROVINCES)
        for c in range(COMMUNES)
    ]
