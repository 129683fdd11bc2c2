"""What newcomers do in a meeting: each step as the guide has it, and what comes of it."""

from tests.browser.browser import Page
from tests.browser.day import Day
from tests.browser.province import ACCOUNTS, DELEGATE, PASSWORD, SILENT
from tests.browser.room import Room, by_id

SEEN = "(selector) => !!document.querySelector(selector)"
GONE = "(selector) => !document.querySelector(selector)"
AT_REST = "() => !document.querySelector('[aria-busy=true]')"
SAYS = "(selector, text) => document.querySelector(selector)?.textContent.includes(text)"


async def prepares_the_room(day: Day) -> Page:
    """The technician at the point: the permanent link, the equipment; returns the large screen."""
    way = day.ways["technician"]
    page = await day.person(day.key)
    with way.step("key", page) as step:
        await step.sees(picture=True)
    with way.step("test", page) as step:
        await step.presses(picture=True)
    await page.wait_for("(s) => document.querySelector(s)?.videoWidth > 0", by_id("self-view"))
    with way.step("check", page) as step:
        await step.sees(picture=True)
        await step.sees()
        await step.sees()
        await step.presses()
        await step.presses()
    await Room(page).live()
    with way.step("stay", page) as step:
        await step.presses()
        await step.presses(picture=True)
    await page.press("Escape")
    await Room(page).leave()
    await page.goto(f"{day.server.url}/p/")
    with way.step("tv", page) as step:
        await step.presses(picture=True)
    await page.wait_for(SEEN, f"{by_id('tv')}[data-scene='lobby']")
    await page.wait_for(SEEN, by_id("planned-start"))
    await page.screenshot(day.output / "screens" / "tv-planned.png")
    # A power cut: the box starts again with the same address, and is in without anybody.
    await page.reload()
    await page.wait_for(SEEN, f"{by_id('tv')}[data-scene='lobby']")
    return page


async def connected(console: Page) -> None:
    """Wait as a person does: until the console says that it is connected."""
    await console.wait_for(SAYS, by_id("link"), "Đã kết nối")


async def comes_in(day: Day, page: Page, operator: Page) -> None:
    """The delegate by the link, into the lobby; the operator lets in."""
    way, centre = day.ways["delegate"], day.ways["operator"]
    with way.step("link", page) as step:
        await step.sees(picture=True)
    with way.step("check", page) as step:
        await page.wait_for("(s) => document.querySelector(s).videoWidth > 0", by_id("self-view"))
        await step.sees()
        await step.sees()
        await step.presses(picture=True)
    with way.step("enter", page) as step:
        await step.presses(picture=True)
        await page.wait_for(SEEN, by_id("lobby"))
        await step.sees()
    await page.wait_for(SEEN, by_id("planned-start"))
    await page.screenshot(day.output / "screens" / "hall-planned-laptop.png")
    with centre.step("console", operator) as step:
        await step.sees()
        await step.presses(picture=True, whole=True)
        await connected(operator)
    with centre.step("lobby", operator) as step:
        await step.presses()
        await operator.wait_for(SEEN, by_id(f"admit-{DELEGATE}"))
        await step.presses(picture=True, whole=True)
        await operator.wait_for(AT_REST)
        await operator.click(by_id("admit-all"))
    await Room(page).live()


async def opens(day: Day, page: Page) -> None:
    """The chair, from the login to the opening."""
    way = day.ways["chair"]
    with way.step("enter", page) as step:
        await step.presses()
        await step.writes(ACCOUNTS["chair"][0])
        await step.writes(PASSWORD)
        await step.presses(picture=True)
    with way.step("console", page) as step:
        await step.sees()
        await step.presses(picture=True, whole=True)
        await connected(page)
    with way.step("open", page) as step:
        await page.wait_for("() => document.querySelector('video')?.videoWidth > 0")
        await step.presses(picture=True)
    await page.wait_for(SEEN, by_id("close-meeting"))


async def calls_the_roll(day: Day, page: Page, delegate: Page) -> None:
    """The secretary calls the roll, and the delegate answers."""
    way = day.ways["secretary"]
    with way.step("console", page) as step:
        await step.sees()
        await step.presses()
        await connected(page)
    with way.step("roll", page) as step:
        await step.presses()
        await step.presses(picture=True)
        await page.wait_for(SEEN, by_id("roll-close"))
    with day.ways["delegate"].step("heads", delegate) as step:
        await step.sees(picture=True)
        await delegate.click(by_id("digit-7"))
        await step.presses()
    with way.step("mark", page) as step:
        await step.sees()
        await page.click(by_id(f"roll-{SILENT}"))
        await step.presses()
        await step.writes("Bận họp tỉnh", picture=True)
    with way.step("finish", page) as step:
        await step.presses()
        await page.wait_for(SEEN, by_id("roll-result"))
        await step.sees(picture=True)


async def speaks(day: Day, delegate: Page, chair: Page, secretary: Page) -> None:
    """A hand, its place in the queue, the floor, and its end."""
    way, leads = day.ways["delegate"], day.ways["chair"]
    room = Room(delegate)
    with way.step("hand", delegate) as step:
        await step.presses(picture=True)
        await step.writes("Ngân sách xã")
        await step.presses()
    with day.ways["secretary"].step("queue", secretary) as step:
        await step.sees()
        await secretary.click(by_id(f"asked-{DELEGATE}"))
        await step.presses(picture=True)
        await secretary.wait_for(SEEN, f"{by_id('queue')} > :first-child[id$='{DELEGATE}']")
        await step.presses()
        await secretary.wait_for(SEEN, f"{by_id('queue')} > :last-child[id$='{DELEGATE}']")
    # What is under way takes no click.
    await secretary.wait_for(AT_REST)
    await secretary.click(by_id("up"))
    with leads.step("next", chair) as step:
        await chair.wait_for(SEEN, f"{by_id('queue')} > :first-child[id$='{DELEGATE}']")
        await step.sees()
        await step.presses(picture=True)
    with leads.step("call", chair) as step:
        await chair.wait_for(SEEN, f"{by_id('preview')} img")
        await step.presses(picture=True)
    await room.until(standing="onAir")
    with way.step("air", delegate) as step:
        await step.sees(picture=True, whole=True)
        with leads.step("stop", chair) as stop:
            await stop.presses(picture=True)
            await chair.wait_for(GONE, by_id(f"turn-{DELEGATE}"))
            await stop.presses()
            await chair.wait_for(SEEN, by_id(f"turn-{DELEGATE}"))
        # Taken back, the stop leaves all as it was: he is heard without a word of his.
        await room.until(microphone=True, standing="onAir")
        await step.presses()
        await step.presses()
    await room.until(microphone=False)
    with way.step("share", delegate) as step:
        await step.presses(picture=True)
        await room.until(sharing=DELEGATE)
        await step.presses()
    await room.until(sharing=None)


async def votes(day: Day, delegate: Page, chair: Page, secretary: Page) -> None:
    """One vote by points, led by the chair, and one by delegates, led by the secretary."""
    leads = day.ways["chair"]
    with leads.step("vote", chair) as step:
        await step.presses()
        await step.writes("Thông qua dự toán ngân sách năm 2027")
        await step.presses(picture=True)
    with day.ways["delegate"].step("vote", delegate) as step:
        await step.presses(picture=True)
        await step.presses()
    await delegate.click(by_id("option-0"))
    await chair.wait_for(SAYS, by_id("voted"), "1/")
    with leads.step("result", chair) as step:
        await step.presses(picture=True)
        await delegate.wait_for(SEEN, by_id("result"))
        await step.presses()
    await delegate.wait_for(GONE, by_id("result"))
    with day.ways["secretary"].step("vote", secretary) as step:
        await step.presses()
        await step.writes("Thông qua Nghị quyết của hội nghị")
        await step.chooses(picture=True)
        await step.presses()
        await delegate.wait_for(SEEN, by_id("votes-left"))
        await step.presses()
    await secretary.wait_for(AT_REST)
    await secretary.click(by_id("show-v2"))
    await delegate.wait_for(GONE, by_id("result"))


async def helps(day: Day, page: Page) -> None:
    """The operator: a private talk, a line to one point, microphones, a notice, the recording."""
    way = day.ways["operator"]
    with way.step("find", page) as step:
        await step.writes("truc ninh")
        await page.press("Enter")
        await step.presses(picture=True)
        await step.presses()
    with way.step("write", page) as step:
        await step.presses()
        await step.chooses(DELEGATE)
        await step.writes("Micrô hơi nhỏ, xin ngồi gần hơn.", picture=True)
        await step.presses()
    with way.step("mute", page) as step:
        await step.presses(picture=True)
        await step.presses()
        await step.presses()
    await composes(day, page)
    with way.step("notice", page) as step:
        await step.presses()
        await step.writes("Hội nghị nghỉ giải lao 15 phút", picture=True)
        await step.presses()
        await step.presses()
    with way.step("record", page) as step:
        await step.presses(picture=True)
        await page.wait_for(SEEN, f"{by_id('record')}[aria-pressed='true']")
        await step.presses()
        await step.presses()
    await page.wait_for(SEEN, f"{by_id('record')}[aria-pressed='false']")


async def composes(day: Day, page: Page) -> None:
    """The operator: a scene by its key and back, one that is composed, kept under a key."""
    way = day.ways["operator"]
    with way.step("scene", page) as step:
        await step.presses()
        await page.click(by_id("preset-2"))
        await page.wait_for(SEEN, f"{by_id('preset-2')}[aria-pressed=true]")
        await step.presses(picture=True, whole=True)
        await page.wait_for(GONE, f"{by_id('preset-2')}[aria-pressed=true]")
    with way.step("compose", page) as step:
        await step.presses()
        await step.chooses("three")
        await page.wait_for(SEEN, f"{by_id('preview')} .next-scene[aria-busy=false] img")
        await step.presses(picture=True, whole=True)
        await page.wait_for(SEEN, f"{by_id('scene-take')}[disabled]")
    with way.step("keep", page) as step:
        await step.chooses("9")
        await page.evaluate("(s) => document.querySelector(s).select()", by_id("preset-name"))
        await step.writes("Ba khối", picture=True)
        await step.presses()
        await page.wait_for(AT_REST)
        await step.presses()
    await page.wait_for(SAYS, by_id("preset-9"), "Ba khối")


async def ends(day: Day, delegate: Page, chair: Page, secretary: Page) -> None:
    """The course of the meeting is looked at, a point leaves, and the chair closes."""
    with day.ways["secretary"].step("log", secretary) as step:
        await step.sees(picture=True)
    with day.ways["delegate"].step("leave", delegate) as step:
        await step.presses(picture=True)
        await step.presses()
    await delegate.wait_for(SEEN, by_id("end"))
    with day.ways["chair"].step("close", chair) as step:
        await step.presses(picture=True)
        await step.presses()
    await chair.wait_for(SEEN, f"{by_id('end')}[data-end='over']")
