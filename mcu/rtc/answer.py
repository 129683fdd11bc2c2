"""Which of the offered m-lines and codecs we take (RFC 3264; RFC 8829, section 5.3)."""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from mcu.media import SAMPLE_RATE, Codec
from mcu.messages import MemberKind
from mcu.rtc.description import Description, Format, Section
from mcu.rtc.handler import Track
from mcu.rtc.line import (
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    FEEDBACK,
    MID,
    PLAYOUT_DELAY,
    TRANSPORT_CC,
    TRANSPORT_SEQUENCE,
    Coding,
    Line,
    Rejected,
)

START_BITRATE: Final = 1200
"""kbit/s with which Chromium's camera begins (x-google-start-bitrate), and from which it probes the
line with short bursts of three and six times as much. Left alone it starts with 300 and falls to
320×240, with less than 1000 a picture of 1280×720 begins as 960×540, and from either it takes a
quarter of a minute to come back on the best of lines. On one of 600 kbit/s the probes have told it
so within the first half second."""

MOST_BITRATE: Final = 20_000
"""kbit/s that Chromium may believe its line to carry (x-google-max-bitrate). Unless it is told, it
tries none for more than 5,000 (libwebrtc's ProbeController), and shared pages leave at what it has
found. What it sends lastingly is limited by the web page."""

VOICE_BITRATE: Final = 36_000
"""bit/s of the voice that we ask for. With the 32,000 of browsers libopus sends FEC from 6 % of
loss on, or from 5, by its complexity; with so much from 3 %."""

LEVEL: Final = 40
"""Level of H.264 that comes in at most, times ten (H.264, annex A): 1920×1080 at 30 pictures a
second, as screens are shared. Browsers offer 3.1, which is 1280×720, whatever they can do."""

_PROTOCOLS: Final = ("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF")
"""SRTP keyed by DTLS; the last is how older stacks write it (RFC 8829, section 5.1.2)."""

_MAX_EXTENSION: Final = 14
"""The largest id of a one-byte header extension (RFC 8285, section 4.2)."""

_PICTURE_EXTENSIONS: Final = frozenset((MID, ABS_SEND_TIME, TRANSPORT_SEQUENCE))
_EXTENSIONS: Final[Mapping[Track | None, frozenset[str]]] = {
    None: frozenset((MID, AUDIO_LEVEL, ABS_SEND_TIME, TRANSPORT_SEQUENCE)),
    Track.CAMERA: _PICTURE_EXTENSIONS,
    Track.CONTENT: _PICTURE_EXTENSIONS | {PLAYOUT_DELAY},
}
_PLACES: Final[Mapping[str, tuple[Track | None, ...]]] = {
    "audio": (None,),
    "video": (Track.CAMERA, Track.CONTENT),
}
"""What the m-lines of each kind are for, in their order. There is no use for more."""

_CODECS: Final = {
    ("opus", 48_000): Codec.OPUS,
    ("vp8", 90_000): Codec.VP8,
    ("h264", 90_000): Codec.H264,
    ("vp9", 90_000): Codec.VP9,
}
"""Encoding name in lower case, and clock rate."""

_PROFILE: Final = re.compile("[0-9A-Fa-f]{6}")
_BASELINE: Final = 66
_OBEYS_BASELINE: Final = 0x80  # constraint_set0_flag (H.264, section 7.4.2.1.1)


def choose(offer: Description, kind: MemberKind) -> list[Line | Rejected]:
    """Answer each m-line of an offer, in its order.

    One m-line of sound and two of pictures are taken, each with the first of its codecs that we
    know, and VP9 beside it where we send. All others are rejected, also those that would need a
    transport of their own.
    """
    places = {one: list(tracks) for one, tracks in _PLACES.items()}
    taken = {ssrc for section in offer.sections for ssrc in section.ssrcs}
    bundle = any(section.bundled for section in offer.sections)
    numbered = len(_transport_ids(offer)) == 1
    lines: list[Line | Rejected] = []
    for section in offer.sections:
        line: Line | None = None
        if places.get(section.kind) and section.offered:
            track = places[section.kind].pop(0)
            alone = bundle or not any(isinstance(one, Line) for one in lines)
            if section.bundled == bundle and alone and section.protocol in _PROTOCOLS:
                line = _agree(section, track, kind, taken, numbered=numbered)
        lines.append(
            line or Rejected(section.kind, section.protocol, section.raw_formats, section.mid)
        )
    return lines


def fresh_ssrc(taken: set[int]) -> int:
    """A random SSRC that nobody in this session has, added to `taken` (RFC 3550, section 8.1)."""
    while (ssrc := secrets.randbits(32)) in taken or not ssrc:
        pass
    taken.add(ssrc)
    return ssrc


def _transport_ids(offer: Description) -> set[int]:
    """The ids of the transport-wide number: one, as all m-lines are numbered in one row."""
    offered = (section.extensions.get(TRANSPORT_SEQUENCE) for section in offer.sections)
    return {identity for identity in offered if identity is not None}


def _agree(
    section: Section, track: Track | None, kind: MemberKind, taken: set[int], *, numbered: bool
) -> Line | None:
    """Take an m-line with the codecs that we have in common, or None if there is none.

    `numbered`: what comes in may carry transport-wide numbers, if both sides want it.
    """
    sends = kind is not MemberKind.SOURCE and section.direction in ("sendrecv", "recvonly")
    silent = kind is MemberKind.VIEWER or (kind is MemberKind.CONSOLE and track is not None)
    receives = not silent and section.direction in ("sendrecv", "sendonly")
    # What only comes in may be any H.264: the decoder knows all profiles, our encoder makes one.
    chosen = _first(section.formats, track, strict=True)
    if chosen is None and not sends:
        chosen = _first(section.formats, track, strict=False)
    better = _vp9(section.formats) if track is not None else None
    if chosen is None:
        chosen, better = better, None
    if chosen is None:
        return None
    codings = [_coding(chosen, section.formats, _beliefs(track) if receives else ())]
    # The peer sends the first, which is cheap to decode; we may send what shows more in fewer bits.
    if better is not None and sends and chosen.feedback <= better.feedback:
        codings.append(_coding(better, section.formats))
    feedback = frozenset() if track is None else chosen.feedback.intersection(FEEDBACK)
    extensions = {
        uri: identity
        for uri, identity in section.extensions.items()
        if uri in _EXTENSIONS[track] and 1 <= identity <= _MAX_EXTENSION
    }
    if (
        numbered
        and receives
        and TRANSPORT_CC in chosen.feedback
        and TRANSPORT_SEQUENCE in extensions
    ):
        # Then one estimate is made by the sender, of the whole line. REMB stays beside it: what we
        # send carries no numbers, so of the way down it is still the receiver who estimates.
        feedback = feedback | {TRANSPORT_CC}
    else:
        extensions.pop(TRANSPORT_SEQUENCE, None)
    return Line(
        mid=section.mid,
        track=track,
        codings=tuple(codings),
        sends=sends,
        receives=receives,
        ssrc=fresh_ssrc(taken),
        rtx_ssrc=fresh_ssrc(taken),
        feedback=feedback,
        extensions=extensions,
        remote_ssrcs=section.ssrcs,
        protocol=section.protocol,
    )


def _first(formats: Iterable[Format], track: Track | None, *, strict: bool) -> Format | None:
    """Return the first format that every endpoint has; `strict`: that we also make."""
    for one in formats:
        codec = _codec(one)
        if track is None:
            if codec is Codec.OPUS:
                return one
        elif codec is Codec.VP8 or (codec is Codec.H264 and (not strict or _we_make(one))):
            return one
    return None


def _vp9(formats: Iterable[Format]) -> Format | None:
    """Return VP9 with 8 bits a sample, which is profile 0 (RFC 9628, section 6)."""
    for one in formats:
        if _codec(one) is Codec.VP9 and one.parameters.get("profile-id", "0") == "0":
            return one
    return None


def _codec(one: Format) -> Codec | None:
    """Return the codec of a format, None if we have none of that name and clock."""
    return _CODECS.get((one.name.lower(), one.clock_rate))


def _coding(chosen: Format, formats: Iterable[Format], beliefs: tuple[str, ...] = ()) -> Coding:
    """Agree on a format, one of `formats`, with its retransmissions or copies.

    `beliefs` are what the peer is told to begin its estimate of the line with.
    """
    codec = _CODECS[chosen.name.lower(), chosen.clock_rate]
    return Coding(
        codec,
        chosen.payload_type,
        parameters=(*_parameters(codec, chosen), *beliefs),
        rtx_type=None if codec is Codec.OPUS else _rtx_type(formats, chosen.payload_type),
        red_type=_red_type(formats, chosen.payload_type) if codec is Codec.OPUS else None,
    )


def _we_make(h264: Format) -> bool:
    """Whether its decoder plays Constrained Baseline in FU-A units (RFC 6184, section 8.1)."""
    try:
        # Without the parameter it is Baseline.
        profile, constraints, _ = bytes.fromhex(
            str(h264.parameters.get("profile-level-id", "42000a"))
        )
    except ValueError:
        return False
    baseline = profile == _BASELINE or bool(constraints & _OBEYS_BASELINE)
    return baseline and h264.parameters.get("packetization-mode") == "1"


def _received_level(h264: Format) -> dict[str, str]:
    """Return the offered profile with the level that we take, where each side has its own."""
    offered = str(h264.parameters.get("profile-level-id", ""))
    if h264.parameters.get("level-asymmetry-allowed") != "1" or not _PROFILE.fullmatch(offered):
        return {}
    return {"profile-level-id": f"{offered[:4]}{max(int(offered[4:], 16), LEVEL):02x}"}


def _rtx_type(formats: Iterable[Format], payload_type: int) -> int | None:
    """Return the payload type that retransmits `payload_type` (RFC 4588, section 8.1)."""
    for one in formats:
        if one.name.lower() == "rtx" and one.parameters.get("apt") == payload_type:
            return one.payload_type
    return None


def _red_type(formats: Iterable[Format], payload_type: int) -> int | None:
    """Return the payload type of redundant `payload_type` (RFC 2198, section 5)."""
    for one in formats:
        if one.name.lower() == "red" and one.clock_rate == SAMPLE_RATE:
            listed = "".join(one.parameters).split("/")
            if listed and all(other == str(payload_type) for other in listed):
                return one.payload_type
    return None


def _beliefs(track: Track | None) -> tuple[str, ...]:
    """Return what Chromium is to believe of its line, by an m-line that it sends.

    There is one maximum for all, and whichever m-line is applied last sets it, or takes it away.
    """
    start = (f"x-google-start-bitrate={START_BITRATE}",) if track is Track.CAMERA else ()
    return (*start, f"x-google-max-bitrate={MOST_BITRATE}")


def _parameters(codec: Codec, chosen: Format) -> tuple[str, ...]:
    """Return the fmtp of our answer, as far as its standard goes."""
    parameters: list[str] = []
    if codec is Codec.OPUS:
        # In-band FEC: the voice survives single losses (RFC 7587, section 6.1).
        parameters = ["minptime=10", "useinbandfec=1", f"maxaveragebitrate={VOICE_BITRATE}"]
    elif codec is Codec.H264:
        # Profile and mode must be those of the offer (RFC 6184, section 8.2.2).
        agreed = {**chosen.parameters, **_received_level(chosen)}
        parameters = [
            f"{name}={agreed[name]}"
            for name in ("level-asymmetry-allowed", "packetization-mode", "profile-level-id")
            if name in agreed
        ]
    elif codec is Codec.VP9:
        parameters = ["profile-id=0"]
    return tuple(parameters)
