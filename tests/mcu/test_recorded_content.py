"""A recording holds what the room saw: what was shared, and people beside it."""

import asyncio
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from mcu.clock import NS_PER_S, now
from mcu.media import SAMPLE_RATE, TICK_NS, Codec
from mcu.node import Node
from mcu.video.layout import beside_content, letterbox
from signaling.demo import encode
from tests import pages
from tests.clips import Rgb, beeps, find_colour, flashing_cards, onsets, rgb
from tests.mcu.guest import Guest
from tests.mcu.test_sharing import Guest as Presenter
from tests.mcu.watched import watched

LARGE, SMALL = (1280, 720), (960, 720)
READABLE = 0.8
"""Likeness of edges to the page scaled down: small letters are clear (see `tests.pages`)."""

LIP_SYNC_S = 0.045
FPS = 25
LOOK_EVERY = 4
"""Of so many pictures one is looked at for text."""


def shows(picture: Rgb, size: tuple[int, int]) -> bool:
    """Whether a page of a size can be read where content is."""
    rect = letterbox(*size, beside_content(0, 1280, 720).tiles[0])
    part = picture[rect.y : rect.y + rect.h, rect.x : rect.x + rect.w]
    page = cv2.resize(pages.page(size), (rect.w, rect.h)).astype(np.uint8)
    return pages.likeness(part, page) > READABLE


def seen(picture: Rgb) -> str | None:
    """What a picture of the record shows; None while it is not yet clear."""
    red = find_colour(picture, "red")
    strip = beside_content(1, 1280, 720).tiles[1]
    if red is None:
        return None
    if red.width > strip.w:
        return "people"
    assert red.left >= strip.x, "beside the content, never on it"
    return "large" if shows(picture, LARGE) else "small" if shows(picture, SMALL) else None


class Played:
    """A file as FFmpeg plays it."""

    def __init__(self, path: Path) -> None:
        self.times: list[float] = []
        self.pictures: list[Rgb] = []
        self.bright: list[float] = []
        """How bright the first place of the strip is, 0…255."""
        strip = beside_content(1, 1280, 720).tiles[1]
        with av.open(path) as file:
            for number, frame in enumerate(file.decode(video=0)):
                self.times.append(float(frame.time or 0))
                grey = frame.to_ndarray(format="gray8")
                self.bright.append(float(grey[strip.y : strip.y + 20, strip.x :].mean()))
                if number % LOOK_EVERY == 0:
                    self.pictures.append(rgb(frame))

    def flashes(self) -> list[float]:
        """When the first place of the strip became white."""
        white = [value > 180 for value in self.bright]
        return [time for time, (a, b) in zip(self.times[1:], pairwise(white), strict=True) if b > a]

    def story(self) -> list[str]:
        """What it shows, one after another."""
        return [what for what, _, _ in self.scenes()]

    def scenes(self) -> list[tuple[str, float, float]]:
        """What it shows, one after another, and from when to when (s) it is seen so."""
        at = zip(map(seen, self.pictures), self.times[::LOOK_EVERY], strict=True)
        runs = groupby(((what, time) for what, time in at if what), lambda one: one[0])
        scenes = ((what, [time for _, time in run]) for what, run in runs)
        return [(what, times[0], times[-1]) for what, times in scenes]

    def assert_whole(self) -> None:
        """Each picture is later than the one before it, and none stands for long."""
        steps = [late - early for early, late in pairwise(self.times)]
        assert min(steps) > 0
        assert max(steps) < 3.0, "of 0.04 on a machine that has the time"
        assert {picture.shape for picture in self.pictures} == {(720, 1280, 3)}


async def enter(node: Node, *guests: Presenter | Guest) -> None:
    for guest in guests:
        await guest.join(node)


async def test_a_share_is_recorded_whoever_shares_and_whatever_size(node: Node) -> None:
    first, second, face = Presenter("a"), Presenter("b", Codec.H264), Guest("red")
    second.clip = pages.shared(Codec.H264, "Trang 1", SMALL)
    await enter(node, first, second, face)
    with watched(seen) as record:
        path = Path(await node.start_recording("c", "r"))
        await record.until("people")
    first.share()
    await node.present("c", "a")
    await record.until("large")
    first.clip, first._next = pages.shared(Codec.VP8, "Trang 1", SMALL), 0
    await record.until("small")
    first.clip, first._next = pages.shared(), 0
    await record.until("large")
    second.share()
    await node.present("c", "b")  # taken over
    await record.until("small")
    await node.present("c", None)
    await record.until("people")
    conference = node._conferences["c"]
    assert not conference.video.record.watched, "made only while shared"
    await node.stop_recording("c")
    assert not conference._redraw.watched
    played = await asyncio.to_thread(Played, path)
    played.assert_whole()
    story = await asyncio.to_thread(played.story)
    # Between two who share, people may be seen for a moment.
    assert [one for one, _ in groupby(one for one in story[1:-1] if one != "people")] == [
        "large",
        "small",
        "large",
        "small",
    ]
    assert story[0] == story[-1] == "people"
    for guest in (first, second, face):
        await guest.leave()


async def test_a_recording_may_begin_during_a_share_that_ends_with_its_member(node: Node) -> None:
    presenter, face = Presenter("a"), Guest("red")
    await enter(node, presenter, face)
    presenter.share()
    await node.present("c", "a")
    await presenter._until(lambda: presenter._next == len(presenter.clip) - 1)
    with watched(seen) as record:
        path = Path(await node.start_recording("c", "r"))
        await record.until("large")
    await node.remove("c", "a")
    await record.until("people")
    await node.stop_recording("c")
    played = await asyncio.to_thread(Played, path)
    played.assert_whole()
    story = await asyncio.to_thread(played.story)
    assert story[-2:] == ["large", "people"]
    assert len(story) <= 3, "at most people for the moment until the page is there"
    for guest in (presenter, face):
        await guest.leave()


class Beeper(Guest):
    """Flashes and beeps at the same moments, once a second."""

    async def _play(self) -> None:
        assert self.client.audio
        assert self.client.video
        cards = flashing_cards("red", 640, 360, FPS, 1)
        pictures = encode.pictures(cards, codec=Codec.VP8, fps=FPS, bitrate=800_000)
        sound = encode.sound(beeps(1))
        begin = now()
        for index in range(1 << 30):
            due = begin + index * TICK_NS
            await asyncio.sleep(max(0, due - now()) / NS_PER_S)
            packet, frame = sound[index % len(sound)], pictures[index // 2 % len(pictures)]
            self.client.audio.deliver(replace(packet, pts=due))
            if index % 2 == 0:
                self.client.video.deliver(replace(frame, pts=due))


def sound_of(path: Path) -> NDArray[np.float64]:
    with av.open(path) as file:
        frames = list(file.decode(audio=0))
    lead = np.zeros(round(float(frames[0].time or 0) * SAMPLE_RATE), np.int16)
    parts = [frame.to_ndarray().astype(np.float64).mean(axis=0) for frame in frames]
    return np.concatenate([lead, *parts])


async def test_sound_and_people_beside_content_are_in_step(node: Node) -> None:
    face, presenter = Beeper("red"), Presenter("z")
    await enter(node, face, presenter)
    presenter.share()
    await node.present("c", "z")
    await face.ear.until(pictures=25)
    path = Path(await node.start_recording("c", "r"))
    await asyncio.sleep(8)
    await node.stop_recording("c")
    played = await asyncio.to_thread(Played, path)
    beeps_at = onsets(np.abs(await asyncio.to_thread(sound_of, path)), 1 / SAMPLE_RATE, 0.5)
    offsets = [min((beep - flash for beep in beeps_at), key=abs) for flash in played.flashes()]
    assert len(offsets) >= 5
    # What a busy machine shows late says nothing: it is never all of them, nor early.
    assert np.quantile(np.abs(offsets), 0.25) < LIP_SYNC_S, offsets
    for guest in (face, presenter):
        await guest.leave()
