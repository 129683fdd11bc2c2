"""The log as the console reads it: for each event what a sentence about it needs."""

from signaling.meeting.business import AgendaMoved, VoteShown
from signaling.meeting.entry import AnyEvent, Entry
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.scene_events import SceneTaken
from signaling.meeting.told import EntryTold

TEXTS = ("subject", "title", "question", "text", "reason", "name")
STATES = ("mode", "presence", "why", "limit_s", "by")
SWITCHES = ("on", "muted", "waiting", "over", "quorum", "passed", "music", "until")


def line(it: Proceedings, entry: Entry) -> EntryTold:
    """Return a line of the log; the pages make a sentence of it, in the language of each."""
    event = entry.event
    named = getattr(event, "points", None)
    points: tuple[str, ...] = named if isinstance(named, tuple) else ()
    point = points[0] if len(points) == 1 else getattr(event, "point", None) or ""
    return EntryTold(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor.name,
        what=str(event.__struct_config__.tag),
        point=point,
        text=_text(it, event),
        value=_value(event) or (str(len(points)) if len(points) > 1 else ""),
    )


def _text(it: Proceedings, event: AnyEvent) -> str:
    if isinstance(event, AgendaMoved):
        items = it.agenda.items
        return next((one.title for one in items if one.id == event.item), "")
    if isinstance(event, SceneTaken):
        kept = it.scenes.presets.get(event.key or 0)
        return kept.name if kept else ""
    return next((text for name in TEXTS if (text := getattr(event, name, ""))), "")


def _value(event: AnyEvent) -> str:
    """Return the one state that an event is about, "" for none or off."""
    if isinstance(event, VoteShown):
        return "on" if event.vote is not None else ""
    if isinstance(event, SceneTaken):
        return event.scene.layout
    for name in STATES:
        if (state := getattr(event, name, None)) is not None:
            return str(state)
    return "on" if any(getattr(event, name, None) for name in SWITCHES) else ""
