"""The key that signs tokens: made once, readable by the owner only."""

import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 32
"""As long as the output of SHA-256 (RFC 7518, section 3.2)."""

NAME = "secret.key"


class KeyFileError(Exception):
    """The key file is there but cannot be used; says what to do, in Vietnamese and English."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"Tệp khóa {path} không dùng được ({why}). Hãy khôi phục từ bản sao lưu, hoặc xóa tệp: "
            "máy chủ sẽ tạo khóa mới và các liên kết cũ hết hiệu lực.\n"
            f"The key file {path} cannot be used ({why}). Restore it from a backup, or delete it: "
            "a new key is made and earlier links stop working."
        )


def prepare(directory: Path) -> None:
    """Make the data directory, closed to others, if it is missing."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)


def key(directory: Path) -> bytes:
    """Return the key kept in `directory`, made at the first call.

    The server and the command line may both be first: the file appears complete or not at all,
    and whoever comes second takes what is there. Raises OSError or KeyFileError.
    """
    path = directory / NAME
    if not path.exists():
        _make(path)
    try:
        content = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise KeyFileError(path, str(error)) from error
    if len(content) < KEY_BYTES:
        raise KeyFileError(path, f"{len(content)} < {KEY_BYTES} bytes")
    return content


def _make(path: Path) -> None:
    prepare(path.parent)
    # mkstemp makes a file that only its owner may read.
    descriptor, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)
    draft = Path(name)
    try:
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 — a descriptor
            file.write(secrets.token_hex(KEY_BYTES))
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
