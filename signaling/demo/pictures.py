"""Moving pictures of people in a meeting room, from layers drawn once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from signaling.demo import people
from signaling.demo.drawing import Rgba, over
from signaling.demo.encode import I420
from signaling.demo.people import Person

Canvas = NDArray[np.uint8]
"""A picture in RGB, shape (height, width, 3)."""

Matrix = NDArray[np.float64]
"""An affine map as cv2 takes it, shape (2, 3)."""

WIDTH, HEIGHT, FPS = 640, 360, 25

CYCLE = 6.0
"""Seconds after which all movement is where it began: every clip lasts that long."""

BLINK = 0.12
"""Seconds that eyes stay closed."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a table: where the layers' upper left corner is, in what size, who speaks."""

    person: Person
    left: float = 140
    top: float = 30
    size: float = 1.0
    mood: float = 0.0
    """Tells the movements of people apart, in radians."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A room and who is in it; the first person is the one who speaks."""

    room: Callable[[], Rgba]
    table: Callable[[], Rgba]
    seats: tuple[Seat, ...]


class Sprite:
    """A layer without its empty edges, ready to be pasted quickly.

    Kept as the light it adds and, for each colour, how much of what is below shines through: two
    plain pictures, which cv2 scales and multiplies in whole registers.
    """

    def __init__(self, layer: Rgba) -> None:
        rows, columns = (np.flatnonzero(layer[:, :, 3].any(axis=axis)) for axis in (1, 0))
        self.top, self.left = int(rows[0]), int(columns[0])
        part = layer[self.top : rows[-1] + 1, self.left : columns[-1] + 1]
        self._light = (part[:, :, :3] * 255).round().astype(np.uint8)
        self._through = np.repeat(255 - (part[:, :, 3:] * 255).round(), 3, axis=2).astype(np.uint8)

    def paste(self, canvas: Canvas, matrix: Matrix) -> None:
        """Draw onto `canvas`; `matrix` maps the layer's coordinates to the canvas'."""
        height, width = self._light.shape[:2]
        moved = matrix.copy()
        moved[:, 2] += matrix[:, :2] @ (self.left, self.top)
        corners = np.array([(0, 0, 1), (width, 0, 1), (0, height, 1), (width, height, 1)]) @ moved.T
        limits = (canvas.shape[1], canvas.shape[0])
        left, top = (int(v) for v in np.clip(np.floor(corners.min(0)) - 1, 0, limits))
        right, bottom = (int(v) for v in np.clip(np.ceil(corners.max(0)) + 1, 0, limits))
        moved[:, 2] -= (left, top)
        size = (right - left, bottom - top)
        light = cv2.warpAffine(self._light, moved, size)
        through = cv2.warpAffine(self._through, moved, size, borderValue=(255, 255, 255))
        _lay(canvas[top:bottom, left:right], light, through)

    def lay(self, canvas: Canvas) -> None:
        """Draw where it was drawn, which costs less."""
        height, width = self._light.shape[:2]
        part = canvas[self.top : self.top + height, self.left : self.left + width]
        _lay(part, self._light, self._through)


class Sitter:
    """A person who breathes, sways, blinks and speaks."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._body = Sprite(people.body(seat.person))
        head = people.head(seat.person)
        self._faces: dict[tuple[bool, int], Sprite] = {}
        for closed in (False, True):
            eyes = people.eyes(seat.person, closed=closed)
            for shape in range(people.MOUTHS):
                face = head.copy()
                over(face, eyes)
                over(face, people.mouth(seat.person, shape))
                self._faces[closed, shape] = Sprite(face)

    def paste(self, canvas: Canvas, time: float, openness: float) -> None:
        """Draw at `time` (seconds into the cycle), with the mouth open by 0…1."""
        seat = self._seat
        turn = 2 * pi * time / CYCLE
        sway = sin(turn + seat.mood) + 0.5 * sin(2 * turn + 2.1 * seat.mood)
        breath = sin(2 * turn + seat.mood)
        # Gestures of speech die away at both ends, so that loops fit each other.
        stress = openness * sin(pi * time / CYCLE) ** 2
        body = _placed(seat, 0.0, (0.7 * sway, 0.6 * breath))
        self._body.paste(canvas, body)
        tilt = 0.013 * sway + 0.012 * stress * cos(3 * turn)
        lift = 0.8 * breath - 1.4 * stress
        head = _placed(seat, tilt, (1.6 * sway, lift))
        shape = min(people.MOUTHS - 1, round(openness * (people.MOUTHS - 1)))
        self._faces[self._blinks(time), shape].paste(canvas, head)

    def _blinks(self, time: float) -> bool:
        first = 1.0 + self._seat.mood % 1.3
        return any(0 <= time - begin < BLINK for begin in (first, first + 2.9))


class Film:
    """A scene with everything drawn that does not change."""

    def __init__(self, scene: Scene) -> None:
        self._backdrop = (scene.room()[:, :, :3] * 255).round().astype(np.uint8)
        self._sitters = [Sitter(seat) for seat in scene.seats]
        self._table = Sprite(scene.table())

    def cycle(self, openness: Sequence[float] | None = None) -> Iterator[I420]:
        """Draw one cycle; `openness` of the first person's mouth for each frame, None: silent."""
        for number in range(round(CYCLE * FPS)):
            canvas = self._backdrop.copy()
            # Those behind first: the speaker sits in front.
            for place in reversed(range(len(self._sitters))):
                speaks = openness[number] if openness is not None and place == 0 else 0.0
                self._sitters[place].paste(canvas, number / FPS, speaks)
            self._table.lay(canvas)
            yield cv2.cvtColor(canvas, cv2.COLOR_RGB2YUV_I420).astype(np.uint8, copy=False)


def _lay(part: cv2.typing.MatLike, light: cv2.typing.MatLike, through: cv2.typing.MatLike) -> None:
    cv2.multiply(part, through, dst=part, scale=1 / 255)
    cv2.add(part, light, dst=part)


def _placed(seat: Seat, angle: float, shift: tuple[float, float]) -> Matrix:
    """Turn by `angle` about the neck, move by `shift`, scale, and put at the seat."""
    x, y = people.NECK
    cosine, sine = cos(angle), sin(angle)
    turned = np.array(
        [[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]]
    )
    turned[:, 2] += shift
    turned *= seat.size
    turned[:, 2] += (seat.left, seat.top)
    return turned
