"""Who is in step with whom, as members join, lag behind, catch up and leave."""

from collections import Counter
from collections.abc import Hashable, Sequence
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.media import Codec
from mcu.rtc import ranks as module
from mcu.rtc.convoy import FEW, kind_of
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.packet import RtpPacket
from mcu.rtc.ranks import Rankings, Ranks, regroup
from tests.rtc.crowd import MANY, SHA1, Room, real_outbox
from tests.rtc.material import frame

Way = tuple[Hashable, Hashable]

ACTS = st.tuples(st.sampled_from(["join", "other", "lag", "catch up", "leave"]), st.integers(0, 40))


def way(one: VideoOutbound) -> Way | None:
    kind = kind_of(one)
    return None if kind is None or one.step is None else (kind, one.step)


def expected(streams: Sequence[VideoOutbound]) -> set[frozenset[VideoOutbound]]:
    """The columns, if everybody were looked at."""
    columns: dict[Way, set[VideoOutbound]] = {}
    for one in streams:
        if (its := way(one)) is not None:
            columns.setdefault(its, set()).add(one)
    return {frozenset(one) for one in columns.values() if len(one) > FEW}


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_those_who_follow_are_as_if_all_were_looked_at(acts: list[tuple[str, int]]) -> None:
    with closing(Room(real_outbox())) as room:
        pools = {"join": room.add(30), "other": room.add(15, kind=SHA1)}
        streams = [pools["join"].pop().video for _ in range(MANY)]
        rankings: Rankings[VideoOutbound] = Rankings(2)
        for act, number in acts:
            one = streams[number % len(streams)]
            if act in pools:
                streams += [other.video for other in pools[act][: number % 3 + 1]]
                del pools[act][: number % 3 + 1]
            elif act in {"lag", "catch up"}:
                one.ahead = act == "lag"
            elif act == "leave" and len(streams) > 1:
                one.end()
                streams.remove(one)
            ranks = rankings.of(streams)
            columns = {frozenset(column.members) for column in ranks.columns}
            assert columns == expected(streams)
            assert set(ranks.rest) == set(streams) - {one for some in columns for one in some}
            for column in ranks.columns:
                assert column.whole
                assert column.march.members == set(column.members)
                begins = [one.sequence - column.march.packets for one in column.members]
                assert list(column._begins) == begins


def test_who_joins_has_nobody_else_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: Counter[object] = Counter()

    def look(one: VideoOutbound) -> object:
        looked[one] += 1
        return kind_of(one)

    monkeypatch.setattr(module, "kind_of", look)
    with closing(Room(real_outbox())) as room:
        everybody = [one.video for one in room.add(MANY + 2)]
        streams = everybody[:MANY]
        rankings: Rankings[VideoOutbound] = Rankings(2)
        before = rankings.of(streams)
        looked.clear()
        streams = everybody
        ranks = rankings.of(streams)
        assert set(looked) == set(streams[-2:])
        assert len(ranks.columns) == 1
        assert not before.columns[0].whole
        assert rankings.of(list(streams)) is ranks


def test_who_joins_is_sent_nothing_that_was_under_way() -> None:
    """A burst to those in step leaves some at a time."""
    with closing(Room(real_outbox(), turn=1)) as room:
        everybody = [one.video for one in room.add(MANY + 1)]
        early = everybody[:MANY]
        batch = room.batches.pictures
        pages = [frame(Codec.VP8, number, 2_000, keyframe=not number) for number in range(3)]
        batch.deliver(pages[0], early)
        batch.deliver(pages[1], early)
        batch.deliver(pages[2], everybody)
        room.come()
        came: list[list[RtpPacket]] = [one.take() for one in room.members]
        sizes = [len(one) for one in came]
        assert sizes == [6] * MANY + [2]
        assert everybody[-1].march is early[0].march


def test_a_ranking_of_others_is_made_anew() -> None:
    with closing(Room(real_outbox())) as room:
        streams = [one.video for one in room.add(MANY)]
        ranks = Ranks(streams)
        assert ranks.followed(streams[1:]) is None
        streams[0].end()
        assert ranks.followed(streams) is None


def test_those_left_of_a_column_go_on_without_who_was_behind_or_is_lost() -> None:
    with closing(Room(real_outbox())) as room:
        *others, behind, lost = room.add(MANY + 3)
        streams = [one.video for one in room.members]
        (column,) = Ranks(streams).columns
        behind.video.ahead = True
        behind.video.ahead = False  # he goes the same way again, but has come less far
        lost.path = None
        (left,) = regroup(column)
        assert left.members == [one.video for one in others]
        assert left.march is column.march
        assert lost.video.march is not column.march
        assert behind.video.march is not column.march


def test_no_more_ranks_are_kept_than_asked_for() -> None:
    with closing(Room(real_outbox())) as room:
        streams = [one.video for one in room.add(3 * MANY)]
        groups = [streams[at : at + MANY] for at in range(0, 3 * MANY, MANY)]
        rankings: Rankings[VideoOutbound] = Rankings(2)
        first, second = (rankings.of(group) for group in groups[:2])
        assert rankings.of(groups[0]) is first
        assert rankings.of(groups[1]) is second
        rankings.of(groups[2])
        assert rankings.of(groups[0]) is not first
        newest = rankings.of(groups[2])
        assert rankings.of(groups[2]) is newest
        rankings.forget()
        assert rankings.of(groups[2]) is not newest
