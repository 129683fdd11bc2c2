"""People at a table, drawn plainly: body, head, eyes and mouth as layers that can move."""

from dataclasses import dataclass
from typing import Literal

from PIL import ImageColor

from signaling.demo.drawing import Layer, Point, Rgba, at, mirrored

WIDTH, HEIGHT = 360, 330
"""Size of every layer: the head is around (180, 112), the shoulders end at the lower edge."""

MIDDLE = WIDTH / 2

NECK = (MIDDLE, 172.0)
"""About this point the head turns."""

MOUTHS = 6
"""Shapes of the mouth, from closed to wide open."""

Hair = Literal["short", "parted", "bun", "long"]
Dress = Literal["suit", "shirt", "ao_dai", "blazer"]

_INK = "#2b1a14"
_WHITE = "#f6f3ee"


_LOOSE = "131,126 136,96 152,76 172,64 200,74 218,92 229,126 236,92 222,56 180,40 138,56 124,92"
_FRINGES: dict[Hair, str] = {
    "short": "134,106 137,82 152,76 180,72 208,76 223,82 226,106 "
    "232,82 216,50 180,38 144,50 128,82",
    "parted": "133,110 138,88 158,66 190,80 214,82 224,92 227,110 "
    "233,80 214,46 176,36 142,52 128,84",
    "bun": _LOOSE,
    "long": _LOOSE,
}
"""Outline of the hair over the forehead: along the face, and back above."""


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody looks like. `accent` is the colour of the tie, the collar or the shirt."""

    hair: Hair
    dress: Dress
    cloth: str
    accent: str
    skin: str = "#e6b48e"
    hair_colour: str = "#241f1e"
    glasses: bool = False

    @property
    def longhaired(self) -> bool:
        """Whether the hair covers the ears."""
        return self.hair in {"bun", "long"}


def body(person: Person) -> Rgba:
    """Draw neck, shoulders and chest, and what hair hangs behind them."""
    layer = Layer(WIDTH, HEIGHT)
    if person.hair == "long":
        _both(layer, "180,60 138,72 122,112 118,170 112,214 128,238 180,246", person.hair_colour)
    _both(layer, "180,184 156,192 132,206 92,220 62,244 48,290 40,350 180,360", person.cloth, 0.12)
    for side in _sides("106,268 98,300 101,345"):
        layer.line(side, "#000000", 2.5, opacity=0.2, blur=1.5)
    if person.dress == "ao_dai":
        _neck(layer, person)
        _collar_of_ao_dai(layer, person)
    else:
        shirt = person.accent if person.dress == "blazer" else _WHITE
        if person.dress != "shirt":
            _both(layer, "180,190 158,190 152,204 164,280 180,345", shirt)
        _neck(layer, person)
        _collar(layer, person, shirt)
    return layer.finish()


def head(person: Person) -> Rgba:
    """Draw face, ears and hair, without eyes and mouth."""
    layer = Layer(WIDTH, HEIGHT)
    hair, skin = person.hair_colour, person.skin
    if person.hair == "bun":
        layer.oval(MIDDLE, 46, 58, 40, hair, light=0.3)
    backs = {
        "bun": "180,38 146,44 127,70 125,108 132,134 180,146",
        "long": "180,38 146,44 126,70 122,112 132,150 180,156",
    }
    _both(layer, backs.get(person.hair, "180,42 148,48 130,72 131,110 140,126 180,130"), hair)
    if not person.longhaired:
        for side in _sides("132,116 133,116"):
            (x, y), _ = side
            layer.oval(x, y, 17, 27, shade(skin, 0.94))
            layer.oval(x, y + 1, 8, 14, shade(skin, 0.75), opacity=0.5, blur=1.5)
    _both(layer, "180,58 152,64 137,88 135,118 140,142 156,165 180,175", skin, 0.06)
    for side in _sides("151,137 152,137"):
        layer.oval(*side[0], 26, 16, "#d76f58", opacity=0.17, blur=5)
    layer.curve(
        at("180,104 186,126 189,136 180,140 171,136 175,126"), "#8a4a2e", opacity=0.13, blur=2
    )
    layer.line(at("173,137 180,140.5 187,137"), "#7a3f28", 2, opacity=0.6, blur=0.4)
    for side in _sides("147,96.5 157,92.5 169,96"):
        layer.line(side, shade(hair, 0.9), 2.4 if person.longhaired else 3.4, opacity=0.85)
    _fringe(layer, person)
    return layer.finish()


def eyes(person: Person, *, closed: bool) -> Rgba:
    """Draw the eyes, and glasses if worn."""
    layer = Layer(WIDTH, HEIGHT)
    for eye in _sides("149,113 159,107.5 169,113 159,116.5"):
        x = sum(px for px, _ in eye) / 4
        if closed:
            layer.line([eye[0], (x, 115.5), eye[2]], _INK, 2.2, opacity=0.85)
            continue
        layer.curve(eye, "#fbfaf8")
        layer.oval(x, 111.8, 8.6, 9, "#2f1d16")
        layer.oval(x + 1.6, 109.8, 2.4, 2.4, "#ffffff", opacity=0.9)
        layer.line([eye[0], (x, 107), eye[2]], _INK, 2.4)
    if person.glasses:
        for x in (159, 201):
            layer.box(x - 17, 101, x + 17, 124, "#ffffff", radius=9, opacity=0.1)
            outline = at(
                f"{x - 17},110 {x - 12},102 {x},101 {x + 12},102 {x + 17},110 "
                f"{x + 13},121 {x},124 {x - 13},121 {x - 17},110"
            )
            layer.line(outline, "#3a3430", 2.2, opacity=0.9)
        layer.line(at("175,108 180,106 185,108"), "#3a3430", 2.2, opacity=0.9)
        for side in _sides("142,107 134,106"):
            layer.line(side, "#3a3430", 2.2, opacity=0.9)
    return layer.finish()


def mouth(person: Person, shape: int) -> Rgba:
    """Draw one of the `MOUTHS` shapes: 0 is closed."""
    layer = Layer(WIDTH, HEIGHT)
    lip = "#b8544c" if person.longhaired else "#b06a55"
    if shape == 0:
        layer.line(at("165,151.3 173,153.6 180,153.2 187,153.6 195,151.3"), lip, 3)
        layer.line(at("172,158.5 180,159.5 188,158.5"), lip, 2, opacity=0.3, blur=1)
        return layer.finish()
    wide, high = 14.0 - 0.4 * shape, 1.5 + 1.9 * shape
    rim = 2.6 if person.longhaired else 1.8
    layer.curve(_opening(wide, high, rim), lip)
    layer.curve(_opening(wide - 2, high, 0), "#5a1f1c")
    if shape > 1:
        layer.curve(_opening(wide - 4, min(high * 0.4, 3.0), -0.4), "#f7f2ea")
    return layer.finish()


def _opening(wide: float, high: float, rim: float) -> list[Point]:
    """Outline of a mouth that is open by `high`, widened by `rim`."""
    top, bottom = 151 - rim, 151.5 + high + rim
    right = [(5.0, top - 0.3), (wide, 152.3), (wide * 0.62, bottom - 0.16 * high)]
    return [
        (MIDDLE, top + 0.4),
        *((MIDDLE + x, y) for x, y in right),
        (MIDDLE, bottom),
        *((MIDDLE - x, y) for x, y in reversed(right)),
    ]


def shade(colour: str, factor: float) -> str:
    """Return a colour made darker (below 1) or brighter."""
    return "#" + "".join(
        f"{min(255, round(v * factor)):02x}" for v in ImageColor.getrgb(colour)[:3]
    )


def _neck(layer: Layer, person: Person) -> None:
    _both(layer, "180,150 158,152 158,184 152,196 166,208 180,211", shade(person.skin, 0.9))
    layer.curve(
        at("162,160 180,172 198,160 199,174 180,186 161,174"), "#7a3f28", opacity=0.4, blur=2.5
    )


def _collar(layer: Layer, person: Person, shirt: str) -> None:
    """Shirt collar, tie, and the lapels of a jacket."""
    if person.dress in {"suit", "shirt"}:
        if person.dress == "suit":
            layer.polygon(at("172,208 188,208 191,222 180,228 169,222"), shade(person.accent, 0.85))
            layer.polygon(at("171,224 189,224 194,345 166,345"), person.accent, light=0.12)
        for side in _sides("156,186 178,208 162,226 148,202"):
            layer.polygon(side, shade(shirt if person.dress == "suit" else person.cloth, 1.05))
            layer.line([*side, side[0]], "#000000", 1, opacity=0.12, blur=0.5)
        if person.dress == "shirt":
            layer.line(at("180,212 180,345"), "#000000", 1.2, opacity=0.25)
            for y in (236, 268, 300):
                layer.oval(180, y, 4, 4, "#ffffff", opacity=0.8)
    if person.dress in {"suit", "blazer"}:
        for side in _sides("150,190 138,206 122,252 150,262 140,272 176,345 180,345 162,262"):
            layer.polygon(side, shade(person.cloth, 1.18))
            layer.line(side[1:6], "#000000", 1.4, opacity=0.22, blur=0.7)


def _collar_of_ao_dai(layer: Layer, person: Person) -> None:
    """A standing collar, and the seam that runs from it to the arm."""
    _both(layer, "180,186 164,184 152,190 150,204 164,212 180,215", shade(person.cloth, 1.1))
    layer.line(at("152,190 166,194 180,200 194,194 208,190"), person.accent, 2.2)
    layer.line(at("180,214 204,232 226,262 232,300"), person.accent, 1.8, opacity=0.8)
    for x, y in at("190,222 208,237 221,256"):
        layer.oval(x, y, 5, 5, person.accent)


def _fringe(layer: Layer, person: Person) -> None:
    """Hair over the forehead."""
    layer.curve(at(_FRINGES[person.hair]), person.hair_colour, light=0.3)
    if person.hair == "long":
        for side in _sides("131,110 124,150 122,200 132,214 137,170 136,130"):
            layer.curve(side, person.hair_colour, light=0.2)


def _both(layer: Layer, half: str, colour: str, light: float = 0.0) -> None:
    """Fill the curve through these points and their mirror images."""
    points = at(half)
    layer.curve([*points, *reversed(mirrored(points[1:-1], MIDDLE))], colour, light=light)


def _sides(text: str) -> tuple[list[Point], list[Point]]:
    points = at(text)
    return points, mirrored(points, MIDDLE)
