"""Which scene is on air, those before it, and those kept under keys."""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from mcu import scene as canvas
from signaling.codes import Code
from signaling.meeting.picture import Layout, Preset, Scene, View
from signaling.meeting.refusal import RefusedError
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
from signaling.meeting.terms import Event

MOST_UNDONE: Final = 20
"""Scenes that can be gone back: whoever wants an older one knows it by its key."""

FIRST_PRESETS: Final[tuple[tuple[Layout, str], ...]] = (
    ("auto", "Tự động"),
    ("grid", "Lưới"),
    ("side", "Một lớn, cột bên"),
    ("bottom", "Một lớn, dải dưới"),
    ("two", "Hai điểm cầu"),
    ("three", "Ba điểm cầu"),
    ("lecture", "Báo cáo"),
    ("full", "Toàn màn hình"),
    ("pip", "Hình trong hình"),
)
"""What the keys have until somebody keeps a scene of his own there."""

FLAWS: Final = {
    canvas.Flaw.COUNT: Code.SCENE_BOXES,
    canvas.Flaw.SMALL: Code.SCENE_SMALL,
    canvas.Flaw.OUTSIDE: Code.SCENE_OUTSIDE,
    canvas.Flaw.OVERLAP: Code.SCENE_OVERLAP,
}


def first_presets() -> dict[int, Preset]:
    """Return the presets of a meeting that begins."""
    return {
        key: Preset(key=key, name=name, scene=Scene(layout=layout))
        for key, (layout, name) in enumerate(FIRST_PRESETS, 1)
    }


@dataclass(slots=True)
class Scenes:
    """The picture as it is composed. `turn` counts the pages turned by hand in this scene."""

    on_air: Scene = field(default_factory=Scene)
    key: int | None = None
    turn: int = 0
    past: list[tuple[Scene, int | None]] = field(default_factory=list)
    presets: dict[int, Preset] = field(default_factory=first_presets)
    views: dict[int, View] = field(default_factory=dict)
    """What some points see in place of it."""

    def take(self, scene: Scene, key: int | None = None) -> list[Event]:
        """Put a scene on air. Raises RefusedError if its boxes are no layout."""
        check(scene)
        same = (scene, key) == (self.on_air, self.key)
        return [] if same else [SceneTaken(scene=scene, key=key)]

    def apply_preset(self, key: int) -> list[Event]:
        """Put the scene of a key on air. Raises RefusedError if it has none."""
        return self.take(self.known(key).scene, key)

    def undo(self) -> list[Event]:
        """Go back one scene. Raises RefusedError where there is none."""
        if not self.past:
            raise RefusedError(Code.SCENE_FIRST)
        return [SceneUndone()]

    def save(self, preset: Preset) -> list[Event]:
        """Keep a scene under a key. Raises RefusedError if its boxes are no layout."""
        check(preset.scene)
        if preset == self.presets.get(preset.key):
            return []
        return [PresetSaved(key=preset.key, name=preset.name, scene=preset.scene)]

    def rename(self, key: int, name: str) -> list[Event]:
        """Call a kept scene something else. Raises RefusedError if there is none."""
        same = self.known(key).name == name
        return [] if same else [PresetRenamed(key=key, name=name)]

    def delete(self, key: int) -> list[Event]:
        """Free a key. Raises RefusedError if it is free."""
        self.known(key)
        return [PresetDeleted(key=key)]

    def show_view(self, view: View) -> list[Event]:
        """Show a scene to some points. Raises RefusedError if its boxes are no layout."""
        check(view.scene)
        if view == self.views.get(view.view):
            return []
        return [ViewShown(view=view.view, points=view.points, scene=view.scene)]

    def end_view(self, view: int) -> list[Event]:
        """Show its points what everybody sees."""
        return [ViewEnded(view=view)] if view in self.views else []

    def known(self, key: int) -> Preset:
        """Return the preset of a key. Raises RefusedError if there is none."""
        if key not in self.presets:
            raise RefusedError(Code.PRESET_UNKNOWN)
        return self.presets[key]

    def apply(self, event: Event) -> None:
        """Become what an event says."""
        match event:
            case SceneTaken():
                self.past = [*self.past, (self.on_air, self.key)][-MOST_UNDONE:]
                self.on_air, self.key, self.turn = event.scene, event.key, 0
            case SceneUndone():
                self.on_air, self.key = self.past.pop()
                self.turn = 0
            case PageTurned():
                self.turn += event.by
            case PresetSaved():
                kept = Preset(key=event.key, name=event.name, scene=event.scene)
                self.presets[event.key] = kept
            case PresetRenamed():
                renamed = msgspec.structs.replace(self.presets[event.key], name=event.name)
                self.presets[event.key] = renamed
            case PresetDeleted():
                self.presets.pop(event.key, None)
            case ViewShown():
                self._show_view(event)
            case ViewEnded():
                self.views.pop(event.view, None)
            case _:
                pass

    def _show_view(self, event: ViewShown) -> None:
        """A point sees one thing: it leaves the view that it had, which ends with the last."""
        others = {
            key: msgspec.structs.replace(one, points=rest)
            for key, one in self.views.items()
            if (rest := tuple(p for p in one.points if p not in event.points))
        }
        shown = View(view=event.view, scene=event.scene, points=event.points)
        self.views = {**others, event.view: shown}


def check(scene: Scene) -> None:
    """Return if a scene can be shown. Raises RefusedError with what is wrong with its boxes."""
    if scene.layout != "custom":
        if scene.boxes:
            raise RefusedError(Code.SCENE_BOXES)
        return
    found = canvas.flaw(boxes(scene), header=scene.header)
    if found is not None:
        raise RefusedError(FLAWS[found])


def boxes(scene: Scene) -> tuple[canvas.Box, ...]:
    """Return the boxes of a scene as the canvas has them."""
    return msgspec.convert(scene.boxes, tuple[canvas.Box, ...], from_attributes=True)


def named(scene: Scene) -> set[str]:
    """Return the points that a scene names."""
    return {*scene.main, *scene.pinned, *scene.order}
