"""The picture as an operator composes it: taken, undone, kept under keys."""

import pytest

from mcu.messages import Plate
from mcu.scene import Layout, Pinned
from signaling.codes import Code
from signaling.meeting import commands as act
from signaling.meeting import scene_commands as stage
from signaling.meeting import views
from signaling.meeting.directions import directions
from signaling.meeting.picture import Box, Scene, View
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.refusal import RefusedError
from signaling.meeting.scenes import FIRST_PRESETS, MOST_UNDONE
from tests.meeting.council import CHAIR, OPERATOR, SECRETARY, Hall, planned

POINTS = ("p0", "p1", "p2", "p3")
TWO = (Box(x=6, y=8, w=64, h=36, part="main"), Box(x=70, y=8, w=64, h=36))


@pytest.fixture
def hall() -> Hall:
    return Hall(planned(4), POINTS)


def refused(hall: Hall, command: act.Command) -> Code:
    with pytest.raises(RefusedError) as refusal:
        hall.act(OPERATOR, command)
    return refusal.value.code


def test_a_scene_that_is_taken_reaches_the_canvas_with_who_speaks(hall: Hall) -> None:
    scene = Scene(layout="side", main=("p2",), pinned=("p0",), voice=True, dwell_s=20)
    hall.act(OPERATOR, stage.TakeScene(scene=scene))
    hall.act(CHAIR, act.CallFloor(point="p1"))
    seen = directions(hall.meeting).scene
    assert (seen.layout, seen.main, seen.on_air) == (Layout.SIDE, ("p2",), ("p1",))
    assert seen.pinned == (Pinned(member="p0", plate=Plate(title="Điểm cầu 0")),)
    assert (seen.voice, seen.dwell) == (True, 20)


def test_a_key_is_undone_and_pages_begin_anew_with_each_scene(hall: Hall) -> None:
    hall.act(CHAIR, stage.ApplyPreset(key=2))
    hall.act(CHAIR, stage.TurnPage())
    hall.act(CHAIR, stage.TurnPage())
    assert directions(hall.meeting).scene.turn == 2
    assert views.scene(hall.meeting).key == 2
    hall.act(CHAIR, stage.ApplyPreset(key=8))
    assert directions(hall.meeting).scene.turn == 0
    hall.act(CHAIR, stage.UndoScene())
    told = views.scene(hall.meeting)
    assert (told.scene.layout, told.key, told.undo) == ("grid", 2, True)
    hall.act(CHAIR, stage.UndoScene())
    assert not views.scene(hall.meeting).undo
    assert refused(hall, stage.UndoScene()) is Code.SCENE_FIRST


def test_no_more_is_gone_back_than_is_remembered(hall: Hall) -> None:
    for n in range(MOST_UNDONE + 5):
        hall.act(OPERATOR, stage.TakeScene(scene=Scene(ticker=str(n))))
    for _ in range(MOST_UNDONE):
        hall.act(OPERATOR, stage.UndoScene())
    assert hall.meeting.scenes.on_air.ticker == "4"
    assert refused(hall, stage.UndoScene()) is Code.SCENE_FIRST


def test_keys_keep_scenes_and_a_crash_forgets_none(hall: Hall) -> None:
    assert len(views.scene(hall.meeting).presets) == len(FIRST_PRESETS) == 9
    drawn = Scene(layout="custom", boxes=TWO, main=("p1",))
    hall.act(OPERATOR, stage.SavePreset(key=1, name="Khai mạc", scene=drawn))
    hall.act(OPERATOR, stage.RenamePreset(key=1, name="Chào cờ"))
    hall.act(OPERATOR, stage.DeletePreset(key=9))
    hall.act(OPERATOR, stage.ApplyPreset(key=1))
    again = views.scene(rebuilt(hall.log))
    assert again == views.scene(hall.meeting)
    assert (again.scene, again.key) == (drawn, 1)
    assert (again.presets[0].name, len(again.presets)) == ("Chào cờ", 8)
    for command in (
        stage.ApplyPreset(key=9),
        stage.RenamePreset(key=9, name="x"),
        stage.DeletePreset(key=9),
    ):
        assert refused(hall, command) is Code.PRESET_UNKNOWN


def test_what_cannot_be_shown_is_refused_with_the_reason(hall: Hall) -> None:
    one = Box(x=6, y=8, w=64, h=36)
    for boxes, why in (
        ((), Code.SCENE_BOXES),
        ((Box(x=6, y=8, w=64, h=36, part="content"),), Code.SCENE_BOXES),
        ((one, Box(x=60, y=8, w=64, h=36)), Code.SCENE_OVERLAP),
        ((Box(x=100, y=8, w=60, h=36),), Code.SCENE_OUTSIDE),
        ((Box(x=6, y=4, w=64, h=36),), Code.SCENE_OUTSIDE),
        ((Box(x=6, y=8, w=15, h=9),), Code.SCENE_SMALL),
    ):
        assert refused(hall, stage.TakeScene(scene=Scene(layout="custom", boxes=boxes))) is why
    over = (one, Box(x=60, y=8, w=64, h=36, over=True))
    hall.act(OPERATOR, stage.TakeScene(scene=Scene(layout="custom", boxes=over)))
    whole = (Box(x=0, y=0, w=160, h=90, part="main"), Box(x=100, y=60, w=48, h=27, over=True))
    hall.act(OPERATOR, stage.TakeScene(scene=Scene(layout="custom", boxes=whole)))
    assert refused(hall, stage.TakeScene(scene=Scene(boxes=TWO))) is Code.SCENE_BOXES
    for scene in (Scene(main=("x",)), Scene(pinned=("x",)), Scene(order=("x",))):
        assert refused(hall, stage.TakeScene(scene=scene)) is Code.POINT_UNKNOWN
    with pytest.raises(RefusedError):
        hall.act(SECRETARY, stage.UndoScene())


def view(number: int, *points: str, scene: Scene | None = None) -> stage.ShowView:
    return stage.ShowView(view=View(view=number, scene=scene or Scene(), points=points))


def test_some_points_see_a_scene_of_their_own_until_it_is_ended(hall: Hall) -> None:
    hall.act(OPERATOR, view(1, "p1", "p2", scene=Scene(layout="side", main=("p0",))))
    hall.act(CHAIR, act.CallFloor(point="p3"))
    (one,) = directions(hall.meeting).views
    assert (one.name, one.members, one.scene.layout) == ("1", ("p1", "p2"), Layout.SIDE)
    assert one.scene.on_air == ("p3",), "who speaks is framed there, too"
    assert rebuilt(hall.log).scenes.views == hall.meeting.scenes.views
    assert hall.act(OPERATOR, view(1, "p1", "p2", scene=Scene(layout="side", main=("p0",)))) == []
    hall.act(OPERATOR, view(2, "p2", "p3"))
    assert [one.members for one in directions(hall.meeting).views] == [("p1",), ("p2", "p3")]
    hall.act(OPERATOR, view(2, "p1"))
    assert [one.name for one in directions(hall.meeting).views] == ["2"], "nobody is left in 1"
    hall.act(OPERATOR, stage.EndView(view=2))
    assert hall.act(OPERATOR, stage.EndView(view=2)) == []
    assert directions(hall.meeting).views == ()


def test_a_view_names_points_of_the_meeting_and_can_be_laid_out(hall: Hall) -> None:
    assert refused(hall, view(1, "nobody")) is Code.POINT_UNKNOWN
    assert refused(hall, view(1, "p1", scene=Scene(main=("nobody",)))) is Code.POINT_UNKNOWN
    assert refused(hall, view(1, "p1", scene=Scene(layout="custom"))) is Code.SCENE_BOXES


def test_who_lectures_sees_the_points_and_not_himself(hall: Hall) -> None:
    hall.act(CHAIR, act.SetMode(mode="lecture", lecturer="p1"))
    (own,) = directions(hall.meeting).views
    assert (own.members, own.scene.layout, own.scene.hidden) == (("p1",), Layout.GRID, ("p1",))
    told = views.beside(hall.meeting, (), ("lecture",)).views
    assert [(one.view, one.points, one.state) for one in told] == [(0, ["p1"], "no_room")]
    hall.act(OPERATOR, view(3, "p1"))
    (given,) = directions(hall.meeting).views
    assert given.name == "3", "an operator knows better"
    assert views.beside(hall.meeting, ("3",), ()).views[0].state == "shown"
    hall.act(OPERATOR, stage.EndView(view=3))
    hall.act(CHAIR, act.SetMode(mode="discussion"))
    assert directions(hall.meeting).views == ()
