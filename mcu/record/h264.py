"""H.264 as a file wants it: length-prefixed NAL units, parameter sets in the sample entry.

The encoder gives access units in Annex B (Rec. ITU-T H.264), start codes and parameter sets with
each keyframe; ISO/IEC 14496-15 wants lengths, and the parameter sets once, in `avcC`.
"""

import struct
from dataclasses import dataclass

import av

from mcu.record.boxes import TrackHead, box

SCALE = 90_000
"""Ticks per second of the video track."""

_SPS, _PPS, _DELIMITER = 7, 8, 9

_PLAIN_PROFILES = (66, 77, 88)
"""Baseline, main, extended: profiles whose `avcC` says nothing of chroma and depth."""


class PictureError(ValueError):
    """An access unit that no file can be started with."""


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder needs before the first slice, and the size in pixels it gives."""

    sps: bytes
    pps: bytes
    width: int
    height: int

    def head(self) -> TrackHead:
        """The video track of a recording."""
        return TrackHead(1, SCALE, b"vide", self._entry(), self.width, self.height)

    def _entry(self) -> bytes:
        """The `avc1` sample entry with `avcC`, square pixels and the mixer's colours (BT.601)."""
        avcc = struct.pack(">B3sBBH", 1, self.sps[1:4], 0xFF, 0xE1, len(self.sps)) + self.sps
        avcc += struct.pack(">BH", 1, len(self.pps)) + self.pps
        if self.sps[1] not in _PLAIN_PROFILES:
            avcc += b"\xfd\xf8\xf8\x00"  # 4:2:0, 8 bits, 8 bits, no SPS extension
        return box(
            b"avc1",
            struct.pack(">6xH16xHH", 1, self.width, self.height),
            struct.pack(">II4xH32xHh", 0x48_0000, 0x48_0000, 1, 24, -1),
            box(b"avcC", avcc),
            box(b"colr", b"nclx", struct.pack(">HHHB", 6, 6, 6, 0)),
            box(b"pasp", struct.pack(">II", 1, 1)),
        )


def units(data: bytes) -> list[bytes]:
    """Split an access unit of Annex B into NAL units without start codes."""
    found = []
    start = data.find(b"\0\0\1")
    while start >= 0:
        start += 3
        end = data.find(b"\0\0\1", start)
        unit = data[start:] if end < 0 else data[start:end]
        # Zeros that follow are padding, or the longer start code of the next (section B.1.1).
        unit = unit.rstrip(b"\0")
        if unit:
            found.append(unit)
        start = end
    return found


def parameter_sets(data: bytes) -> ParameterSets:
    """Read the parameter sets of a keyframe; PictureError if there are none that work."""
    kinds = {unit[0] & 31: unit for unit in reversed(units(data))}
    if _SPS not in kinds or _PPS not in kinds:
        raise PictureError("the keyframe has no parameter sets")
    width, height = _size(data)
    return ParameterSets(kinds[_SPS], kinds[_PPS], width, height)


def sample(data: bytes, known: ParameterSets) -> bytes:
    """An access unit as a sample: what the sample entry says is left out.

    Parameter sets other than those of the sample entry stay in the sample: players that follow
    a changed stream find them there, and no part of the record is thrown away.
    """
    parts: list[bytes] = []
    for unit in units(data):
        if unit[0] & 31 != _DELIMITER and unit not in (known.sps, known.pps):
            parts += (struct.pack(">I", len(unit)), unit)
    return b"".join(parts)


def _size(keyframe: bytes) -> tuple[int, int]:
    """Width and height by decoding: it also shows that the file will start with a picture."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    try:
        frames = [*decoder.decode(av.Packet(keyframe)), *decoder.decode(None)]
    except av.FFmpegError as error:
        raise PictureError(f"the keyframe cannot be decoded: {error}") from error
    if not frames:
        raise PictureError("the keyframe gives no picture")
    return frames[0].width, frames[0].height
