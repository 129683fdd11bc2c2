"""Words of another language on a page: a text that nobody has translated, or that stands still."""

import asyncio
import re

from tests.browser.browser import Page
from tests.patience import PATIENCE

SAID = """
() => {
  const said = [document.title, document.body.innerText];
  for (const it of document.querySelectorAll("*")) {
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
      if (it.checkVisibility() && it.hasAttribute(name)) said.push(it.getAttribute(name));
    }
  }
  return said.join("\\n").normalize("NFC");
}
"""
"""Everything that a page says, to the eye or to a screen reader."""

NAMES = "Điểm Cầu Tiếng Việt"
"""Vietnamese wherever it stands: the product's name, and the way back to one's own language."""


async def vietnamese(page: Page, data: str) -> list[str]:
    """Return the words of an English page with marks that are neither ours nor in the data.

    What a click has just changed is drawn a little later, so only words that stay are meant.
    """
    known, found = set(_words(data + NAMES)), [""]
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while found and loop.time() < end:
        said: str = await page.evaluate(SAID)
        found = sorted({word for word in _words(said) if not word.isascii()} - known)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
