"""Content through a node: real clients, real codecs, real packets."""

import asyncio
import re
from collections.abc import Callable

from mcu.clock import now
from mcu.connection import Connection
from mcu.content import Detail
from mcu.media import Codec, Encoded
from mcu.messages import Join, MemberKind, MemberSettings, Plate
from mcu.node import Node
from mcu.rtc.client import Client, Silent, Track
from mcu.video.layout import beside_content
from tests import pages
from tests.clips import Rgb, decode_pictures
from tests.mcu.relay import Relay, heights
from tests.patience import PATIENCE

READABLE = 0.9
"""Likeness of edges from which small letters are clear (see `tests.pages`)."""


class Guest(Silent):
    """A point that shares a page, or watches what others share."""

    def __init__(
        self, name: str, codec: Codec = Codec.VP8, page: str = "Trang 1", *, alone: bool = False
    ) -> None:
        self.name = name
        self.codec = codec
        self.clip = pages.shared(codec, page)
        self.people: list[int] = []
        """Times (ns) at which pictures of the people came."""
        self.pictures: list[Encoded] = []
        """These, of one who is `alone`: it has no line for content."""
        self.content: list[Encoded] = []
        self.turning = False
        """Whether the clip begins again when it is over."""
        self.closed = asyncio.Event()
        self.client = Client(handler=self, video=Codec.VP8, content=None if alone else codec)
        self._alone = alone
        self._more = asyncio.Event()
        self._next = 0
        self._sharing: asyncio.Task[None] | None = None

    async def join(self, node: Node, narrow: Callable[[int], Relay] | None = None) -> str:
        joined = await node.join(
            Join(
                conference="c",
                member=self.name,
                kind=MemberKind.POINT,
                plate=Plate(title=self.name),
                offer=self.client.offer(),
            )
        )
        answer = joined.answer
        if narrow:
            found = re.search(r"127\.0\.0\.1 (\d+) typ host", answer)
            assert found
            relay = narrow(int(found[1]))
            await relay.open()
            answer = answer.replace(found[0], f"127.0.0.1 {relay.port} typ host")
        await self.client.answer(answer)
        return joined.session

    def share(self) -> None:
        """Send the page from now on, over and over, from a keyframe on when asked for one."""
        self._sharing = asyncio.create_task(self._share())

    async def leave(self) -> None:
        if self._sharing:
            self._sharing.cancel()
            await asyncio.gather(self._sharing, return_exceptions=True)
        await self.client.close()

    async def sees(self, count: int) -> None:
        """Wait until so many frames of content have come."""
        await self._until(lambda: len(self.content) >= count)

    async def looks_on(self, count: int) -> None:
        """Wait until so many more pictures of the people have come."""
        count += len(self.people)
        await self._until(lambda: len(self.people) >= count)

    async def reads(self, page: Rgb) -> None:
        """Wait until the page that came can be read."""
        async with asyncio.timeout(PATIENCE):
            while pages.likeness(await self.picture(), page) < READABLE:
                await self.sees(len(self.content) + 1)

    async def picture(self) -> Rgb:
        """The newest picture of content."""
        await self.sees(1)
        return await asyncio.to_thread(newest, list(self.content))

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._more.clear()
                await self._more.wait()

    def on_frame(self, track: Track, frame: Encoded) -> None:
        if track is Track.CONTENT:
            self.content.append(frame)
        else:
            self.people.append(frame.pts)
            self.pictures += [frame] if self._alone else []
        self._more.set()

    def on_keyframe_request(self, track: Track) -> None:
        if track is Track.CONTENT:
            self._next = 0

    def on_closed(self, reason: str) -> None:
        self.closed.set()

    async def _share(self) -> None:
        while True:
            frame = self.clip[self._next]
            # The page stands still at the end: its last frame changes nothing any more.
            last = len(self.clip) - 1
            self._next = min(self._next + 1, 0 if self.turning and self._next == last else last)
            assert self.client.content
            self.client.content.deliver(Encoded(frame.codec, frame.data, now(), frame.keyframe))
            await asyncio.sleep(1 / pages.FPS)


def newest(frames: list[Encoded]) -> Rgb:
    last = max(n for n, frame in enumerate(frames) if frame.keyframe)
    return decode_pictures(frames[last:])[-1]


async def test_content_is_forwarded_as_it_was_sent(node: Node) -> None:
    presenter, viewer = Guest("a"), Guest("b")
    for guest in (presenter, viewer):
        await guest.join(node)
    presenter.share()
    await node.present("c", "a")
    await viewer.sees(5)
    sent = {frame.data for frame in presenter.clip}
    assert viewer.content[0].keyframe
    assert {frame.data for frame in viewer.content} <= sent
    assert presenter.content == [], "his own he does not get back"
    assert node._conferences["c"]._redraw.encoded == 0, "nothing was encoded"
    for guest in (presenter, viewer):
        await guest.leave()


async def test_who_takes_one_picture_alone_gets_the_content_in_it(node: Node) -> None:
    presenter, viewer = Guest("a"), Guest("b", alone=True)
    for guest in (presenter, viewer):
        await guest.join(node)
    video = node._conferences["c"].video
    place = beside_content(1, 1280, 720).tiles[0]

    def bright() -> bool:
        """Whether there is a white page where content is."""
        frames = viewer.pictures
        begin = max((n for n, frame in enumerate(frames) if frame.keyframe), default=None)
        if begin is None:
            return False
        shown = decode_pictures(frames[begin:])[-1]
        part = shown[place.y : place.y + place.h, place.x : place.x + place.w]
        return float(part.mean()) > 150

    await viewer._until(lambda: len(viewer.pictures) > 3)
    assert not bright()
    presenter.share()
    await node.present("c", "a")
    await viewer._until(bright)
    await node.present("c", None)
    await viewer._until(lambda: not bright())
    assert not video.record.watched, "made only while somebody takes it"
    assert viewer.content == []
    for guest in (presenter, viewer):
        await guest.leave()


async def test_who_joins_during_a_share_sees_it_though_the_page_stands_still(node: Node) -> None:
    presenter, viewer = Guest("a"), Guest("b")
    await presenter.join(node)
    presenter.share()
    await node.present("c", "a")
    await presenter._until(lambda: presenter._next == len(presenter.clip) - 1)
    await viewer.join(node)
    await viewer.sees(1)
    assert viewer.content[0].keyframe
    for guest in (presenter, viewer):
        await guest.leave()


async def test_another_codec_gets_it_encoded_once_and_readable(node: Node) -> None:
    presenter = Guest("a")
    viewers = [Guest("b", Codec.H264), Guest("d", Codec.H264)]
    for guest in (presenter, *viewers):
        await guest.join(node)
    presenter.share()
    await node.present("c", "a")
    for viewer in viewers:
        await viewer.sees(1)
        assert viewer.content[0].codec is Codec.H264
        assert (await viewer.picture()).shape == (720, 1280, 3)
        await viewer.reads(pages.page())
    redraw = node._conferences["c"]._redraw
    assert redraw.encoded <= max(len(viewer.content) for viewer in viewers) + 5
    await node.present("c", None)
    assert not redraw.watched
    for guest in (presenter, *viewers):
        await guest.leave()


async def test_a_share_ends_and_another_takes_over_without_a_ghost(node: Node) -> None:
    first, second, viewer = Guest("a"), Guest("d", page="Trang khác"), Guest("b")
    for guest in (first, second, viewer):
        await guest.join(node)
    for guest in (first, second):
        guest.share()
    await node.present("c", "a")
    await viewer.sees(3)
    await second.sees(3)
    await node.present("c", "d")
    await first.sees(1)  # what was on its way to the others has come by then
    del viewer.content[:]
    del second.content[:]
    await viewer.sees(3)
    await first.sees(3)
    seen = {frame.data for frame in (*viewer.content, *first.content)}
    assert seen <= {frame.data for frame in second.clip}
    assert second.content == []
    await node.present("c", None)
    await viewer.looks_on(25)  # what was on its way comes before these, or among them
    del viewer.content[:]
    await viewer.looks_on(25)  # in which five frames would come
    assert viewer.content == []
    for guest in (first, second, viewer):
        await guest.leave()


async def test_the_presenter_who_comes_back_goes_on(node: Node) -> None:
    """A new session of the presenter takes his seat, and his share."""
    before, after, viewer = Guest("a"), Guest("a", page="Trang 2"), Guest("b")
    for guest in (before, viewer):
        await guest.join(node)
    before.share()
    await node.present("c", "a")
    await viewer.sees(2)
    await after.join(node)
    await asyncio.wait_for(before.closed.wait(), PATIENCE)
    del viewer.content[:]
    after.share()
    await viewer.sees(3)
    assert viewer.content[0].keyframe
    assert {frame.data for frame in viewer.content} <= {frame.data for frame in after.clip}
    assert after.content == []
    for guest in (before, after, viewer):
        await guest.leave()


async def test_content_ends_with_the_member(node: Node) -> None:
    presenter, viewer = Guest("a"), Guest("b")
    for guest in (presenter, viewer):
        await guest.join(node)
    presenter.share()
    await node.present("c", "a")
    await viewer.sees(2)
    await node.remove("c", "a")
    stage = node._conferences["c"].content
    assert (stage.presenter, stage.source) == (None, None)
    for guest in (presenter, viewer):
        await guest.leave()


async def test_sound_only_gets_no_content(node: Node) -> None:
    presenter, viewer, other = Guest("a"), Guest("b"), Guest("w")
    for guest in (presenter, viewer, other):
        await guest.join(node)
    await node.settings("c", "b", MemberSettings(max_height=0))
    presenter.share()
    await node.present("c", "a")
    await other.sees(5)
    assert viewer.content == []
    await node.settings("c", "b", MemberSettings(max_height=720))
    await viewer.sees(2)
    for guest in (presenter, viewer, other):
        await guest.leave()


async def test_a_narrow_line_gets_text_before_faces_and_harms_nobody(node: Node) -> None:
    presenter, other, narrow = Guest("a"), Guest("b"), Guest("w")
    relays: list[Relay] = []

    def relay(port: int) -> Relay:
        relays.append(Relay(("127.0.0.1", port), 400_000, 0.3))
        return relays[0]

    for guest in (presenter, other):
        await guest.join(node)
    await narrow.join(node, relay)
    presenter.clip, presenter.turning = pages.turned(), True
    presenter.share()
    await node.present("c", "a")
    connection = node._conferences["c"].members["w"].connection
    assert isinstance(connection, Connection)
    await narrow.sees(1)
    beside = connection._beside
    assert beside is not None
    await narrow._until(lambda: beside.watch.height == Detail.LOW)
    presenter.clip, presenter.turning, presenter._next = pages.shared(), False, 0
    carried, before = relays[0].carried, len(other.people)
    await narrow.reads(pages.page())
    carried = relays[0].carried - carried
    await other._until(lambda: len(other.people) > before)
    assert len(other.content) > 0
    members = await heights(node, wide="b", narrow="w")
    assert members["b"].frames_dropped == 0
    assert carried < 12 * 400_000 / 8, "twelve seconds of the line"
    for guest in (presenter, other, narrow):
        await guest.leave()
    relays[0].close()
