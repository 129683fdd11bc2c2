"""What Prometheus reads at /metrics: requests, connections, and the counters of the mixers."""

import asyncio
import math
from collections import Counter as Counts
from collections.abc import Callable, Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from mcu.messages import ConferenceStats, PortStats

CONTENT_TYPE = CONTENT_TYPE_LATEST

# The time each counter was made is of no use to anybody, and doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library gives it no types

COUNTERS = {
    "video_ticks": "Pictures that were due",
    "video_late": "Pictures that were skipped because the machine was late",
    "audio_ticks": "Sound ticks that were due",
    "audio_late": "Sound ticks that were skipped because the machine was late",
    "frames_encoded": "Pictures encoded, over all renditions",
    "keyframes": "Keyframes encoded",
}
"""Fields of `ConferenceStats` that are told as they are."""


class Conferences(Collector):
    """Reads the node at the moment Prometheus asks."""

    def __init__(self, statistics: Callable[[], tuple[ConferenceStats, ...]]) -> None:
        self._statistics = statistics

    def collect(self) -> Iterable[Metric]:
        """Yield one sample per conference and figure."""
        stats = self._statistics()
        for name, text in COUNTERS.items():
            counter = CounterMetricFamily(f"diemcau_{name}", text, labels=["meeting"])
            for one in stats:
                counter.add_metric([one.conference], getattr(one, name))
            yield counter
        connected = GaugeMetricFamily(
            "diemcau_members_connected",
            "Members whose media flows",
            labels=["meeting", "kind"],
        )
        sent = CounterMetricFamily(
            "diemcau_frames_sent", "Pictures given to connected members", labels=["meeting"]
        )
        dropped = CounterMetricFamily(
            "diemcau_frames_dropped", "Pictures they could not take", labels=["meeting"]
        )
        recording = GaugeMetricFamily(
            "diemcau_recording", "Whether the meeting is being recorded", labels=["meeting"]
        )
        watching = GaugeMetricFamily(
            "diemcau_members_watching",
            "Connected members by the height of the mixed picture that they are sent",
            labels=["meeting", "height"],
        )
        for one in stats:
            heights = Counts(member.height for member in one.members if member.connected)
            for height, count in sorted(heights.items()):
                watching.add_metric([one.conference, str(height)], count)
            kinds = [member.kind for member in one.members if member.connected]
            for kind in sorted(set(kinds)):
                connected.add_metric([one.conference, kind], kinds.count(kind))
            sent.add_metric([one.conference], sum(m.frames_sent for m in one.members))
            dropped.add_metric([one.conference], sum(m.frames_dropped for m in one.members))
            recording.add_metric([one.conference], float(one.recording is not None))
        yield from (connected, watching, sent, dropped, recording)


class Traffic(Collector):
    """Reads the counters of the UDP port."""

    def __init__(self, traffic: Callable[[], PortStats]) -> None:
        self._traffic = traffic

    def collect(self) -> Iterable[Metric]:
        """Yield what came in, and what of it was dropped and why."""
        stats = self._traffic()
        received = CounterMetricFamily("diemcau_datagrams_received", "Datagrams of the UDP port")
        received.add_metric([], stats.received)
        dropped = CounterMetricFamily(
            "diemcau_datagrams_dropped",
            "Datagrams of no use (`unsent` are our own), by why",
            labels=["why"],
        )
        for why in PortStats.__struct_fields__:
            if why != "received":
                dropped.add_metric([why], getattr(stats, why))
        yield from (received, dropped)


class Metrics:
    """Our own counters, in a registry of their own so that two servers can live in one process."""

    def __init__(
        self,
        statistics: Callable[[], tuple[ConferenceStats, ...]],
        traffic: Callable[[], PortStats],
        memory: Callable[[], int | None],
    ) -> None:
        registry = CollectorRegistry()
        registry.register(Conferences(statistics))
        registry.register(Traffic(traffic))
        self._registry = registry
        self.requests = Counter(
            "diemcau_http_requests",
            "HTTP requests answered",
            ["method", "route", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "diemcau_http_seconds",
            "Time from a request to its answer",
            ["route"],
            registry=registry,
            buckets=(0.005, 0.02, 0.1, 0.5, 2.0),
        )
        self.sockets = Gauge("diemcau_websockets", "Control connections", registry=registry)
        tasks = Gauge("diemcau_tasks", "Tasks of the event loop", registry=registry)
        tasks.set_function(lambda: len(asyncio.all_tasks()))
        used = Gauge(
            "diemcau_memory_used_bytes",
            "Memory of the C library in use: what of the process is neither holes nor programs",
            registry=registry,
        )
        used.set_function(lambda: math.nan if (held := memory()) is None else held)
        self.received = Counter(
            "diemcau_messages_received", "Messages of clients", ["type"], registry=registry
        )
        self.closed = Counter(
            "diemcau_websockets_closed", "Control connections closed", ["code"], registry=registry
        )

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
