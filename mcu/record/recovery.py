"""What a crash has left: measured, cut to what is whole, and finished like any other recording."""

from dataclasses import dataclass
from pathlib import Path

from mcu.record import boxes, reader
from mcu.record.file import RecordFile


@dataclass(frozen=True, slots=True)
class Recovered:
    """A recording as it now is. `interrupted` says that its recorder did not finish it."""

    seconds: float
    bytes: int
    interrupted: bool


def recover(path: Path) -> Recovered:
    """Make a recording that was cut off at any byte one that plays and can be sought in.

    What follows the last whole fragment is cut off: at most half a second. A file without a
    single fragment is left as it is and has 0 seconds; a finished one is only measured. May be
    called again and again, also after being cut off itself. Blocks; raises OSError. Never call it
    for a file that a recorder still writes.
    """
    with path.open("rb") as file:
        finished = reader.finished_seconds(file)
        contents = None if finished else reader.read(file)
    seconds = finished or (contents.seconds if contents else 0.0)
    if contents and seconds:
        record = RecordFile.reopen(path, contents.end)
        try:
            record.finish(boxes.movie_index(contents.created, contents.heads, contents.tables))
        finally:
            record.close()
    return Recovered(seconds, path.stat().st_size, interrupted=not finished)
