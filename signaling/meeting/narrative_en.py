"""The course of a meeting in English: a sentence for each event, as in `narrative_vi`."""

from collections.abc import Iterable

from signaling.meeting import business as on
from signaling.meeting import events as at
from signaling.meeting import scene_events as seen
from signaling.meeting.memory import Memory, Sentence
from signaling.meeting.picture import Layout
from signaling.meeting.terms import Base, Basis, Event, Fraction, Mode, Presence, TurnEnd

MODES: dict[Mode, str] = {
    "discussion": "Discussion: every point may speak.",
    "conference": "Conference: the chair gives the floor.",
    "lecture": "Lecture",
}
PRESENCES: dict[Presence, str] = {
    "room": "present in the chair's room",
    "online": "present online",
    "absent": "absent",
    "unknown": "not marked yet",
}
ENDS: dict[TurnEnd, str] = {
    "stopped": "has finished speaking",
    "next": "has finished speaking",
    "withdrawn": "has stopped speaking",
    "left": "left while speaking",
    "closed": "has finished speaking at the close of the meeting",
}
BASES: dict[Base, str] = {
    "all": "all who are entitled",
    "present": "those present",
    "cast": "the votes cast",
}
SHARES: dict[Fraction, str] = {"half": "more than half", "two_thirds": "at least two thirds"}
COUNTED: dict[Basis, str] = {"points": "by point", "delegates": "by delegate"}

LAYOUTS: dict[Layout, str] = {
    "auto": "automatic",
    "grid": "grid",
    "side": "one point large, a column beside",
    "bottom": "one point large, a strip below",
    "two": "two points",
    "three": "three points, others in a corner",
    "lecture": "lecture",
    "full": "full screen",
    "pip": "picture in picture",
    "content_speaker": "content and presenter",
    "content_strip": "content and points",
    "custom": "drawn by hand",
}


def _all(it: Memory, points: Iterable[str]) -> str:
    chosen = it.few(points)
    return f"{chosen} points" if isinstance(chosen, int) else chosen


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    parts = ([f"{minutes} min"] if minutes else []) + ([f"{rest} s"] if rest else [])
    return " ".join(parts) or "0 s"


def _limit(seconds: int | None) -> str:
    return "without a time limit" if seconds is None else f"for {_duration(seconds)}"


def _about(text: str) -> str:
    return f": {text}" if text else ""


def _because(reason: str) -> str:
    return f" Reason: {reason}." if reason else ""


def _switched(name: str, on: bool) -> str:
    return f"{name} {'on' if on else 'off'}."


def _mode(it: Memory, event: at.ModeSet) -> str:
    lecturer = f": {it.name(event.lecturer)} presents." if event.lecturer else ""
    return MODES[event.mode] + lecturer


def _removed(it: Memory, event: at.Removed) -> str:
    return f"{it.name(event.point)} was sent out of the meeting.{_because(event.reason)}"


def _cancelled(it: Memory, event: on.VoteCancelled) -> str:
    if not event.lost:
        return f"The vote {it.question(event.vote)} is cancelled."
    return (
        f"The secret vote {it.question(event.vote)} is cancelled: the ballots that were cast are "
        "not whole (the server was updated, or its data restored). None counts; vote again."
    )


def _called(it: Memory, event: at.FloorCalled) -> str:
    if event.again:
        return f"{it.name(event.point)} has the floor back."
    return f"{it.name(event.point)} has the floor{_about(event.subject)} ({_limit(event.limit_s)})."


def _ended(it: Memory, event: at.FloorEnded) -> str:
    seconds = it.spoken(event.point)
    after = "" if seconds is None else f" after {_duration(seconds)}"
    return f"{it.name(event.point)} {ENDS[event.why]}{after}."


def _warned(it: Memory, event: at.FloorWarned) -> str:
    return f"The time of {it.name(event.point)} is {'up' if event.over else 'nearly up'}."


def _moved(it: Memory, event: on.AgendaMoved) -> str:
    return f"Next item: {it.items.get(event.item, event.item)}." if event.item else ""


def _mark(it: Memory, event: on.RollMarked) -> str:
    heads = "" if event.heads is None else f", {event.heads} people"
    said = f"{it.name(event.point)}: {PRESENCES[event.presence]}{heads}."
    return said + _because(event.reason)


def _roll(it: Memory, event: on.RollClosed) -> str:
    again = " (corrected)" if it.counted else ""
    return (
        f"Result of the roll call{again}: {event.points_present} of {event.points} points, "
        f"{event.delegates_present} of {event.delegates} delegates present. "
        f"{'There is a quorum.' if event.quorum else 'There is no quorum.'}"
    )


def _opened(it: Memory, event: on.VoteOpened) -> str:
    again = any(one.question == event.question for one in it.votes.values())
    way = "secret" if event.secret else "open"
    return (
        f"{'Vote again' if again else 'Vote'} ({way}, {COUNTED[event.basis]}, needs "
        f"{SHARES[event.share]} of {BASES[event.base]}): “{event.question}”"
    )


def _cast(it: Memory, event: on.VoteCast) -> str:
    entered = " (entered by the secretary)" if it.entered(event.point) else ""
    if not event.counts:
        return f"{it.name(event.point)} has voted{entered}."
    said = ", ".join(f"{one.option} {one.count}" for one in event.counts)
    return f"{it.name(event.point)} votes: {said}{entered}."


def _closed(it: Memory, event: on.VoteClosed) -> str:
    counts = ", ".join(
        f"{one.option} {one.count} ({_percent(one.count, event.total)})" for one in event.counts
    )
    passed = "Carried." if event.passed else "Not carried."
    return (
        f"Result of the vote {it.question(event.vote)}: {counts} of {event.total} in all; "
        f"present {event.present}, voted {event.cast}. {passed}"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%" if whole else "0.00%"


def _notice(it: Memory, event: on.NoticeShown) -> str:
    whom = "" if event.points is None else f" to {_all(it, event.points)}"
    return f"Announcement{whom}: {event.text}"


def _talk(it: Memory, event: on.TalkSet) -> str:
    if event.point is None:
        return "The private talk is over."
    return f"Private talk with {it.name(event.point)}."


def _scene(it: Memory, event: seen.SceneTaken) -> str:
    kept = it.scenes.get(event.key or 0)
    return f"Scene: {f'“{kept}”' if kept else LAYOUTS[event.scene.layout]}."


SENTENCES: dict[type[Event], Sentence] = {
    at.Planned: lambda _, e: f"“{e.title}” is prepared, with {len(e.places)} points.",
    at.Invited: lambda _, e: f"{e.place.name} was added.",
    at.Renamed: lambda it, e: (
        "" if it.name(e.point) == e.name else f"{it.name(e.point)} is called {e.name} now."
    ),
    at.Opened: lambda _it, _e: "The meeting is open.",
    at.Closed: lambda _it, _e: "The meeting is closed.",
    at.Reopened: lambda _it, _e: "The meeting goes on: it was closed by mistake.",
    at.Locked: lambda _, e: "The meeting is locked." if e.on else "The meeting is unlocked.",
    at.LimitSet: lambda _, e: (
        f"At most {e.limit} points may be in at once." if e.limit else "Any number of points."
    ),
    at.ModeSet: _mode,
    at.Resumed: lambda _it, _e: "The server is back after an interruption.",
    at.LobbyHeld: lambda _, e: "The lobby is open." if e.on else "The lobby is closed.",
    at.Arrived: lambda it, e: (
        f"{it.name(e.point)} {'waits in the lobby' if e.waiting else 'came in'}."
    ),
    at.Admitted: lambda it, e: f"Admitted: {_all(it, e.points)}.",
    at.Dropped: lambda it, e: f"{it.name(e.point)} lost its connection.",
    at.Left: lambda it, e: f"{it.name(e.point)} left.",
    at.Removed: _removed,
    at.FloorRequested: lambda it, e: (
        f"{it.name(e.point)} is back in its place in the queue."
        if e.again
        else f"{it.name(e.point)} asks to speak{_about(e.subject)}."
    ),
    at.FloorWithdrawn: lambda it, e: f"{it.name(e.point)} is out of the queue.",
    at.FloorOrdered: lambda it, e: f"Order of speakers: {_all(it, e.points)}.",
    at.FloorPrepared: lambda it, e: (
        f"Next: {it.name(e.point)}." if e.point else "Nobody is prepared."
    ),
    at.FloorCalled: _called,
    at.FloorEnded: _ended,
    at.FloorLimited: lambda it, e: f"{it.name(e.point)} speaks {_limit(e.limit_s)}.",
    at.FloorPaused: lambda it, e: (
        f"The clock of {it.name(e.point)} {'stands still' if e.on else 'runs on'}."
    ),
    at.FloorWarned: _warned,
    at.MicSwitched: lambda it, e: _switched(f"{it.name(e.point)}: microphone", not e.muted),
    at.MicsSilenced: lambda it, e: f"Muted: {_all(it, e.points)}.",
    at.MicsLocked: lambda _, e: "Microphones are locked." if e.on else "Microphones are unlocked.",
    at.MicInvited: lambda it, e: f"{it.name(e.point)} is asked to unmute.",
    at.MicDeclined: lambda it, e: f"{it.name(e.point)} does not unmute.",
    at.MicGranted: lambda it, e: (
        f"{it.name(e.point)} {'lets' if e.on else 'no longer lets'} the centre unmute it."
    ),
    on.AgendaSet: lambda _, e: f"Items of the agenda: {len(e.items)}.",
    on.AgendaMoved: _moved,
    on.RollOpened: lambda _it, _e: "The roll is called.",
    on.RollMarked: _mark,
    on.RollEvidence: lambda it, e: f"A picture of {it.name(e.point)} is kept as evidence.",
    on.RollClosed: _roll,
    on.VoteOpened: _opened,
    on.VoteCast: _cast,
    on.VoteClosed: _closed,
    on.VoteCancelled: _cancelled,
    on.VoteShown: lambda it, e: (
        f"The result of {it.question(e.vote)} is shown." if e.vote else "No result is shown."
    ),
    on.NoticeShown: _notice,
    on.NoticeCleared: lambda _it, _e: "The announcement is taken away.",
    on.CountdownSet: lambda _, e: "The countdown runs." if e.until else "The countdown is over.",
    on.HoldSet: lambda _, e: "Music is played." if e.music else "The music is over.",
    on.TalkSet: _talk,
    on.TalkAnswered: lambda it, e: _switched(f"{it.name(e.point)}: microphone of the talk", e.on),
    seen.SceneTaken: _scene,
    seen.SceneUndone: lambda _it, _e: "Back to the scene before.",
    seen.PageTurned: lambda _, e: f"{'Next' if e.by > 0 else 'Previous'} page.",
    seen.PresetSaved: lambda _, e: f"Scene “{e.name}” is kept under the key {e.key}.",
    seen.PresetRenamed: lambda _, e: f"The scene of the key {e.key} is called “{e.name}”.",
    seen.PresetDeleted: lambda _, e: f"The scene of the key {e.key} is deleted.",
    seen.ViewShown: lambda it, e: (
        f"View {e.view} for {_all(it, e.points)}: {LAYOUTS[e.scene.layout]}."
    ),
    seen.ViewEnded: lambda _, e: f"View {e.view} has ended.",
}
