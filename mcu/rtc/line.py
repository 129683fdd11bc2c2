"""An m-line that both sides agreed on, and how a description made of them is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mcu.media import Codec
from mcu.rtc.handler import Track
from mcu.rtc.ice import Credentials, candidate_lines

MID: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
"""Header extension: the m-line a packet belongs to (RFC 9143, section 14)."""

AUDIO_LEVEL: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
"""Header extension: how loud a packet is (RFC 6464)."""

ABS_SEND_TIME: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
"""Header extension: when a packet left, for the estimates of bandwidth."""

TRANSPORT_SEQUENCE: Final = (
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
)
"""Header extension: a packet's number among all that the peer sends; see `mcu.rtc.transport_cc`."""

PLAYOUT_DELAY: Final = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
"""Header extension: for how long a receiver holds pictures back, at least and at most."""

TRANSPORT_CC: Final = "transport-cc"
"""The rtcp-fb of sound and pictures that promises to list those numbers."""

REMB: Final = "goog-remb"
"""The rtcp-fb of an estimate for each m-line, which `TRANSPORT_CC` makes idle."""

FEEDBACK: Final = ("nack", "nack pli", "ccm fir", REMB)
"""The rtcp-fb of pictures that we understand, in the order in which they are written."""

STREAMS: Final = {None: "mix", Track.CAMERA: "mix", Track.CONTENT: "content"}
"""MediaStream ids of what we send: sound and mixed picture share one, so browsers keep them in
sync; content, which has no sound, is a stream of its own."""

RTPMAPS: Final = {
    Codec.OPUS: "opus/48000/2",
    Codec.VP8: "VP8/90000",
    Codec.H264: "H264/90000",
    Codec.VP9: "VP9/90000",
}
"""The rtpmap value of each codec (RFC 7587, 7741, 6184, 9628)."""


@dataclass(frozen=True, slots=True)
class Coding:
    """One codec of an m-line: its payload type, its fmtp, and how it is made good for losses.

    `rtx_type` is the payload type of its retransmissions, None without RTX (RFC 4588), `red_type`
    that of packets with copies of others, None without RED (RFC 2198).
    """

    codec: Codec
    payload_type: int
    rtx_type: int | None = None
    parameters: tuple[str, ...] = ()
    red_type: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One m-line as we see it: `track` is None for sound.

    The first of the `codings` is what the peer sends; what we send may be any of them, and may
    change with every keyframe, as the payload type tells them apart (RFC 3264, section 5.1).
    `remote_ssrcs` are announced by the peer and may be empty; ours are `ssrc` and `rtx_ssrc`.
    """

    mid: str | None
    track: Track | None
    codings: tuple[Coding, ...]
    sends: bool
    receives: bool
    ssrc: int
    rtx_ssrc: int
    feedback: frozenset[str] = frozenset()
    extensions: Mapping[str, int] = field(default_factory=dict)
    remote_ssrcs: tuple[int, ...] = ()
    protocol: str = "UDP/TLS/RTP/SAVPF"

    @property
    def payload_types(self) -> tuple[int, ...]:
        """Those of all codings, each followed by those of its retransmissions and copies."""
        return tuple(
            one
            for coding in self.codings
            for one in (coding.payload_type, coding.rtx_type, coding.red_type)
            if one is not None
        )

    @property
    def retransmits(self) -> bool:
        """Whether any coding has retransmissions of its own."""
        return any(one.rtx_type is not None for one in self.codings)

    @property
    def kind(self) -> str:
        """The media type of the m-line."""
        return "audio" if self.track is None else "video"

    @property
    def direction(self) -> str:
        """The direction attribute from our side."""
        if self.sends:
            return "sendrecv" if self.receives else "sendonly"
        return "recvonly" if self.receives else "inactive"


@dataclass(frozen=True, slots=True)
class Rejected:
    """An m-line that the answer refuses: it has to be named all the same (RFC 3264, section 6)."""

    kind: str
    protocol: str
    formats: str
    mid: str | None


@dataclass(frozen=True, slots=True)
class Transport:
    """Our end of the one transport that all m-lines share.

    `addresses` are our candidates, best first. A client has none to tell: it is the one who calls,
    and learns its addresses from the answers.
    """

    credentials: Credentials
    fingerprint: str
    setup: str
    addresses: Sequence[tuple[str, int]]
    lite: bool


def write_description(
    lines: Sequence[Line | Rejected], transport: Transport, *, session: int, cname: str
) -> str:
    """Write an offer or an answer. `session` is the origin's number (RFC 8866, section 5.2)."""
    agreed = [one for one in lines if isinstance(one, Line)]
    mids = [one.mid for one in agreed if one.mid is not None]
    text = ["v=0", f"o=- {session} 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    if transport.lite:
        text.append("a=ice-lite")
    text.append("a=ice-options:trickle ice2")
    if mids:
        text.append(f"a=group:BUNDLE {' '.join(mids)}")
    text.append("a=msid-semantic: WMS *")
    for one in lines:
        if isinstance(one, Rejected):
            text += _write_rejected(one, transport)
        else:
            text += _write_head(one, transport)
            if one is agreed[0] and transport.addresses:
                # The others share its candidates (RFC 9143, section 7.3.1).
                text += [*candidate_lines(transport.addresses), "a=end-of-candidates"]
            text += _write_media(one, cname)
    return "\r\n".join(text) + "\r\n"


def _write_rejected(line: Rejected, transport: Transport) -> Iterable[str]:
    yield f"m={line.kind} 0 {line.protocol} {line.formats}"
    yield "c=IN IP4 0.0.0.0"
    if line.mid is not None:
        yield f"a=mid:{line.mid}"
    yield from _write_transport(transport)  # of no meaning here, but aiortc asks for it
    yield "a=inactive"


def _write_head(line: Line, transport: Transport) -> Iterable[str]:
    """Write the m-line and what belongs to its transport."""
    # The default candidate; port 9 and no address where there is none (RFC 8840, section 4.1.1).
    host, port = transport.addresses[0] if transport.addresses else ("0.0.0.0", 9)  # noqa: S104
    yield f"m={line.kind} {port} {line.protocol} {' '.join(map(str, line.payload_types))}"
    yield f"c=IN IP{6 if ':' in host else 4} {host}"
    if line.mid is not None:
        yield f"a=mid:{line.mid}"
    yield from _write_transport(transport)
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"


def _write_transport(transport: Transport) -> Iterable[str]:
    yield f"a=ice-ufrag:{transport.credentials.ufrag}"
    yield f"a=ice-pwd:{transport.credentials.password}"
    yield f"a=fingerprint:{transport.fingerprint}"
    yield f"a=setup:{transport.setup}"


def _write_media(line: Line, cname: str) -> Iterable[str]:
    """Write direction, codecs, extensions and streams."""
    yield f"a={line.direction}"
    for coding in line.codings:
        yield from _write_coding(coding, line.feedback)
    for uri, identity in line.extensions.items():
        yield f"a=extmap:{identity} {uri}"
    if line.sends:
        # msid is today's way; ssrc lines let a receiver route before the first packet's MID.
        name = f"{STREAMS[line.track]} {line.track or 'voice'}"
        yield f"a=msid:{name}"
        ssrcs = [line.ssrc, line.rtx_ssrc] if line.retransmits else [line.ssrc]
        if line.retransmits:
            yield f"a=ssrc-group:FID {line.ssrc} {line.rtx_ssrc}"
        for ssrc in ssrcs:
            yield f"a=ssrc:{ssrc} cname:{cname}"
            yield f"a=ssrc:{ssrc} msid:{name}"


def _write_coding(coding: Coding, feedback: frozenset[str]) -> Iterable[str]:
    """Write a codec with its feedback, its retransmissions and its copies."""
    payload_type = coding.payload_type
    yield f"a=rtpmap:{payload_type} {RTPMAPS[coding.codec]}"
    for value in (*FEEDBACK, TRANSPORT_CC):
        if value in feedback:
            yield f"a=rtcp-fb:{payload_type} {value}"
    if coding.parameters:
        yield f"a=fmtp:{payload_type} {';'.join(coding.parameters)}"
    if coding.rtx_type is not None:
        yield f"a=rtpmap:{coding.rtx_type} rtx/90000"
        yield f"a=fmtp:{coding.rtx_type} apt={payload_type}"
    if coding.red_type is not None:
        yield f"a=rtpmap:{coding.red_type} red/48000/2"
        yield f"a=fmtp:{coding.red_type} {payload_type}/{payload_type}"
