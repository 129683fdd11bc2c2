"""Files as offices send them, and as nobody should."""

import io
import zipfile

import pytest

from signaling.directory.reader import read_apart
from signaling.directory.sheet import FORMULA, MAX_BYTES, MAX_ROWS, Sheet, SheetError, read
from tests.directory.tables import as_csv, as_xlsx, country

ROWS = [["Mã", "Tên"], ["36", "Tỉnh Nam Định"], ["", ""], ["361", "Huyện; Trực, Ninh"]]


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [sheet.head.cells, *(row.cells for row in sheet.rows)]


EXPECTED = [tuple(row) for row in ROWS if any(row)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_csv_in_every_dress(delimiter: str, encoding: str) -> None:
    if encoding == "cp1258":
        # Its letters with tone marks are two characters, and come out as one.
        rows = [["Ma\u0303", "Tên"], ["36", "Ti\u0309nh Nam Đi\u0323nh"]]
        sheet = read(as_csv(rows, delimiter, encoding))
        assert (sheet.head.cells[0], sheet.rows[0].cells[1]) == ("Mã", "Tỉnh Nam Định")
        return
    sheet = read(as_csv(ROWS, delimiter, encoding))
    assert cells(sheet) == EXPECTED
    assert [row.number for row in sheet.rows] == [2, 4], "numbers are those of the file"


def test_excels_hint_of_a_delimiter() -> None:
    sheet = read(b"sep=;\r\n" + as_csv(ROWS, ";"))
    assert cells(sheet) == EXPECTED
    assert sheet.head.number == 2


def test_xlsx_with_numbers_as_people_wrote_them() -> None:
    sheet = read(
        as_xlsx(
            [["Mã", "Tên", "Số"], [36, "Tỉnh", 4000.0], [None, None, None], ["0361", "x", True]]
        )
    )
    assert cells(sheet)[1:] == [("36", "Tỉnh", "4000"), ("0361", "x", "1")]
    assert sheet.rows[1].number == 4


def test_formulas_are_seen_and_never_their_text() -> None:
    for content in (
        as_csv([["Mã", "Tên"], ["1", "=CMD|' /C calc'!A0"], ["2", "@SUM(1)"]]),
        as_xlsx([["Mã", "Tên"], ["1", "=CMD|' /C calc'!A0"], ["2", "=1+1"]]),
    ):
        sheet = read(content)
        assert [row.cells[1] for row in sheet.rows] == [FORMULA, FORMULA]


def refusal(content: bytes) -> str:
    with pytest.raises(SheetError) as caught:
        read(content)
    assert caught.value.vi
    assert caught.value.en
    return caught.value.code


def archive(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


def test_what_is_no_table_is_refused() -> None:
    assert refusal(b"") == "empty"
    assert refusal(b"\n\n ; ;\n") == "empty"
    assert refusal(bytes(range(256)) * 10) == "not_text"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)) == "old_excel"
    assert refusal(b"PK\x03\x04 rubbish") == "unreadable"
    assert refusal(archive({"hello.txt": b"no workbook"})) == "unreadable"
    assert refusal(as_xlsx([["Mã"], ["1"]])[:-200]) == "unreadable"


def test_what_is_too_large_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert refusal(bytes(MAX_BYTES + 1)) == "too_large"
    assert refusal(b"a;b\n" * (MAX_ROWS + 2)) == "too_large"
    bomb = archive({f"xl/worksheets/sheet{n}.xml": bytes(10 * 2**20) for n in range(10)})
    assert len(bomb) < 2**20
    monkeypatch.delattr(zipfile.ZipFile, "open")
    assert refusal(bomb) == "too_large"


def test_entities_that_multiply_do_not() -> None:
    book = zipfile.ZipFile(io.BytesIO(as_xlsx([["Mã"], ["1"]])))
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 100}">' for n in range(10)
    )
    files = {name: book.read(name) for name in book.namelist()}
    files["xl/worksheets/sheet1.xml"] = (
        f'<!DOCTYPE x [{entities}]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        '2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
        "</sheetData></worksheet>"
    ).encode()
    assert refusal(archive(files)) == "unreadable"


async def test_it_is_read_in_a_process_of_its_own() -> None:
    sheet = await read_apart(as_xlsx(country()))
    assert sheet == read(as_xlsx(country()))
    with pytest.raises(SheetError) as caught:
        await read_apart(b"")
    assert caught.value.code == "empty"
