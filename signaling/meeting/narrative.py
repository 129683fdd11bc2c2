"""The course of a meeting in plain words, told from its log: who, when, what.

For the console, and for whoever writes the minutes; in Vietnamese, in which the record is kept, and
in English. Pure, and the same for everybody who reads the same log. What a secret vote keeps secret
is not in the log, so it cannot be here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from signaling.meeting import business as on
from signaling.meeting import events as at
from signaling.meeting import narrative_en, narrative_vi
from signaling.meeting import scene_events as seen
from signaling.meeting.entry import Entry
from signaling.meeting.memory import Memory
from signaling.meeting.told import CourseLine

VIETNAM = timezone(timedelta(hours=7))

MINOR = frozenset(
    {
        at.FloorOrdered,
        at.FloorPrepared,
        at.FloorPaused,
        at.FloorLimited,
        at.MicSwitched,
        at.MicsSilenced,
        at.MicInvited,
        at.MicDeclined,
        at.MicGranted,
        on.RollEvidence,
        on.VoteCast,
        on.VoteShown,
        on.NoticeCleared,
        on.CountdownSet,
        on.HoldSet,
        on.TalkSet,
        on.TalkAnswered,
        seen.SceneTaken,
        seen.SceneUndone,
        seen.PageTurned,
        seen.PresetSaved,
        seen.PresetRenamed,
        seen.PresetDeleted,
        seen.ViewShown,
        seen.ViewEnded,
    }
)
"""What minutes leave out."""

SILENT = frozenset({on.Chaptered})
"""What says nothing: a chapter is a question, a speaker or an item once more."""


class Teller:
    """Tells lines one after another, as they are written."""

    def __init__(self) -> None:
        self._memory = Memory()

    def tell(self, entry: Entry) -> CourseLine | None:
        """Return a line in words; None for one that says nothing to people."""
        event, memory = entry.event, self._memory
        memory.turn(entry)
        line = None
        if type(event) not in SILENT:
            line = CourseLine(
                seq=entry.seq,
                at=entry.at,
                who=entry.actor.name,
                text=narrative_vi.SENTENCES[type(event)](memory, event),
                text_en=narrative_en.SENTENCES[type(event)](memory, event),
                minor=type(event) in MINOR,
            )
        memory.keep(event)
        return line if line is not None and line.text else None


def narrative(entries: Iterable[Entry]) -> list[CourseLine]:
    """Return the course of a meeting; events that say nothing to people are left out."""
    teller = Teller()
    return [line for entry in entries if (line := teller.tell(entry))]


def plain(lines: Iterable[CourseLine]) -> str:
    """Return lines as they are printed, with the time of Vietnam."""
    return "".join(
        f"{datetime.fromisoformat(one.at).astimezone(VIETNAM):%H:%M:%S}  {one.who}: {one.text}\n"
        for one in lines
    )
