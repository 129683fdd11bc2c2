"""Pages in step or each by himself: every member is sent the same packets, a slice at a time."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu import clock
from mcu.media import Codec, Encoded, Growing
from mcu.rtc.convoy import FEW
from mcu.rtc.flows import TOLD
from mcu.rtc.handler import Track
from mcu.rtc.outflow import BURST, MAX_WAITING, SLICE
from mcu.rtc.packet import RtpPacket
from mcu.rtc.payload import payloads
from tests.rtc.crowd import MANY, SHA1, Member, Room, real_outbox
from tests.rtc.ends import calling, listening
from tests.rtc.material import MS, datas, frame

LIMIT = 1_800_000


class Hall:
    """Members who are sent pages, and the time there."""

    def __init__(self, *, together: bool = True, turn: int | None = None) -> None:
        self.room = Room(real_outbox()) if turn is None else Room(real_outbox(), turn=turn)
        self.together = together
        self.hasty = turn is None  # nobody else has a turn before all has left
        self.now = 1_000 * MS
        self.number = 0
        self.growing: Growing | None = None
        self.rest: tuple[bytes, ...] = ()
        self.frame: Encoded | None = None
        self.came: list[list[RtpPacket]] = []

    def close(self) -> None:
        self.room.close()

    def add(self, count: int, kind: tuple[int, int] | None = None, limit: int = LIMIT) -> None:
        for one in self.room.add(count) if kind is None else self.room.add(count, kind=kind):
            one.content.limit = limit
            if not self.together:
                one.content._flows = None
            self.came.append([])
        self.run(1)

    @property
    def members(self) -> list[Member]:
        return self.room.members

    def page(self, size: int, *, keyframe: bool = False) -> Encoded:
        self.number += 1
        return replace(frame(Codec.VP8, self.number, size, keyframe=keyframe), pts=self.now)

    def show(self, page: Encoded, *, without: int | None = None) -> list[bool]:
        taken = [one.content.deliver(page) for at, one in enumerate(self.members) if at != without]
        self.come()
        self.collect()
        return taken

    def run(self, polls: int) -> None:
        for _ in range(polls):
            self.now += 10 * MS
            self.room.batches.pages.flows.poll(self.now)
            self.come()
            for one in self.members:
                if one.content.waits:
                    one.content.poll(self.now)
        self.collect()

    def come(self) -> None:
        if self.hasty:
            self.room.come()
        else:
            self.room.turn()

    def collect(self) -> None:
        """Take what has come, before there is no room for more."""
        for came, one in zip(self.came, self.members, strict=True):
            came.extend(one.take())

    def drain(self) -> None:
        self.end()
        end = self.now + 60_000 * MS
        while any(one.content.waits or one.content.march.flow.waits for one in self.members):
            self.run(10)
        assert self.now < end
        self.now = end  # the same for all, and there is credit again
        self.run(50)  # until all has left

    def begin(self, size: int) -> None:
        """Show a page that is still coming in."""
        if self.growing is not None:
            return
        self.frame = self.page(size)
        parts = payloads(self.frame)
        self.growing, self.rest = Growing(Codec.VP8, self.now, parts[:4]), parts[4:]
        for one in self.members:
            one.content.begin(self.growing)
        self.come()

    def grow(self, packets: int) -> None:
        if self.growing is not None:
            packets = min(packets, len(self.rest) - 1)
            if packets > 0:
                self.growing.grow(self.rest[:packets])
                self.rest = self.rest[packets:]

    def end(self) -> None:
        if self.growing is None or self.frame is None:
            return
        self.growing.end(self.rest)
        whole = replace(self.frame, grown=self.growing)
        self.growing = None
        self.show(whole)

    def lose(self) -> None:
        if self.growing is not None:
            self.growing.lost = True
            self.growing = None
            self.run(1)


Act = tuple[str, int]

acts: st.SearchStrategy[list[Act]] = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["page", "begin"]), st.integers(6_000, 150_000)),
        st.tuples(st.just("small"), st.integers(1, 6_000)),
        st.tuples(st.sampled_from(["poll", "grow"]), st.integers(1, 60)),
        st.tuples(st.sampled_from(["end", "key"]), st.just(30_000)),
        st.tuples(
            st.sampled_from(["gone", "back", "limit", "thin", "wide", "without", "again"]),
            st.integers(0, 13),
        ),
    ),
    max_size=15,
)


def play(hall: Hall, script: list[Act]) -> list[object]:
    """Carry out a script; return what came of it."""
    paths = [one.path for one in hall.members]
    results: list[object] = [hall.show(hall.page(30_000, keyframe=True))]
    for act, value in script:
        at = value % len(hall.members)
        member = hall.members[at]
        if act in ("page", "small"):
            results.append(hall.show(hall.page(value)))
        elif act == "begin":
            hall.begin(value)
        elif act == "poll":
            hall.run(value)
        elif act == "grow":
            hall.grow(value)
        elif act == "end":
            hall.end()
        elif act == "limit":
            member.content.limit = 600_000 if member.content.limit == LIMIT else LIMIT
        elif act in ("thin", "wide"):
            member.content._pace.known = 1_500_000 if act == "thin" else 5_000_000
            member.content.estimate = 5_000_000
        elif act == "without":
            results.append(hall.show(hall.page(9_000), without=at))
        elif act == "again":
            hall.drain()
            newest = member.content.sequence - 1
            lost = [(newest - number * number) & 0xFFFF for number in range(6)]
            results.append(member.content.retransmit(lost, hall.now))
        else:
            # When a way is lost, and what a keyframe takes the place of, is a question of time.
            hall.drain()
            if act == "key":
                results.append(hall.show(hall.page(value, keyframe=True)))
            else:
                member.path = paths[at] if act == "back" else None
    hall.drain()
    for packets, one in zip(hall.came, hall.members, strict=True):
        stream = one.content
        numbers = range(stream.sequence - 600, stream.sequence + 5)
        kept = [number & 0xFFFF for number in numbers if stream.keeps(number & 0xFFFF)]
        results.append((packets, kept, stream.packets, stream.octets, stream.sequence))
        results.append((stream.broken, stream.refused, stream.waits))
    return results


def twins(turn: int | None = None) -> tuple[Hall, Hall]:
    """Two halls of the same members, in two convoys, whose numbers are about to go round."""
    halls = Hall(turn=turn), Hall(together=False)
    for hall in halls:
        hall.add(MANY)
        hall.add(MANY, SHA1)
    for number, (one, other) in enumerate(zip(halls[0].members, halls[1].members, strict=True)):
        one.content.sequence = other.content.sequence = 0xFFFF - number
        other.content.offset = one.content.offset
        other.content._rtx_sequence = one.content._rtx_sequence
    return halls


@settings(max_examples=25, deadline=None)
@given(acts, st.sampled_from([None, 1, 20]))
def test_in_step_as_one_by_one(script: list[Act], turn: int | None) -> None:
    together, alone = twins(turn)
    with closing(together), closing(alone):
        assert play(together, script) == play(alone, script)


@pytest.fixture
def hall() -> Iterator[Hall]:
    with closing(Hall()) as one:
        yield one


def test_a_page_leaves_in_step_a_slice_at_a_time(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.add(MANY)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()

    def fail(*_: object) -> int:
        raise AssertionError("called")

    monkeypatch.setattr("mcu.rtc.paced.PacedOutbound.write", fail)
    monkeypatch.setattr("mcu.rtc.paced.PacedOutbound.sent", fail)
    begin, before = hall.now, len(hall.came[0])
    assert all(hall.show(hall.page(100_000)))
    while hall.members[0].content.march.flow.waits:
        at_once = len(hall.came[0])
        hall.run(1)
        octets = sum(len(one.payload) for one in hall.came[0][at_once:])
        assert octets <= SLICE + 1200, "the voice has its turn before there is more"
    assert (hall.now - begin) / 1e9 == pytest.approx((100_000 - BURST) * 8 / LIMIT, rel=0.15)
    assert not any(one.content.waits for one in hall.members)
    packets = [one[before:] for one in hall.came]
    assert all(one[0].extensions == {5: bytes(3)} for one in packets)
    assert [[packet.payload for packet in one] for one in packets] == [
        [packet.payload for packet in packets[0]]
    ] * MANY


def test_thin_lines_go_at_their_own_pace_and_slow_nobody_down(hall: Hall) -> None:
    hall.add(MANY + 1)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    thin, *others = (one.content for one in hall.members)
    hall.show(hall.page(100_000))
    assert thin.march.members == {thin, *others}
    thin.limit = LIMIT // 3
    assert thin.march.members != set(others), "it has fallen out"
    assert thin.waits
    while others[0].march.flow.waits:
        hall.run(1)
    assert thin.waits
    assert others[0].march.members == set(others)
    hall.drain()
    assert [len(one) for one in hall.came] == [len(hall.came[0])] * (MANY + 1)
    thin.limit = LIMIT
    hall.show(hall.page(5_000))
    assert thin.march.members == {thin, *others}, "and comes back as soon as nothing waits"


def test_what_never_comes_to_its_end_breaks_off_for_all_in_step(hall: Hall) -> None:
    hall.add(MANY)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    hall.begin(50_000)
    hall.run(2)
    hall.lose()
    assert all(one.content.broken for one in hall.members)
    assert all(one.content.lacks_keyframe() for one in hall.members)
    assert not any(one.content.lacks_keyframe() for one in hall.members), "told once"
    assert hall.show(hall.page(500)) == [False] * MANY
    assert all(hall.show(hall.page(5_000, keyframe=True)))
    assert len({one.content.march for one in hall.members}) == 1


def test_all_report_behind_a_page_a_few_at_a_time(hall: Hall) -> None:
    hall.add(TOLD + FEW)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    hall.show(hall.page(60_000))
    told = []
    for _ in range(60):
        hall.run(1)
        told.append(sum(one.content.page_left(hall.now) for one in hall.members))
    assert [one for one in told if one] == [TOLD, FEW]


def test_who_leaves_owes_no_report_any_more(hall: Hall) -> None:
    hall.add(TOLD + FEW)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    hall.show(hall.page(60_000))
    told = [0] * len(hall.members)
    while not sum(told):
        hall.run(1)
        told = [one.content.page_left(hall.now) for one in hall.members]
    owing = [one.content for one, was in zip(hall.members, told, strict=True) if not was]
    assert len(owing) == FEW, "the others wait for their turn"
    owing[0].end()
    hall.run(2)
    assert [one.page_left(hall.now) for one in owing] == [False] + [True] * (FEW - 1)


def test_too_much_is_refused_in_step_as_well(hall: Hall) -> None:
    hall.add(MANY)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    taken = [hall.show(hall.page(MAX_WAITING // 3)) for _ in range(5)]
    assert [one[0] for one in taken] == [True, True, True, True, False]
    assert all(len(set(one)) == 1 for one in taken)
    assert [one.content.refused for one in hall.members] == [1] * MANY


def test_a_keyframe_takes_the_place_of_what_waits_for_all(hall: Hall) -> None:
    hall.add(MANY)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    hall.show(hall.page(100_000))
    hall.run(5)
    before = [len(one) for one in hall.came]
    page = hall.page(20_000, keyframe=True)
    hall.show(page)
    assert len({one.content.march for one in hall.members}) == 1
    hall.drain()
    for begin, came in zip(before, hall.came, strict=True):
        assert [one.payload for one in came[begin:]] == list(payloads(page))
        numbers = [one.sequence for one in came]
        assert numbers == [(numbers[0] + at) & 0xFFFF for at in range(len(numbers))]


def test_who_leaves_in_the_middle_is_sent_nothing_more(hall: Hall) -> None:
    hall.add(MANY + 1)
    hall.show(hall.page(5_000, keyframe=True))
    hall.drain()
    hall.show(hall.page(50_000))
    gone = hall.members[1]
    before = len(hall.came[1])
    gone.path = None
    hall.drain()
    assert gone.content.broken
    assert len(hall.came[1]) == before
    assert {len(one) for at, one in enumerate(hall.came) if at != 1} == {len(hall.came[0])}
    assert len(hall.came[0]) > before


async def test_real_peers_read_what_they_are_sent_in_step_while_it_comes_in() -> None:
    pages = [frame(Codec.VP8, at, 60_000, keyframe=not at) for at in range(3)]
    async with listening() as port, AsyncExitStack() as stack:
        every = [
            await stack.enter_async_context(calling(port, content=Codec.VP8)) for _ in range(MANY)
        ]
        sinks = [ends.session.content for ends in every]
        for ends in every:
            ends.session.pace_content(5_000_000)
        for page in pages:
            stamped = replace(page, pts=clock.now())
            growing = Growing(Codec.VP8, stamped.pts, payloads(stamped)[:9])
            if not page.keyframe:
                for ends in every:
                    assert ends.session.content is not None
                    ends.session.content.begin(growing)
                stamped = replace(stamped, grown=growing)
                await asyncio.sleep(0)
                growing.end(payloads(stamped)[9:])
            assert all(one.deliver(stamped) for one in sinks if one is not None)
            assert len({one.step for one in sinks if one is not None}) == 1
        for ends in every:
            await ends.near.until_frames(len(pages), Track.CONTENT)
            assert datas(ends.near.frames[Track.CONTENT]) == datas(pages)
        assert len({one.march for one in sinks if one is not None}) == 1
