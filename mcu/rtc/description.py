"""What the other side's SDP says, in our own nouns (RFC 8866, RFC 8829).

aiortc's parser reads codecs, extensions and credentials. It gets only the lines that we use, in the
numbers a WebRTC stack writes them: it raises anything at all on what it does not know, and its time
grows with the square of some lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, NoReturn

from aiortc.rtcdtlstransport import X509_DIGEST_ALGORITHMS
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.sdp import MediaDescription, SessionDescription

from mcu.messages import BadOfferError

MAX_LINES: Final = 2_000
"""Lines of SDP that are read; Chromium's offer of three m-lines has 350."""

MAX_SECTIONS: Final = 64
"""m-lines that are read. All but three are rejected one by one, as the answer must name each."""

_MAX_SSRCS: Final = 16
"""Streams of one m-line that are remembered; three simulcast layers with RTX are six."""

_MEDIA: Final = re.compile(r"m=(\S{1,64}) (\d{1,5})(?:/\d+)? (\S{1,64}) (.+)")
_TOKEN: Final = re.compile(r"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]{1,64}")
_PAYLOAD_TYPE: Final = re.compile(r"\d{1,3}")

_SSRC: Final = re.compile(r"\d{1,10}")

_CODECS: Final = frozenset(("opus", "red", "vp8", "vp9", "h264", "rtx"))
"""Encoding names that are read, in lower case; Chromium offers more for nothing."""

_TRANSPORT_ATTRIBUTES: Final = frozenset(("fingerprint", "ice-pwd", "ice-ufrag", "mid", "setup"))
_SESSION_ATTRIBUTES: Final = frozenset(
    ("fingerprint", "group", "ice-lite", "ice-pwd", "ice-ufrag", "setup")
)
_MEDIA_ATTRIBUTES: Final = _TRANSPORT_ATTRIBUTES | frozenset(
    ("extmap", "inactive", "recvonly", "sendonly", "sendrecv")
)

_SETUP: Final = {"auto": "actpass", "client": "active", "server": "passive"}
"""The setup attribute (RFC 5763, section 5) by aiortc's word for it."""


class _Attribute(NamedTuple):
    """An `a=` line: its parts and the whole."""

    name: str
    value: str
    line: str


class _Head(NamedTuple):
    """An m-line."""

    kind: str
    port: int
    protocol: str
    formats: str


@dataclass(frozen=True, slots=True)
class Format:
    """One payload type of an m-line. `feedback` holds rtcp-fb values such as "nack pli"."""

    payload_type: int
    name: str
    clock_rate: int
    parameters: Mapping[str, str | int | None]
    feedback: frozenset[str]


@dataclass(frozen=True, slots=True)
class Section:
    """One m-line. `formats` are those of codecs that we know, most wanted first.

    `direction` is the sender's view. `ssrcs` are those the sender announces, with RTX.
    `bundled`: shares the transport of the first one; `offered`: not refused by its sender.
    """

    kind: str
    protocol: str
    raw_formats: str
    mid: str | None
    direction: str
    formats: tuple[Format, ...]
    extensions: Mapping[str, int]
    ssrcs: tuple[int, ...]
    bundled: bool
    offered: bool


@dataclass(frozen=True, slots=True)
class Description:
    """An offer or answer. Credentials are those of the one transport that all m-lines share."""

    sections: tuple[Section, ...]
    ufrag: str
    password: str
    fingerprints: tuple[tuple[str, str], ...]
    setup: str
    lite: bool
    candidates: tuple[str, ...]


def _refuse(sentence: str) -> NoReturn:
    raise BadOfferError(sentence)


def read_description(sdp: str) -> Description:
    """Read an offer or answer; raises BadOfferError with a sentence that says what is wrong."""
    lines = sdp.splitlines()
    if not lines or lines[0].strip() != "v=0":
        _refuse("not SDP: the first line is not v=0")
    if len(lines) > MAX_LINES:
        _refuse(f"more than {MAX_LINES} lines")
    session, media = _split(lines)
    if not media:
        _refuse("no m-line")
    if len(media) > MAX_SECTIONS:
        _refuse(f"more than {MAX_SECTIONS} m-lines")

    text = [one.line for one in session if one.name in _SESSION_ATTRIBUTES]
    for head, attributes in media:
        text += _legible(head, attributes)
    try:
        parsed = SessionDescription.parse("\r\n".join(text))
    except Exception as error:
        # aiortc's parser raises AssertionError, KeyError, StopIteration and others.
        raise BadOfferError(f"SDP cannot be read: {type(error).__name__}: {error}") from error
    return _describe(parsed, media)


def _split(lines: list[str]) -> tuple[list[_Attribute], list[tuple[_Head, list[_Attribute]]]]:
    """Part the attributes of the session from those of each m-line."""
    session: list[_Attribute] = []
    media: list[tuple[_Head, list[_Attribute]]] = []
    group = session
    for line in map(str.rstrip, lines):
        if line.startswith("a="):
            name, _, value = line[2:].partition(":")
            group.append(_Attribute(name, value, line))
        elif line.startswith("m="):
            match = _MEDIA.fullmatch(line)
            if match is None:
                _refuse(f"m-line cannot be read: {line[:80]}")
            kind, port, protocol, formats = match.groups()
            group = []
            media.append((_Head(kind, int(port), protocol, formats.strip()), group))
    return session, media


def _legible(head: _Head, attributes: list[_Attribute]) -> list[str]:
    """What aiortc gets of one m-line: what it can read, and of the codecs only those we know."""
    if head.kind not in ("audio", "video"):
        return ["m=application 9 RTP/SAVPF 0"] + [
            one.line for one in attributes if one.name in _TRANSPORT_ATTRIBUTES
        ]
    listed = head.formats.split()
    if not all(_PAYLOAD_TYPE.fullmatch(one) and int(one) < 128 for one in listed):
        _refuse(f"payload types cannot be read: {head.formats[:80]}")
    mapped: dict[str, str] = {}
    for one in attributes:
        if one.name == "rtpmap":
            payload_type, _, encoding = one.value.partition(" ")
            if payload_type in listed and encoding.partition("/")[0].lower() in _CODECS:
                mapped.setdefault(payload_type, one.line)
    described: dict[str, str] = {}
    text = []
    for one in attributes:
        if one.name in _MEDIA_ATTRIBUTES:
            text.append(one.line)
        elif one.name == "rtcp-fb":
            if one.value.partition(" ")[0] in ("*", *mapped):
                text.append(one.line)
        elif one.name == "fmtp":
            payload_type = one.value.partition(" ")[0]
            if payload_type in mapped:
                described.setdefault(payload_type, one.line)
    # The order of the m-line is the order of preference (RFC 3264, section 6.1).
    known = [payload_type for payload_type in dict.fromkeys(listed) if payload_type in mapped]
    return [
        f"m={head.kind} 9 RTP/SAVPF {' '.join(known) or '0'}",
        *(mapped[payload_type] for payload_type in known),
        *text,
        *described.values(),
    ]


def _describe(
    parsed: SessionDescription, media: list[tuple[_Head, list[_Attribute]]]
) -> Description:
    """Bring aiortc's description and what it did not see together."""
    bundle = next((one.items for one in parsed.group if one.semantic == "BUNDLE"), [])
    sections = tuple(
        _section(one, head, attributes, bundle)
        for one, (head, attributes) in zip(parsed.media, media, strict=True)
    )
    mids = [one.mid for one in sections if one.mid is not None]
    if len(set(mids)) != len(mids):
        _refuse("two m-lines have the same mid")
    # RFC 9143, section 7.2: the first of the group speaks for the transport.
    first = next((one for one in parsed.media if one.rtp.muxId in bundle), parsed.media[0])
    ice, dtls = first.ice, first.dtls
    if ice is None or not ice.usernameFragment or not ice.password:
        _refuse("no ICE credentials")
    if dtls is None:
        _refuse("no setup attribute")
    if not any(one.algorithm.lower() in X509_DIGEST_ALGORITHMS for one in dtls.fingerprints):
        _refuse("no DTLS fingerprint of SHA-256, SHA-384 or SHA-512")
    return Description(
        sections=sections,
        ufrag=ice.usernameFragment,
        password=ice.password,
        fingerprints=tuple(dict.fromkeys((one.algorithm, one.value) for one in dtls.fingerprints)),
        setup=_SETUP[dtls.role],
        lite=ice.iceLite,
        candidates=tuple(
            one.value for _, attributes in media for one in attributes if one.name == "candidate"
        ),
    )


def _section(
    parsed: MediaDescription, head: _Head, attributes: list[_Attribute], bundle: list[int | str]
) -> Section:
    mid = parsed.rtp.muxId or None
    if mid is not None and not _TOKEN.fullmatch(mid):
        _refuse(f"mid cannot be read: {mid[:80]}")
    return Section(
        kind=head.kind,
        protocol=head.protocol,
        raw_formats=head.formats,
        mid=mid,
        direction=parsed.direction or "sendrecv",
        formats=tuple(map(_format, parsed.rtp.codecs)),
        extensions={one.uri: one.id for one in parsed.rtp.headerExtensions},
        ssrcs=_read_ssrcs(attributes),
        bundled=mid in bundle,
        offered=head.port != 0 or any(one.name == "bundle-only" for one in attributes),
    )


def _format(codec: RTCRtpCodecParameters) -> Format:
    return Format(
        payload_type=codec.payloadType or 0,  # None only where no SDP was read
        name=codec.name,
        clock_rate=codec.clockRate,
        parameters=codec.parameters,
        feedback=frozenset(
            f"{one.type} {one.parameter}" if one.parameter else one.type
            for one in codec.rtcpFeedback
        ),
    )


def _read_ssrcs(attributes: list[_Attribute]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for one in attributes:
        if one.name == "ssrc":
            number = one.value.partition(" ")[0]
            if _SSRC.fullmatch(number) and int(number) < 1 << 32:
                found[int(number)] = None
    return tuple(found)[:_MAX_SSRCS]
