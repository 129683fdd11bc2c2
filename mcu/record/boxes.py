"""The boxes of ISO BMFF (ISO/IEC 14496-12) that a recording is made of: pure bytes, no files.

While it grows, a recording is fragmented: `beginning`, `movie_header`, then one `fragment` after
another. When it is finished, `movie_index` goes to its end and describes every sample in one
plain sample table, which any player can seek in; `covered`, put over 16 bytes of `beginning`, makes
that the table that counts, in one small write. A file is playable before and after it.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcu.record.table import Run, Table

MOVIE_SCALE = 1000
"""Ticks per second of the movie's own clock: durations and edit lists are in milliseconds."""

EPOCH_1904 = 2_082_844_800
"""Seconds between the epoch of ISO BMFF (1904) and that of Unix."""

SYNC_SAMPLE = 0x0200_0000
"""Sample flags of a sample that depends on no other (section 8.8.3.1)."""

NON_SYNC_SAMPLE = 0x0101_0000
"""Sample flags of one that does."""

TRUN_TIMED = 0x000701
"""Flags of a run that has its data offset, then duration, size and flags of each sample."""

TRUN_PLAIN = 0x000201
"""Flags of a run that has its data offset, then the size of each sample."""

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000)

_TFHD_BASE_IS_MOOF = 0x02_0000
_TIMED_ENTRY = struct.Struct(">III")


@dataclass(frozen=True, slots=True)
class TrackHead:
    """What stays the same of a track: its number, clock, handler and sample entry.

    `entry` is the whole sample entry box. `skip` is the media time in ticks at which presentation
    starts: the codec's delay. `ticks` is a sample's duration where all are equal and each can be
    decoded alone, as with sound, else 0.
    """

    number: int
    scale: int
    handler: bytes
    entry: bytes
    width: int = 0
    height: int = 0
    skip: int = 0
    ticks: int = 0

    @property
    def is_video(self) -> bool:
        """Whether samples differ in duration and depend on each other."""
        return self.handler == b"vide"


def box(kind: bytes, *parts: bytes) -> bytes:
    """One box (section 4.2) of less than 4 GiB."""
    size = 8 + sum(map(len, parts))
    return b"".join((struct.pack(">I4s", size, kind), *parts))


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def file_type() -> bytes:
    """`ftyp`: iso6 for default-base-is-moof, mp41 for players that know no better."""
    return box(b"ftyp", b"iso6", struct.pack(">I", 512), b"iso6isommp41")


def beginning() -> bytes:
    """`ftyp`, and 16 bytes of `free` for `covered`."""
    return file_type() + uncovered()


def covered(size: int) -> bytes:
    """The head of an `mdat` of `size` bytes, itself included: 16 bytes in place of `free`.

    All that was written while the file grew, headers and fragments, becomes the media data of a
    plain file, whose `moov` stands behind it.
    """
    return struct.pack(">I4sQ", 1, b"mdat", size)


def uncovered() -> bytes:
    """The 16 bytes of `free` that stand where `covered` goes."""
    return box(b"free", bytes(8))


def movie_header(created: int, heads: tuple[TrackHead, ...]) -> bytes:
    """`moov` of the growing file: tracks without samples. `created` is in seconds of Unix time."""
    tables = [Table() for _ in heads]
    extends = [
        full_box(b"trex", 0, 0, struct.pack(">5I", h.number, 1, h.ticks, 0, 0)) for h in heads
    ]
    return _moov(created, 0, heads, tables, box(b"mvex", *extends))


def movie_index(created: int, heads: tuple[TrackHead, ...], tables: list[Table]) -> bytes:
    """`moov` of the finished file: every sample of every track."""
    lengths = [
        (table.ticks - head.skip) * MOVIE_SCALE // head.scale
        for head, table in zip(heads, tables, strict=True)
    ]
    return _moov(created, max(0, *lengths), heads, tables, b"")


def fragment(sequence: int, runs: list[tuple[TrackHead, Run]]) -> tuple[bytes, list[int]]:
    """`moof` and `mdat` of these runs, and where each run's samples start, from the first byte."""
    # The offsets depend on the size of `moof`, which does not depend on their values.
    position = len(_moof(sequence, runs, [0] * len(runs))) + 8
    offsets = []
    for _, run in runs:
        offsets.append(position)
        position += sum(run.sizes)
    data = box(b"mdat", *(sample for _, run in runs for sample in run.samples))
    return _moof(sequence, runs, offsets) + data, offsets


def _moof(sequence: int, runs: list[tuple[TrackHead, Run]], offsets: list[int]) -> bytes:
    header = full_box(b"mfhd", 0, 0, struct.pack(">I", sequence))
    tracks = [_traf(head, run, at) for (head, run), at in zip(runs, offsets, strict=True)]
    return box(b"moof", header, *tracks)


def _traf(head: TrackHead, run: Run, offset: int) -> bytes:
    count = len(run.sizes)
    if head.ticks:
        entries = struct.pack(f">{count}I", *run.sizes)
    else:
        flags = (SYNC_SAMPLE if key else NON_SYNC_SAMPLE for key in run.keyframes)
        entries = b"".join(map(_TIMED_ENTRY.pack, run.durations, run.sizes, flags))
    return box(
        b"traf",
        full_box(b"tfhd", 0, _TFHD_BASE_IS_MOOF, struct.pack(">I", head.number)),
        full_box(b"tfdt", 1, 0, struct.pack(">Q", run.start)),
        full_box(
            b"trun",
            0,
            TRUN_PLAIN if head.ticks else TRUN_TIMED,
            struct.pack(">Ii", count, offset),
            entries,
        ),
    )


def _moov(
    created: int, duration: int, heads: tuple[TrackHead, ...], tables: list[Table], extends: bytes
) -> bytes:
    stamp = created + EPOCH_1904
    header = full_box(
        b"mvhd",
        1,
        0,
        struct.pack(">QQIQ", stamp, stamp, MOVIE_SCALE, duration),
        struct.pack(">IH10x", 0x10000, 0x0100),
        _MATRIX,
        struct.pack(">24xI", max(head.number for head in heads) + 1),
    )
    tracks = [_trak(stamp, head, table) for head, table in zip(heads, tables, strict=True)]
    return box(b"moov", header, *tracks, extends)


def _trak(stamp: int, head: TrackHead, table: Table) -> bytes:
    shown = (table.ticks - head.skip) * MOVIE_SCALE // head.scale if table.ticks else 0
    track_header = full_box(
        b"tkhd",
        1,
        3,  # enabled, in movie
        struct.pack(">QQIxxxxQ", stamp, stamp, head.number, shown),
        struct.pack(">8xHHH2x", 0, 0, 0 if head.is_video else 0x0100),
        _MATRIX,
        struct.pack(">II", head.width << 16, head.height << 16),
    )
    edit = b""
    if head.skip:
        edit = box(
            b"edts", full_box(b"elst", 1, 0, struct.pack(">IQqI", 1, shown, head.skip, 0x10000))
        )
    media_header = full_box(
        b"mdhd", 1, 0, struct.pack(">QQIQHH", stamp, stamp, head.scale, table.ticks, 0x55C4, 0)
    )
    name = b"picture\0" if head.is_video else b"sound\0"
    handler = full_box(b"hdlr", 0, 0, struct.pack(">4x4s12x", head.handler), name)
    kind = full_box(b"smhd", 0, 0, bytes(4))
    if head.is_video:
        kind = full_box(b"vmhd", 0, 1, bytes(8))
    local = full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1))
    media = box(b"minf", kind, box(b"dinf", local), _stbl(head, table))
    return box(b"trak", track_header, edit, box(b"mdia", media_header, handler, media))


def _stbl(head: TrackHead, table: Table) -> bytes:
    sizes = np.frombuffer(table.sizes, dtype=np.uint32)
    parts = [
        full_box(b"stsd", 0, 0, struct.pack(">I", 1), head.entry),
        _listed(b"stts", _runs_of(np.frombuffer(table.durations, dtype=np.uint32))),
        full_box(b"stsz", 0, 0, struct.pack(">II", 0, sizes.size), sizes.astype(">u4").tobytes()),
        _listed(b"stsc", _chunks(table)),
        _listed(b"co64", np.frombuffer(table.offsets, dtype=np.uint64).astype(">u8")),
    ]
    if head.is_video:
        parts.append(_listed(b"stss", np.frombuffer(table.sync, dtype=np.uint32) + 1))
    else:
        parts.append(_roll(sizes.size))
    return box(b"stbl", *parts)


def _listed(kind: bytes, entries: NDArray[np.generic]) -> bytes:
    """A box that is a count and as many entries, 32-bit unless they come as 64-bit big-endian."""
    data = entries if entries.dtype == np.dtype(">u8") else entries.astype(">u4")
    return full_box(kind, 0, 0, struct.pack(">I", len(entries)), data.tobytes())


def _runs_of(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Run-length code: shape (n, 2), count and value."""
    if not values.size:
        return np.empty((0, 2), np.uint32)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    counts = np.diff(np.append(starts, values.size))
    return np.stack((counts.astype(np.uint32), values[starts]), axis=1)


def _chunks(table: Table) -> NDArray[np.uint32]:
    """Sample-to-chunk entries (section 8.7.4): first chunk from 1, samples, sample entry 1."""
    runs = _runs_of(np.frombuffer(table.counts, dtype=np.uint32))
    first = 1 + np.concatenate(([0], np.cumsum(runs[:, 0])))[: len(runs)]
    return np.stack((first, runs[:, 1], np.ones(len(runs))), axis=1).astype(np.uint32)


def _roll(samples: int) -> bytes:
    """Every Opus sample needs 80 ms before it to decode right: four packets (roll group)."""
    described = full_box(b"sgpd", 1, 0, b"roll", struct.pack(">IIh", 2, 1, -4))
    grouped = full_box(b"sbgp", 0, 0, b"roll", struct.pack(">III", 1, samples, 1))
    return described + grouped
