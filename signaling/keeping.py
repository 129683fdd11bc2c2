"""Files that are whole or not there, on a disk of our own or one that several servers share."""

import os
import secrets
from pathlib import Path


def keep(path: Path, content: bytes) -> None:
    """Write a file in one step, folders and all. Raises OSError.

    Nobody ever sees a part of it, whichever server he asks: it is written under another name,
    flushed to the disk (over NFS, to the server that has it) and renamed, which is atomic and
    needs no lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
