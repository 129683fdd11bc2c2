"""Messages made of rubbish: each is carried out or refused with a code, and the meeting goes on."""

import json
import random
from collections import Counter
from typing import Any

import msgspec
import pytest

from mcu.video.program import Program
from signaling.codes import Code
from signaling.meeting.commands import Command
from signaling.meeting.directions import directions
from signaling.meeting.entry import Entry
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.refusal import RefusedError
from signaling.problem import ProblemError
from signaling.session import _decode
from tests.meeting.council import OPERATOR, Hall, planned
from tests.signaling.raw import COMMANDS, RAW

POINTS = [f"p{n}" for n in range(20)]
SIZE = (1280, 720)
MESSAGES = 3_000

BOX = {"x": 6, "y": 8, "w": 64, "h": 36}
RUBBISH: list[Any] = [
    *(None, True, -1, 0, 1, 4, 10, 2**31, 2**63, 2**70, -(2**63), 1e308, 0.5),
    *(float("nan"), float("inf"), "", " ", "x" * 61, "x" * 301, "\0", "\u202eabc", "\ud800"),
    *("a\nb", "😀" * 100, "\u0301" * 200, [], {}, [[]], {"a": 1}, "p0", "nobody"),
    *(["p0"] * 600, ["nobody"], ["p1", "p1"], [None], [1], "custom", {"layout": "custom"}),
    *([BOX], [BOX, BOX], [BOX] * 26, [{**BOX, "x": -1}], [{**BOX, "w": 0}], [{"x": 6}]),
    [{"x": 0, "y": 0, "w": 160, "h": 90, "part": "content"}],
]
SCENES: list[dict[str, Any]] = [
    {},
    {"layout": "custom", "boxes": [BOX, {**BOX, "over": True}], "header": True},
    {"layout": "three", "main": ["p1", "p1", "p19"], "pinned": POINTS, "order": POINTS[::-1]},
    {"layout": "pip", "voice": True, "dwell_s": 0, "ticker": "x" * 300, "even": True},
]
TAGS = [tag for tag in COMMANDS if tag.split(".")[0] in {"scene", "preset", "view"}]


@pytest.mark.parametrize("seed", range(2))
def test_rubbish_about_scenes_breaks_nothing(seed: int) -> None:
    chance = random.Random(seed)
    hall = Hall(planned(len(POINTS)), POINTS)
    codes: Counter[Code | None] = Counter()
    for _ in range(MESSAGES):
        codes[_answer(hall, json.dumps(_message(chance)).encode())] += 1
    # All kinds of answers were had, and nothing but answers.
    assert {None, Code.MESSAGE_INVALID, Code.SCENE_BOXES, Code.PRESET_UNKNOWN} <= set(codes)
    # What was kept of it is read again as it was.
    kept = msgspec.json.decode(msgspec.json.encode(hall.log), type=list[Entry])
    assert rebuilt(kept).scenes == hall.meeting.scenes


def _message(chance: random.Random) -> Any:
    """Return a message that fits, with as much of it spoilt as chance has it."""
    tag = chance.choice(TAGS)
    message: Any = {"type": tag, "by": chance.choice([1, -1]), **RAW.get(tag, {})}
    points = chance.sample(POINTS, 2)
    if "key" in message:
        message["key"] = chance.randint(1, 9)
    if "scene" in message:
        message["scene"] = chance.choice(SCENES)
    if tag == "view.show":
        view = chance.randint(1, 4)
        message["view"] = {"view": view, "scene": chance.choice(SCENES), "points": points}
    for _ in range(chance.choice([0, 1, 1, 2])):
        message = {**_spoilt(chance, message), "type": tag}
    return message


def _spoilt(chance: random.Random, part: Any, depth: int = 0) -> Any:
    """Replace or leave out something within a part of a message."""
    if isinstance(part, dict) and part and (depth == 0 or chance.random() < 0.7):
        name = chance.choice(list(part))
        rest = {other: value for other, value in part.items() if other != name}
        if chance.random() < 0.2:
            return rest
        return {**rest, name: _spoilt(chance, part[name], depth + 1)}
    return chance.choice(RUBBISH)


def _answer(hall: Hall, data: bytes) -> Code | None:
    """Return the code that a message is refused with; None where it is carried out."""
    try:
        message = _decode(data)
        assert isinstance(message, Command)
        hall.act(OPERATOR, message)
    except (ProblemError, RefusedError) as refused:
        return refused.code
    # It can be shown, to nobody as well as to many.
    told = directions(hall.meeting)
    for scene in (told.scene, *(view.scene for view in told.views)):
        for members in ((), POINTS[:1], POINTS):
            Program(scene, members, SIZE, 0).shot(10**13)
    return None
