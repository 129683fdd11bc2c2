"""What the rules come to in the picture and the sound: a pure view of a meeting for its mixer."""

from datetime import timedelta
from typing import NamedTuple

from msgspec import structs

from mcu.scene import Bar, Countdown, Layout, Overlay, Pinned, Poll, Scene, Timer, View
from signaling.meeting import picture
from signaling.meeting.beside import beside
from signaling.meeting.floor import WARNING_S, Turn
from signaling.meeting.place import name_plate
from signaling.meeting.proceedings import Proceedings
from signaling.meeting.scenes import boxes
from signaling.meeting.votes import Vote

NOT_BEGUN = "Hội nghị sẽ bắt đầu trong ít phút nữa"
RESTS = "Hội nghị tạm nghỉ"
PASSED = "Đã được thông qua"
FAILED = "Không được thông qua"
OF_WHOM = {"all": "tổng số", "present": "có mặt", "cast": "đã biểu quyết"}


class Directions(NamedTuple):
    """What the mixer is to do.

    `scene` is who is seen where; `overlay` is written on the picture; `music` is heard; `cued`, who
    comes next, is previewed; `views` are what some see in place of the scene.
    """

    scene: Scene = Scene()
    overlay: Overlay = Overlay()
    music: bool = False
    cued: str | None = None
    views: tuple[View, ...] = ()


def directions(it: Proceedings) -> Directions:
    """Return what a meeting comes to, as of now."""
    return Directions(scene(it), overlay(it), it.notices.music, it.floor.ready, views(it))


def scene(it: Proceedings) -> Scene:
    """Return what is seen: the scene that is on air, with those who speak."""
    return staged(it, it.scenes.on_air, turn=it.scenes.turn)


def staged(it: Proceedings, wanted: picture.Scene, turn: int = 0) -> Scene:
    """Return a scene as the canvas has it: with those who speak, and names for kept seats."""
    return Scene(
        layout=Layout(wanted.layout),
        boxes=boxes(wanted),
        main=wanted.main,
        on_air=tuple(it.floor.on_air),
        voice=wanted.voice,
        pinned=tuple(_pinned(it, point) for point in wanted.pinned),
        order=wanted.order,
        dwell=wanted.dwell_s,
        turn=turn,
        fade=wanted.fade,
        plates=wanted.plates,
        header=wanted.header,
        ticker=wanted.ticker,
        even=wanted.even,
    )


def views(it: Proceedings) -> tuple[View, ...]:
    """Return what some points see in place of the scene."""
    return tuple(
        View(
            name=one.name,
            members=one.points,
            scene=structs.replace(staged(it, one.scene), hidden=one.hidden),
        )
        for one in beside(it)
    )


def _pinned(it: Proceedings, point: str) -> Pinned:
    place = it.seats.known(point).place
    return Pinned(member=point, plate=name_plate(place.name, place.unit))


def overlay(it: Proceedings) -> Overlay:
    """Return what is written on the picture. An announcement to some points is told to them."""
    shown, countdown = it.notices.shown, it.notices.countdown
    resting = RESTS if it.phase == "open" else NOT_BEGUN
    return Overlay(
        announcement=shown.text if shown and shown.points is None else "",
        countdown=None if countdown is None else Countdown(until=countdown.timestamp()),
        poll=_poll(it),
        timers=tuple(_timer(turn, turn.limit_s) for turn in it.floor.turns if turn.limit_s),
        hold=resting if it.notices.music else "",
        hands=tuple(sorted(one.point for one in it.floor.queue)),
    )


def _poll(it: Proceedings) -> Poll | None:
    """A vote that runs comes before the result of an earlier one."""
    vote = it.votes.running or it.votes.all.get(it.votes.shown or "")
    if vote is None or vote.cancelled:
        return None
    asked = Poll(
        question=vote.opened.question, voted=len(vote.cast), voters=len(vote.opened.voters)
    )
    return asked if vote.result is None else _result(vote, asked)


def _result(vote: Vote, asked: Poll) -> Poll:
    result = vote.result or vote.close()
    base = vote.opened.base
    whole = {"all": result.total, "present": result.present, "cast": result.cast}[base]
    verdict = PASSED if result.passed else FAILED
    return Poll(
        question=asked.question,
        voted=asked.voted,
        voters=asked.voters,
        bars=tuple(Bar(text=one.option, count=one.count) for one in result.counts),
        verdict=f"{verdict}: {result.counts[0].count}/{whole} {OF_WHOM[base]}",
    )


def _timer(turn: Turn, limit_s: int) -> Timer:
    warning = min(WARNING_S, limit_s / 5)
    if turn.paused is not None:
        left = limit_s - turn.spoken(turn.paused).total_seconds()
        return Timer(member=turn.point, left=left, warning=warning)
    end = turn.since + turn.held + timedelta(seconds=limit_s)
    return Timer(member=turn.point, until=end.timestamp(), warning=warning)
