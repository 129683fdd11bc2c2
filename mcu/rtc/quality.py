"""How good a peer's line has been, from what both sides count and report."""

from typing import Final

from mcu.clock import NS_PER_S
from mcu.messages import LineQuality
from mcu.rtc.counters import InboundCounters
from mcu.rtc.handler import Track
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.streams import Streams

QUALITY_INTERVAL: Final = 2 * NS_PER_S
"""Nanoseconds between two readings."""

HASTY_INTERVAL: Final = NS_PER_S
"""The same where a line is in trouble, or may be: the peer reports no more often."""


class LineMeter:
    """Takes readings of one peer's line, each for the time since the one before."""

    __slots__ = (
        "_before",
        "_bytes_in",
        "_bytes_out",
        "_copied",
        "_hasty",
        "_moved",
        "_named",
        "_repaired",
        "_rtt",
        "_sent",
        "_streams",
        "_taken",
        "pictures",
    )

    def __init__(self, streams: Streams, now: int) -> None:
        self._streams = streams
        self._taken = now
        self._bytes_in = 0
        self._bytes_out = 0
        self._before: dict[Track | None, InboundCounters] = {}
        self._sent: dict[int, int] = {}
        self._copied = self._repaired = 0
        self._named: dict[int, int] = {}
        self._rtt: float | None = None
        self._moved = self._hasty = False
        self.pictures = False
        """Whether the peer was sent any between the last two readings."""

    def move(self) -> None:
        """The peer has another path from now on."""
        self._moved = True

    @property
    def due(self) -> int:
        """When to take the next reading (ns): sooner if half of what is sent gets lost."""
        hasty = self._hasty or self._streams.alarmed
        return self._taken + (HASTY_INTERVAL if hasty else QUALITY_INTERVAL)

    def is_due(self, now: int) -> bool:
        """Whether to take the next reading."""
        return now >= self.due

    def hasten(self) -> None:
        """Take the next reading sooner: more is being sent, and it may be too much."""
        self._hasty = True

    def read(self, bytes_in: int, bytes_out: int, now: int) -> LineQuality:
        """Return the quality since the last reading; `bytes_in` and `bytes_out` only ever grow."""
        seconds = max(now - self._taken, 1) / NS_PER_S
        streams = self._streams
        heard = self._progress()
        camera = heard.get(Track.CAMERA, InboundCounters())
        expected = sum(one.expected for one in heard.values())
        lost = expected - sum(one.received for one in heard.values())
        incoming = streams.voice or streams.pictures.get(Track.CAMERA)
        active = self._active()
        self.pictures = any(isinstance(one, VideoOutbound) for one, _ in active)
        packets = sum(count for _, count in active)
        pictures = [one for one in (streams.video, streams.content) if one is not None]
        copied = sum(one.copied for one in pictures)
        repaired = sum(one.repaired for one in pictures)
        quality = LineQuality(
            # Packets that come late may belong to the interval before.
            loss_up=min(max(lost / expected, 0.0), 1.0) if expected > 0 else 0.0,
            # Of all packets: one stream alone may have lost three of its 50 by chance.
            loss_down=sum(one.loss * count for one, count in active) / packets if packets else 0.0,
            rtt_ms=self._newest_rtt(),
            jitter_ms=incoming.jitter_ms if incoming else 0.0,
            bitrate_up=round((bytes_in - self._bytes_in) * 8 / seconds),
            bitrate_down=round((bytes_out - self._bytes_out) * 8 / seconds),
            fps_up=camera.frames / seconds,
            freezes=camera.freezes,
            estimate_down=streams.estimate,
            moved=self._moved,
            repairs_down=round((repaired - self._repaired) * 8 / seconds),
            copies_down=round((copied - self._copied) * 8 / seconds),
        )
        self._copied, self._repaired = copied, repaired
        self._moved = self._hasty = streams.alarmed = False
        self._taken = now
        self._bytes_in = bytes_in
        self._bytes_out = bytes_out
        return quality

    def _active(self) -> list[tuple[AudioOutbound | VideoOutbound, int]]:
        """The streams that were sent since the last reading, and how many packets of each.

        Of others the reports are old.
        """
        sent = {ssrc: one.packets for ssrc, one in self._streams.outbound.items()}
        before, self._sent = self._sent, sent
        counts = [
            (one, one.packets - before.get(ssrc, 0)) for ssrc, one in self._streams.outbound.items()
        ]
        return [(one, count) for one, count in counts if count > 0]

    def _newest_rtt(self) -> float | None:
        """The least of the round trips measured since the last reading; the last one if none was.

        Browsers report on sound every five seconds only: what that has measured would hide what
        reports on pictures have measured since.
        """
        streams = self._streams.outbound
        named = {ssrc: one.named for ssrc, one in streams.items()}
        before, self._named = self._named, named
        fresh = [ssrc for ssrc in named if named[ssrc] > before.get(ssrc, 0)]
        rtts = [rtt for one in fresh if (rtt := streams[one].rtt_ms) is not None]
        self._rtt = min(rtts, default=self._rtt)
        return self._rtt

    def _progress(self) -> dict[Track | None, InboundCounters]:
        """What each m-line has brought since the last reading; sound is None."""
        streams = self._streams
        counters: dict[Track | None, InboundCounters] = {
            track: picture.counters for track, picture in streams.pictures.items()
        }
        if streams.voice is not None:
            counters[None] = streams.voice.counters
        before, self._before = self._before, counters
        return {
            track: reading - before.get(track, InboundCounters())
            for track, reading in counters.items()
        }
