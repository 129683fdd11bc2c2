"""From the event loop to a decoder thread and back: bounded, in order, dropping to keyframes."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from mcu.clock import NS_PER_S
from mcu.media import Encoded, Picture
from mcu.video.decoder import DecodeError, Decoder, OversizeError, Worker
from mcu.video.playout import Playout

MAX_PENDING = 25
"""Frames that may wait for their decoder: a second at 25 fps. As many may come at once, when the
packet they all waited for has been sent again on a long line. A backlog any longer is a machine
without time to spare, and old pictures are of no use to anybody."""

KEYFRAME_INTERVAL_NS = NS_PER_S // 2
"""A member is asked for a keyframe at most this often; each costs him several frames' bits."""


class Defer(Protocol):
    """`loop.call_soon_threadsafe`: have something called on the event loop."""

    def __call__(self, callback: Callable[..., object], *args: Any) -> object:
        """Call `callback` with `args`, soon, on the loop's thread."""
        ...


class Intake:
    """One member's frames on their way to `put`.

    `take`, `reset` and `ask` are called on the loop; decoding and `put` happen on the worker's
    thread. Times are those of the frames (ns); the `pts` of a picture is when it is to be shown.
    """

    def __init__(
        self,
        worker: Worker,
        put: Callable[[Picture], None],
        request_keyframe: Callable[[], None],
        defer: Defer,
    ) -> None:
        self.dropped = 0
        """Frames that were never decoded: too many waiting, or of no use without a keyframe."""
        self.errors = 0
        """Frames that could not be decoded."""
        self.oversize = 0
        """Keyframes that were refused for their size; counted in `errors` too."""
        self.playout = Playout()
        self._worker = worker
        self._put = put
        self._request_keyframe = request_keyframe
        self._defer = defer
        self._lost = True
        self._asked: int | None = None
        # `_taken` is written on the loop only, `_done` on the worker only: no lock is needed to
        # know how many are pending.
        self._taken = 0
        self._done = 0
        self._keyframe = 0
        # Frames of an earlier generation are those of a session that has been replaced.
        self._generation = 0
        self._lock = threading.Lock()
        self._decoder: Decoder | None = None  # of this generation, once it has a frame

    def take(self, frame: Encoded) -> None:
        """Have a frame decoded, or drop it and everything up to the next keyframe."""
        if self._taken - self._done >= MAX_PENDING:
            self._lost = True
        elif frame.keyframe:
            self._lost = False
        if frame.captured is not None:
            frame = replace(frame, pts=self.playout.due(frame.captured, frame.pts))
        if self._lost or not self._submit(frame):
            self._lost = True
            self.dropped += 1
            self.ask(frame.pts)

    def reset(self) -> None:
        """Forget what is under way: from now on, frames of another session or none come.

        The decoder goes at once, with all the pictures that it keeps for use again: whoever is off
        screen or gone needs none, and it takes long until the interpreter collects a slot.
        """
        with self._lock:
            self._generation += 1
            self._decoder = None
        self._lost = True
        self._asked = None

    def ask(self, now: int) -> None:
        """Ask for a keyframe, unless that was done within the last half second."""
        if self._asked is None or now - self._asked >= KEYFRAME_INTERVAL_NS:
            self._asked = now
            self._request_keyframe()

    def _submit(self, frame: Encoded) -> bool:
        """Hand a frame to the worker; False if it has too much to do."""
        number, generation = self._taken + 1, self._generation
        if not self._worker.submit(lambda: self._work(frame, number, generation)):
            return False
        self._taken = number
        if frame.keyframe:
            self._keyframe = number
        return True

    def _work(self, frame: Encoded, number: int, generation: int) -> None:
        """Decode a frame (on the worker's thread)."""
        try:
            with self._lock:
                if generation != self._generation:
                    return
                decoder = self._decoder = self._decoder or Decoder()
            picture = decoder.decode(frame)
            if picture is not None:
                # Under the lock, so that no picture of an earlier session comes after `reset`.
                with self._lock:
                    if generation == self._generation:
                        self._put(picture)
        except DecodeError as error:
            self._defer(self._failed, error, frame.pts, number, generation)
        finally:
            self._done += 1

    def _failed(self, error: DecodeError, pts: int, number: int, generation: int) -> None:
        """Go on from the next keyframe (on the loop)."""
        self.errors += 1
        self.oversize += isinstance(error, OversizeError)
        if generation == self._generation and self._keyframe <= number:
            self._lost = True
            self.ask(pts)
