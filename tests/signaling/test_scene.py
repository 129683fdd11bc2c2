"""Scenes over the wire: taken, previewed, and told to consoles."""

from msgspec import structs

from mcu.messages import Headroom, SceneShown, Spot, ViewsShown
from signaling.meeting import picture
from signaling.meeting.scene_commands import ShowView, TakeScene, UndoScene
from signaling.meeting.told import ProgramTold, SceneTold, ViewsTold
from signaling.protocol import Error
from tests.signaling.server import Server

PREVIEW = "/api/meetings/demo/scene/preview.jpg"


async def test_a_scene_is_taken_by_one_console_and_told_to_all(server: Server) -> None:
    await server.join("a")
    one, other = await server.console("khanh"), await server.console("lan")
    scene = picture.Scene(layout="side", main=("a",))
    await one.send(TakeScene(scene=scene))
    told = await other.expect(SceneTold)
    assert (told.scene, told.undo) == (scene, True)
    await server.until(lambda: server.node.scenes["demo"].main == ("a",))
    await other.send(UndoScene())
    assert (await one.expect(SceneTold)).scene == scene
    assert (await one.expect(SceneTold)).scene == picture.Scene()


async def test_consoles_are_told_who_is_where(server: Server) -> None:
    await server.join("a")
    console = await server.console()
    spot = Spot(member="a", x=128, y=72, w=640, h=360)
    shown = SceneShown(
        conference="demo", width=1280, height=720, spots=(spot,), page=1, pages=3, unseen=("b",)
    )
    server.node.emit(shown)
    told = await console.expect(ProgramTold)
    assert told.spots == [picture.Spot(point="a", x=100, y=100, w=500, h=500)]
    assert (told.page, told.pages, told.unseen, told.content) == (1, 3, ["b"], None)
    shared = Spot(member="b", x=64, y=36, w=1152, h=648)
    server.node.emit(structs.replace(shown, content=shared))
    told = await console.expect(ProgramTold)
    assert told.content == picture.Spot(point="b", x=50, y=50, w=900, h=900)
    client = await server.control("b", role="chair")
    assert not [one for one in client.greeting if isinstance(one, ProgramTold)], "not a console"


async def test_a_preview_is_drawn_for_those_who_compose(server: Server) -> None:
    headers, scene = server.console_auth(), {"layout": "full", "main": ["a"]}
    async with server.http.post(PREVIEW, json=scene, headers=headers) as response:
        assert response.status == 404, "nobody is there"
    await server.join("a")
    for _ in range(3):
        async with server.http.post(PREVIEW, json=scene, headers=headers) as response:
            assert response.content_type == "image/jpeg"
            assert await response.read() == b"\xff\xd8full"
    assert server.node.calls.count("preview full") == 1, "the same again is not drawn again"
    assert "watch a" in server.node.calls, "who is off screen is asked for a small picture"
    for bad, code in (
        ({"layout": "custom"}, "scene_boxes"),
        ({"pinned": ["nobody"]}, "point_unknown"),
        ({"layout": "round"}, "request_invalid"),
    ):
        async with server.http.post(PREVIEW, json=bad, headers=headers) as response:
            assert (await response.json(content_type=None))["code"] == code
    for headers in (server.auth("a"), server.console_auth("thu", role="secretary")):
        async with server.http.post(PREVIEW, json=scene, headers=headers) as response:
            assert response.status == 403


async def test_a_view_is_refused_where_the_machine_has_no_room(server: Server) -> None:
    await server.join("a")
    console = await server.console()
    view = picture.View(view=1, scene=picture.Scene(layout="grid"), points=("a",))
    server.node.has_room = Headroom(processors=2, left=0.5, view=0.25)
    await console.send(ShowView(view=view, ref="r"))
    assert (await console.expect(Error)).code == "view_no_room"
    server.node.has_room = Headroom(processors=2, left=0.6, view=0.25, planned=1)
    await console.send(ShowView(view=view, ref="r"))
    assert (await console.expect(Error)).code == "view_no_room", "those that are set come first"
    server.node.has_room = Headroom(processors=2, left=0.6, view=0.25)
    await console.send(ShowView(view=view, ref="r"))
    told = await console.expect(ViewsTold)
    assert [(one.view, one.points, one.state) for one in told.views] == [(1, ["a"], "rests")]
    await server.until(lambda: [v.members for v in server.node.views_of["demo"]] == [("a",)])
    server.node.emit(ViewsShown(conference="demo", shown=("1",), refused=()))
    assert (await console.expect(ViewsTold)).views[0].state == "shown"
    server.node.has_room = Headroom(processors=2, left=0, view=0.25)
    changed = structs.replace(view, scene=picture.Scene(layout="side"))
    await console.send(ShowView(view=changed))
    assert (await console.expect(ViewsTold)).views[0].scene.layout == "side", "it has its room"
