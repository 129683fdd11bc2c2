"""Words of another language on a page: a text that nobody has translated, or that stands still."""

import re

from tests.browser.browser import Page

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
    """Return the words of an English page with marks that are neither ours nor in the data."""
    said: str = await page.evaluate(SAID)
    known = set(_words(data + NAMES))
    return sorted({word for word in _words(said) if not word.isascii()} - known)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
