"""Every act as it comes over the wire."""

from typing import Any, get_args

from signaling.meeting.actor import Right
from signaling.meeting.commands import Command
from signaling.meeting.needs import NEEDS, AnyCommand

RAW: dict[str, dict[str, Any]] = {
    "meeting.lock": {"on": True},
    "meeting.mode": {"mode": "lecture", "lecturer": "b"},
    "lobby.hold": {"on": False},
    "seat.remove": {"point": "a"},
    "floor.reject": {"point": "a"},
    "floor.order": {"points": []},
    "floor.prepare": {"point": "b"},
    "floor.call": {"point": "b"},
    "floor.restore": {"points": ["b"]},
    "floor.limit": {"point": "a", "limit_s": 60},
    "floor.pause": {"point": "a", "on": True},
    "mic.invite": {"point": "b"},
    "mic.answer": {"accept": True},
    "mic.lock": {"on": False},
    "mic.grant": {"on": True},
    "agenda.set": {"items": [{"id": "x", "title": "X"}]},
    "agenda.go": {"item": None},
    "roll.mark": {"point": "b", "presence": "room"},
    "roll.report": {"heads": 9},
    "vote.open": {"question": "?", "regardless": True},
    "vote.cast": {"vote": "v1", "counts": [{"option": "Tán thành", "count": 1}]},
    "vote.enter": {"vote": "v1", "point": "a", "counts": [{"option": "Tán thành", "count": 1}]},
    "vote.close": {"vote": "v1"},
    "vote.cancel": {"vote": "v1"},
    "vote.show": {"vote": "v1"},
    "notice.show": {"text": "!"},
    "countdown": {"seconds": 60},
    "hold": {"music": True},
    "talk": {"point": "b"},
    "talk.answer": {"on": True},
    "scene.take": {"scene": {"layout": "side", "main": ["b"]}},
    "scene.apply": {"key": 2},
    "preset.save": {"key": 1, "name": "X", "scene": {}},
    "preset.rename": {"key": 1, "name": "X"},
    "preset.delete": {"key": 1},
    "view.show": {"view": {"view": 1, "scene": {}, "points": ["b"]}},
    "view.end": {"view": 1},
}
"""Messages that would be carried out if they came from one who may."""

COMMANDS: dict[str, type[Command]] = {
    str(one.__struct_config__.tag): one for one in get_args(AnyCommand)
}


def every(*, but: Right | None = None) -> list[str]:
    """Return all acts but those that need a right."""
    return [tag for tag, kind in COMMANDS.items() if NEEDS[kind] is not but]


def fitting(tag: str) -> dict[str, Any]:
    """Return an act that fits; the answer to it has the reference `r TAG`."""
    return {"type": tag, "ref": f"r {tag}", **RAW.get(tag, {})}
