"""The size of a picture, read from its keyframe before anybody allocates memory for it."""

from mcu.media import Codec, Encoded

_NAL_SPS = 7

_VP9_RGB = 7  # color_space of CS_RGB

_CHROMA_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 138, 139, 134, 135, 244})
"""Profiles whose parameter sets name a chroma format (H.264, section 7.3.2.1.1)."""


def coded_size(frame: Encoded) -> tuple[int, int] | None:
    """Return width and height in pixels that a frame declares; None if it declares none.

    Sizes of H.264 are those of its macroblocks, before cropping. Raises ValueError if the
    declaration is cut off.
    """
    if frame.codec is Codec.VP8:
        return _vp8(frame.data)
    if frame.codec is Codec.VP9:
        return _vp9(frame.data) if frame.keyframe else None
    return _h264(frame.data)


def _vp8(data: bytes) -> tuple[int, int] | None:
    """RFC 6386, section 9.1: a keyframe has a start code, then two fields of 14 bits."""
    if not data or data[0] & 1:
        return None
    if len(data) < 10 or data[3:6] != b"\x9d\x01\x2a":
        raise ValueError("VP8 keyframe without a start code")
    return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(
        data[8:10], "little"
    ) & 0x3FFF


def _vp9(data: bytes) -> tuple[int, int]:
    """VP9 bitstream, section 6.2, as far as a keyframe's size; profile 0 is all we take."""
    bits = _Bits(data)
    # Frame marker and profile; no show_existing_frame, frame_type of a keyframe.
    if bits.take(4) != 0b1000 or bits.take(2):
        raise ValueError("VP9 keyframe of another profile")
    bits.take(2)  # show_frame, error_resilient_mode
    if bits.take(24) != 0x498342:
        raise ValueError("VP9 keyframe without a sync code")
    if bits.take(3) == _VP9_RGB:
        raise ValueError("VP9 keyframe in RGB")
    bits.take(1)  # color_range
    return bits.take(16) + 1, bits.take(16) + 1


def _h264(data: bytes) -> tuple[int, int] | None:
    """Find the first sequence parameter set in Annex B."""
    start = data.find(b"\0\0\1")
    while 0 <= start < len(data) - 3:
        end = data.find(b"\0\0\1", start + 3)
        if data[start + 3] & 31 == _NAL_SPS:
            unit = data[start + 4 : end if end >= 0 else len(data)]
            return _sps(_Bits(unit.replace(b"\0\0\3", b"\0\0")))
        start = end
    return None


def _sps(bits: "_Bits") -> tuple[int, int]:
    """H.264, section 7.3.2.1.1, as far as the size of the picture."""
    profile = bits.take(8)
    bits.take(16)  # constraint flags, level
    bits.golomb()  # seq_parameter_set_id
    if profile in _CHROMA_PROFILES:
        _skip_chroma(bits)
    bits.golomb()  # log2_max_frame_num_minus4
    order = bits.golomb()  # pic_order_cnt_type
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(bits.golomb()):
            bits.golomb()
    bits.golomb()  # max_num_ref_frames
    bits.take(1)  # gaps_in_frame_num_value_allowed_flag
    width = (bits.golomb() + 1) * 16
    height = (bits.golomb() + 1) * 16
    return width, height * (2 - bits.take(1))  # frame_mbs_only_flag


def _skip_chroma(bits: "_Bits") -> None:
    if bits.golomb() == 3:  # chroma_format_idc
        bits.take(1)
    bits.golomb()  # bit_depth_luma_minus8
    bits.golomb()  # bit_depth_chroma_minus8
    bits.take(1)
    if bits.take(1):
        raise ValueError("H.264 with scaling matrices")


class _Bits:
    """Reads bits and Exp-Golomb numbers (H.264, section 9.1); ValueError at the end."""

    def __init__(self, data: bytes) -> None:
        # No header that we can use is longer; a longer one would make the number slow.
        data = data[:64]
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("header of a picture is cut off")
        return self._value >> self._left & (1 << count) - 1

    def golomb(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)
