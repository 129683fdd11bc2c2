"""One line of a meeting's log."""

import msgspec

from signaling.meeting.actor import Actor
from signaling.meeting.business import (
    AgendaMoved,
    AgendaSet,
    Chaptered,
    CountdownSet,
    HoldSet,
    NoticeCleared,
    NoticeShown,
    RollClosed,
    RollEvidence,
    RollMarked,
    RollOpened,
    TalkAnswered,
    TalkSet,
    VoteCancelled,
    VoteCast,
    VoteClosed,
    VoteOpened,
    VoteShown,
)
from signaling.meeting.events import (
    Admitted,
    Arrived,
    Closed,
    Dropped,
    FloorCalled,
    FloorEnded,
    FloorLimited,
    FloorOrdered,
    FloorPaused,
    FloorPrepared,
    FloorRequested,
    FloorWarned,
    FloorWithdrawn,
    Invited,
    Left,
    LimitSet,
    LobbyHeld,
    Locked,
    MicDeclined,
    MicGranted,
    MicInvited,
    MicsLocked,
    MicsSilenced,
    MicSwitched,
    ModeSet,
    Opened,
    Planned,
    Removed,
    Renamed,
    Reopened,
    Resumed,
)
from signaling.meeting.scene_events import (
    PageTurned,
    PresetDeleted,
    PresetRenamed,
    PresetSaved,
    SceneTaken,
    SceneUndone,
    ViewEnded,
    ViewShown,
)

AnyEvent = (
    Planned
    | Invited
    | Opened
    | Closed
    | Reopened
    | Locked
    | LimitSet
    | ModeSet
    | Resumed
    | LobbyHeld
    | Arrived
    | Admitted
    | Dropped
    | Left
    | Removed
    | Renamed
    | FloorRequested
    | FloorWithdrawn
    | FloorOrdered
    | FloorPrepared
    | FloorCalled
    | FloorEnded
    | FloorLimited
    | FloorPaused
    | FloorWarned
    | MicSwitched
    | MicsSilenced
    | MicsLocked
    | MicInvited
    | MicDeclined
    | MicGranted
    | AgendaSet
    | AgendaMoved
    | RollOpened
    | RollMarked
    | RollEvidence
    | RollClosed
    | VoteOpened
    | VoteCast
    | VoteClosed
    | VoteCancelled
    | VoteShown
    | NoticeShown
    | NoticeCleared
    | CountdownSet
    | HoldSet
    | TalkSet
    | TalkAnswered
    | Chaptered
    | SceneTaken
    | SceneUndone
    | PageTurned
    | PresetSaved
    | PresetRenamed
    | PresetDeleted
    | ViewShown
    | ViewEnded
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, when. `seq` counts from 1 without a gap; `at` is RFC 3339 with an offset."""

    seq: int
    at: str
    actor: Actor
    event: AnyEvent
