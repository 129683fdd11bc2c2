"""A formal meeting as an official sees it, from the lobby to the last vote; and on a TV."""

import asyncio
from pathlib import Path

from signaling.meeting import commands as act
from signaling.meeting.terms import AgendaItem
from tests.browser import probes, signs
from tests.browser.conftest import Launch
from tests.browser.meeting import FAINT_DB, MEETING, TITLE, cheap
from tests.browser.room import Room, by_id
from tests.browser.signs import GREEN, RED, Sign
from tests.browser.test_axe import AXE, serious
from tests.browser.test_screens import look
from tests.cheap import CheapPoint, playing
from tests.leader import Leader, leading
from tests.patience import PATIENCE
from tests.server import Server

POINT = "nam-dinh"
QUESTION = "Thông qua Nghị quyết về dự toán ngân sách địa phương năm 2027"

SEEN = "(selector) => !!document.querySelector(selector)"
GONE = "(selector) => !document.querySelector(selector)"
SAYS = "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)"
POSTS = """
(path) => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(path)).length
"""


class Official:
    """An official at a page, whose every new state is looked at."""

    def __init__(self, room: Room, folder: Path) -> None:
        self.room = room
        self.page = room.page
        self.faults: list[str] = []
        self._folder = folder

    async def sees(self, name: str) -> None:
        await self.page.wait_for(SEEN, by_id(name))

    async def sees_no(self, name: str) -> None:
        await self.page.wait_for(GONE, by_id(name))

    async def reads(self, name: str, text: str) -> None:
        await self.page.wait_for(SAYS, [by_id(name), text])

    async def look(self, name: str) -> None:
        """Photograph a state at all sizes, and have axe judge it."""
        self.faults += await look(self.page, f"hall-{name}", self._folder)
        self.faults += [f"{name}: {fault}" for fault in await serious(self.page)]


async def test_a_formal_meeting(server: Server, launch: Launch, output: Path) -> None:
    browser = await launch("chromium", RED)
    clients = cheap(server, "hai-hau")
    async with playing(clients), leading(server, MEETING, "y-yen") as leader:
        await leader.act(act.HoldLobby(on=True))
        await leader.act(act.SetMode(mode="conference"))
        page = await browser.page(server.link(MEETING, POINT), scripts=[probes.WATCH_PEERS, AXE])
        official = Official(Room(page), output / "screens")
        await through_the_lobby(official, leader)
        await on_air(official, leader, clients[0])
        await answers_the_roll(official, leader)
        await votes(official, leader)
        await is_invited(official, leader, clients[0])
        await is_sent_out(official, leader)
        assert official.faults == []
        assert page.reports("exception") == []


async def through_the_lobby(official: Official, leader: Leader) -> None:
    items = (
        AgendaItem(id="1", title="Khai mạc, giới thiệu đại biểu", minutes=10),
        AgendaItem(id="2", title="Báo cáo dự toán ngân sách năm 2027", speaker="Sở Tài chính"),
        AgendaItem(id="3", title="Thảo luận và biểu quyết", minutes=60),
    )
    await leader.act(act.SetAgenda(items=items))
    await leader.act(act.CountDown(seconds=300))
    await leader.act(act.Announce(text="Đề nghị thử micrô trước giờ họp.", points=(POINT,)))
    await official.page.wait_for("() => document.querySelector('video')?.videoWidth > 0")
    await official.room.click("enter")
    await official.sees("lobby")
    await official.reads("agenda", "ngân sách năm 2027")
    await official.reads("announcement", "thử micrô")
    await official.sees("countdown")
    await official.look("lobby")
    # It may have knocked before it was told that it has to wait; after that it does not.
    assert await official.page.evaluate(POSTS, f"/media/{MEETING}") <= 1
    await leader.act(act.ClearNotice())
    await leader.act(act.CountDown(seconds=None))
    await leader.act(act.GoTo(item="2"))
    await leader.act(act.Admit())
    await official.room.live()


async def on_air(official: Official, leader: Leader, listener: CheapPoint) -> None:
    room = official.room
    # The microphone hears its tone, which counts as talking.
    await room.until(standing="talkingLocked")
    await room.click("microphone")
    await official.sees("locked-question")
    await official.look("locked")
    await room.click("raise")
    await room.until(hand=True, standing="queued")
    await official.reads("floor", "thứ 1")
    await official.page.type(by_id("subject"), "Ngân sách xã")
    await room.click("send-subject")
    await official.reads("floor", "Ngân sách xã")
    await official.look("queued")

    await leader.act(act.PrepareFloor(point=POINT))
    await room.until(standing="next")
    await official.look("next")

    # One act of the chair's: on air, the microphone open, and heard.
    assert not (await room.state())["microphone"]
    await leader.act(act.CallFloor(point=POINT, limit_s=10))
    await room.until(microphone=True, standing="onAir")
    await official.sees("timer")
    await until_heard(RED, listener)
    await official.page.wait_for(SEEN, f"{by_id('floor-warning')}[data-state='over']")
    await official.look("on-air")
    await room.click("finish")
    await room.click("confirm")
    await room.until(microphone=False, standing="talkingLocked")

    await leader.act(act.CallFloor(point="hai-hau", limit_s=180))
    await official.reads("floor", "Huyện Hải Hậu")
    await room.click("more")
    await room.click("agenda-button")
    await official.page.wait_for(SAYS, ["[aria-current=step]", "dự toán"])
    await official.look("agenda")
    await room.click("close-panel")
    await leader.act(act.StopFloor())


async def answers_the_roll(official: Official, leader: Leader) -> None:
    await leader.act(act.OpenRoll())
    await official.sees("heads-question")
    await official.look("roll")
    for digit in "12":
        await official.room.click(f"digit-{digit}")
    await official.room.click("send-heads")
    await official.sees_no("heads-question")
    await official.room.click("more")
    await official.reads("heads-button", "12")
    await official.page.press("Escape")
    await leader.act(act.CloseRoll())


async def votes(official: Official, leader: Leader) -> None:
    room = official.room
    await leader.act(act.OpenVote(question=QUESTION, base="cast", regardless=True, seconds=600))
    await official.sees("vote")
    await official.look("vote")
    await room.click("option-1")
    await official.reads("vote-line", "Không tán thành")
    await official.look("voted")
    await room.click("vote-again")
    await room.click("option-0")
    await official.reads("vote-line", "Đã ghi nhận: Tán thành")
    await leader.act(act.CloseVote(vote="v1"))
    await official.sees("result")
    await official.reads("verdict", "Được thông qua")
    await official.reads("tally-0", "1 phiếu")
    await official.look("result")
    await room.click("close-result")
    await official.sees_no("result")

    await leader.act(act.OpenVote(question="Bầu Chủ tịch", secret=True, regardless=True))
    await official.sees("vote")
    await room.click("option-0")
    await room.click("cast")
    await official.reads("vote-line", "phiếu kín")
    assert await official.page.evaluate(GONE, by_id("vote-again"))
    await leader.act(act.CancelVote(vote="v2"))
    await official.reads("notice", "được hủy")


async def is_invited(official: Official, leader: Leader, listener: CheapPoint) -> None:
    """Nobody's microphone opens without consent; Enter gives it."""
    await leader.act(act.SetMode(mode="discussion"))
    await leader.act(act.LockMics(on=True))
    await leader.act(act.InviteMic(point=POINT))
    await official.page.wait_for(SEEN, f"{by_id('invitation')}[open]")
    assert not (await official.room.state())["microphone"]
    await official.look("invited")
    await official.page.press("Enter")
    await official.room.until(microphone=True)
    await until_heard(RED, listener)


async def is_sent_out(official: Official, leader: Leader) -> None:
    await leader.act(act.Remove(point=POINT))
    await official.sees("end")
    await official.reads("end", "mời ra khỏi")
    await official.look("removed")
    await official.room.click("again")
    await official.sees("lobby")


async def until_heard(sign: Sign, listener: CheapPoint) -> None:
    """Wait until a point's tone is in what another hears."""
    async with asyncio.timeout(PATIENCE):
        while True:
            pcm = listener.sound(1)
            if len(pcm) and signs.levels(pcm, sign)[sign] > FAINT_DB:
                return
            await asyncio.sleep(0.2)


async def test_a_screen_that_looks_after_itself(
    server: Server, launch: Launch, output: Path
) -> None:
    """TV mode: in by itself, on air with a frame, offline with a clock, and back again."""
    browser = await launch("chromium", GREEN)
    token = server.token(MEETING, "hai-hau")
    page = await browser.page(f"{server.url}/tv/{MEETING}#t={token}", scripts=[AXE])
    tv = Official(Room(page), output / "screens")
    scene = "(scene) => document.querySelector('[data-testid=tv]')?.dataset.scene === scene"
    await tv.room.live()
    assert await page.evaluate("() => document.querySelectorAll('button').length") == 0
    async with leading(server, MEETING, "y-yen") as leader:
        await leader.act(act.CallFloor(point="hai-hau"))
        await tv.reads("floor", "phát biểu")
        await page.wait_for(SEEN, f"{by_id('invitation')}[open]")
        await tv.look("tv-invited")
        await page.press("Enter")
        await tv.room.until(microphone=True)
        await tv.look("tv-on-air")
        await leader.act(act.StopFloor())
        await leader.act(act.OpenVote(question=QUESTION, regardless=True))
        await tv.sees("vote")
        await page.press("ArrowDown")
        await page.press("ArrowDown")
        await tv.look("tv-vote")
        await page.press("Enter")
        await tv.reads("vote-line", "Không tán thành")

    await server.kill9()
    await page.wait_for(scene, "lost")
    await tv.reads("tv", TITLE)
    await tv.look("tv-lost")
    await server.start()
    await page.wait_for(scene, "meeting")
    await tv.room.live()
    assert tv.faults == []
    assert page.reports("exception") == []
