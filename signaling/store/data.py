"""The data directory and the database in it, as somebody meets them who starts a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from signaling.secret import KeyFileError


class DataError(Exception):
    """What is kept cannot be used; the message says why and what to do, in two languages."""


@contextmanager
def unusable_refused(directory: Path) -> Iterator[None]:
    """Turn what goes wrong with the key, the directory or the database into DataError."""
    try:
        yield
    except KeyFileError as error:
        raise DataError(str(error)) from error
    except (OSError, SQLAlchemyError) as error:
        raise DataError(
            f"Không dùng được dữ liệu ở {directory}: {error}\n"
            "Kiểm tra quyền ghi, data.directory và data.database, hoặc chạy diemcau doctor.\n"
            f"The data in {directory} cannot be used: {error}\n"
            "Check its rights, data.directory and data.database, or run diemcau doctor."
        ) from error
