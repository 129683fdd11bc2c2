"""How good a peer's line has been, from what both sides count and report."""

from typing import Final

from mcu.clock import NS_PER_S
from mcu.messages import LineQuality
from mcu.rtc.counters import NOTHING, InboundCounters
from mcu.rtc.handler import Track
from mcu.rtc.inbound import AudioInbound, VideoInbound
from mcu.rtc.outbound_video import VideoOutbound
from mcu.rtc.outbound_voice import AudioOutbound
from mcu.rtc.streams import Streams

QUALITY_INTERVAL: Final = 2 * NS_PER_S
"""Nanoseconds between two readings."""

HASTY_INTERVAL: Final = NS_PER_S
"""The same where a line is in trouble, or may be: the peer reports no more often."""


class _Outgoing:
    """One stream that the peer is sent: what was known of it at the last reading."""

    __slots__ = ("_named", "_packets", "picture", "stream")

    def __init__(self, stream: AudioOutbound | VideoOutbound) -> None:
        self.stream = stream
        self.picture = isinstance(stream, VideoOutbound)
        self._packets = 0
        self._named = 0

    def sent(self) -> int:
        """Return how many packets were sent since the last reading."""
        before, self._packets = self._packets, self.stream.packets
        return self._packets - before

    def measured(self) -> float | None:
        """Return the round trip in ms if it was measured since the last reading."""
        before, self._named = self._named, self.stream.named
        return self.stream.rtt_ms if self._named > before else None


class _Incoming:
    """One m-line that the peer sends: what had come in at the last reading."""

    __slots__ = ("_before", "_inbound")

    def __init__(self, inbound: AudioInbound | VideoInbound) -> None:
        self._inbound = inbound
        self._before = NOTHING

    def progress(self) -> InboundCounters:
        """Return what has come in since the last reading."""
        before, self._before = self._before, self._inbound.counters
        return NOTHING if self._before == before else self._before.since(before)


class LineMeter:
    """Takes readings of one peer's line, each for the time since the one before."""

    __slots__ = (
        "_bytes_in",
        "_bytes_out",
        "_copied",
        "_hasty",
        "_incoming",
        "_moved",
        "_outgoing",
        "_repaired",
        "_rtt",
        "_streams",
        "_taken",
        "pictures",
    )

    def __init__(self, streams: Streams, now: int) -> None:
        self._streams = streams
        self._taken = now
        self._bytes_in = 0
        self._bytes_out = 0
        self._outgoing = [_Outgoing(one) for one in streams.outbound.values()]
        self._incoming: dict[Track | None, _Incoming] = {  # None is sound
            track: _Incoming(picture) for track, picture in streams.pictures.items()
        }
        if streams.voice is not None:
            self._incoming[None] = _Incoming(streams.voice)
        self._copied = self._repaired = 0
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
        heard = {track: one.progress() for track, one in self._incoming.items()}
        camera = heard.get(Track.CAMERA, NOTHING)
        expected = sum(one.expected for one in heard.values())
        missing = expected - sum(one.received for one in heard.values())
        jittered = streams.voice or streams.pictures.get(Track.CAMERA)
        packets, lost = self._sent()
        copied = repaired = 0
        for one in (streams.video, streams.content):
            if one is not None:
                copied += one.copied
                repaired += one.repaired
        quality = LineQuality(
            # Packets that come late may belong to the interval before.
            loss_up=min(max(missing / expected, 0.0), 1.0) if expected > 0 else 0.0,
            # Of all packets: one stream alone may have lost three of its 50 by chance.
            loss_down=lost / packets if packets else 0.0,
            rtt_ms=self._newest_rtt(),
            jitter_ms=jittered.jitter_ms if jittered else 0.0,
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

    def _sent(self) -> tuple[int, float]:
        """Return the packets sent since the last reading, and about how many of them were lost.

        Of streams that were sent none the reports are old.
        """
        packets, lost = 0, 0.0
        self.pictures = False
        for one in self._outgoing:
            count = one.sent()
            if count > 0:
                packets += count
                lost += one.stream.loss * count
                self.pictures = self.pictures or one.picture
        return packets, lost

    def _newest_rtt(self) -> float | None:
        """The least of the round trips measured since the last reading; the last one if none was.

        Browsers report on sound every five seconds only: what that has measured would hide what
        reports on pictures have measured since.
        """
        rtts = [rtt for one in self._outgoing if (rtt := one.measured()) is not None]
        self._rtt = min(rtts, default=self._rtt)
        return self._rtt
