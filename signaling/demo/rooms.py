"""Meeting rooms: what is behind the people, and the table in front of them."""

import cv2
import numpy as np

from signaling.demo.drawing import Layer, Rgba, at, mirrored, spline
from signaling.demo.people import shade

WIDTH, HEIGHT = 640, 360

TABLE = 306
"""Where the far edge of the table is, in pixels from the top."""


def wooden_hall() -> Rgba:
    """A hall with panels of wood, lit from above."""
    layer = Layer(WIDTH, HEIGHT)
    layer.gradient("#8a6440", "#5c3f28")
    for x in range(0, WIDTH, 32):
        layer.box(x, -5, x + 15, HEIGHT, "#a97e54", opacity=0.55, light=0.12)
        layer.box(x + 15, -5, x + 17, HEIGHT, "#2c1a0e", opacity=0.35)
    layer.box(-5, 228, WIDTH + 5, 234, "#3c2716", opacity=0.7)
    for x in (90, 320, 550):
        layer.polygon(
            [(x - 14, -4), (x + 14, -4), (x + 120, 300), (x - 120, 300)],
            "#ffdfae",
            opacity=0.2,
            blur=26,
        )
    _plant(layer, 76, 300, 1.1)
    _plant(layer, 574, 304, 0.95)
    return _behind(layer)


def city_window() -> Rgba:
    """A wall with a wide window over a town in the morning."""
    layer = Layer(WIDTH, HEIGHT)
    layer.gradient("#dfe5ea", "#c3ccd4")
    layer.box(60, 34, 580, 214, "#f7fafc", radius=3)
    layer.box(68, 42, 572, 206, "#a9cbe6")
    layer.polygon(at("68,42 572,42 572,206 68,206"), "#ffe9cf", opacity=0.35, blur=30)
    heights = (58, 92, 44, 110, 70, 36, 84, 52, 100, 62, 40, 78, 56)
    for n, height in enumerate(heights):
        left = 68 + n * 39
        layer.box(
            left, 206 - height, left + 36, 206, "#7f9fba" if n % 2 else "#93b2c9", opacity=0.55
        )
    for x in (194, 320, 446):
        layer.box(x - 3, 42, x + 3, 206, "#f7fafc")
    for y in range(48, 104, 7):
        layer.box(64, y, 576, y + 4, "#ffffff", opacity=0.6)
    layer.box(52, 212, 588, 222, "#eef2f5", radius=2)
    layer.box(52, 222, 588, 230, "#5f6b75", opacity=0.25, blur=4)
    _plant(layer, 602, 306, 0.9)
    return _behind(layer)


def library() -> Rgba:
    """Shelves with books and folders."""
    layer = Layer(WIDTH, HEIGHT)
    layer.gradient("#5b4433", "#45331f")
    covers = (
        "#8c3b3b",
        "#3f5f7f",
        "#c9b48a",
        "#4f6f57",
        "#7a5a78",
        "#b07a45",
        "#2f4858",
        "#a8a294",
    )
    number = 7
    for top in (6, 82, 158, 234):
        layer.box(8, top, WIDTH - 8, top + 68, "#2e2014", opacity=0.75)
        x = 14.0
        while x < WIDTH - 26:
            number = number * 73 % 1009
            width, height = 9 + number % 12, 42 + number % 20
            if number % 11:
                cover = covers[number % len(covers)]
                layer.box(x, top + 67 - height, x + width, top + 67, cover, radius=1, light=0.2)
                layer.box(
                    x + 2,
                    top + 74 - height,
                    x + width - 2,
                    top + 77 - height,
                    "#e9dcc0",
                    opacity=0.5,
                )
            x += width + 1
        layer.box(0, top + 67, WIDTH, top + 75, "#7a5a3e", light=0.1)
    for x in (212, 426):
        layer.box(x, 0, x + 9, HEIGHT, "#7a5a3e", light=0.15)
    layer.box(-20, -20, WIDTH + 20, HEIGHT + 20, "#e8d2ae", opacity=0.12)
    return _behind(layer, 2.0)


def painted_wall() -> Rgba:
    """A pale wall with a landscape in a frame."""
    layer = Layer(WIDTH, HEIGHT)
    layer.gradient("#e9e2d3", "#d3c8b4")
    layer.box(0, 238, WIDTH, HEIGHT, "#b39b78", opacity=0.75)
    layer.box(0, 234, WIDTH, 240, "#f2ecdf")
    layer.box(400, 44, 604, 172, "#4a3a28", opacity=0.35, blur=6)
    layer.box(398, 40, 600, 166, "#7b5a34", radius=2, light=0.2)
    layer.box(406, 48, 592, 158, "#cfe0e6")
    _hills(layer, "406,116 440,86 470,108 506,72 548,106 592,84", 140, "#7ea0a8")
    _hills(layer, "406,126 450,112 500,130 550,114 592,126", 140, "#5f8a78")
    layer.box(406, 132, 592, 158, "#a6cbd3", opacity=0.9)
    layer.line(at("430,146 470,148 520,145"), "#ffffff", 1.5, opacity=0.6)
    _plant(layer, 70, 308, 1.25)
    return _behind(layer)


def curtain() -> Rgba:
    """A heavy curtain in folds."""
    layer = Layer(WIDTH, HEIGHT)
    layer.gradient("#2f5d6b", "#234652")
    for n, x in enumerate(range(-20, WIDTH + 40, 36)):
        bend = 5 if n % 2 else -4
        layer.line(
            [(x, -10), (x + bend, 170), (x, HEIGHT + 10)], "#10262e", 9, opacity=0.45, blur=5
        )
        layer.line(
            [(x + 17, -10), (x + 17 - bend, 170), (x + 17, HEIGHT + 10)],
            "#7fb0bd",
            8,
            opacity=0.3,
            blur=5,
        )
    layer.box(-10, -10, WIDTH + 10, 22, "#16323b", opacity=0.9)
    layer.box(-10, 20, WIDTH + 10, 27, "#c9a24b", opacity=0.8)
    return _behind(layer)


def village_house() -> Rgba:
    """A light green wall and a wooden window to a garden."""
    layer = Layer(WIDTH, HEIGHT)
    layer.gradient("#dfe9d8", "#bccdb6")
    layer.box(0, 246, WIDTH, HEIGHT, "#8fa58b", opacity=0.6)
    for left in (36, 444):
        layer.box(left, 38, left + 160, 198, "#8a6238", radius=2, light=0.15)
        layer.box(left + 9, 47, left + 151, 189, "#cfe9f2")
        _hills(layer, "9,150 40,118 80,138 120,108 151,132", 189, "#7fb36b", left)
        _hills(layer, "9,170 60,152 110,168 151,156", 189, "#5b9350", left)
        layer.box(left + 77, 47, left + 83, 189, "#8a6238")
        layer.box(left + 9, 112, left + 151, 117, "#8a6238")
    layer.polygon(at("470,189 594,189 560,360 380,360"), "#fff8da", opacity=0.25, blur=16)
    return _behind(layer)


def table(wood: str, microphone: float, cup: float) -> Rgba:
    """A table in front; `microphone` and `cup` say where on it they stand (x).

    Both belong on the right: a name plate covers the left.
    """
    layer = Layer(WIDTH, HEIGHT)
    layer.curve(
        at(f"-60,{TABLE + 8} 320,{TABLE - 12} 700,{TABLE + 8} 700,430 -60,430"),
        "#000000",
        opacity=0.35,
        blur=6,
    )
    edge = at(f"-80,{TABLE + 8} 320,{TABLE - 6} 720,{TABLE + 8} 720,440 -80,440")
    layer.curve(edge, wood, light=0.1)
    layer.line(
        at(f"-10,{TABLE + 6} 320,{TABLE - 4} 650,{TABLE + 6}"), shade(wood, 1.35), 3, opacity=0.7
    )
    layer.curve(at("120,372 320,330 520,372 520,420 120,420"), "#ffffff", opacity=0.1, blur=14)
    layer.oval(cup, 341, 40, 9, "#000000", opacity=0.25, blur=3)
    layer.curve(_around(cup, "-14,314 -12,336 -8,341 0,342"), "#f4f6f7", light=0.15)
    layer.oval(cup, 314, 28, 7, "#dfe4e6")
    layer.oval(cup, 314.5, 23, 5, "#8a5a2c", opacity=0.8)
    layer.line([(cup + 14, 319), (cup + 21, 324), (cup + 13, 332)], "#e6eaeb", 3)
    _microphone(layer, microphone)
    return layer.finish()


def _microphone(layer: Layer, x: float) -> None:
    layer.oval(x, 344, 60, 14, "#000000", opacity=0.35, blur=4)
    layer.box(x - 24, 334, x + 24, 345, "#26292d", radius=5, light=0.25)
    layer.line([(x + 6, 336), (x + 10, 312), (x + 2, 288), (x - 8, 272)], "#1d2023", 3.4)
    layer.line([(x + 6.8, 334), (x + 10.8, 312), (x + 3, 289)], "#6a7078", 1, opacity=0.8)
    layer.line([(x - 8, 272), (x - 12, 262)], "#17191b", 11)
    layer.line([(x - 7, 274), (x - 8, 271)], "#35c274", 11, opacity=0.9)


def _hills(layer: Layer, ridge: str, foot: float, colour: str, left: float = 0) -> None:
    top = [(left + x, y) for x, y in spline(at(ridge), closed=False)]
    layer.polygon([*top, (top[-1][0], foot), (top[0][0], foot)], colour)


def _plant(layer: Layer, x: float, foot: float, size: float) -> None:
    leaves = ((-46, -96), (-30, -132), (-8, -150), (16, -140), (38, -112), (50, -78), (-56, -62))
    for n, (dx, dy) in enumerate(leaves):
        tip = (x + dx * size, foot - 40 * size + dy * size)
        root = (x, foot - 38 * size)
        middle = ((tip[0] + root[0]) / 2, (tip[1] + root[1]) / 2)
        width = 11 * size
        colour = ("#3f7a4c", "#2f6440", "#569059")[n % 3]
        layer.curve(
            [root, (middle[0] - width, middle[1]), tip, (middle[0] + width, middle[1])],
            colour,
            light=0.15,
        )
    layer.polygon(
        [
            (x - 24 * size, foot - 42 * size),
            (x + 24 * size, foot - 42 * size),
            (x + 18 * size, foot + 14),
            (x - 18 * size, foot + 14),
        ],
        "#d8d3ca",
        light=0.2,
    )


def _around(x: float, half: str) -> list[tuple[float, float]]:
    points = [(x + dx, y) for dx, y in at(half)]
    return [*points, *reversed(mirrored(points[:-1], x))]


def _behind(layer: Layer, blur: float = 1.0) -> Rgba:
    """Finish a room: darker at the edges and out of focus, as behind people before a lens."""
    layer.box(-60, -60, WIDTH + 60, 24, "#000000", opacity=0.16, blur=22)
    layer.box(-60, 250, WIDTH + 60, HEIGHT + 60, "#000000", opacity=0.2, blur=30)
    return cv2.GaussianBlur(layer.finish(), (0, 0), blur).astype(np.float32, copy=False)
