"""The messages of PROTOCOL.md as typed structs; `web/src/protocol.ts` is generated from them."""

from typing import Literal

from signaling.codes import Close as Close  # noqa: PLC0414 - to be had from here as well
from signaling.codes import Code as Code  # noqa: PLC0414
from signaling.meeting.actor import Right
from signaling.meeting.chat import Chat as Chat  # noqa: PLC0414
from signaling.meeting.chat import ChatFile as ChatFile  # noqa: PLC0414
from signaling.meeting.chat import ChatMessage as ChatMessage  # noqa: PLC0414
from signaling.meeting.chat import ChatSaid as ChatSaid  # noqa: PLC0414
from signaling.meeting.needs import AnyCommand
from signaling.meeting.pointer import Pointed as Pointed  # noqa: PLC0414
from signaling.meeting.pointer import Pointer as Pointer  # noqa: PLC0414
from signaling.meeting.pointer import PointerMoved as PointerMoved  # noqa: PLC0414
from signaling.meeting.terms import Grade
from signaling.meeting.terms import SeatState as SeatState  # noqa: PLC0414
from signaling.meeting.told import AnyTold, CourseLine
from signaling.wire import ClientMessage as ClientMessage  # noqa: PLC0414
from signaling.wire import ServerMessage as ServerMessage  # noqa: PLC0414
from signaling.wire import Struct as Struct  # noqa: PLC0414

VERSION = 1
"""What `hello` must name."""

Lang = Literal["vi", "en"]
SeatKind = Literal["point", "source", "viewer"]

PictureChoice = Literal["full", "saver", "sound"]
Way = Literal["direct", "relay-udp", "relay-tcp", "relay-tls"]


class Seat(Struct, frozen=True, kw_only=True):
    """One point's place in the meeting."""

    point: str
    name: str
    unit: str
    state: SeatState
    muted: bool
    camera: bool
    hand_since: str | None
    kind: SeatKind
    order: int


class IceServer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of RTCConfiguration.iceServers (W3C WebRTC, section 4.2.2).

    Absent members are left out, because a browser takes a null for the text "null".
    """

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class MeetingInfo(Struct, frozen=True, kw_only=True):
    """What a join page needs to know of a meeting.

    `muted` and `camera`: how the meeting wants microphones and cameras when points come in.
    """

    id: str
    title: str
    open: bool
    point: str | None
    seats: list[Seat]
    ice_servers: list[IceServer]
    muted: bool = False
    camera: bool = True


class MeetingSummary(Struct, frozen=True, kw_only=True):
    """One line of `MeetingList`."""

    id: str
    title: str
    present: int


class MeetingList(Struct, frozen=True, kw_only=True):
    """The meetings that may be joined without a link."""

    meetings: list[MeetingSummary]


class TokenRequest(Struct, frozen=True, kw_only=True):
    """Ask for a token of a point in an open meeting."""

    point: str


class TokenReply(Struct, frozen=True, kw_only=True):
    """A join token."""

    token: str


class Course(Struct, frozen=True, kw_only=True):
    """The course of a meeting in words, from its log."""

    lines: list[CourseLine]


class RecordingInfo(Struct, frozen=True, kw_only=True):
    """One recording.

    `seconds` and `bytes` grow while `state` is `running`. While it is `recovering` what a crash has
    left is being finished: `seconds` is 0, and `bytes` what the file has so far.
    """

    id: str
    meeting: str
    title: str
    started: str
    seconds: float
    bytes: int
    state: Literal["running", "recovering", "complete", "interrupted"]
    url: str


class RecordingList(Struct, frozen=True, kw_only=True):
    """The recordings of a meeting, newest first."""

    recordings: list[RecordingInfo]


class EvidenceInfo(Struct, frozen=True, kw_only=True):
    """A still that was kept of a point at the roll call, with the SHA-256 of its file."""

    point: str
    file: str
    sha256: str


class EvidenceList(Struct, frozen=True, kw_only=True):
    """The stills of a roll call, in the order of the points."""

    evidence: list[EvidenceInfo]


class Problem(Struct, frozen=True, kw_only=True):
    """An error over HTTP (RFC 9457).

    `field` is the part of the body that is wrong, such as `plan.agenda[2].title`, "" if it is none.
    `phone` is whom to call who can do nothing else, "" if he can or nobody is named.
    """

    type: str
    title: str
    status: int
    detail: str
    detail_vi: str
    code: Code
    request_id: str
    field: str = ""
    phone: str = ""


class RecordingStatus(Struct, frozen=True, kw_only=True):
    """Whether the meeting is being recorded, and since when."""

    on: bool
    since: str | None
    id: str | None


class Sharing(Struct, frozen=True, kw_only=True):
    """The point whose content is shown to all, and since when; pages, or a `film`."""

    point: str
    since: str
    film: bool = False


class Quality(Struct, frozen=True, kw_only=True):
    """The own line over the last 2 s. Losses in percent, bitrates in kbit/s."""

    grade: Grade
    loss_up: float
    loss_down: float
    rtt_ms: float | None
    kbps_up: int
    kbps_down: int


class Can(Struct, frozen=True, kw_only=True):
    """What this connection may do; `rights` are all of it, the others what a point's page asks."""

    record: bool
    chat: bool
    hand: bool
    share: bool
    rights: list[Right]


class Hello(ClientMessage, frozen=True, kw_only=True, tag="hello"):
    """First message of a connection."""

    token: str
    version: int
    lang: Lang = "vi"


class Mute(ClientMessage, frozen=True, kw_only=True, tag="mute"):
    """Own microphone."""

    muted: bool


class Camera(ClientMessage, frozen=True, kw_only=True, tag="camera"):
    """Own camera."""

    on: bool


class Hand(ClientMessage, frozen=True, kw_only=True, tag="hand"):
    """Raise or lower the own hand."""

    raised: bool


class Record(ClientMessage, frozen=True, kw_only=True, tag="record"):
    """Start or stop the recording."""

    on: bool


class Picture(ClientMessage, frozen=True, kw_only=True, tag="picture"):
    """How much of the mixed picture the point wants to receive."""

    choice: PictureChoice


class MediaPath(ClientMessage, frozen=True, kw_only=True, tag="path"):
    """How the client's media reaches the server: straight, or by a TURN server."""

    way: Way


class Share(ClientMessage, frozen=True, kw_only=True, tag="share"):
    """Begin or end sharing, or say that it is a `film`; `take` also where another point shares."""

    on: bool
    take: bool = False
    film: bool = False


class Ping(ClientMessage, frozen=True, kw_only=True, tag="ping"):
    """Heartbeat of the client; `t` is its own clock."""

    t: float


class Leave(ClientMessage, frozen=True, kw_only=True, tag="leave"):
    """Leave the meeting for good."""


class Welcome(ServerMessage, frozen=True, kw_only=True, tag="welcome"):
    """The whole state, after `hello`. `you` is the own point, "" for a console.

    `starts` is when the meeting is to begin by its plan.
    """

    meeting: MeetingSummary
    you: str
    seats: list[Seat]
    recording: RecordingStatus
    sharing: Sharing | None
    chat: list[ChatMessage]
    speaking: list[str]
    server_time: str
    can: Can
    starts: str | None = None


class SeatChanged(ServerMessage, frozen=True, kw_only=True, tag="seat"):
    """A seat changed or is new."""

    seat: Seat


class Speaking(ServerMessage, frozen=True, kw_only=True, tag="speaking"):
    """Who speaks, loudest first."""

    points: list[str]


class RecordingStatusChanged(ServerMessage, frozen=True, kw_only=True, tag="recording"):
    """The recording started or ended."""

    recording: RecordingStatus


class SharingChanged(ServerMessage, frozen=True, kw_only=True, tag="sharing"):
    """Who shares changed; None is nobody."""

    sharing: Sharing | None


class QualityReport(ServerMessage, frozen=True, kw_only=True, tag="quality"):
    """The own line."""

    quality: Quality


class PictureAsked(Struct, frozen=True, kw_only=True):
    """The picture that the own tile shows: pixels, pictures a second, kbit/s at most."""

    width: int
    height: int
    fps: int
    kbps: int


class Ask(ServerMessage, frozen=True, kw_only=True, tag="ask"):
    """What can be used of the own camera (None: nothing) and microphone.

    `narrow`: the voice is to take little, for the line carries little else.
    """

    picture: PictureAsked | None
    audio: bool
    narrow: bool = False


class MediaState(ServerMessage, frozen=True, kw_only=True, tag="media"):
    """The own media session connected or ended."""

    session: str
    state: Literal["connected", "ended"]
    reason: str


class Pong(ServerMessage, frozen=True, kw_only=True, tag="pong"):
    """Answer to `ping`."""

    t: float


class Error(ServerMessage, frozen=True, kw_only=True, tag="error"):
    """A message could not be carried out."""

    code: Code
    message_vi: str
    message_en: str
    about: str = ""
    ref: str = ""


class Bye(ServerMessage, frozen=True, kw_only=True, tag="bye"):
    """The server closes next."""

    reason: Literal["replaced", "left", "removed", "shutdown", "ended"]
    message_vi: str
    message_en: str


AnyClientMessage = (
    Hello
    | Mute
    | Camera
    | Hand
    | Chat
    | Record
    | Picture
    | MediaPath
    | Share
    | Pointer
    | Ping
    | Leave
    | AnyCommand
)
AnyServerMessage = (
    Welcome
    | SeatChanged
    | Speaking
    | ChatSaid
    | RecordingStatusChanged
    | SharingChanged
    | PointerMoved
    | QualityReport
    | Ask
    | MediaState
    | Pong
    | Error
    | Bye
    | AnyTold
)
