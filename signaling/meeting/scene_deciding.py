"""What the acts come to by which the picture is led."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from signaling.meeting import scene_commands as stage
from signaling.meeting.actor import Actor
from signaling.meeting.commands import Command
from signaling.meeting.picture import Preset, Scene
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.scene_events import PageTurned
from signaling.meeting.scenes import named
from signaling.meeting.terms import Event


def _known(it: Proceedings, scene: Scene) -> Scene:
    """Return a scene whose points are all of the meeting. Raises RefusedError for another."""
    for point in named(scene):
        it.seats.known(point)
    return scene


def _take(it: Proceedings, command: stage.TakeScene, _a: Actor, _now: datetime) -> list[Event]:
    return it.scenes.take(_known(it, command.scene))


def _preset(it: Proceedings, command: stage.ApplyPreset, _a: Actor, _: datetime) -> list[Event]:
    return it.scenes.apply_preset(command.key)


def _undo(it: Proceedings, _command: stage.UndoScene, _a: Actor, _now: datetime) -> list[Event]:
    return it.scenes.undo()


def _page(_: Proceedings, command: stage.TurnPage, _a: Actor, _now: datetime) -> list[Event]:
    return [PageTurned(by=command.by)]


def _save(it: Proceedings, command: stage.SavePreset, _a: Actor, _now: datetime) -> list[Event]:
    kept = _known(it, command.scene)
    return it.scenes.save(Preset(key=command.key, name=command.name, scene=kept))


def _rename(it: Proceedings, command: stage.RenamePreset, _a: Actor, _: datetime) -> list[Event]:
    return it.scenes.rename(command.key, command.name)


def _delete(it: Proceedings, command: stage.DeletePreset, _a: Actor, _: datetime) -> list[Event]:
    return it.scenes.delete(command.key)


def _show_view(it: Proceedings, command: stage.ShowView, _a: Actor, _: datetime) -> list[Event]:
    for point in command.view.points:
        it.seats.known(point)
    _known(it, command.view.scene)
    return it.scenes.show_view(command.view)


def _end_view(it: Proceedings, command: stage.EndView, _a: Actor, _: datetime) -> list[Event]:
    return it.scenes.end_view(command.view)


SCENE_DECIDERS: dict[type[Command], Callable[[Proceedings, Any, Actor, datetime], list[Event]]] = {
    stage.TakeScene: _take,
    stage.ApplyPreset: _preset,
    stage.UndoScene: _undo,
    stage.TurnPage: _page,
    stage.SavePreset: _save,
    stage.RenamePreset: _rename,
    stage.DeletePreset: _delete,
    stage.ShowView: _show_view,
    stage.EndView: _end_view,
}
