"""Whatever people do, in any order: the rules hold, and the log tells the same meeting again."""

import copy
from datetime import timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signaling.meeting import commands as act
from signaling.meeting import scene_commands as stage
from signaling.meeting.actor import Actor, Right
from signaling.meeting.deciding import DECIDERS, decide
from signaling.meeting.entry import Entry
from signaling.meeting.events import MicSwitched
from signaling.meeting.needs import NEEDS, AnyCommand
from signaling.meeting.picture import Box, Scene
from signaling.meeting.proceedings import rebuilt
from signaling.meeting.refusal import RefusedError
from signaling.meeting.terms import AgendaItem, Count, Mode
from tests.meeting.council import CHAIR, OPERATOR, SECRETARY, VIEWER, Hall, delegate, planned

POINTS = [f"p{n}" for n in range(4)]
point = st.sampled_from(POINTS)
some = st.lists(point, max_size=4, unique=True).map(tuple)
leader = st.sampled_from([CHAIR, SECRETARY, OPERATOR])
limit = st.none() | st.integers(10, 120)
yes_no = st.booleans()

key = st.integers(1, 9)
BOXES = (
    Box(x=10, y=10, w=64, h=36, part="main"),
    Box(x=80, y=10, w=32, h=18),
    Box(x=70, y=20, w=32, h=18),
)
scene = st.builds(
    Scene,
    layout=st.sampled_from(["auto", "grid", "side", "pip", "custom"]),
    boxes=st.sampled_from([(), BOXES[:2], BOXES]),
    main=some,
    pinned=some,
    order=some,
)

COMPOSING: list[st.SearchStrategy[act.Command]] = [
    st.builds(stage.TakeScene, scene=scene),
    st.builds(stage.ApplyPreset, key=key),
    st.just(stage.UndoScene()),
    st.builds(stage.TurnPage, by=st.sampled_from([1, -1])),
    st.builds(stage.SavePreset, key=key, name=st.just("Khai mạc"), scene=scene),
    st.builds(stage.RenamePreset, key=key, name=st.just("Bế mạc")),
    st.builds(stage.DeletePreset, key=key),
]

LEADING: list[st.SearchStrategy[act.Command]] = [
    st.just(act.Open()),
    st.builds(act.Lock, on=yes_no),
    st.builds(act.SetMode, mode=st.sampled_from(Mode.__args__), lecturer=point),  # type: ignore[attr-defined]
    st.builds(act.HoldLobby, on=yes_no),
    st.builds(act.Admit, points=st.none() | some),
    st.builds(act.Remove, point=point),
    st.builds(act.RejectFloor, point=point),
    st.builds(act.OrderFloor, points=some),
    st.builds(act.PrepareFloor, point=st.none() | point),
    st.builds(act.CallFloor, point=point, limit_s=limit, beside=yes_no),
    st.builds(act.StopFloor, point=st.none() | point),
    st.builds(act.RestoreFloor, points=some, beside=yes_no, asked=some),
    st.builds(act.LimitFloor, point=point, limit_s=limit),
    st.builds(act.PauseFloor, point=point, on=yes_no),
    st.builds(act.Silence, points=st.none() | some),
    st.builds(act.InviteMic, point=point),
    st.builds(act.LockMics, on=yes_no),
    st.builds(act.SetAgenda, items=st.just((AgendaItem(id="c", title="Chất vấn"),))),
    st.builds(act.GoTo, item=st.sampled_from([None, "a", "b", "c"])),
    st.just(act.OpenRoll()),
    st.builds(
        act.MarkRoll,
        point=point,
        presence=st.sampled_from(["room", "online", "absent"]),
        heads=st.none() | st.integers(0, 9),
    ),
    st.just(act.CloseRoll()),
    st.builds(
        act.OpenVote,
        question=st.just("Thông qua?"),
        basis=st.sampled_from(["points", "delegates"]),
        secret=yes_no,
        seconds=limit,
        regardless=yes_no,
    ),
    st.builds(act.CloseVote, vote=st.sampled_from(["v1", "v2"])),
    st.builds(act.CancelVote, vote=st.sampled_from(["v1", "v2"])),
    st.builds(act.ShowVote, vote=st.sampled_from([None, "v1", "v2"])),
    st.builds(act.Announce, text=st.just("Nghỉ 15 phút"), points=st.none() | some, seconds=limit),
    st.just(act.ClearNotice()),
    st.builds(act.CountDown, seconds=limit),
    st.builds(act.Hold, music=yes_no),
    st.builds(act.Talk, point=st.none() | point),
]

TAKING_PART: list[st.SearchStrategy[act.Command]] = [
    st.builds(act.AnswerTalk, on=yes_no),
    st.builds(act.RequestFloor, subject=st.sampled_from(["", "Ngân sách"])),
    st.just(act.WithdrawFloor()),
    st.builds(act.AnswerMic, accept=yes_no),
    st.builds(act.GrantMic, on=yes_no),
    st.builds(act.ReportHeads, heads=st.integers(0, 9)),
    st.builds(
        act.CastVote,
        vote=st.sampled_from(["v1", "v2"]),
        counts=st.lists(
            st.builds(
                Count,
                option=st.sampled_from(["Tán thành", "Không tán thành", "Khác"]),
                count=st.integers(-1, 3),
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
]


class Council(RuleBasedStateMachine):
    """People act, lines come and go, time passes."""

    @initialize(lobby=yes_no, muted=yes_no)
    def plan(self, lobby: bool, muted: bool) -> None:
        self.hall = Hall(planned(4, lobby=lobby, muted=muted))
        self.willing: set[str] = set()
        """Points that have not closed their own microphone since they, or by their leave others,
        opened it."""

    def attempt(self, actor: Actor, command: act.Command) -> None:
        """Act; a refusal changes nothing, and neither does deciding."""
        before = copy.deepcopy(self.hall.meeting)
        heard = set(filter(before.mics.heard, POINTS))
        try:
            events = self.hall.act(actor, command)
        except RefusedError:
            assert self.hall.meeting == before
            return
        assert actor.may(NEEDS[type(command)])
        opened = {one.point for one in events if isinstance(one, MicSwitched) and not one.muted}
        if isinstance(command, act.RestoreFloor):
            assert opened <= self.willing & before.floor.ended.keys()
        else:
            for one in opened - {actor.point}:
                assert before.floor.asked(one) or one in before.mics.granted
        self.willing |= opened
        refuses = isinstance(command, act.GrantMic) and not command.on
        if refuses or (isinstance(command, act.AnswerMic) and not command.accept):
            self.willing -= {actor.point}
        came = self.hall.meeting.mics.came - before.mics.came
        self.willing |= set(filter(self.hall.meeting.mics.heard, came))
        assert set(filter(self.hall.meeting.mics.heard, POINTS)) <= heard | opened | came

    @rule(who=leader, command=st.one_of(LEADING))
    def lead(self, who: Actor, command: act.Command) -> None:
        self.attempt(who, command)

    @rule(who=leader, mistake=yes_no)
    def close(self, who: Actor, mistake: bool) -> None:
        """The meeting is closed; that may be taken back."""
        self.attempt(who, act.Close())
        if mistake:
            self.attempt(who, act.Open())

    @rule(who=st.sampled_from([CHAIR, OPERATOR]), command=st.one_of(COMPOSING))
    def compose(self, who: Actor, command: act.Command) -> None:
        """The picture is composed; those who may not are refused."""
        self.refused(SECRETARY, command)
        self.attempt(who, command)

    @rule(at=point, command=st.one_of(TAKING_PART))
    def take_part(self, at: str, command: act.Command) -> None:
        self.attempt(delegate(at), command)

    @rule(at=point, command=st.one_of(LEADING))
    def usurp(self, at: str, command: act.Command) -> None:
        self.refused(delegate(at), command)
        self.refused(VIEWER, command)

    def refused(self, actor: Actor, command: act.Command) -> None:
        with pytest.raises(RefusedError):
            decide(self.hall.meeting, command, actor, self.hall.now)

    @rule(who=leader, at=st.none() | point)
    def stop_by_mistake(self, who: Actor, at: str | None) -> None:
        """Who is taken off the air, and given the turn back, is as before, as the others are."""
        meeting = self.hall.meeting
        stopped = meeting.floor.on_air if at is None else [at]
        before, heard = self.turns(), set(filter(meeting.mics.heard, POINTS))
        try:
            self.hall.act(who, act.StopFloor(point=at))
        except RefusedError:
            return
        self.hall.now += timedelta(seconds=5)
        back = act.RestoreFloor(points=tuple(stopped), beside=True)
        if not set(stopped) <= set(meeting.seats.present()):
            self.refused(who, back)
            return
        self.hall.act(who, back)
        assert self.turns() == before
        assert set(filter(meeting.mics.heard, POINTS)) == heard

    def turns(self) -> set[tuple[str, str, int | None]]:
        turns = self.hall.meeting.floor.turns
        return {(one.point, one.subject, one.limit_s) for one in turns}

    @rule(at=point)
    def arrive(self, at: str) -> None:
        try:
            self.hall.keep(self.hall.meeting.arrive(at))
            if self.hall.meeting.mics.heard(at):
                self.willing.add(at)
        except RefusedError:
            assert self.hall.meeting.seats.locked or self.hall.meeting.phase == "closed"

    @rule(at=point)
    def drop(self, at: str) -> None:
        held = at in self.hall.meeting.floor.on_air
        self.hall.keep(self.hall.meeting.drop(at))
        assert held == (at in self.hall.meeting.floor.on_air)

    @rule(at=point)
    def leave(self, at: str) -> None:
        self.hall.keep(self.hall.meeting.leave(at))
        self.willing.discard(at)
        assert at not in self.hall.meeting.floor.on_air

    @rule(at=point, muted=yes_no)
    def switch(self, at: str, muted: bool) -> None:
        try:
            self.hall.keep(self.hall.meeting.switch(at, muted), delegate(at))
            (self.willing.discard if muted else self.willing.add)(at)
        except RefusedError:
            inside = at in self.hall.meeting.seats.inside()
            assert not inside or not self.hall.meeting.mics.may_open(at)

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        due = self.hall.meeting.due
        events = self.hall.wait(seconds)
        assert bool(events) == (due is not None and due <= self.hall.now)

    @rule()
    def crash(self) -> None:
        """The server is killed, and reads its log."""
        meeting = rebuilt(self.reread(), self.hall.ballots)
        assert meeting == self.hall.meeting
        self.hall.meeting = meeting
        self.hall.keep(meeting.resume())
        assert not meeting.seats.present()

    def reread(self) -> list[Entry]:
        data = [msgspec.json.encode(entry) for entry in self.hall.log]
        return [msgspec.json.decode(line, type=Entry) for line in data]

    @invariant()
    def rules_hold(self) -> None:
        if not hasattr(self, "hall"):
            return
        meeting = self.hall.meeting
        queue = [one.point for one in meeting.floor.queue]
        on_air = meeting.floor.on_air
        assert len(set(queue)) == len(queue)
        assert len(set(on_air)) == len(on_air)
        assert not set(queue) & set(on_air)
        if meeting.phase == "closed":
            assert not on_air
            assert not meeting.seats.anybody
            return
        assert {*queue, *on_air} <= set(meeting.seats.inside())
        assert set(on_air) == meeting.mics.on_air
        assert sum(vote.running for vote in meeting.votes.all.values()) <= 1
        for one in POINTS:
            if meeting.mics.heard(one):
                assert meeting.mics.allowed(one)
                assert one in meeting.seats.inside()
        for vote in meeting.votes.all.values():
            assert set(vote.cast) <= set(vote.opened.voters)
            assert sum(one.count for one in vote.tally()) <= sum(vote.opened.voters.values())
        assert meeting.due is None or meeting.due > self.hall.now - timedelta(seconds=1)


TestCouncil = Council.TestCase
TestCouncil.settings = settings(max_examples=80, stateful_step_count=30)


def test_every_act_needs_a_right_and_has_a_rule() -> None:
    acts = set(get_args(AnyCommand))
    assert set(NEEDS) == acts == set(DECIDERS)
    not_acts = {Right.RECORD, Right.SHARE, Right.CHAT, Right.POINTER}
    assert set(NEEDS.values()) | not_acts == set(Right)
