"""The client's offer, and what the answer to it agreed on (RFC 8829, section 5.2)."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from mcu.media import Codec
from mcu.messages import BadOfferError, MemberKind
from mcu.rtc.answer import fresh_ssrc
from mcu.rtc.description import Description, Section
from mcu.rtc.handler import Track
from mcu.rtc.line import ABS_SEND_TIME, AUDIO_LEVEL, FEEDBACK, MID, Line

_EXTENSIONS: Final = {MID: 1, AUDIO_LEVEL: 2, ABS_SEND_TIME: 3}
_PAYLOAD_TYPES: Final = {Codec.OPUS: (111, None), Codec.VP8: (96, 97), Codec.H264: (102, 103)}
"""Payload type and that of its retransmissions, as Chromium numbers them."""

_RED_TYPE: Final = 63
"""Payload type of redundant voice, as Chromium numbers it."""

_PARAMETERS: Final = {
    Codec.OPUS: ("minptime=10", "useinbandfec=1"),
    Codec.VP8: (),
    Codec.H264: ("level-asymmetry-allowed=1", "packetization-mode=1", "profile-level-id=42e01f"),
}


def offered_lines(
    kind: MemberKind, *, audio: bool, video: Codec | None, content: Codec | None
) -> list[Line]:
    """The m-lines of an offer: sound, camera and content, each where wanted."""
    taken: set[int] = set()
    wanted = [
        (None, Codec.OPUS if audio else None),
        (Track.CAMERA, video),
        (Track.CONTENT, content),
    ]
    lines: list[Line] = []
    for track, codec in wanted:
        if codec is None:
            continue
        payload_type, rtx_type = _PAYLOAD_TYPES[codec]
        lines.append(
            Line(
                mid=str(len(lines)),
                track=track,
                codec=codec,
                payload_type=payload_type,
                rtx_type=rtx_type,
                red_type=_RED_TYPE if codec is Codec.OPUS else None,
                sends=kind is not MemberKind.VIEWER,
                receives=kind is not MemberKind.SOURCE,
                ssrc=fresh_ssrc(taken),
                rtx_ssrc=fresh_ssrc(taken),
                parameters=_PARAMETERS[codec],
                feedback=frozenset() if track is None else frozenset(FEEDBACK),
                extensions={
                    uri: identity
                    for uri, identity in _EXTENSIONS.items()
                    if track is None or uri != AUDIO_LEVEL
                },
            )
        )
    return lines


def agreed_lines(offered: Sequence[Line], answer: Description) -> list[Line]:
    """Return what is left of the offered m-lines; BadOfferError if the answer does not fit."""
    if len(answer.sections) != len(offered):
        raise BadOfferError("the answer has not as many m-lines as the offer")
    return [
        _agreed(line, section)
        for line, section in zip(offered, answer.sections, strict=True)
        if section.offered
    ]


def _agreed(line: Line, section: Section) -> Line:
    """Narrow an offered m-line to what the answer says of it."""
    accepted = {one.payload_type for one in section.formats}
    if section.mid != line.mid or line.payload_type not in accepted:
        raise BadOfferError(f"the answer to m-line {line.mid} names another mid or codec")
    return dataclasses.replace(
        line,
        rtx_type=line.rtx_type if line.rtx_type in accepted else None,
        red_type=line.red_type if line.red_type in accepted else None,
        sends=line.sends and section.direction in ("sendrecv", "recvonly"),
        receives=line.receives and section.direction in ("sendrecv", "sendonly"),
        extensions=dict(section.extensions),
        remote_ssrcs=section.ssrcs,
    )
