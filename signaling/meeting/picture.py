"""What an operator composes: the nouns of scenes, as they are kept and as they cross the wire.

`mcu.scene` says what they mean on the canvas.
"""

from typing import Annotated, Literal

import msgspec

Layout = Literal[
    "auto",
    "grid",
    "side",
    "bottom",
    "two",
    "three",
    "lecture",
    "full",
    "pip",
    "content_speaker",
    "content_strip",
    "custom",
]
BoxPart = Literal["main", "seat", "content"]

Across = Annotated[int, msgspec.Meta(ge=0, le=160)]
Down = Annotated[int, msgspec.Meta(ge=0, le=90)]
Key = Annotated[int, msgspec.Meta(ge=1, le=9)]
Dwell = Annotated[int, msgspec.Meta(ge=0, le=600)]
ViewKey = Annotated[int, msgspec.Meta(ge=1, le=4)]
PresetName = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"\S")]


class Box(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rectangle of one's own layout, on a canvas of 160 × 90 units."""

    x: Across
    y: Down
    w: Across
    h: Down
    part: BoxPart = "seat"
    over: bool = False


class Scene(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What everybody is to see: who is large, who sits where, what is written beside."""

    layout: Layout = "auto"
    boxes: Annotated[tuple[Box, ...], msgspec.Meta(max_length=25)] = ()
    main: Annotated[tuple[str, ...], msgspec.Meta(max_length=9)] = ()
    pinned: Annotated[tuple[str, ...], msgspec.Meta(max_length=25)] = ()
    order: Annotated[tuple[str, ...], msgspec.Meta(max_length=500)] = ()
    voice: bool = False
    dwell_s: Dwell | None = None
    fade: bool = True
    plates: bool = True
    header: bool = True
    ticker: Annotated[str, msgspec.Meta(max_length=300)] = ""
    even: bool = False


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """A scene under a key of the console."""

    key: Key
    name: PresetName
    scene: Scene


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A scene that some points see in place of the one on air."""

    view: ViewKey
    scene: Scene
    points: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=500)]


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a point is in the picture, in thousandths of its width and height."""

    point: str
    x: int
    y: int
    w: int
    h: int
