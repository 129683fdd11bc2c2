"""A member's way through the renditions: which one its picture comes from, and how it changes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from mcu.fanout import Fanout, Subscription
from mcu.media import Codec, Encoded, Sink
from mcu.patience import Patience

BESIDE: Final = 1_000_000
"""Nanoseconds by which a picture is stamped later than another of the same tick."""


class Renditions(Protocol):
    """What makes pictures; `mcu.video.mixer.VideoMixer`."""

    def rendition(self, codec: Codec, height: int | None = None) -> Fanout:
        """Return where pictures of a height are published."""
        ...

    def codec(self, taken: Sequence[Codec], height: int) -> Codec:
        """Return the codec in which who takes these gets a height."""
        ...


class _Arrival:
    """Stands in for a sink until the first frame, which is a keyframe, comes from a rendition."""

    __slots__ = ("deliver",)

    def __init__(self, deliver: Callable[[Encoded], bool]) -> None:
        self.deliver = deliver


class Watch:
    """One sink that moves between renditions, in the codecs that it takes, best first.

    The rendition that it leaves goes on until the keyframe of the one it goes to, so the picture
    never stands still, and nobody else notices: keyframes are coalesced there as for joiners.
    Packet numbers and RTP time go on, as both belong to the sink.
    """

    def __init__(self, sink: Sink, codecs: Sequence[Codec], renditions: Renditions) -> None:
        self.height = 0
        """Pixels of the pictures that come at the moment, 0 for none."""
        self.codec: Codec | None = None
        """Their codec, of the last ones if none come."""
        self._sink = sink
        self._codecs = codecs
        self._renditions = renditions
        self._from: tuple[Fanout, Subscription] | None = None
        self._next: tuple[Fanout, Subscription] | None = None
        self._wanted = 0
        self._delivered = 0
        self._dropped = 0
        self._patience = Patience()

    @property
    def delivered(self) -> int:
        """Frames that the sink took."""
        return self._delivered + (self._from[1].delivered if self._from else 0)

    @property
    def dropped(self) -> int:
        """Frames that came, or could have come, after the first of their rendition."""
        return self._dropped + (self._from[1].dropped if self._from else 0)

    def move(self, height: int) -> None:
        """Go to the rendition of a height of the ladder, or to none (0), which is at once."""
        if height == self._wanted:
            return
        self._wanted = height
        self._turn_back()
        if height == 0:
            self._leave()
        elif height != self.height:
            self._subscribe(height)

    def turn(self, renditions: Renditions) -> None:
        """Take pictures of something else from now on, in the height that was wanted."""
        if renditions is self._renditions:
            return
        self._renditions = renditions
        height, self._wanted = self._wanted, 0
        self._turn_back()
        if height:
            self._wanted = height
            self._subscribe(height)

    def request_keyframe(self) -> None:
        """Ask for a keyframe of what comes at the moment; what is to come begins with one.

        Each costs all who watch the rendition its bits: one whose line brings none of them whole
        is given them ever more rarely.
        """
        if self._from and self._patience.allows(self._from[0].published_pts):
            self._from[0].request_keyframe()

    def close(self) -> None:
        """Leave all renditions."""
        self.move(0)

    def _subscribe(self, height: int) -> None:
        """Wait for the keyframe of a rendition."""
        codec = self._renditions.codec(self._codecs, height)
        fanout = self._renditions.rendition(codec, height)
        self._next = fanout, fanout.subscribe(_Arrival(self._arrive))

    def _arrive(self, frame: Encoded) -> bool:
        """Take the keyframe that the move has waited for, and from now on what follows it."""
        arriving = self._next
        if arriving is None:
            return False  # turned back while this very frame was being published
        left = self._from
        self._leave()
        self._next = None
        self._from = fanout, subscription = arriving
        subscription.sink = self._sink
        subscription.dropped = 0  # the wait was no loss
        self.height = self._wanted
        self.codec = frame.codec
        if left and left[0].published_pts == fanout.published_pts:
            # Both are of one tick, but two pictures of one time would be taken for one.
            frame = replace(frame, pts=frame.pts + BESIDE)
        return self._sink.deliver(frame)

    def _leave(self) -> None:
        """Take nothing more from the rendition that pictures come from."""
        if self._from:
            self._delivered, self._dropped = self.delivered, self.dropped
            fanout, subscription = self._from
            self._from = None
            fanout.unsubscribe(subscription)
        self.height = 0

    def _turn_back(self) -> None:
        """Give up a move that has not arrived."""
        if self._next:
            fanout, subscription = self._next
            self._next = None
            fanout.unsubscribe(subscription)
