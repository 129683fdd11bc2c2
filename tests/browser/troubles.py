"""What goes wrong at a newcomer's computer, and what the guide's page of troubles says of it."""

from tests.browser.browser import Page
from tests.browser.day import Day
from tests.browser.newcomers import GONE, SAYS, SEEN
from tests.browser.province import TROUBLED
from tests.browser.room import Room, by_id

FAULTS = """
{
  const media = navigator.mediaDevices;
  const open = media.getUserMedia.bind(media);
  const refused = { video: "NotAllowedError", audio: "NotAllowedError" };
  window.__faults = sessionStorage.silent ? {} : refused;
  media.getUserMedia = async (wanted) => {
    const fault = window.__faults[wanted.video ? "video" : "audio"];
    if (fault) throw new DOMException("", fault);
    return open(wanted);
  };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = async function () {
    if (sessionStorage.silent && !this.muted) throw new DOMException("", "NotAllowedError");
    return play.call(this);
  };
}
"""
"""A computer on which nothing works: no camera, no microphone, and where asked, no sound."""


async def has_trouble(day: Day, operator: Page) -> None:
    """A computer on which nothing works at first: each trouble says what it is, and how it ends."""
    page = await day.person(day.link(TROUBLED), scripts=(FAULTS,))
    await has_no_devices(day, page)
    await page.click(by_id("enter"))
    await page.wait_for(SEEN, by_id("lobby"))
    await operator.click(by_id("tab-lobby"))
    await operator.click(by_id("admit-all"))
    await Room(page).live()
    await is_not_heard(day, page)
    await hears_nothing(day, page)
    await is_taken_over(day, page)
    await asks_the_centre(day, page, operator)
    await page.close()


async def has_no_devices(day: Day, page: Page) -> None:
    """Microphone and camera are refused, missing, or taken by another program."""
    way = day.ways["trouble"]
    with way.step("denied", page) as step:
        await page.wait_for(SAYS, by_id("trouble-microphone"), "không được phép")
        await step.sees(picture=True)
    for fault, sentence in (
        ("NotFoundError", "Không tìm thấy micrô"),
        ("AbortError", "chương trình khác"),
        ("UnknownError", "Không mở được micrô"),
        ("", ""),
    ):
        await page.evaluate("(fault) => { window.__faults.audio = fault; }", fault)
        await page.click(by_id("retry-microphone"))
        if sentence:
            await page.wait_for(SAYS, by_id("trouble-microphone"), sentence)
    await page.wait_for(GONE, by_id("trouble-microphone"))
    await page.evaluate("() => { window.__faults.video = 'NotReadableError'; }")
    await page.click(by_id("retry-camera"))
    await page.wait_for(SAYS, by_id("trouble-camera"), "chương trình khác")
    with way.step("busy", page) as step:
        await page.evaluate("() => { window.__faults.video = ''; }")
        await step.presses(picture=True)
    await page.wait_for("(s) => document.querySelector(s)?.videoWidth > 0", by_id("self-view"))


async def is_not_heard(day: Day, page: Page) -> None:
    """The microphone is locked, so a hand goes up; or it is the wrong one."""
    way = day.ways["trouble"]
    with way.step("locked", page) as step:
        await step.presses()
        await step.presses(picture=True)
    await Room(page).until(hand=True)
    with way.step("unheard", page) as step:
        await step.presses()
        await step.sees(picture=True)
        await page.press("Escape")


async def hears_nothing(day: Day, page: Page) -> None:
    """The browser plays no sound before somebody has clicked."""
    with day.ways["trouble"].step("silent", page) as step:
        await page.evaluate("() => { sessionStorage.silent = 1; }")
        await page.reload()
        await page.wait_for(SEEN, by_id("enable-sound"))
        await page.evaluate("() => { delete sessionStorage.silent; }")
        await step.presses(picture=True)
    await page.wait_for(GONE, by_id("enable-sound"))


async def is_taken_over(day: Day, page: Page) -> None:
    """The point goes to another computer and comes back; then the line carries sound alone."""
    way = day.ways["trouble"]
    other = await day.person(day.link(TROUBLED))
    await Room(other).go_in(microphone=False)
    with way.step("elsewhere", page) as step:
        await page.wait_for(SEEN, f"{by_id('end')}[data-end='replaced']")
        await step.presses()
    await Room(page).live()
    await other.close()
    with way.step("weak", page) as step:
        await step.presses()
        await step.presses(picture=True)
        await page.press("Escape")
    await page.wait_for(SEEN, by_id("sound-only"))
    with way.step("line", page):
        pass  # nothing is to be pressed; tests of coming back are in test_reconnect


async def asks_the_centre(day: Day, page: Page, operator: Page) -> None:
    """A line that the operator alone reads."""
    with day.ways["trouble"].step("ask", page) as step:
        await step.presses()
        await step.chooses()
        await step.writes("Phòng chúng tôi không nghe rõ.", picture=True)
        await step.presses()
    await page.wait_for(SAYS, by_id("said"), "chỉ trung tâm đọc")
    await operator.click(by_id("tab-chat"))
    await operator.wait_for(SAYS, by_id("chat"), "Phòng chúng tôi không nghe rõ.")
