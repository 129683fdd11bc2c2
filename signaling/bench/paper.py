"""Whether a shared page can be read: A4 across the height of 720 rows, encoded as content is.

Letters of 12 points are ten pixels high there. `sharp` is the correlation of the page's edges with
those of the page as it was, and as `turns.js` judges pages in a browser, letters are clear from
`CLEAR` on.
"""

from typing import Final, cast

import av
import cv2
import msgspec
import numpy as np
from av.video.codeccontext import VideoCodecContext

from mcu.media import Codec, Plane
from mcu.video.encoder import Encoder
from mcu.video.planes import views
from mcu.video.redraw import BURST, PAGES_FPS

WIDTH, HEIGHT = 1280, 720
CLEAR: Final = 0.8
LONGEST_S: Final = 4
MARGIN: Final = 60
_LINE: Final = 14  # pixels: 12 points and a half of space, where 842 points are 720 rows
_LETTERS: Final = "abcdeghiklmnopqrstuvxy0123456789    "


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One codec at one bitrate."""

    codec: str
    asked_kbps: int
    first_sharp: float
    """Of the first picture, a keyframe."""
    sharp: float
    """Once it is as sharp as it gets."""
    readable_s: float | None
    """Until letters are clear, by when pictures have arrived on such a line; None for never."""


def measure_page(codec: Codec, kbps: int) -> Page:
    """Show a page and see how it gets sharp."""
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    for plane, value in zip(views(frame), (235, 128, 128), strict=True):
        plane[:] = value
    views(frame)[0][:] = _page()
    edges = _edges(views(frame)[0])
    coder = Encoder(codec, WIDTH, HEIGHT, PAGES_FPS, kbps * 1000, burst=BURST)
    decoder = cast(VideoCodecContext, av.CodecContext.create(str(codec).lower(), "r"))
    sharp: list[float] = []
    readable: float | None = None
    arrived = 0.0
    for number in range(LONGEST_S * PAGES_FPS):
        data, _ = coder.encode(frame, number, keyframe=number == 0)
        arrived = max(arrived, number / PAGES_FPS) + len(data) * 8 / kbps / 1000
        for picture in decoder.decode(av.Packet(data)):
            sharp.append(likeness(edges, _edges(views(picture)[0])))
            if readable is None and sharp[-1] >= CLEAR:
                readable = round(arrived, 2)
    return Page(
        codec=str(codec),
        asked_kbps=kbps,
        first_sharp=round(sharp[0], 3),
        sharp=round(sharp[-1], 3),
        readable_s=readable,
    )


def likeness(one: Plane, other: Plane) -> float:
    """Return the correlation of two maps of edges, -1…1; their means are 0 as near as matters."""
    a, b = one.astype(np.float64).ravel(), other.astype(np.float64).ravel()
    return float(np.dot(a, b) / max(float(np.sqrt(np.dot(a, a) * np.dot(b, b))), 1e-9))


def _edges(luma: Plane) -> Plane:
    return cv2.Laplacian(luma[:, WIDTH // 4 : -WIDTH // 4], cv2.CV_16S)  # type: ignore[return-value]


def _page() -> Plane:
    """A page of small letters in the middle of a wide screen."""
    dice = np.random.default_rng(7)
    twice = np.full((HEIGHT * 2, WIDTH * 2), 235, np.uint8)
    left = WIDTH - HEIGHT * 2 * 210 // 297 // 2
    for bottom in range(MARGIN, HEIGHT * 2 - MARGIN, 2 * _LINE):
        line = "".join(dice.choice(list(_LETTERS), 62))
        place = (left + MARGIN, bottom)
        cv2.putText(twice, line, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 16, 1, cv2.LINE_AA)
    return cv2.resize(twice, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)
