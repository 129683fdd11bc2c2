"""What the other side's SDP says, in our own nouns (RFC 8866, RFC 8829).

aiortc's parser reads codecs, extensions and credentials. It gets only the lines that we use, in the
numbers a WebRTC stack writes them: it raises anything at all on what it does not know, and its time
grows with the square of some lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

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

_SESSION_ATTRIBUTES: Final = frozenset(
    ("fingerprint", "ice-lite", "ice-pwd", "ice-ufrag", "group", "setup")
)
_SETUP: Final = {"auto": "actpass", "client": "active", "server": "passive"}
"""The setup attribute (RFC 5763, section 5) by aiortc's word for it."""

_DIRECTIONS: Final = frozenset(("inactive", "recvonly", "sendonly", "sendrecv"))
_MEDIA_ATTRIBUTES: Final = _DIRECTIONS | frozenset(
    ("extmap", "fingerprint", "ice-pwd", "ice-ufrag", "mid", "rtcp-fb", "setup")
)


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
    """One m-line. `formats` is empty where it is neither sound nor picture.

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
    groups = _split(lines)
    session, media = groups[0], groups[1:]
    if not media:
        _refuse("no m-line")
    if len(media) > MAX_SECTIONS:
        _refuse(f"more than {MAX_SECTIONS} m-lines")

    heads = [_read_head(lines[0]) for lines in media]
    text = _only(session, _SESSION_ATTRIBUTES)
    for head, lines in zip(heads, media, strict=True):
        text += _legible(head, lines[1:])
    try:
        parsed = SessionDescription.parse("\r\n".join(text))
    except Exception as error:
        # aiortc's parser raises AssertionError, KeyError, StopIteration and others.
        raise BadOfferError(f"SDP cannot be read: {type(error).__name__}: {error}") from error
    return _describe(parsed, heads, media)


def _split(lines: list[str]) -> list[list[str]]:
    """Part the session's lines from those of each m-line."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("m="):
            groups.append([])
        groups[-1].append(line.rstrip())
    return groups


def _read_head(line: str) -> tuple[str, int, str, str]:
    """Return kind, port, protocol and formats of an m-line."""
    match = _MEDIA.fullmatch(line)
    if match is None:
        _refuse(f"m-line cannot be read: {line[:80]}")
    kind, port, protocol, formats = match.groups()
    return kind, int(port), protocol, formats.strip()


def _attribute(line: str) -> tuple[str, str]:
    """Return name and value of an `a=` line, two empty strings for every other."""
    if not line.startswith("a="):
        return "", ""
    name, _, value = line[2:].partition(":")
    return name, value


def _only(lines: list[str], names: frozenset[str]) -> list[str]:
    return [line for line in lines if _attribute(line)[0] in names]


def _legible(head: tuple[str, int, str, str], lines: list[str]) -> list[str]:
    """What aiortc gets of one m-line, so that it can read it."""
    kind, _, _, formats = head
    text = _only(lines, _MEDIA_ATTRIBUTES)
    if kind not in ("audio", "video"):
        text = [line for line in text if not line.startswith(("a=rtcp-fb:", "a=extmap:"))]
        return ["m=application 9 RTP/SAVPF 0", *text]
    listed = formats.split()
    if not all(_PAYLOAD_TYPE.fullmatch(one) and int(one) < 128 for one in listed):
        _refuse(f"payload types cannot be read: {formats[:80]}")
    mapped: dict[str, str] = {}
    fmtp: dict[str, str] = {}
    for line in lines:
        name, value = _attribute(line)
        payload_type = value.partition(" ")[0]
        if name == "rtpmap" and payload_type in listed:
            mapped.setdefault(payload_type, line)
        elif name == "fmtp":
            fmtp.setdefault(payload_type, line)
    # The protocol is judged from the original line; aiortc wants it in capital letters.
    text.insert(0, f"m={kind} 9 RTP/SAVPF {' '.join(mapped) or '0'}")
    text += mapped.values()
    text += [line for payload_type, line in fmtp.items() if payload_type in mapped]
    return text


def _describe(
    parsed: SessionDescription, heads: list[tuple[str, int, str, str]], media: list[list[str]]
) -> Description:
    """Bring aiortc's description and the lines it did not see together."""
    bundle = next((one.items for one in parsed.group if one.semantic == "BUNDLE"), [])
    sections = tuple(map(_section, parsed.media, heads, media, [bundle] * len(media)))
    mids = [one.mid for one in sections if one.mid is not None]
    if len(set(mids)) != len(mids):
        _refuse("two m-lines have the same mid")
    # RFC 9143, section 7.2: the first of the group speaks for the transport.
    first = next((one for one in parsed.media if one.rtp.muxId in bundle), parsed.media[0])
    ice, dtls = first.ice, first.dtls
    if ice is None or not ice.usernameFragment or not ice.password:
        _refuse("no ICE credentials")
    if dtls is None or not dtls.fingerprints:
        _refuse("no DTLS fingerprint or no setup attribute")
    attributes = [_attribute(line) for lines in media for line in lines]
    return Description(
        sections=sections,
        ufrag=ice.usernameFragment,
        password=ice.password,
        fingerprints=tuple((one.algorithm, one.value) for one in dtls.fingerprints),
        setup=_SETUP[dtls.role],
        lite=ice.iceLite,
        candidates=tuple(value for name, value in attributes if name == "candidate"),
    )


def _section(
    parsed: MediaDescription,
    head: tuple[str, int, str, str],
    lines: list[str],
    bundle: list[int | str],
) -> Section:
    kind, port, protocol, raw_formats = head
    mid = parsed.rtp.muxId or None
    if mid is not None and not _TOKEN.fullmatch(mid):
        _refuse(f"mid cannot be read: {mid[:80]}")
    return Section(
        kind=kind,
        protocol=protocol,
        raw_formats=raw_formats,
        mid=mid,
        direction=parsed.direction or "sendrecv",
        formats=tuple(map(_format, parsed.rtp.codecs)),
        extensions={one.uri: one.id for one in parsed.rtp.headerExtensions},
        ssrcs=_read_ssrcs(lines),
        bundled=mid in bundle,
        offered=port != 0 or "a=bundle-only" in lines,
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


def _read_ssrcs(lines: list[str]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for name, value in map(_attribute, lines):
        number = value.partition(" ")[0]
        if name == "ssrc" and number.isdecimal() and int(number) < 1 << 32:
            found[int(number)] = None
    return tuple(found)[:_MAX_SSRCS]
