"""`diemcau import`: a file of units or points, taken in by whoever runs the server."""

from pathlib import Path

from signaling import secret
from signaling.config import Config
from signaling.directory.columns import Kind
from signaling.directory.importing import Reach
from signaling.directory.messages import ImportReport, Rejection
from signaling.directory.sheet import MAX_BYTES, SheetError, read, too_large
from signaling.store.database import Database
from signaling.store.imports import Accept, Imports, refused


def content_of(file: Path) -> bytes:
    """Return a file's content, cut off where it is too large anyway. Raises OSError."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


async def run(
    config: Config, kind: Kind, content: bytes, *, accept: Accept, dry: bool
) -> ImportReport:
    """Import a file into the database of the settings."""
    try:
        if len(content) > MAX_BYTES:
            raise too_large()
        sheet = read(content)
    except SheetError as error:
        return refused(error)
    secret.prepare(config.data_directory)
    database = Database(config.database_url)
    try:
        await database.migrate()
        return await Imports(database).run(kind, sheet, reach=Reach(), accept=accept, dry=dry)
    finally:
        await database.close()


def as_text(report: ImportReport, *, dry: bool) -> str:
    """Return a report for a terminal, in both languages."""
    lines = [line for one in report.rejected for line in _rejection(one)]
    if report.ignored:
        names = ", ".join(report.ignored)
        lines += [f"Bỏ qua cột: {names}", f"Columns left out: {names}"]
    counted = (report.rows, report.added, report.changed, report.unchanged)
    lines += [
        "{} dòng: {} thêm mới, {} thay đổi, {} giữ nguyên".format(*counted)
        + f", {len({one.row for one in report.rejected})} dòng lỗi.",
        "{} rows: {} new, {} changed, {} unchanged".format(*counted)
        + f", {len({one.row for one in report.rejected})} rejected.",
    ]
    if not report.applied:
        vi, en = (
            ("Chạy thử, chưa ghi gì.", "A dry run; nothing was written.")
            if dry
            else (
                "Chưa ghi gì. Sửa tệp, hoặc thêm --accept-good để bỏ qua dòng lỗi.",
                "Nothing was written. Correct the file, or leave bad rows out: --accept-good.",
            )
        )
        lines += [vi, en]
    return "\n".join(lines)


def _rejection(one: Rejection) -> tuple[str, str]:
    value = f" “{one.value}”" if one.value else ""
    where = f"{one.column}{value}: " if one.column else ""
    row_vi, row_en = (f"Dòng {one.row}", f"Row {one.row}") if one.row else ("Tệp", "File")
    return (f"{row_vi}: {where}{one.message_vi}", f"{row_en}: {where}{one.message_en} [{one.code}]")
