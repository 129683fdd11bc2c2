"""A whole meeting led from the console with the keyboard alone."""

from signaling.meeting import commands as act
from signaling.meeting.chat import Chat, ChatSaid
from tests.browser import signs
from tests.browser.browser import Page
from tests.browser.conftest import Launch
from tests.browser.meeting import MEETING, cheap
from tests.browser.room import by_id
from tests.cheap import playing
from tests.leader import Leader, leading
from tests.server import Server

SEEN = "(selector) => !!document.querySelector(selector)"
SAYS = "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)"
FOCUSED = "() => document.activeElement?.dataset.testid"
ANSWER = "() => document.querySelector('[data-testid^=answer-]').dataset.testid"
GIVE_FILE = """
(selector) => {
  const given = new DataTransfer();
  given.items.add(new File(["Kính gửi"], "giấy mời.txt"));
  const input = document.querySelector(selector);
  input.files = given.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
"""


class Keyboard:
    """An operator without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def go(self, name: str) -> None:
        """Move the focus by Tab until it is on something."""
        for _ in range(80):
            await self.page.press("Tab")
            if await self.page.evaluate(FOCUSED) == name:
                return
        raise AssertionError(f"Tab does not lead to {name}")

    async def press(self, name: str) -> None:
        """Move to a button and press it."""
        await self.page.wait_for(SEEN, f"{by_id(name)}:not([disabled])")
        await self.go(name)
        await self.page.press("Enter")

    async def reads(self, name: str, text: str) -> None:
        await self.page.wait_for(SAYS, [by_id(name), text])


async def test_a_meeting_is_led_without_a_mouse(server: Server, launch: Launch) -> None:
    browser = await launch("chromium", signs.RED)
    async with (
        playing(cheap(server, "hai-hau", "giao-thuy", "y-yen")),
        leading(server, MEETING, "y-yen") as point,
    ):
        page = await browser.page(server.console(MEETING))
        keys = Keyboard(page)
        await keys.reads("present", "3/6")
        await keys.press("open-meeting")
        await keys.reads("phase", "Đang họp")

        # The next is called and stopped; Enter is the floor's, although a button was pressed by it.
        await point.act(act.RequestFloor(subject="Ngân sách xã"))
        await page.wait_for(SEEN, by_id("asked-y-yen"))
        await page.press("n")
        await keys.reads("preview", "Ngân sách xã")
        await page.press("Enter")
        await page.wait_for(SEEN, by_id("turn-y-yen"))
        await page.press("s")
        await page.wait_for("(s) => !document.querySelector(s)", by_id("turn-y-yen"))
        await page.press("Shift+M")
        await page.wait_for("() => !document.querySelector('.virtual-row .line-mark.open')")

        await calls_the_roll_and_votes(keys)
        await writes(keys, point)

        await page.press("Escape")
        await keys.press("close-meeting")
        await keys.go("confirm")
        await page.press("Enter")
        await page.wait_for(SEEN, f"{by_id('end')}[data-end=over]")
        assert page.reports("exception") == []


async def calls_the_roll_and_votes(keys: Keyboard) -> None:
    page = keys.page
    await page.press("d")
    await keys.press("roll-open")
    await keys.reads("roll-counts", "Trực tuyến 3")
    await page.press("Escape")
    await page.press("b")
    await keys.go("vote-question")
    await page.type(f"{by_id('vote-question')}:focus", "Thông qua dự toán")
    await keys.go("vote-regardless")
    await page.press(" ")
    await keys.press("vote-open")
    await keys.reads("voted", "0/3")
    # What was said by telephone is entered.
    await keys.press("enter-0")
    await keys.reads("voted", "1/3")
    await page.press("Escape")
    await keys.press("vote-close")
    await keys.reads("votes", "Tán thành 1")


async def writes(keys: Keyboard, point: Leader) -> None:
    """Unread lines are counted; a point is answered alone, and is sent a file."""
    page = keys.page
    await point.send(Chat(text="Không nghe rõ tiếng", ref="q", to="@operators", question=True))
    await keys.reads("tab-chat", "1")
    await page.press("Escape")
    await page.press("g")
    await keys.reads("chat", "Không nghe rõ tiếng")
    await keys.go(str(await page.evaluate(ANSWER)))
    await page.press("Enter")
    assert await page.evaluate(FOCUSED) == "message"
    await page.type(f"{by_id('message')}:focus", "Đã tăng âm lượng")
    await page.press("Enter")
    await keys.reads("chat", "riêng Huyện Ý Yên")
    while (told := (await point.expect(ChatSaid)).message).text != "Đã tăng âm lượng":
        pass
    assert told.to == "y-yen"
    await page.evaluate(GIVE_FILE, by_id("attach"))
    await keys.reads("chat", "giấy mời.txt")
    file = (await point.expect(ChatSaid)).message.file
    assert file is not None
    assert (file.name, file.bytes) == ("giấy mời.txt", len("Kính gửi".encode()))
