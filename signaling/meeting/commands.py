"""The messages by which a meeting is led and taken part in (PROTOCOL.md, Acts)."""

from typing import Annotated

import msgspec

from signaling.meeting.terms import AgendaItem, Base, Basis, Count, Fraction, Mode, Presence
from signaling.wire import ClientMessage

Line = Annotated[str, msgspec.Meta(max_length=200)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Points = Annotated[tuple[str, ...], msgspec.Meta(max_length=2000)]
Seconds = Annotated[int, msgspec.Meta(ge=10, le=24 * 3600)]
Heads = Annotated[int, msgspec.Meta(ge=0, le=9999)]
Options = Annotated[tuple[Title, ...], msgspec.Meta(min_length=2, max_length=10)]
Ref = Annotated[str, msgspec.Meta(max_length=64)]


class Command(ClientMessage, frozen=True, kw_only=True):
    """Base of all acts. `ref` is the client's own id; `done` or `error` carries it back."""

    ref: Ref = ""


class Open(Command, frozen=True, kw_only=True, tag="meeting.open"):
    """Open the meeting, or open it again if it was closed by mistake a short while ago."""


class Close(Command, frozen=True, kw_only=True, tag="meeting.close"):
    """End the meeting for all."""


class Lock(Command, frozen=True, kw_only=True, tag="meeting.lock"):
    """Refuse points that are not in yet, or let them in again."""

    on: bool


class SetMode(Command, frozen=True, kw_only=True, tag="meeting.mode"):
    """Say who may speak; a lecture needs its lecturer."""

    mode: Mode
    lecturer: str = ""


class HoldLobby(Command, frozen=True, kw_only=True, tag="lobby.hold"):
    """Have points wait in the lobby, or let all in (those who wait, too)."""

    on: bool


class Admit(Command, frozen=True, kw_only=True, tag="lobby.admit"):
    """Let points in: these, or all who wait (null)."""

    points: Points | None = None


class Remove(Command, frozen=True, kw_only=True, tag="seat.remove"):
    """Send a point out."""

    point: str
    reason: Line = ""


class RequestFloor(Command, frozen=True, kw_only=True, tag="floor.request"):
    """Ask to speak; asked again, only the subject changes."""

    subject: Line = ""


class WithdrawFloor(Command, frozen=True, kw_only=True, tag="floor.withdraw"):
    """Ask no more; one who is on air stops."""


class RejectFloor(Command, frozen=True, kw_only=True, tag="floor.reject"):
    """Take a point out of the queue."""

    point: str


class OrderFloor(Command, frozen=True, kw_only=True, tag="floor.order"):
    """Put the queue in an order; it must name exactly those who are in it."""

    points: Points


class PrepareFloor(Command, frozen=True, kw_only=True, tag="floor.prepare"):
    """Take a point as the next, to be previewed; null is nobody."""

    point: str | None


class CallFloor(Command, frozen=True, kw_only=True, tag="floor.call"):
    """Put a point on air in place of who is, or `beside` them."""

    point: str
    limit_s: Seconds | None = None
    beside: bool = False


class StopFloor(Command, frozen=True, kw_only=True, tag="floor.stop"):
    """Take a point off the air, or all (null)."""

    point: str | None = None


class RestoreFloor(Command, frozen=True, kw_only=True, tag="floor.restore"):
    """Take back that these points were taken off the air, in place of who is or `beside` them.

    Each is as it was, also its microphone, unless it has closed that itself meanwhile. `asked` were
    called instead of them: their hands go up again where they were.
    """

    points: Points
    beside: bool = False
    asked: Points = ()


class LimitFloor(Command, frozen=True, kw_only=True, tag="floor.limit"):
    """Give a speaker another time limit."""

    point: str
    limit_s: Seconds | None


class PauseFloor(Command, frozen=True, kw_only=True, tag="floor.pause"):
    """Stop a speaker's clock, or let it run on."""

    point: str
    on: bool


class Silence(Command, frozen=True, kw_only=True, tag="mic.silence"):
    """Switch off the microphones of points, or of all but those on air (null)."""

    points: Points | None = None


class InviteMic(Command, frozen=True, kw_only=True, tag="mic.invite"):
    """Ask a point to open its microphone; one that has granted it is opened."""

    point: str


class AnswerMic(Command, frozen=True, kw_only=True, tag="mic.answer"):
    """Accept or decline such an invitation."""

    accept: bool


class LockMics(Command, frozen=True, kw_only=True, tag="mic.lock"):
    """Forbid points to open their microphones, or allow it."""

    on: bool


class GrantMic(Command, frozen=True, kw_only=True, tag="mic.grant"):
    """Allow, as a meeting room, that the own microphone is opened from the centre."""

    on: bool


class SetAgenda(Command, frozen=True, kw_only=True, tag="agenda.set"):
    """Change the agenda."""

    items: Annotated[tuple[AgendaItem, ...], msgspec.Meta(max_length=200)]


class GoTo(Command, frozen=True, kw_only=True, tag="agenda.go"):
    """Go on to an item of the agenda, or to none (null)."""

    item: str | None


class OpenRoll(Command, frozen=True, kw_only=True, tag="roll.open"):
    """Begin a roll call: points that are here are marked at once."""


class MarkRoll(Command, frozen=True, kw_only=True, tag="roll.mark"):
    """Say how a point attends."""

    point: str
    presence: Presence
    reason: Line = ""
    heads: Heads | None = None


class ReportHeads(Command, frozen=True, kw_only=True, tag="roll.report"):
    """Say how many sit at the own point."""

    heads: Heads


class CloseRoll(Command, frozen=True, kw_only=True, tag="roll.close"):
    """Close the roll call: its result is a quorum or is not."""


class OpenVote(Command, frozen=True, kw_only=True, tag="vote.open"):
    """Put a question to the vote; the first option is the one that has to win.

    Voters are the points of the roll call. `regardless` of a missing quorum it is not opened
    unless that is set.
    """

    question: Words
    options: Options = ("Tán thành", "Không tán thành", "Không biểu quyết")
    basis: Basis = "points"
    secret: bool = False
    base: Base = "all"
    share: Fraction = "half"
    seconds: Seconds | None = None
    regardless: bool = False


class CastVote(Command, frozen=True, kw_only=True, tag="vote.cast"):
    """Vote: how many votes each option gets, one in all where points are counted."""

    vote: str
    counts: Annotated[tuple[Count, ...], msgspec.Meta(min_length=1, max_length=10)]


class EnterVote(Command, frozen=True, kw_only=True, tag="vote.enter"):
    """Enter, in an open vote, what a point has said by hand or by telephone."""

    vote: str
    point: str
    counts: Annotated[tuple[Count, ...], msgspec.Meta(min_length=1, max_length=10)]


class CloseVote(Command, frozen=True, kw_only=True, tag="vote.close"):
    """Count."""

    vote: str


class CancelVote(Command, frozen=True, kw_only=True, tag="vote.cancel"):
    """Give a vote up."""

    vote: str


class ShowVote(Command, frozen=True, kw_only=True, tag="vote.show"):
    """Show a result in the picture, or none (null)."""

    vote: str | None


class Announce(Command, frozen=True, kw_only=True, tag="notice.show"):
    """Say something in writing: to some points, or to all in the picture (null)."""

    text: Words
    points: Points | None = None
    bell: bool = False
    seconds: Seconds | None = None


class ClearNotice(Command, frozen=True, kw_only=True, tag="notice.clear"):
    """Take the announcement away."""


class CountDown(Command, frozen=True, kw_only=True, tag="countdown"):
    """Count down for so long in the picture; null ends it."""

    seconds: Seconds | None


class Hold(Command, frozen=True, kw_only=True, tag="hold"):
    """Play music while the meeting waits, or nothing."""

    music: bool


class Talk(Command, frozen=True, kw_only=True, tag="talk"):
    """Speak with a point in private, from one's media session of that name; null ends it."""

    point: str | None
    session: Ref = ""


class AnswerTalk(Command, frozen=True, kw_only=True, tag="talk.answer"):
    """Say whether the own microphone is open for the private talk the point is in."""

    on: bool
