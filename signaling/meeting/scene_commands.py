"""The messages by which the picture is led (PROTOCOL.md, Scenes)."""

from typing import Literal

from signaling.meeting.commands import Command
from signaling.meeting.picture import Key, PresetName, Scene, View, ViewKey


class TakeScene(Command, frozen=True, kw_only=True, tag="scene.take"):
    """Put a scene on air."""

    scene: Scene


class ApplyPreset(Command, frozen=True, kw_only=True, tag="scene.apply"):
    """Put the scene of a key on air."""

    key: Key


class UndoScene(Command, frozen=True, kw_only=True, tag="scene.undo"):
    """Go back to the scene before the last one that was taken."""


class TurnPage(Command, frozen=True, kw_only=True, tag="scene.page"):
    """Turn a page now."""

    by: Literal[1, -1] = 1


class SavePreset(Command, frozen=True, kw_only=True, tag="preset.save"):
    """Keep a scene under a key, in place of what was there."""

    key: Key
    name: PresetName
    scene: Scene


class RenamePreset(Command, frozen=True, kw_only=True, tag="preset.rename"):
    """Give a kept scene another name."""

    key: Key
    name: PresetName


class DeletePreset(Command, frozen=True, kw_only=True, tag="preset.delete"):
    """Free a key."""

    key: Key


class ShowView(Command, frozen=True, kw_only=True, tag="view.show"):
    """Show a scene to some points in place of the one on air, until the view is ended."""

    view: View


class EndView(Command, frozen=True, kw_only=True, tag="view.end"):
    """Have the points of a view see what everybody sees."""

    view: ViewKey
