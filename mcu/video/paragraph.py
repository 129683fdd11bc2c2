"""Text of more than one line: broken between words, never beyond its width."""

from collections.abc import Callable

from PIL import ImageFont

from mcu.video.font import Weight, font, length
from mcu.video.names import ELLIPSIS, clean


class Typeface:
    """A weight in a size (pixels of the canvas), and what of a text fits in it."""

    def __init__(self, weight: Weight, size: int) -> None:
        self.size = size
        self.font: ImageFont.FreeTypeFont = font(weight, size)

    def width(self, text: str) -> float:
        """Return the width of a line in pixels."""
        return length(self.font, text)

    def lines(self, text: str, room: float, most: int | None = None) -> list[str]:
        """Break text into lines of at most `room` pixels, cut with "…" beyond `most` lines."""

        def fits(line: str) -> bool:
            return self.width(line) <= room

        lines = wrap(text, fits)
        if most is None or len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and not fits(last + ELLIPSIS):
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip() + ELLIPSIS]

    def even(self, text: str, room: float, most: int) -> list[str]:
        """Break text as `lines` does, into as few lines, but of even length: no word is alone."""
        lines = self.lines(text, room, most)
        least, widest = 0.0, room
        while widest - least > 1:
            middle = (least + widest) / 2
            tried = self.lines(text, middle)
            if len(tried) <= len(lines) and all(self.width(one) <= middle for one in tried):
                widest, lines = middle, tried
            else:
                least = middle
        return lines


def wrap(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Break text into lines that fit. A word that is too long for a line is broken itself."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split():
        longer = f"{line} {word}" if line else word
        if fits(longer):
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while not fits(line) and len(line) > 1:
            most = max((n for n in range(1, len(line)) if fits(line[:n])), default=1)
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line] if line else lines
