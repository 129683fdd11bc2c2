"""What the node reports of a conference, brought to its meeting."""

from datetime import datetime

from mcu.messages import (
    AskChanged,
    CueMeasured,
    Event,
    MemberConnected,
    MemberDisconnected,
    QualityMeasured,
    RecordingChanged,
    SceneShown,
    SpeakersChanged,
    ViewsShown,
)
from signaling import logs
from signaling.live import Live

log = logs.logger(__name__)


def deliver(event: Event, live: Live, now: float, at: datetime) -> None:
    """Let a meeting know; `now` is the loop's time, `at` that of the clock on the wall."""
    match event:
        case MemberConnected():
            _log("point connected", event)
            live.connected(event)
        case MemberDisconnected():
            _log("point disconnected", event, reason=event.reason)
            live.disconnected(event, now)
        case QualityMeasured():
            live.measured(event)
        case AskChanged():
            live.asked(event)
        case SpeakersChanged():
            live.speakers(event)
        case CueMeasured():
            live.cued(event)
        case SceneShown():
            live.backstage.shown(event)
        case ViewsShown():
            live.backstage.made(event, live.conduct.state)
        case RecordingChanged():
            live.recorded(event, at)


def _log(what: str, event: MemberConnected | MemberDisconnected, **fields: str) -> None:
    log.info(what, meeting=event.conference, point=event.member, session=event.session, **fields)
