"""Reads a recording's boxes back, as far as they are whole: the file may end at any byte."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from mcu.record import boxes
from mcu.record.boxes import TrackHead
from mcu.record.table import Run, Table

_LARGEST_HEADER = 64 << 20
"""Bytes of the largest `moov` or `moof` that is read: an index of one day has 40 MB."""


class _BrokenError(ValueError):
    """A box that is not what the recorder writes."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a growing file has: tracks, the samples of all whole fragments, where these end."""

    created: int
    heads: tuple[TrackHead, ...]
    tables: list[Table]
    end: int

    @property
    def seconds(self) -> float:
        """Duration of the longest track."""
        tracks = zip(self.heads, self.tables, strict=True)
        return max(0.0, *((table.ticks - head.skip) / head.scale for head, table in tracks))


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    payload: int
    end: int


def finished_seconds(file: BinaryIO) -> float | None:
    """Duration of a finished recording; None for one that is not, or has lost its end."""
    size = file.seek(0, 2)
    cover = _box_at(file, len(boxes.file_type()), size)
    if cover is None or cover.kind != b"mdat":
        return None
    index = _box_at(file, cover.end, size)
    if index is None or index.kind != b"moov" or index.end != size:
        return None
    try:
        scale, duration = struct.unpack_from(">20xIQ", _child(_payload(file, index), b"mvhd"))
    except (struct.error, ValueError):
        return None
    return float(duration / scale)


def read(file: BinaryIO) -> Contents | None:
    """Read a growing recording; None where not even the tracks are described."""
    size = file.seek(0, 2)
    header = _box_at(file, len(boxes.beginning()), size)
    if header is None or header.kind != b"moov":
        return None
    try:
        created, heads = _movie(_payload(file, header))
    except (struct.error, ValueError):
        return None
    return Contents(created, heads, *_fragments(file, header.end, size, heads))


def _fragments(
    file: BinaryIO, start: int, size: int, heads: tuple[TrackHead, ...]
) -> tuple[list[Table], int]:
    """The samples of all whole fragments from `start` on, and where the last of them ends."""
    tables = [Table() for _ in heads]
    end = start
    while True:
        moof = _box_at(file, end, size)
        mdat = _box_at(file, moof.end, size) if moof and moof.kind == b"moof" else None
        if moof is None or mdat is None or mdat.kind != b"mdat":
            return tables, end
        try:
            runs = [
                _run(traf, heads)
                for kind, traf in _children(_payload(file, moof))
                if kind == b"traf"
            ]
        except (struct.error, ValueError, IndexError):
            return tables, end
        for number, offset, run in runs:
            tables[number].add(moof.start + offset, run)
        end = mdat.end


def _box_at(file: BinaryIO, start: int, size: int) -> _Box | None:
    """The box at `start`; None unless all of it lies before `size`."""
    file.seek(start)
    head = file.read(16)
    if len(head) < 8:
        return None
    length, kind = struct.unpack_from(">I4s", head)
    payload = start + 8
    if length == 1 and len(head) == 16:
        (length,) = struct.unpack_from(">Q", head, 8)
        payload = start + 16
    if start + length < payload or start + length > size:
        return None
    return _Box(kind, start, payload, start + length)


def _payload(file: BinaryIO, box: _Box) -> bytes:
    if box.end - box.payload > _LARGEST_HEADER:
        raise _BrokenError(box.kind)
    file.seek(box.payload)
    return file.read(box.end - box.payload)


def _children(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and payload of each box in `data`."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > len(data):
            raise _BrokenError(kind)
        yield kind, data[at + 8 : at + size]
        at += size


def _child(data: bytes, *path: bytes) -> bytes:
    """Payload of the first box under this path."""
    for kind in path:
        data = next((payload for name, payload in _children(data) if name == kind), b"")
    if not data:
        raise _BrokenError(path[-1])
    return data


def _movie(moov: bytes) -> tuple[int, tuple[TrackHead, ...]]:
    """Unix time of creation, and the tracks, of a `moov`."""
    (created,) = struct.unpack_from(">4xQ", _child(moov, b"mvhd"))
    extends = [payload for kind, payload in _children(_child(moov, b"mvex")) if kind == b"trex"]
    tracks = [payload for kind, payload in _children(moov) if kind == b"trak"]
    heads = tuple(_head(trak, trex) for trak, trex in zip(tracks, extends, strict=True))
    if [head.number for head in heads] != [1, 2]:
        raise _BrokenError(b"moov")
    return created - boxes.EPOCH_1904, heads


def _head(trak: bytes, trex: bytes) -> TrackHead:
    track_header = _child(trak, b"tkhd")
    width, height = struct.unpack_from(">II", track_header, len(track_header) - 8)
    (scale,) = struct.unpack_from(">20xI", _child(trak, b"mdia", b"mdhd"))
    (handler,) = struct.unpack_from(">8x4s", _child(trak, b"mdia", b"hdlr"))
    entry = _child(trak, b"mdia", b"minf", b"stbl", b"stsd")[8:]
    number, _, ticks = struct.unpack_from(">4xIII", trex)
    skip = 0
    if any(kind == b"edts" for kind, _ in _children(trak)):
        (skip,) = struct.unpack_from(">16xq", _child(trak, b"edts", b"elst"))
    return TrackHead(number, scale, handler, entry, width >> 16, height >> 16, skip, ticks)


def _run(traf: bytes, heads: tuple[TrackHead, ...]) -> tuple[int, int, Run]:
    """Index of the track, offset from the first byte of `moof`, and the samples of a `traf`."""
    (number,) = struct.unpack_from(">4xI", _child(traf, b"tfhd"))
    (start,) = struct.unpack_from(">4xQ", _child(traf, b"tfdt"))
    trun = _child(traf, b"trun")
    flags, count, offset = struct.unpack_from(">IIi", trun)
    head = heads[number - 1]
    entries = np.frombuffer(trun, dtype=">u4", offset=12)
    if flags == boxes.TRUN_PLAIN and len(entries) == count:
        sizes = entries.tolist()
        return number - 1, offset, Run(start, sizes, [head.ticks] * count, [True] * count)
    if flags == boxes.TRUN_TIMED and len(entries) == 3 * count:
        durations, sizes, kinds = entries.reshape(count, 3).T.tolist()
        keyframes = [kind == boxes.SYNC_SAMPLE for kind in kinds]
        return number - 1, offset, Run(start, sizes, durations, keyframes)
    raise _BrokenError(b"trun")
