"""Opus (RFC 6716) through libopus: the only place that touches the library.

The package `opuslib-next-bundled` is used for its shared library alone; the calls are made here,
with prototypes of our own, into buffers that live as long as the coder. States are plain memory of
ours, not the library's heap: nothing has to be freed, and an encoder can be forked.

The calls keep the GIL. A decode takes 30 µs, an encode 150 µs, and a tick makes up to fifty of
them. Releasing the GIL each time means asking for it back fifty times while others work: on a
thread of their own beside a loop 40 % busy, 95 % of the ticks of 25 talkers were done after 6.0 ms
(worst 25 ms) with the GIL released and after 3.2 ms (worst 12 ms) with it kept, and the loop itself
ran better too.
"""

import ctypes
from typing import Final

import numpy as np
from opuslib_next.api import libopus

from mcu.media import SAMPLE_RATE, TICK_SAMPLES, Pcm

MAX_PACKET: Final = 1275
"""Bytes of the largest Opus frame (RFC 6716, section 3.2.1); ours are one frame each."""

MAX_SAMPLES: Final = 5760
"""Samples of the longest Opus packet: 120 ms (RFC 6716, section 3.2.5)."""

GRAIN: Final = 120
"""Opus counts time in steps of 2.5 ms: durations are multiples of this many samples."""

_FRAMES: Final = (TICK_SAMPLES, 2 * TICK_SAMPLES, 3 * TICK_SAMPLES)

BITRATE: Final = 32_000
COMPLEXITY: Final = 5
"""With the model of the voice. An encode takes 150 µs; at 2 it is 120, for 0.7 less of PESQ."""

WAVEFORM_COMPLEXITY: Final = 8
"""Without: 82 µs, of which the search for the pitch is 20. It is worth 0.6 of PESQ at 48 kbit/s."""

# opus_defines.h
_APPLICATION_VOIP = 2048
_SET_BITRATE = 4002
_SET_MAX_BANDWIDTH = 4004
_SET_COMPLEXITY = 4010
_SET_INBAND_FEC = 4012
_SET_PACKET_LOSS = 4014
_SET_DTX = 4016
_SET_SIGNAL = 4024
_RESET_STATE = 4028
_WIDEBAND = 1103
_FULLBAND = 1105
_AUTO = -1000
_MUSIC = 3002

# PyDLL keeps the GIL, see above. It opens the library the package has found once more.
_lib = ctypes.PyDLL(str(libopus._name))  # noqa: SLF001

_lib.opus_strerror.argtypes = (ctypes.c_int,)
_lib.opus_strerror.restype = ctypes.c_char_p
_lib.opus_encoder_get_size.argtypes = (ctypes.c_int,)
_lib.opus_encoder_init.argtypes = (ctypes.c_void_p, ctypes.c_int32, ctypes.c_int, ctypes.c_int)
# Only the named arguments of a variadic function get a prototype; the last is passed as c_int32.
_lib.opus_encoder_ctl.argtypes = (ctypes.c_void_p, ctypes.c_int)
_lib.opus_encode.argtypes = (
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_int32,
)
_lib.opus_decoder_get_size.argtypes = (ctypes.c_int,)
_lib.opus_decoder_init.argtypes = (ctypes.c_void_p, ctypes.c_int32, ctypes.c_int)
_lib.opus_decode.argtypes = (
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_int32,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_int,
)
_lib.opus_packet_get_nb_samples.argtypes = (ctypes.c_char_p, ctypes.c_int32, ctypes.c_int32)
_lib.opus_packet_has_lbrr.argtypes = (ctypes.c_char_p, ctypes.c_int32)


class OpusError(Exception):
    """libopus refused a call that should have worked."""


class BadPacketError(OpusError):
    """The packet is not Opus; the decoder is as it was and can go on with a concealed frame."""


def _check(result: int, error: type[OpusError] = OpusError) -> int:
    """Return what a call gave, or raise what its negative result means."""
    if result < 0:
        raise error(_lib.opus_strerror(result).decode())
    return result


def packet_samples(payload: bytes) -> int:
    """Duration of a packet in samples at 48 kHz, from its first bytes (RFC 6716, section 3.1).

    A multiple of `GRAIN`, at most `MAX_SAMPLES`. Raises BadPacketError.
    """
    samples = _check(
        _lib.opus_packet_get_nb_samples(payload, len(payload), SAMPLE_RATE), BadPacketError
    )
    if samples == 0:
        raise BadPacketError("a packet of no frames")  # forbidden by section 3.2.5
    return samples


def has_fec(payload: bytes) -> bool:
    """Whether the packet carries a copy of the one before it (LBRR; RFC 6716, section 2.1.7)."""
    return bool(_lib.opus_packet_has_lbrr(payload, len(payload)) > 0)


class Encoder:
    """A mono speech encoder of packets of 20, 40 or 60 ms. Not for two threads at once."""

    __slots__ = ("_bitrate", "_out", "_packet_loss", "_state", "_waveform", "_wideband")

    _SIZE = _check(_lib.opus_encoder_get_size(1))

    def __init__(self, *, bitrate: int = BITRATE, dtx: bool = False) -> None:
        self._state = ctypes.create_string_buffer(self._SIZE)
        self._out = ctypes.create_string_buffer(MAX_PACKET)
        self._bitrate = bitrate
        self._packet_loss = 0
        self._wideband = False
        self._waveform = False
        _check(_lib.opus_encoder_init(self._state, SAMPLE_RATE, 1, _APPLICATION_VOIP))
        self._set(_SET_BITRATE, bitrate)
        self._set(_SET_COMPLEXITY, COMPLEXITY)
        self._set(_SET_INBAND_FEC, 1)
        self._set(_SET_DTX, int(dtx))

    @property
    def bitrate(self) -> int:
        """Bits per second of the packets without their headers."""
        return self._bitrate

    @bitrate.setter
    def bitrate(self, bitrate: int) -> None:
        if bitrate != self._bitrate:
            self._set(_SET_BITRATE, bitrate)
            self._bitrate = bitrate

    @property
    def wideband(self) -> bool:
        """Whether nothing above 8 kHz is encoded: below 20 kbit/s the rest gains by it."""
        return self._wideband

    @wideband.setter
    def wideband(self, wideband: bool) -> None:
        if wideband != self._wideband:
            self._set(_SET_MAX_BANDWIDTH, _WIDEBAND if wideband else _FULLBAND)
            self._wideband = wideband

    @property
    def waveform(self) -> bool:
        """Whether sound is encoded as it is, by its spectrum alone (CELT), as libopus does music.

        Else there is a model of the voice beside it (SILK), which costs twice the time and saves a
        third of the bits. A change in between is not heard: a packet brings what it needs for that.
        """
        return self._waveform

    @waveform.setter
    def waveform(self, waveform: bool) -> None:
        if waveform != self._waveform:
            self._set(_SET_SIGNAL, _MUSIC if waveform else _AUTO)
            self._set(_SET_COMPLEXITY, WAVEFORM_COMPLEXITY if waveform else COMPLEXITY)
            self._waveform = waveform

    @property
    def packet_loss(self) -> int:
        """The loss to protect against, in percent; with 0 no FEC is sent."""
        return self._packet_loss

    @packet_loss.setter
    def packet_loss(self, percent: int) -> None:
        if percent != self._packet_loss:
            self._set(_SET_PACKET_LOSS, percent)
            self._packet_loss = percent

    def encode(self, pcm: Pcm) -> bytes:
        """Encode one to three ticks of contiguous samples."""
        if pcm.ndim != 1 or not pcm.flags.c_contiguous or pcm.dtype != np.int16:
            raise OpusError(f"not a stretch of sound: {pcm.dtype} {pcm.shape}")
        if pcm.size not in _FRAMES:
            raise OpusError(f"not one to three ticks of sound: {pcm.size} samples")
        size = _check(
            _lib.opus_encode(self._state, pcm.ctypes.data, pcm.size, self._out, MAX_PACKET)
        )
        return ctypes.string_at(self._out, size)

    def become(self, other: "Encoder") -> None:
        """Take over the whole state of another encoder.

        Whoever has decoded the other's packets up to now can go on with this one's as if nothing
        had happened. An encoder's state holds no pointers into itself: libopus allows copying it.
        """
        ctypes.memmove(self._state, other._state, self._SIZE)  # noqa: SLF001
        self._bitrate = other._bitrate  # noqa: SLF001
        self._packet_loss = other._packet_loss  # noqa: SLF001
        self._wideband = other._wideband  # noqa: SLF001
        self._waveform = other._waveform  # noqa: SLF001

    def reset(self) -> None:
        """Forget all that was encoded, not the settings."""
        _check(_lib.opus_encoder_ctl(self._state, _RESET_STATE))

    def _set(self, request: int, value: int) -> None:
        _check(_lib.opus_encoder_ctl(self._state, request, ctypes.c_int32(value)))


class Decoder:
    """A decoder to mono, whatever the packet holds. Not for two threads at once."""

    __slots__ = ("_address", "_pcm", "_state")

    _SIZE = _check(_lib.opus_decoder_get_size(1))
    _FRESH = ctypes.create_string_buffer(_SIZE)
    _check(_lib.opus_decoder_init(_FRESH, SAMPLE_RATE, 1))

    def __init__(self) -> None:
        self._state = ctypes.create_string_buffer(self._SIZE)
        self._pcm = np.zeros(MAX_SAMPLES, np.int16)
        self._address = self._pcm.ctypes.data
        self.reset()

    def reset(self) -> None:
        """Forget everything heard so far."""
        # A microsecond instead of the 90 of `opus_decoder_init`, three decodes' time; who is not
        # among the loudest begins anew each time he is looked at. A state may be copied, see above.
        ctypes.memmove(self._state, self._FRESH, self._SIZE)

    def decode(
        self, packet: bytes | None, *, fec: bool = False, samples: int = TICK_SAMPLES
    ) -> Pcm:
        """Decode a packet, or conceal `samples` of a missing one.

        `packet` None: concealment (RFC 6716, section 4.4). `fec`: `packet` is the one *after* the
        missing one, whose copy of it is decoded; where it has none, the gap is concealed. In both
        cases `samples` is the length of the gap, a multiple of `GRAIN`. Otherwise `samples` is
        not used and the whole packet is returned, 120…`MAX_SAMPLES` samples.

        The array is the decoder's own, valid until the next call. Raises BadPacketError.
        """
        size = 0 if packet is None else len(packet)
        room = samples if fec or packet is None else MAX_SAMPLES
        if size == 0 and packet is not None:
            raise BadPacketError("empty packet")
        decoded = _check(
            _lib.opus_decode(self._state, packet, size, self._address, room, int(fec)),
            BadPacketError,
        )
        return self._pcm[:decoded]
