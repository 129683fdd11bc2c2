"""Emblems: what is taken, who may, and in which meetings they are seen."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from signaling.codes import Code
from signaling.directory.emblem import KEPT, MAX_BYTES, emblem
from signaling.problem import ProblemError
from signaling.schedule.protocol import InvitedPoint, MeetingDraft
from signaling.store.directory import Directory
from signaling.store.models import Point
from signaling.store.schedule import ScheduleStore
from tests.signaling.accounts import Browser, add_account, audit, browser
from tests.signaling.conftest import server as server  # noqa: PLC0414 - a fixture
from tests.signaling.server import OFFER, SDP, START, Server, serving
from tests.video.material import emblem_png

FILE = {"Content-Type": "application/octet-stream"}
UNITS = [("nd", "u", "Tỉnh Nam Định"), ("tn", "nd", "Huyện Trực Ninh"), ("hh", "nd", "Hải Hậu")]


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height), "#b3151b").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(("width", "height"), [(64, 64), (4096, 1024), (300, 900)])
def test_usual_pictures_are_kept_small_and_as_png(kind: str, width: int, height: int) -> None:
    with Image.open(io.BytesIO(emblem(picture(width, height, kind)))) as kept:
        assert (kept.format, kept.mode) == ("PNG", "RGBA")
        assert max(kept.size) == min(max(width, height), KEPT)
        assert kept.width / kept.height == pytest.approx(width / height, rel=0.02)


def test_empty_margins_are_cut_and_photos_put_upright() -> None:
    wide = io.BytesIO(emblem(emblem_png(200, wide=3)))
    with Image.open(wide) as kept:
        assert kept.width == pytest.approx(kept.height, abs=2)
    turned, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    Image.new("RGB", (200, 100)).save(turned, "JPEG", exif=exif)
    with Image.open(io.BytesIO(emblem(turned.getvalue()))) as kept:
        assert kept.size == (100, 200)
        assert not kept.getexif()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: b"", Code.EMBLEM_INVALID),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", Code.EMBLEM_INVALID),
        (lambda: picture(200, 200, "GIF"), Code.EMBLEM_INVALID),
        (lambda: picture(200, 200)[:80], Code.EMBLEM_INVALID),
        (lambda: picture(200, 200, "WEBP")[:40], Code.EMBLEM_INVALID),
        (lambda: picture(63, 63), Code.EMBLEM_INVALID),
        (lambda: picture(500, 64), Code.EMBLEM_INVALID),
        (lambda: picture(4097, 2000), Code.EMBLEM_TOO_LARGE),
        (lambda: picture(30_000, 30_000, mode="1"), Code.EMBLEM_TOO_LARGE),
    ],
)
def test_what_is_none_is_refused(content: Callable[[], bytes], code: Code) -> None:
    with pytest.raises(ProblemError) as refused:
        emblem(content())
    assert refused.value.code is code


@settings(max_examples=60)
@given(
    st.sampled_from(["PNG", "JPEG", "WEBP"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_damaged_pictures_are_refused_or_read(kind: str, damages: list[tuple[float, int]]) -> None:
    content = bytearray(picture(70, 70, kind))
    for at, value in damages:
        content[int(at * (len(content) - 1))] = value
    with suppress(ProblemError):
        assert emblem(bytes(content)).startswith(b"\x89PNG")


def test_nothing_but_holes_is_refused() -> None:
    with pytest.raises(ProblemError):
        emblem(emblem_nothing())


def emblem_nothing() -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (100, 100)).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
async def people(server: Server) -> AsyncIterator[dict[str, Browser]]:
    """An administrator over all, and the operator and the secretary of a district."""
    await add_account(server, "chief")
    made = {"chief": await browser(server).log_in("chief")}
    for unit, parent, name in UNITS:
        body = {"id": unit, "name": name, "parent": parent}
        assert (await made["chief"].ask("POST", "/api/units", body))[0] == 201
    await add_account(server, "district", "operator", "tn")
    await add_account(server, "clerk", "secretary", "tn")
    for person in ("district", "clerk"):
        made[person] = await browser(server).log_in(person)
    yield made
    for one in made.values():
        await one.close()


async def put(who: Browser, unit: str, content: bytes) -> tuple[int, str]:
    path, headers = f"/api/units/{unit}/emblem", FILE | {"Origin": who.origin}
    async with who.http.put(path, data=io.BytesIO(content), headers=headers) as response:
        if response.status == 204:
            return 204, ""
        return response.status, (await response.json(content_type=None))["code"]


async def got(who: Browser, unit: str) -> bytes | int:
    async with await who.send("GET", f"/api/units/{unit}/emblem") as response:
        return await response.read() if response.status == 200 else response.status


async def test_who_may_change_a_unit_gives_it_an_emblem(
    server: Server, people: dict[str, Browser]
) -> None:
    chief, district, clerk = people["chief"], people["district"], people["clerk"]
    assert await put(chief, "nd", emblem_png()) == (204, "")
    assert await put(district, "tn", emblem_png()) == (204, "")
    assert await put(district, "nd", emblem_png()) == (404, "unit_unknown")
    assert await put(clerk, "tn", emblem_png()) == (403, "not_permitted")
    assert await put(chief, "nd", b"%PDF-1.4") == (422, "emblem_invalid")
    assert await put(chief, "nd", bytes(MAX_BYTES + 1)) == (413, "emblem_too_large")
    assert isinstance(await got(clerk, "tn"), bytes)
    assert await got(district, "nd") == 404
    _, listed = await chief.ask("GET", "/api/units")
    before = {one["id"]: one["emblem"] for one in listed["units"]}
    assert before["nd"] == before["tn"] != ""
    assert before["hh"] == before["u"] == ""
    assert (await district.ask("DELETE", "/api/units/tn/emblem"))[0] == 204
    assert await got(clerk, "tn") == 404
    lines = [line[:3] for line in await audit(server) if line[1] == "unit.emblem"]
    assert lines == [
        ("chief", "unit.emblem", "nd"),
        ("district", "unit.emblem", "tn"),
        ("district", "unit.emblem", "tn"),
    ]


async def opened(
    server: Server, meeting: str, host: str, *, wanted: bool = True, also: tuple[str, ...] = ()
) -> bytes | None:
    """Hold a meeting and return the emblem in its picture."""
    draft = MeetingDraft(
        title="Kỳ họp",
        starts=START + timedelta(hours=1),
        mode="discussion",
        lobby=False,
        host=host,
        points=tuple(InvitedPoint(point=one) for one in ("a", *also)),
        emblem=wanted,
    )
    await ScheduleStore(server.services.database).add(meeting, draft, START)
    headers = SDP | server.auth("a", meeting=meeting)
    async with server.http.post(f"/media/{meeting}", data=OFFER, headers=headers) as response:
        assert response.status == 201, await response.text()
    return title(server, meeting)


def title(server: Server, meeting: str) -> bytes | None:
    """What is before the title of a meeting."""
    shown = server.node.shown_emblems.get(meeting)
    return shown.pictures[shown.title] if shown and shown.title else None


async def test_a_meeting_shows_the_emblem_of_the_nearest_unit(
    server: Server, people: dict[str, Browser]
) -> None:
    chief = people["chief"]
    assert await opened(server, "bare", "tn") is None
    assert await put(chief, "u", emblem_png(100)) == (204, "")
    assert await put(chief, "nd", emblem_png(120)) == (204, "")
    province, root = await got(chief, "nd"), await got(chief, "u")
    assert title(server, "bare") == province, "at once where a meeting runs"
    assert await opened(server, "district", "hh") == province
    assert await opened(server, "nobody", "") == root, "no unit holds it"
    assert await opened(server, "without", "hh", wanted=False) is None
    await put(chief, "hh", emblem_png(140))
    assert title(server, "district") == await got(chief, "hh")
    assert title(server, "bare") == province
    assert "without" not in server.node.shown_emblems
    await chief.ask("DELETE", "/api/units/hh/emblem")
    assert title(server, "district") == province


async def test_a_point_has_the_emblem_of_its_own_unit(
    server: Server, people: dict[str, Browser]
) -> None:
    chief = people["chief"]
    points = (Point(id=f"p{n}", name=f"Xã {n}", short_name="", unit_id="tn") for n in range(2))
    await Directory(server.services.database).add_points(points)
    await put(chief, "nd", emblem_png(100))
    await put(chief, "u", emblem_png(120))
    await opened(server, "meeting", "nd", also=("p0",))
    shown = server.node.shown_emblems["meeting"]
    assert shown.members.keys() == {"a"}, "none is of a district, for theirs has none"
    assert shown.pictures[shown.members["a"]] == await got(chief, "u")
    await put(chief, "tn", emblem_png(140))
    assert server.node.shown_emblems["meeting"].members.keys() == {"a", "p0"}
    await Directory(server.services.database).invite("meeting", ["p1"])
    headers = SDP | server.auth("p1", meeting="meeting")
    async with server.http.post("/media/meeting", data=OFFER, headers=headers) as response:
        assert response.status == 201
    shown = server.node.shown_emblems["meeting"]
    assert shown.members["p0"] == shown.members["p1"], "also of one who was invited meanwhile"
    assert len(shown.pictures) == 3
    await opened(server, "without", "nd", wanted=False, also=("p0",))
    assert "without" not in server.node.shown_emblems


async def test_another_server_shows_it_before_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.emblems.LOOK_S", 0.05)
    async with serving(tmp_path, name="a") as first, serving(tmp_path, name="b") as second:
        await first.join("a")
        looks = first.services.meetings.emblems
        await add_account(second, "chief")
        chief = await browser(second).log_in("chief")
        for number in (100, 120):
            assert await put(chief, "u", emblem_png(number)) == (204, "")
            kept = await got(chief, "u")
            await first.until(lambda: title(first, "demo") == kept)  # noqa: B023 - awaited here
        shown = first.node.shown_emblems["demo"]
        assert shown.members, "placards have it, too"
        await looks.look()
        assert first.node.shown_emblems["demo"] is shown, "nothing is said twice"
        await chief.ask("DELETE", "/api/units/u/emblem")
        await first.until(lambda: title(first, "demo") is None)
        await chief.close()
        assert not second.node.shown_emblems
