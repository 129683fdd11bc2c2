"""The help pages, followed to the word: what a step names is looked for in the product.

A `Way` reads one page of the guide and is then walked: each step's controls are used in the order
in which its text names them, found by their accessible names alone. Where pictures are to be
renewed, each step is photographed with its control marked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.browser.browser import Page
from tests.clips import Rgb

PICTURES = Path(__file__).parents[2] / "web" / "src" / "pages" / "help" / "pictures"

WIDTH, HEIGHT = 800, 450
"""Pixels of a picture, as `pictures.ts` has them."""

QUALITY = 72
"""Of WebP, up to 100: text stays sharp, and a page of the guide is below 300 kB."""

RING, HALO = (255, 140, 0), (255, 255, 255)
HALO_WIDTH, RING_WIDTH = 8, 4
MARGIN = 6

READ = """
() => Object.fromEntries([...document.querySelectorAll("[data-step]")].map((it) => [
  it.dataset.step, [...it.querySelectorAll("b.control")].map((name) => name.textContent),
]))
"""

STEPS = "() => !!document.querySelector('[data-testid=steps]')"


@dataclass(frozen=True, slots=True)
class Found:
    """A control: its role and full accessible name, and where it is on the page."""

    role: str
    name: str
    x: float
    y: float
    width: float
    height: float

    @property
    def selector(self) -> str:
        """What finds it again."""
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'::-p-aria([name="{escaped}"][role="{self.role}"])'


@dataclass(slots=True)
class Way:
    """One role's page of the guide, and how far it has been followed."""

    role: str
    steps: dict[str, list[str]]
    renewing: bool
    done: list[str] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)

    @classmethod
    async def read(cls, page: Page, url: str, role: str, *, renewing: bool) -> "Way":
        """Read a page of the guide as it is shown."""
        await page.goto(f"{url}/help/{role}")
        await page.wait_for(STEPS)
        return cls(role, await page.evaluate(READ), renewing)

    @contextmanager
    def step(self, name: str, page: Page) -> Iterator["Step"]:
        """Follow the next step of the page; everything that it names has to be used."""
        assert name == list(self.steps)[len(self.done)], f"{self.role}: not the next step: {name}"
        step = Step(self, name, page, list(self.steps[name]))
        yield step
        assert not step.names, f"{self.role}, {name}: never used: {step.names}"
        self.done.append(name)

    def check(self) -> None:
        """See that the whole page was followed."""
        assert self.done == list(self.steps), self.role


@dataclass(slots=True)
class Step:
    """One step on the way; each call takes the next name out of its text."""

    way: Way
    name: str
    page: Page
    names: list[str]

    async def sees(self, *, picture: bool = False, whole: bool = False) -> Found:
        """Find the next thing that is named, and leave it alone."""
        found = await self._find(self._take(picture=picture))
        if picture and self.way.renewing:
            seen = marked(await self.page.screenshot(), found)
            save(PICTURES / self._picture, shrunk(seen) if whole else part(seen, found))
        return found

    async def presses(self, *, picture: bool = False, whole: bool = False) -> None:
        """Press the next thing that is named."""
        words = self.names[0]
        if picture and self.way.renewing:
            await self.sees(picture=True, whole=whole)
        else:
            self._take(picture=picture)
        await self.page.named(words, click=True)

    async def writes(self, text: str, *, picture: bool = False) -> None:
        """Write into the next thing that is named."""
        found = await self.sees(picture=picture)
        await self.page.type(found.selector, text)

    async def chooses(self, value: str | None = None, *, picture: bool = False) -> None:
        """Choose in the next thing that is named: this value, or the option that is named then."""
        found = await self.sees(picture=picture)
        label = self.names.pop(0) if value is None else None
        await self.page.select(found.selector, value, label=label)

    async def _find(self, words: str) -> Found:
        place: dict[str, Any] = await self.page.named(words)
        return Found(**place)

    @property
    def _picture(self) -> str:
        return f"{self.way.role}-{self.name}.webp"

    def _take(self, *, picture: bool) -> str:
        """Take the next name out of the text; a step has one picture."""
        if picture:
            assert self._picture not in self.way.pictures, f"photographed twice: {self._picture}"
            self.way.pictures.add(self._picture)
        return self.names.pop(0)


def marked(picture: Rgb, found: Found) -> Rgb:
    """Draw a ring around a control, to be seen on any ground and on grey paper."""
    height, width = picture.shape[:2]
    left, top = (max(HALO_WIDTH, round(v) - MARGIN) for v in (found.x, found.y))
    right = min(width - HALO_WIDTH, round(found.x + found.width) + MARGIN)
    bottom = min(height - HALO_WIDTH, round(found.y + found.height) + MARGIN)
    drawn = np.ascontiguousarray(picture)
    for colour, thickness in ((HALO, HALO_WIDTH), (RING, RING_WIDTH)):
        cv2.rectangle(drawn, (left, top), (right, bottom), colour, thickness, cv2.LINE_AA)
    return drawn.astype(np.uint8)


def part(picture: Rgb, found: Found) -> Rgb:
    """Cut out the surroundings of a control, in their own size."""
    height, width = picture.shape[:2]
    left = round(min(max(found.x + found.width / 2 - WIDTH / 2, 0), width - WIDTH))
    top = round(min(max(found.y + found.height / 2 - HEIGHT / 2, 0), height - HEIGHT))
    return picture[top : top + HEIGHT, left : left + WIDTH]


def shrunk(picture: Rgb) -> Rgb:
    """Make the whole screen smaller, where that is what the step is about."""
    return cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)


def save(path: Path, picture: Rgb) -> None:
    """Keep a picture as WebP."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes())
