"""The client's offer, and what the answer to it agreed on (RFC 8829, section 5.2)."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from mcu.media import Codec
from mcu.messages import BadOfferError, MemberKind
from mcu.rtc.answer import fresh_ssrc
from mcu.rtc.description import Description, Section
from mcu.rtc.handler import Track
from mcu.rtc.line import ABS_SEND_TIME, AUDIO_LEVEL, FEEDBACK, MID, Coding, Line

_EXTENSIONS: Final = {MID: 1, AUDIO_LEVEL: 2, ABS_SEND_TIME: 3}
_CODINGS: Final = {
    one.codec: one
    for one in (
        Coding(Codec.OPUS, 111, None, ("minptime=10", "useinbandfec=1"), red_type=63),
        Coding(Codec.VP8, 96, 97),
        Coding(
            Codec.H264,
            102,
            103,
            ("level-asymmetry-allowed=1", "packetization-mode=1", "profile-level-id=42e028"),
        ),
        Coding(Codec.VP9, 98, 99, ("profile-id=0",)),
    )
}
"""What is offered of each codec; payload types are numbered as Chromium does."""


def offered_lines(
    kind: MemberKind,
    *,
    audio: bool,
    video: Codec | None,
    content: Codec | None,
    also: Sequence[Codec] = (),
) -> list[Line]:
    """The m-lines of an offer: sound, camera and content, each where wanted.

    `also` are codecs in which pictures can be received beside the one that is sent.
    """
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
        codecs = [codec] if track is None else list(dict.fromkeys((codec, *also)))
        lines.append(
            Line(
                mid=str(len(lines)),
                track=track,
                codings=tuple(_CODINGS[one] for one in codecs),
                sends=kind is not MemberKind.VIEWER
                and (track is None or kind is not MemberKind.CONSOLE),
                receives=kind is not MemberKind.SOURCE,
                ssrc=fresh_ssrc(taken),
                rtx_ssrc=fresh_ssrc(taken),
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
    codings = tuple(
        dataclasses.replace(
            one,
            rtx_type=one.rtx_type if one.rtx_type in accepted else None,
            red_type=one.red_type if one.red_type in accepted else None,
        )
        for one in line.codings
        if one.payload_type in accepted
    )
    if section.mid != line.mid or not codings:
        raise BadOfferError(f"the answer to m-line {line.mid} names another mid or codec")
    return dataclasses.replace(
        line,
        codings=codings,
        sends=line.sends and section.direction in ("sendrecv", "recvonly"),
        receives=line.receives and section.direction in ("sendrecv", "sendonly"),
        extensions=dict(section.extensions),
        remote_ssrcs=section.ssrcs,
    )
