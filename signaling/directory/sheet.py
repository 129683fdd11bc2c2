"""Rows of a CSV or XLSX file that anybody may have sent. Pure; `reader` runs it in a process.

CSV comes from many programs: with commas, semicolons (Excel where the comma is the decimal mark)
or tabs, as UTF-8 with or without a mark, as UTF-16 ("Unicode text" of Excel) or in the older
Vietnamese code page of Windows. XLSX is read by openpyxl, row by row.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

import msgspec
import openpyxl

from signaling.directory.fold import tidy

MAX_BYTES = 8 * 2**20
"""Bytes of a file: the points of the whole country take one."""

MAX_UNPACKED = 64 * 2**20
"""Bytes of an XLSX file unpacked; a table packs ten to one, a bomb a thousand to one."""

MAX_ROWS = 20_000
MAX_COLUMNS = 64
MAX_CELL = 1_000
MAX_BLANK = 200
"""Rows without anything after which a table ends: Excel keeps a million that were formatted."""

FORMULA = "\0="
"""What stands for a cell that holds a formula: no cell can."""

DELIMITERS = (";", ",", "\t", "|")


class SheetError(Exception):
    """The file is no table that can be read; a stable code, and why in two languages."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(code, vi, en)
        self.code, self.vi, self.en = code, vi, en


class Row(msgspec.Struct, frozen=True):
    """A row by its number in the file (from 1); cells are trimmed."""

    number: int
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """The head of a table, and its rows that hold anything."""

    head: Row
    rows: tuple[Row, ...]


def read(content: bytes) -> Sheet:
    """Return what is in a file. Raises SheetError."""
    if len(content) > MAX_BYTES:
        raise too_large()
    if content[:2] == b"PK":
        found = _of_xlsx(content)
    elif content[:4] == b"\xd0\xcf\x11\xe0":
        raise SheetError(
            "old_excel",
            "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Mở trong Excel, lưu lại dạng .xlsx.",
            "An old (.xls) or encrypted Excel file. Save it as .xlsx, without a password.",
        )
    else:
        found = _of_csv(content)
    rows = [row for row in _bounded(found) if row.cells]
    if not rows:
        raise SheetError("empty", "Tệp không có dòng nào.", "The file has no rows.")
    return Sheet(head=rows[0], rows=tuple(rows[1:]))


def too_large() -> SheetError:
    """Return the refusal of a file that is too large, as it is or unpacked."""
    return SheetError(
        "too_large",
        f"Tệp quá lớn: tối đa {MAX_BYTES // 2**20} MB và {MAX_ROWS} dòng. Hãy chia nhỏ tệp.",
        f"The file is too large: {MAX_BYTES // 2**20} MB and {MAX_ROWS} rows at most. Split it.",
    )


def _bounded(rows: Iterator[list[str]]) -> Iterator[Row]:
    blank = 0
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROWS + 1:
            raise too_large()
        kept = [tidy(one)[:MAX_CELL] for one in cells[:MAX_COLUMNS]]
        while kept and not kept[-1]:
            kept.pop()
        blank = 0 if kept else blank + 1
        if blank > MAX_BLANK:
            return
        yield Row(number, tuple(kept))


def _of_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    lines = text.splitlines(keepends=True)
    skipped = 0
    if lines and lines[0].lower().startswith("sep="):
        # Excel's own hint.
        delimiter, skipped = lines[0].strip()[4:5] or ",", 1
    else:
        delimiter = _delimiter(lines)
    for _ in range(skipped):
        yield []
    csv.field_size_limit(MAX_BYTES)
    try:
        for cells in csv.reader(io.StringIO("".join(lines[skipped:])), delimiter=delimiter):
            yield [FORMULA if _is_formula(one) else one for one in cells]
    except csv.Error as error:
        raise SheetError(
            "unreadable",
            f"Không đọc được tệp CSV ({error}). Hãy lưu lại từ Excel dạng .xlsx.",
            f"The CSV file cannot be read ({error}). Save it as .xlsx.",
        ) from None


def _is_formula(cell: str) -> bool:
    """Whether a program that opens the text would run it. A phone number may begin with +."""
    return cell.lstrip().startswith(("=", "@"))


def _decoded(content: bytes) -> str:
    """Return the text of a CSV file. Raises SheetError for what is no text."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    # Nearly nothing else is valid UTF-8, so that the older code page comes second.
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(one < " " and one not in "\t\r\n" for one in text):
            return text
    raise SheetError(
        "not_text",
        "Tệp không phải CSV hoặc XLSX. Hãy lưu lại từ Excel dạng .xlsx hoặc CSV UTF-8.",
        "The file is neither CSV nor XLSX. Save it as .xlsx or CSV UTF-8.",
    )


def _delimiter(lines: list[str]) -> str:
    """Return what parts the first line, which is the head, most often outside of quotes."""
    head = next((line for line in lines if line.strip()), "")
    bare = "".join(head.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def _of_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # What unpacks to more than it says is refused by zipfile itself.
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                raise too_large()
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        sheet = book.worksheets[0]
        # The size that the file claims may be a lie.
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [FORMULA if one.data_type == "f" else _text(one.value) for one in cells]
        book.close()
    except SheetError:
        raise
    # openpyxl raises whatever its parsers do: KeyError, ValueError, BadZipFile, ParseError …
    except Exception as error:
        raise SheetError(
            "unreadable",
            "Không đọc được tệp XLSX (tệp hỏng). Hãy mở trong Excel rồi lưu lại.",
            f"The XLSX file cannot be read ({type(error).__name__}). Save it again.",
        ) from None


def _text(value: object) -> str:
    """Return a cell as text, numbers as people write them: codes and phone numbers are often so."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = str(value)
    return FORMULA if _is_formula(text) else text
