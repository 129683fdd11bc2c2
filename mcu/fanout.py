"""Publish once, deliver to many: the one way in which encoded frames leave a mixer."""

from collections.abc import Callable

from mcu.media import Encoded, Growing, Sink, deliver_all
from mcu.patience import Patience


class Subscription:
    """One sink of a fan-out, with what it was given and what it could not take."""

    __slots__ = ("delivered", "dropped", "needs_keyframe", "patience", "sink")

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.needs_keyframe = True
        self.patience = Patience()
        self.delivered = 0
        self.dropped = 0


class Fanout:
    """Gives each published frame to every subscriber, in the order they came.

    A subscriber starts with a keyframe, and one that dropped a frame gets nothing until the next
    keyframe, because what lies between cannot be decoded. `request_keyframe` is called while
    anybody waits for one, and by sinks whose far end asks; the encoder coalesces these calls. Where
    keyframes are `costly`, one who cannot take what follows them is heard ever more rarely.
    """

    def __init__(self, request_keyframe: Callable[[], None], *, costly: bool = False) -> None:
        self.request_keyframe = request_keyframe
        self._costly = costly
        self.published_pts = -1
        """Time (ns) of the newest frame."""
        self._subscriptions: list[Subscription] = []

    @property
    def watched(self) -> bool:
        """Whether anybody would receive a frame published now."""
        return bool(self._subscriptions)

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """The subscribers of this moment, for statistics."""
        return tuple(self._subscriptions)

    def subscribe(self, sink: Sink) -> Subscription:
        """Add a sink; its first frame will be a keyframe."""
        subscription = Subscription(sink)
        # A new list, so that a sink may subscribe or leave while a frame is being published.
        self._subscriptions = [*self._subscriptions, subscription]
        self.request_keyframe()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Remove a sink; removing it twice does no harm."""
        self._subscriptions = [one for one in self._subscriptions if one is not subscription]

    def begin(self, frame: Growing) -> None:
        """Give a frame that still comes in to those who take such; `publish` follows, or nothing.

        A sink that does has `begin`, which others need not have. Nothing that it answers counts
        before the frame is whole.
        """
        for one in self._subscriptions:
            begin = getattr(one.sink, "begin", None)
            if begin is not None and not one.needs_keyframe:
                begin(frame)

    def publish(self, frame: Encoded) -> None:
        """Deliver a frame to everybody who can use it."""
        self.published_pts = frame.pts
        able, failed = self._subscriptions, []
        if not frame.keyframe:
            failed = [one for one in able if one.needs_keyframe]
            able = [one for one in able if not one.needs_keyframe] if failed else able
        took = deliver_all(frame, able)
        if not all(took):
            failed = failed + [one for one, taken in zip(able, took, strict=True) if not taken]
            able = [one for one, taken in zip(able, took, strict=True) if taken]
        for one in able:
            one.delivered += 1
            one.needs_keyframe = False
        wished = False
        for one in failed:
            one.dropped += 1
            one.needs_keyframe = True
            wished = wished or not self._costly or one.patience.allows(frame.pts)
        if wished:
            self.request_keyframe()
