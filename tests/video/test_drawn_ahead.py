"""Whatever comes on the canvas has been drawn elsewhere before: no tick is late for a drawing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from mcu.messages import Plate
from mcu.scene import Bar, Countdown, Layout, Overlay, Pinned, Poll, Scene
from mcu.video import graphics
from mcu.video.canvas import Canvas
from mcu.video.decoder import DecoderPool
from mcu.video.font import Weight, font, length
from mcu.video.graphics import Graphics, written
from mcu.video.mixer import VideoMixer
from tests.patience import PATIENCE
from tests.video.drawings import SMALL, Drawing, drawn_in_ticks, note_drawings
from tests.video.material import SECOND
from tests.video.test_scenes import Gallery

NOON = 1_800_000_000.0
LONG = "Đề nghị các điểm cầu ổn định chỗ ngồi; hội nghị tiếp tục sau giờ giải lao. " * 4


class Wall:
    """A wall clock that goes on when it is told to."""

    now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Drawing]:
    return note_drawings(monkeypatch)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    pool = DecoderPool(1)
    yield pool
    pool.close()


@pytest.fixture
async def mixer(pool: DecoderPool, wall: Wall) -> AsyncIterator[VideoMixer]:
    mixer = VideoMixer(
        title="Kỳ họp thứ hai, Hội đồng nhân dân tỉnh",
        width=640,
        height=360,
        fps=25,
        bitrate=1_500_000,
        decoders=pool,
        wall=wall,
    )
    task = asyncio.create_task(mixer.run())
    yield mixer
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    mixer.close()


async def test_no_tick_draws_what_comes_on_the_canvas(
    mixer: VideoMixer, wall: Wall, drawn: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics, "TURN_NS", SECOND // 5)
    hall = Gallery(mixer, 6)
    everybody = set(mixer.slots)
    hall.send(*everybody)
    await hall.viewer.get(3)
    drawn.clear()
    thrown: list[Drawing] = []

    async def until(what: str) -> None:
        """Wait until such a thing is drawn, and seen."""
        async with asyncio.timeout(PATIENCE):
            while not any(one.what == what for one in drawn):
                hall.send(*everybody & mixer.slots.keys())
                await hall.viewer.get(1)
        await hall.viewer.get(2)
        thrown.extend(drawn)
        drawn.clear()

    def tell(overlay: Overlay) -> None:
        mixer.overlay(overlay)

    def join() -> None:
        for name in ("06", "07", "08", "09"):
            mixer.add(name, Plate(title=f"Điểm cầu {name}"), 6, lambda: None).connected = True

    def leave() -> None:
        for name in ("00", "01"):
            mixer.remove(name)

    bars = (Bar(text="Tán thành", count=75), Bar(text="Không tán thành", count=25))
    asked = Poll(question="Thông qua Nghị quyết?", voted=57, voters=114)
    result = Poll(question=asked.question, voted=114, voters=114, bars=bars, verdict="Đạt")
    kept = Pinned(member="gone", plate=Plate(title="UBND xã Trực Thuận"))
    acts: list[tuple[Callable[[], None], str]] = [
        (lambda: tell(Overlay(announcement=LONG)), "announcement"),
        (lambda: None, "announcement"),  # its next page
        (lambda: tell(Overlay(poll=asked)), "_running"),
        (lambda: tell(Overlay(poll=result)), "draw"),
        (lambda: tell(Overlay(countdown=Countdown(until=NOON + 300))), "_line"),
        (lambda: tell(Overlay(hold="Hội nghị tạm nghỉ")), "rest_screen"),
        (lambda: setattr(wall, "now", NOON + 60), "header"),  # another minute
        (lambda: mixer.show(Scene(layout=Layout.FULL, main=("01",), fade=False)), "plate"),
        (lambda: mixer.show(Scene(layout=Layout.GRID, pinned=(kept,), fade=False)), "plate"),
        (lambda: setattr(mixer.captions, "recording", True), "header"),
        (join, "plate"),
        (leave, "plate"),
    ]
    for act, what in acts:
        act()
        await until(what)
    assert drawn_in_ticks(thrown) <= SMALL


def test_what_is_new_appears_when_it_is_drawn_and_what_is_gone_goes_at_once() -> None:
    jobs: list[Callable[[], None]] = []

    def later(job: Callable[[], None]) -> bool:
        jobs.append(job)
        return True

    canvas, over = Canvas(1280, 720), Graphics(1280, 720, later).over
    first, second = (
        written(Overlay(announcement=text), "", 0, NOON) for text in ("Giải lao", "Tiếp tục")
    )
    nothing = written(Overlay(), "", 0, NOON)
    assert over(canvas, first) is canvas
    assert over(canvas, first) is canvas
    (job,) = jobs
    job()
    seen = over(canvas, first).y.copy()
    assert (seen != canvas.y).any()
    assert (over(canvas, second).y == seen).all(), "the old one until the new one is drawn"
    assert over(canvas, nothing) is canvas
    jobs[1]()
    assert over(canvas, first) is canvas, "what was drawn too late is not shown"
    jobs[2]()
    assert (over(canvas, first).y == seen).all()


@pytest.mark.parametrize("weight", list(Weight))
def test_letters_take_together_what_their_line_takes(weight: Weight) -> None:
    for size in (13, 20, 34):
        face = font(weight, size)
        for text in (LONG, "AV To. Wa LT “fi” – 123… Ằ ậy", ""):
            assert length(face, text) == pytest.approx(face.getlength(text), abs=0.02)
