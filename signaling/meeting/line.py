"""A point's line, as its own page is told of it: how it does, and what to send."""

from mcu.messages import Ask as NodeAsk
from mcu.messages import LineQuality
from signaling.meeting.terms import Grade
from signaling.protocol import Ask, PictureAsked, Quality

FAIR_LOSS, POOR_LOSS = 0.03, 0.10
"""Loss that is repaired without being noticed up to the first, and heard above the second."""

FAIR_RTT_MS, POOR_RTT_MS = 250.0, 600.0
"""ITU-T G.114: talk suffers above 150 ms one way, and breaks down at 400."""


def grade(line: LineQuality) -> Grade:
    """Judge a line by its worse direction."""
    if line.bitrate_up == 0 and line.bitrate_down == 0:
        return "lost"
    loss = max(line.loss_up, line.loss_down)
    rtt = line.rtt_ms or 0.0
    if loss > POOR_LOSS or rtt > POOR_RTT_MS:
        return "poor"
    if loss > FAIR_LOSS or rtt > FAIR_RTT_MS:
        return "fair"
    return "good"


def report(line: LineQuality) -> Quality:
    """Return what the point is told: losses in percent, bitrates in kbit/s."""
    return Quality(
        grade=grade(line),
        loss_up=round(line.loss_up * 100, 1),
        loss_down=round(line.loss_down * 100, 1),
        rtt_ms=None if line.rtt_ms is None else round(line.rtt_ms, 1),
        kbps_up=line.bitrate_up // 1000,
        kbps_down=line.bitrate_down // 1000,
    )


def wanted(ask: NodeAsk) -> Ask:
    """Return what the point is asked to send."""
    picture = PictureAsked(
        width=ask.width, height=ask.height, fps=ask.fps, kbps=ask.bitrate // 1000
    )
    return Ask(picture=picture if ask.width else None, audio=ask.audio, narrow=ask.narrow)
