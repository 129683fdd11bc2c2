"""What the control plane and a node say to each other.

Plain, immutable, typed values that msgspec can encode: today they cross a method call, later a
bus between machines. They name conferences, members and media, never accounts or tokens.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from mcu.media import Codec

RESERVE = 0.15
"""Part of the processors that scenes beside the program leave free: for a second a cut to faces
that were not seen before, or twenty points that join, take as much."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all messages."""


class MemberKind(StrEnum):
    """What a member does in a conference."""

    POINT = "point"
    """Sends a picture and a voice, receives the mix."""

    SOURCE = "source"
    """Only sends (WHIP, RFC 9725)."""

    VIEWER = "viewer"
    """Only receives (WHEP)."""

    CONSOLE = "console"
    """Receives, and sends a voice that is heard in private talk alone. Has no tile."""


class Vp9(StrEnum):
    """Which pictures are sent in VP9 to members who take it.

    It shows more in the same bits for two to three times the work of VP8. Members who do not take
    it need the same picture in another codec, which is one encode more.
    """

    OFF = "off"
    SMALL = "small"
    """Those of 360p and less: they are for lines on which bits are dear, and cost little."""

    ALL = "all"


class Plate(Message, frozen=True, kw_only=True):
    """The name plate of a tile: at most two lines, in Vietnamese with full diacritics."""

    title: str
    subtitle: str = ""


class Emblems(Message, frozen=True, kw_only=True):
    """What stands for somebody in the picture: `pictures` (PNG files) by names of their own.

    `title` names the one before the title, `members` those in the places of members who have no
    picture of themselves; whoever is not there has none.
    """

    title: str = ""
    members: Mapping[str, str] = {}
    pictures: Mapping[str, bytes] = {}


class OpenConference(Message, frozen=True, kw_only=True):
    """Make a conference. `width` × `height` at `fps` is the size of its mixed picture.

    `bitrate` is of that picture, in bits per second; smaller ones take their part of it. `reserve`
    is the part of the processors that views leave free; with 0 they are made whatever is free.
    """

    conference: str
    title: str
    width: int = 1280
    height: int = 720
    fps: int = 25
    bitrate: int = 1_500_000
    vp9: Vp9 = Vp9.SMALL
    reserve: float = RESERVE


class Join(Message, frozen=True, kw_only=True):
    """Bring a member in by an SDP offer (RFC 8829). The member's earlier session, if any, ends.

    `order` gives the place in the grid: members are seated by (order, member). `max_height` is as
    in `MemberSettings`; None leaves the limit of a member that is seated already as it is.
    """

    conference: str
    member: str
    kind: MemberKind
    plate: Plate
    offer: str
    muted: bool = False
    order: int = 0
    max_height: int | None = None


class Joined(Message, frozen=True, kw_only=True):
    """The answer to `Join`. `session` names the media session, `etag` its ICE generation."""

    session: str
    answer: str
    etag: str


class MemberSettings(Message, frozen=True, kw_only=True):
    """What the mixer enforces for a member; None leaves a setting as it is.

    `max_height` is the height in pixels that the member's picture does not exceed, whatever its
    line could carry: 0 is sound only, from the canvas's height on it is no limit. With a limit the
    member is asked for a small picture of its own, too.
    """

    muted: bool | None = None
    camera_off: bool | None = None
    plate: Plate | None = None
    max_height: int | None = None


class Ask(Message, frozen=True, kw_only=True):
    """What the mixer can use of a member.

    A picture that fits into `width` × `height` pixels, at `fps` and at most `bitrate` (bits per
    second); all four are 0 while nobody would see it. `audio` is False while nobody may hear it.
    `narrow`: the line carries little but a voice, which is to take little of it.
    """

    width: int
    height: int
    fps: int
    bitrate: int
    audio: bool
    narrow: bool = False


class LineQuality(Message, frozen=True, kw_only=True):
    """One member's line over the last reporting interval (about 2 s).

    Losses are fractions 0…1 before repair, `rtt_ms` is None until a report has come back,
    bitrates are bits per second on the wire, `fps_up` pictures per second that were decodable.
    `estimate_down` is the bitrate of pictures that the member believes it can receive, None where
    it does not say; it grows no further than a half above what is being sent. `moved`: the member
    has changed its address meanwhile, and losses and repairs are of the gap. Of `bitrate_down`,
    `repairs_down` are pictures sent again on request, `copies_down` without being asked.
    """

    loss_up: float
    loss_down: float
    rtt_ms: float | None
    jitter_ms: float
    bitrate_up: int
    bitrate_down: int
    fps_up: float
    freezes: int = 0
    estimate_down: int | None = None
    moved: bool = False
    repairs_down: int = 0
    copies_down: int = 0


class Speaker(Message, frozen=True, kw_only=True):
    """A member who is heard as speaking; `level` is -dBov, 0 (loudest) to 127."""

    member: str
    level: int


class MemberStats(Message, frozen=True, kw_only=True):
    """One member in `ConferenceStats`.

    `height` is that of its picture in pixels, 0 without; `codec` that of the last one.
    """

    member: str
    kind: MemberKind
    connected: bool
    codec: Codec | None
    frames_sent: int
    frames_dropped: int
    height: int = 0


class ConferenceStats(Message, frozen=True, kw_only=True):
    """Counters of one conference since it was opened."""

    conference: str
    members: tuple[MemberStats, ...]
    video_ticks: int
    video_late: int
    audio_ticks: int
    audio_late: int
    frames_encoded: int
    keyframes: int
    recording: str | None


class PortStats(Message, frozen=True, kw_only=True):
    """Datagrams of the UDP port since it was opened: all that came, and those that were dropped.

    `strangers` came from an address that no member has, `forged` were not authentic. The others are
    what members sent beyond any use: `checks` of ICE, `handshakes` (DTLS), `media` (RTP), `reports`
    (RTCP), and whole `frames` of pictures. `unsent` are ours that the system would not send.
    """

    received: int
    strangers: int
    forged: int
    checks: int
    handshakes: int
    media: int
    reports: int
    frames: int
    unsent: int


class RecordingFile(Message, frozen=True, kw_only=True):
    """A recording that nobody writes any more; `interrupted` by a crash and finished afterwards."""

    path: str
    seconds: float
    bytes: int
    interrupted: bool


class Preview(Message, frozen=True, kw_only=True):
    """How a scene would look, as JPEG; stills of its `members` make it look as they do now."""

    picture: bytes
    members: tuple[str, ...]


class Headroom(Message, frozen=True, kw_only=True):
    """What a machine has left, in processors: `left` of all its `processors` are idle.

    `view` is what one more scene takes; `planned` are set, and nobody is there for them yet.
    """

    processors: float
    left: float
    view: float
    planned: int = 0
    reserve: float = RESERVE

    def takes(self, views: int) -> bool:
        """Whether there is room for so many more; without a reserve for whatever comes, always."""
        left = self.left - views * self.view
        return not self.reserve or left >= self.reserve * self.processors


# Events, from the node to whoever listens.


class MemberConnected(Message, frozen=True, kw_only=True, tag=True):
    """DTLS is up: media flows both ways."""

    conference: str
    member: str
    session: str


class MemberDisconnected(Message, frozen=True, kw_only=True, tag=True):
    """A media session has ended. `reason`: left, replaced, timeout, failed, closed."""

    conference: str
    member: str
    session: str
    reason: str


class SpeakersChanged(Message, frozen=True, kw_only=True, tag=True):
    """Who is speaking, loudest first."""

    conference: str
    speakers: tuple[Speaker, ...]


class QualityMeasured(Message, frozen=True, kw_only=True, tag=True):
    """One member's line, every 2 s."""

    conference: str
    member: str
    quality: LineQuality


class AskChanged(Message, frozen=True, kw_only=True, tag=True):
    """A member is to send something else from now on."""

    conference: str
    member: str
    ask: Ask


class CueMeasured(Message, frozen=True, kw_only=True, tag=True):
    """What comes from the member that is cued, four times a second.

    `level` is the loudest of its sound since the last report (-dBov), None where none came; the
    ages are those of the newest packet of sound and of the newest picture.
    """

    conference: str
    member: str
    level: int | None
    voice_age_ms: int | None
    picture_age_ms: int | None


class Spot(Message, frozen=True, kw_only=True):
    """Where a member is on the canvas, in pixels of it."""

    member: str
    x: int
    y: int
    w: int
    h: int


class SceneShown(Message, frozen=True, kw_only=True, tag=True):
    """Another scene, another page of it, or somebody else is on the canvas.

    `spots` are in the order of tiles; `unseen` are the members who have a picture and have not been
    on the canvas since they came. `page` counts from 0. `content` is where that of a member is for
    those who take it in one picture with people, None: nobody does, or there is none.
    """

    conference: str
    width: int
    height: int
    spots: tuple[Spot, ...]
    page: int
    pages: int
    unseen: tuple[str, ...] = ()
    content: Spot | None = None


class ViewsShown(Message, frozen=True, kw_only=True, tag=True):
    """Which views are made, and which are not for want of room, by their names."""

    conference: str
    shown: tuple[str, ...]
    refused: tuple[str, ...]


class RecordingChanged(Message, frozen=True, kw_only=True, tag=True):
    """A recording started, ended or failed (`error` set, for the log)."""

    conference: str
    recording: str
    on: bool
    error: str | None = None


Event = (
    MemberConnected
    | MemberDisconnected
    | SpeakersChanged
    | QualityMeasured
    | AskChanged
    | CueMeasured
    | SceneShown
    | ViewsShown
    | RecordingChanged
)
"""Anything a node reports by itself."""


# Errors of the door. The control plane maps each to a status code and a sentence.


class NodeError(Exception):
    """Base of what a call to a node may raise; the message is for the log."""


class UnknownConferenceError(NodeError):
    """No conference of that name is open here."""


class UnknownSessionError(NodeError):
    """No media session of that name is alive here."""


class BadOfferError(NodeError):
    """The SDP cannot be understood or breaks a rule of WebRTC; says which."""


class StaleSessionError(NodeError):
    """The ICE generation the caller names is not the current one (RFC 9725, section 4.3.1)."""


class BusyError(NodeError):
    """The node refuses rather than degrade those who are inside."""
