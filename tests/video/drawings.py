"""What is drawn, and on which thread: no tick is to be late for it."""

import sys
import threading
from collections.abc import Iterable
from typing import NamedTuple

import pytest

from mcu.video import badge, countdown, graphics, label, placard, poll, rest, seating
from mcu.video.sprite import Sketch, Sprite
from tests.video.material import SECOND

SMALL = {"notice", "_badge"}
"""What a tick may draw: what a tile says of itself, 1 ms each, at most once a second."""


class Drawing(NamedTuple):
    thread: str
    what: str


def note_drawings(monkeypatch: pytest.MonkeyPatch) -> list[Drawing]:
    """Return what will be drawn, which everything waits for as long as it takes.

    Else a busy machine's tick draws in the end. What other tests have drawn is forgotten.
    """
    for module in (badge, countdown, graphics, label, placard, poll, rest):
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()
    for patience in ("PATIENCE", "DRAW_PATIENCE"):
        monkeypatch.setattr(seating, patience, 60 * SECOND)
    found: list[Drawing] = []
    finish = Sketch.sprite

    def noted(sketch: Sketch) -> Sprite:
        what = sys._getframe(1).f_code.co_name
        found.append(Drawing(threading.current_thread().name, what))
        return finish(sketch)

    monkeypatch.setattr(Sketch, "sprite", noted)
    return found


def drawn_in_ticks(drawings: Iterable[Drawing]) -> set[str]:
    """What was not drawn beside them."""
    return {one.what for one in drawings if one.thread != "draw"}
