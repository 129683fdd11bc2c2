"""How soon an operator sees what a key does, in a real Chromium.

From the key's press as the browser took it (`KeyboardEvent.timeStamp`) until the page has been
painted anew: what people feel, and what Interaction to Next Paint counts.
"""

from collections.abc import Iterator

from signaling.bench.chromium import ChromiumPage, chromium

FELT = """() => {
  window.__felt = [];
  addEventListener("keydown", (event) => {
    requestAnimationFrame(() => {
      // What is posted in a frame comes after its paint.
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.__felt.push(performance.now() - event.timeStamp);
      painted.port2.postMessage(null);
    });
  }, { capture: true });
}"""
ALL_HERE = """(points) => document.querySelector("[data-testid='present']")
  ?.textContent.includes(`${points}/${points}`)"""
AT_REST = "() => !document.querySelector('[aria-busy=true]')"

QUERY = "so 03"
STEPS = 20
CALLS = 5


async def pressed(console: str, points: int) -> tuple[list[int], str]:
    """Search, walk the list, call and stop; returns nanoseconds for each key, and the browser."""
    async with chromium() as browser:
        page = await browser.page(console)
        await page.until(ALL_HERE, points)
        await page.evaluate(FELT)
        for number, key in enumerate(_keys(), start=1):
            await page.until(AT_REST)
            await _press(page, key)
            await page.until("(count) => window.__felt.length >= count", number)
        felt: list[float] = await page.evaluate("() => window.__felt")
        if browser.faults:
            raise RuntimeError(browser.faults[0])
        return [round(ms * 1e6) for ms in felt], browser.version


def _keys() -> Iterator[str]:
    yield "/"
    yield from QUERY
    yield from ("Enter", *["ArrowDown"] * STEPS, "/", "Escape", "Escape")
    for _ in range(CALLS):
        yield from ("ArrowDown", "p", "Enter", "s")


async def _press(page: ChromiumPage, key: str) -> None:
    text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
    await page.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
    await page.call("Input.dispatchKeyEvent", type="keyUp", key=key)
