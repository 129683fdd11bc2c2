"""A browser shares a page of small text; other browsers read it, and nobody's picture suffers."""

import asyncio
from operator import sub
from pathlib import Path

import pytest

from signaling.protocol import Pointed, Pointer
from tests.browser import probes
from tests.browser.browser import LAPTOP, PHONE, TV, Browser, Page
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, cheap
from tests.browser.room import PICTURE, Room, by_id, read
from tests.browser.signs import (
    AMPLITUDE,
    FIREFOX,
    GREEN,
    MAGENTA,
    ORANGE,
    RED,
    YELLOW,
    Sign,
    levels,
)
from tests.browser.test_axe import AXE, serious
from tests.browser.test_screens import look
from tests.cheap import CheapPoint, playing
from tests.clips import Rgb
from tests.leader import Leader, at_console
from tests.patience import PATIENCE
from tests.server import Server

CONTENT = by_id("content")

PAPER = """data:text/html,<!doctype html><meta charset="utf-8"><title>paper</title>
<body style="margin: 24px 40px; background: white; font: 15px/24px 'Be Vietnam Pro', sans-serif">
<h1 style="font-size: 26px">BÁO CÁO TÌNH HÌNH KINH TẾ - XÃ HỘI THÁNG 11</h1>
<div style="columns: 2; column-gap: 40px"></div>
<script>
  const lines = [
    "Tổng thu ngân sách trên địa bàn đạt 9.875 tỷ đồng, bằng 112 phần trăm dự toán.",
    "Huyện Hải Hậu hoàn thành kế hoạch gieo trồng vụ đông với 3.460 hecta.",
    "Sở Y tế tổ chức tiêm chủng cho 27.318 trẻ em tại 175 xã, phường, thị trấn.",
    "Đề nghị các địa phương báo cáo kết quả trước ngày 25 hằng tháng.",
  ];
  const columns = document.querySelector("div");
  for (let n = 1; n <= 56; n += 1) {
    const line = document.createElement("p");
    line.style.margin = "0 0 6px";
    line.textContent = `${n}. ${lines[n % 4]}`;
    columns.append(line);
  }
</script>"""

WORDS = ("ngân sách", "9.875", "gieo trồng", "3.460", "27.318", "tiêm chủng", "địa phương")
"""What must be read: small letters with marks above and below, and figures."""


async def sharing(launch: Launch, sign: Sign) -> tuple[Browser, Page]:
    """Launch a browser with the paper open in a tab, which it will share; return both."""
    browser = await launch("chromium", sign, shares="paper", viewport=TV)
    return browser, await browser.page(PAPER)


async def share(presenter: Room) -> None:
    """Share the paper, which is open in another tab."""
    await press(presenter, "share")
    await presenter.until(sharing=(await presenter.state())["you"])


async def press(room: Room, name: str) -> None:
    """Press a button, also of a page behind another: Chromium shows the tab that is shared."""
    await room.page.wait_for(
        "(button) => { const it = document.querySelector(button); it?.click(); return !!it; }",
        by_id(name),
    )


async def until_read(room: Room, size: tuple[int, int] | None = None) -> Rgb:
    """Wait until the content that a room shows says all words; return it."""
    said = ""
    picture: Rgb | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            while not all(word in said for word in WORDS):
                picture = await probes.picture(room.page, CONTENT)
                height, width = picture.shape[:2]
                # The first four lines have them all.
                said = await read(picture[: height // 4, : width // 2])
    except TimeoutError:
        shape = picture.shape if picture is not None else None
        raise TimeoutError(f"not all of {WORDS} in {said!r}, {shape}") from None
    assert picture is not None
    if size:
        assert (picture.shape[1], picture.shape[0]) == size
    return picture


async def test_screens(server: Server, launch: Launch, output: Path) -> None:
    """What it looks like, for people to look at, and that it fits."""
    presenter, paper = await sharing(launch, RED)
    points_beside = cheap(server, "giao-thuy", "vu-ban")
    async with playing(points_beside):
        speaker = await Room.enter(presenter, server.link(MEETING, "nam-dinh"))
        watcher = await launch("chromium", GREEN)
        chair = server.token(MEETING, "hai-hau", role="chair")
        room = await Room.enter(watcher, f"{server.url}/join/{MEETING}#t={chair}", scripts=[AXE])
        await share(speaker)
        await until_read(room)
        faults = await look(room.page, "sharing", output / "screens")
        faults += await points(room, output)
        faults += await others_point(room, watcher, server, output)
        await room.click("enlarge")
        faults += await look(room.page, "sharing-people", output / "screens")
        assert await is_large(room, PICTURE), "and stays so while news come in"
        await room.click("enlarge")
        assert await is_large(room, CONTENT)
        assert await serious(room.page) == []
        await room.page.resize(PHONE)
        assert await serious(room.page) == []
        await room.page.resize(LAPTOP)
        await room.click("share")
        await room.page.wait_for("(s) => !!document.querySelector(s)", by_id("take-question"))
        faults += await look(room.page, "sharing-take", output / "screens")
        await room.page.press("Escape")
        faults += await look(speaker.page, "sharing-presenter", output / "screens")
        assert faults == []
        await sounds(speaker, paper, points_beside[0])


SOUND_OF = """async (hz, amplitude) => {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: hz });
  tone.connect(new GainNode(context, { gain: amplitude })).connect(context.destination);
  tone.start();
}"""


async def sounds(speaker: Room, paper: Page, listener: CheapPoint) -> None:
    """What is shared begins to sound: all hear it but who shares, and it is taken for a film."""
    shown = "(one) => document.querySelector(one).getAttribute('aria-pressed') === 'true'"
    await speaker.page.wait_for(shown, by_id("show-pages"))
    await paper.evaluate(SOUND_OF, ORANGE.hz, AMPLITUDE)
    await speaker.page.wait_for(shown, by_id("show-film"))
    heard = {ORANGE: -100.0}
    async with asyncio.timeout(PATIENCE):
        while heard[ORANGE] < -12:
            await asyncio.sleep(0.5)
            heard = levels(listener.sound(2), ORANGE, RED)
        # A page that lacks time makes up most of what it plays, and of that a tone may be missing:
        # what is not heard is told only where all the others are heard beside it.
        faintest = -100.0
        while faintest < -12:
            own = levels(await probes.sound(speaker.page, 2), ORANGE, YELLOW, MAGENTA)
            faintest = min(own[YELLOW], own[MAGENTA])
    assert own[ORANGE] < faintest - 12, "who shares hears the others, not his film again"
    await press(speaker, "show-pages")
    await speaker.page.wait_for(shown, by_id("show-pages"))


POINTER = """(mark) => {
  const shown = document.querySelector(mark)?.getBoundingClientRect();
  const video = document.querySelector("[data-testid='content']");
  if (!shown) return null;
  const box = video.getBoundingClientRect();
  const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
  const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
  return [
    (shown.x + shown.width / 2 - box.x - (box.width - width) / 2) / width,
    (shown.y + shown.height / 2 - box.y - (box.height - height) / 2) / height,
  ];
}"""
"""Where the pointer is, in parts of the content."""

POINTED = f"""(mark, x, y) => {{
  const found = ({POINTER})(mark);
  return found && Math.abs(found[0] - x) < 0.005 && Math.abs(found[1] - y) < 0.005;
}}"""

TEXT = "(one) => document.querySelector(one).textContent"


async def points(room: Room, output: Path) -> list[str]:
    """Point at the content by keys; return what is wrong with how it looks."""
    await room.click("point")
    await room.page.wait_for("(pad) => document.activeElement?.matches(pad)", by_id("pointer-pad"))
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp"):
        await room.page.press(key)
    await room.page.wait_for(POINTED, by_id("pointer"), 0.5 - 2 * 0.08, 0.5 - 0.08)
    faults = await look(room.page, "sharing-pointer", output / "screens")
    assert await serious(room.page) == []
    await room.page.press("Escape")
    await room.page.wait_for("(mark) => !document.querySelector(mark)", by_id("pointer"))
    return faults


async def others_point(room: Room, watcher: Browser, server: Server, output: Path) -> list[str]:
    """Somebody else points: a ring and his name, in rooms and on screens; return what is wrong."""
    token = server.token(MEETING, "y-yen")
    tv = Room(await watcher.page(f"{server.url}/tv/{MEETING}#t={token}"))
    await tv.live()
    await tv.page.wait_for("(s) => !!document.querySelector(s)", by_id("pointer-layer"))
    faults = []
    async with at_console(server, MEETING, "hoa", "Nguyễn Thị Hòa") as operator:
        for x, y in ((5_200, 3_000), (9_600, 9_600)):
            pointing = asyncio.create_task(_keep_pointing(operator, Pointed(x=x, y=y)))
            try:
                for one, name in ((room, "sharing"), (tv, "tv")):
                    await one.page.wait_for(POINTED, by_id("pointer"), x / 10_000, y / 10_000)
                    said = await one.page.evaluate(TEXT, by_id("pointer"))
                    assert said == "Nguyễn Thị Hòa"
                    faults += await look(one.page, f"{name}-pointer-{x}", output / "screens")
            finally:
                pointing.cancel()
        await operator.send(Pointer(at=None))
        for one in (room, tv):
            await one.page.wait_for("(s) => !document.querySelector(s)", by_id("pointer"))
    await tv.page.close()
    return faults


async def _keep_pointing(operator: Leader, at: Pointed) -> None:
    """Point at a place until cancelled: a pointer that does not move is soon put away."""
    while True:
        await operator.send(Pointer(at=at))
        await asyncio.sleep(1)


async def is_large(room: Room, selector: str) -> bool:
    """Whether a picture takes more than half the width of the page."""
    wide = "(selector) => document.querySelector(selector).clientWidth > innerWidth / 2"
    return bool(await room.page.evaluate(wide, selector))


PEOPLE = """async () => {
  const [, people] = window.__peers.at(-1).getTransceivers();
  const all = [...(await people.receiver.getStats()).values()];
  return all.find(({ type }) => type === "inbound-rtp")?.framesReceived ?? 0;
}"""


MOVING = 10
"""Pictures of people, after a page has come, that show that it has not taken their place."""


async def people_received(rooms: list[Room]) -> list[int]:
    """How many mixed pictures have reached each page, beside the content."""
    return [await room.page.evaluate(PEOPLE) for room in rooms]


@pytest.mark.alone
async def test_a_page_is_read_in_other_browsers(
    server: Server, launch: Launch, output: Path
) -> None:
    presenter, _ = await sharing(launch, RED)
    watchers = {
        "chromium": await launch("chromium", GREEN),
        "firefox": await launch("firefox", FIREFOX),
    }
    (alone,) = cheap(server, "giao-thuy")
    async with playing([alone]):
        speaker = await Room.enter(presenter, server.link(MEETING, "nam-dinh"))
        rooms = [
            await Room.enter(watchers["chromium"], server.link(MEETING, "hai-hau")),
            await Room.enter(watchers["firefox"], server.link(MEETING, "truc-ninh")),
        ]
        await share(speaker)
        for room, kind in zip(rooms, watchers, strict=True):
            picture = await until_read(room, TV)
            assert picture.shape == (TV[1], TV[0], 3)
            await room.page.screenshot(output / f"sharing-{kind}.png")
        # People move on beside it; how fast, three browsers and a server on two cores do not tell.
        before = await people_received(rooms)
        async with asyncio.timeout(PATIENCE):
            while min(map(sub, await people_received(rooms), before)) < MOVING:  # noqa: ASYNC110
                await asyncio.sleep(0.5)

        # Who shares sees that he does, and not his own page.
        said = "(line) => document.querySelector(line)?.textContent"
        line = await speaker.page.evaluate(said, by_id("sharing"))
        assert "Quý vị đang chia sẻ" in line
        assert not await speaker.page.evaluate("(s) => !!document.querySelector(s)", CONTENT)

        # Who reloads sees it again; a presenter who reloads has nothing to share any more.
        await rooms[0].page.reload()
        await rooms[0].live()
        await until_read(rooms[0], TV)
        await speaker.page.reload()
        await speaker.live()
        for room in (speaker, *rooms):
            await room.until(sharing=None)
            assert not await room.page.evaluate("(s) => !!document.querySelector(s)", CONTENT)
            assert room.page.reports("exception") == []


async def test_sharing_stops_and_is_taken_over(server: Server, launch: Launch) -> None:
    first, paper = await sharing(launch, RED)
    second, _ = await sharing(launch, GREEN)
    one = await Room.enter(first, server.link(MEETING, "nam-dinh"))
    other = await Room.enter(second, server.link(MEETING, "hai-hau"))
    await share(one)
    await other.until(sharing="nam-dinh")

    # By question and answer; the one who shared is told, and stops.
    await press(other, "share")
    await press(other, "confirm")
    for room in (one, other):
        await room.until(sharing="hai-hau")
    await until_read(one)
    pressed = "(button) => document.querySelector(button).getAttribute('aria-pressed')"
    assert await one.page.evaluate(pressed, by_id("share")) == "false"

    # By the button, and because what is shared is closed.
    await press(other, "stop-sharing")
    await one.until(sharing=None)
    await share(one)
    await other.until(sharing="nam-dinh")
    await paper.close()
    await other.until(sharing=None)
    assert await one.page.evaluate(pressed, by_id("share")) == "false"
