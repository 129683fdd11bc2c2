"""What stands above and below the people, drawn before a tick needs it."""

from typing import Final, NamedTuple

from mcu.video import label
from mcu.video.decoder import Submit
from mcu.video.label import Header
from mcu.video.layout import Arrangement, Rect
from mcu.video.sprite import Sprite

MOST_KEPT: Final = 6
"""Headers that are known to be drawn; fewer than are kept drawn."""


def drawn(said: Header, arrangement: Arrangement) -> list[tuple[Sprite, Rect]]:
    """Draw header and ticker, those there are, and return them with their places."""
    above, below = arrangement.header, arrangement.ticker
    found = []
    if above.w:
        title = said._replace(ticker="", turn=0)  # a header is the same whatever the ticker says
        over = arrangement.covered
        found.append((label.header(title, above.w, above.h, over=over), above))
    if below.w:
        found.append((label.ticker(said.ticker, said.turn, below.w, below.h), below))
    return found


class _Heading(NamedTuple):
    said: Header
    places: tuple[Rect, Rect, bool]


class Headings:
    """The headers of one canvas: each minute another, and drawing one takes 4 ms, a ticker 7.

    Called on the loop; drawn by `submit`.
    """

    def __init__(self, submit: Submit) -> None:
        self._submit = submit
        self._begun: set[_Heading] = set()
        self._drawn: set[_Heading] = set()
        self._shown: _Heading | None = None

    def of(self, said: Header, arrangement: Arrangement) -> Header:
        """Return what is to be seen: this, or what was there before until this is drawn."""
        wanted, shown = _heading(said, arrangement), self._shown
        if not self.drawn(said, arrangement) and shown and shown.places == wanted.places:
            return shown.said
        self._shown = wanted
        return said

    def drawn(self, said: Header, arrangement: Arrangement) -> bool:
        """Whether it is drawn; if not, that is begun."""
        if len(self._begun) > MOST_KEPT:
            self._begun.clear()
            self._drawn.clear()
        wanted = _heading(said, arrangement)

        def draw() -> None:
            drawn(said, arrangement)
            self._drawn.add(wanted)

        if wanted not in self._begun and self._submit(draw):
            self._begun.add(wanted)
        return wanted in self._drawn


def _heading(said: Header, arrangement: Arrangement) -> _Heading:
    return _Heading(said, (arrangement.header, arrangement.ticker, arrangement.covered))
