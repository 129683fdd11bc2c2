"""One member's voice: packets in as they come, 20 ms of sound out each tick.

The two halves never touch each other's state. `Voice` takes packets and owns the jitter buffer;
`VoiceDecoder` is the desk's and owns the Opus decoder. Between them go `Plan`s one way and levels
the other.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from mcu.audio.jitter import JitterBuffer, JitterStats
from mcu.audio.mix import SILENCE, fade_in, fade_out
from mcu.audio.opus import BadPacketError, Decoder
from mcu.audio.pace import MAX_TARGET
from mcu.audio.plan import Part, Piece, Plan, Resume
from mcu.media import TICK_SAMPLES, Pcm, VoicePacket

QUIET: Final = 50
"""A level (-dBov) from which the voice pauses; the delay may be adjusted unheard."""

GAP: Final = 200_000_000
"""Nanoseconds without a packet while muted after which the sender counts as silent."""

JOIN: Final = 120
"""Samples (2.5 ms) over which two frames are joined where one is left out."""

_CROSS = np.linspace(0, 1, JOIN, endpoint=False, dtype=np.float32)
_NOTHING = np.empty(0, np.int16)


class Voice:
    """The half before the desk: takes packets, and knows for each tick what is to be decoded."""

    def __init__(self, member: str, wake: Callable[["Voice"], None]) -> None:
        self.member = member
        self._wake = wake  # called when a tick may give a sound from now on
        self.decoder = VoiceDecoder()
        self.level = SILENCE
        """RFC 6464 level of the last tick, as decoded."""
        self.decoding = False
        """Whether the last plan was carried out, so that the sound goes on."""
        self._jitter = JitterBuffer()
        self._muted = False
        self._private = False
        self._untold = False  # no packet that may be heard has come since the voice was muted
        self._arrived = 0
        self._reset = False
        self._resume: Resume | None = None

    @property
    def muted(self) -> bool:
        """Whether the mixer keeps this voice out. Its packets are then not decoded."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        if muted and not self._muted and not self._private:
            self._jitter.stop()
            self._untold = True
        self._muted = muted

    @property
    def private(self) -> bool:
        """Whether this voice is for the other one of a talk alone; it is heard there though muted.

        What waits when the talk ends was said in private, and is dropped.
        """
        return self._private

    @private.setter
    def private(self, private: bool) -> None:
        if self._private and not private:
            self._jitter.stop()
            self._untold = self._muted
        self._private = private

    @property
    def claim(self) -> int | None:
        """The sender's own level of the last plan, None where it does not say."""
        return self._jitter.claim

    @property
    def live(self) -> bool:
        """Whether the next tick may give a sound."""
        return self._reset or self._jitter.live

    @property
    def stats(self) -> JitterStats:
        """Counts of the present connection."""
        return self._jitter.stats

    @property
    def delay(self) -> int:
        """How much later (ns) than the line allows this voice was played last."""
        return self._jitter.delay

    def heard(self, spoken: int) -> int | None:
        """When something is in the mix (ns) that was said at a time of its packets' clock (ns).

        None while the voice is silent.
        """
        return self._jitter.heard(spoken)

    def wait(self, delay: int) -> None:
        """Be played with so much delay (ns) at least, at most `MAX_TARGET`, for lip sync."""
        self._jitter.least = min(max(delay, 0), MAX_TARGET)

    def put(self, packet: VoicePacket) -> None:
        """Take a packet. A muted voice only learns from it, so that it starts at once later.

        Most senders know that they are muted, and send nothing. Browsers' timestamps then stand
        still, or lag behind, so that what was learnt of transit times is of no use any more.
        """
        if self._untold and packet.arrived - self._arrived > GAP:
            self._jitter.resume()
        shut = self._untold = self._muted and not self._private
        self._arrived = packet.arrived
        if shut:
            self._jitter.note(packet)
        else:
            self._jitter.put(packet)
            self._wake(self)

    def clear(self) -> None:
        """Forget the sender: the next packets come from a new connection."""
        self._jitter = JitterBuffer()
        self._reset = True
        self._wake(self)

    def plan(self, now: int) -> Plan | None:
        """Say what is to be decoded for the tick due at `now`; None for silence."""
        if self._reset:
            self._reset = False
            return Plan((Piece(Part.CONCEAL, TICK_SAMPLES),), last=True, reset=True)
        return self._jitter.get(now, quiet=self.level >= QUIET)

    def leave_out(self, plan: Plan) -> None:
        """Note that a plan is not carried out, or the last for a while."""
        payloads = [one.payload for one in plan.pieces if one.part is Part.PACKET]
        before = self._resume.primer if self._resume else None
        self._resume = Resume(
            primer=None if plan.last else payloads[-1] if payloads else before,
            owed=0 if plan.last else self._jitter.ready,
        )

    def resume(self) -> Resume | None:
        """How to go on with the next plan, if some were left out."""
        resume, self._resume = self._resume, None
        return resume


class VoiceDecoder:
    """The desk's half: carries out plans."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._left = _NOTHING

    def render(self, plan: Plan, out: Pcm, resume: Resume | None = None) -> int:
        """Write the sound of one tick to `out`, shape (960,); return how many packets it took."""
        if resume is not None:
            self._go_on(resume)
        elif plan.first:
            self._left = _NOTHING
        if self._is_plain(plan):
            out[:] = self._decode(plan.pieces[0])
        else:
            self._assemble(plan, out)
        if plan.first:
            fade_in(out)
        if plan.last:
            fade_out(out)
            self._left = _NOTHING
        if plan.reset:
            self._decoder.reset()
        return sum(one.part is not Part.CONCEAL for one in plan.pieces)

    def _go_on(self, resume: Resume) -> None:
        """Begin in the middle of what is sent."""
        self._decoder.reset()
        self._left = np.zeros(resume.owed, np.int16)
        if resume.primer is not None:
            try:
                sound = self._decoder.decode(resume.primer)
            except BadPacketError:
                return
            if resume.owed:
                tail = sound[-resume.owed :]
                self._left[resume.owed - len(tail) :] = tail

    def _is_plain(self, plan: Plan) -> bool:
        """Whether the tick is one piece of just its length, as nearly always."""
        return (
            len(plan.pieces) == 1
            and plan.pieces[0].samples == TICK_SAMPLES
            and not self._left.size
            and not plan.squeeze
        )

    def _assemble(self, plan: Plan, out: Pcm) -> None:
        """Play from what was left over and as many pieces as there are."""
        sound = np.concatenate([self._left, *(self._decode(one).copy() for one in plan.pieces)])
        used = TICK_SAMPLES
        if plan.squeeze:
            used += TICK_SAMPLES
            leave_out_a_tick(sound[:used], out)
        else:
            out[:] = sound[:used]
        self._left = sound[used:]

    def _decode(self, piece: Piece) -> Pcm:
        """Return the sound of a piece, exactly as long as it says."""
        if piece.part is not Part.CONCEAL:
            try:
                return self._decoder.decode(
                    piece.payload, fec=piece.part is Part.FEC, samples=piece.samples
                )
            except BadPacketError:
                pass
        return self._decoder.decode(None, samples=piece.samples)


def leave_out_a_tick(sound: Pcm, out: Pcm) -> None:
    """Make `TICK_SAMPLES` of twice as many, by leaving out one tick where it shows least.

    That is where the sound is most like itself one tick later; there it is crossfaded.
    """
    now, later = sound[:TICK_SAMPLES].astype(np.float32), sound[TICK_SAMPLES:].astype(np.float32)
    unlike = np.concatenate([[0.0], np.cumsum(np.square(now - later), dtype=np.float64)])
    at = int(np.argmin(unlike[JOIN:] - unlike[:-JOIN]))
    out[:at] = sound[:at]
    out[at : at + JOIN] = now[at : at + JOIN] * (1 - _CROSS) + later[at : at + JOIN] * _CROSS
    out[at + JOIN :] = sound[TICK_SAMPLES + at + JOIN :]
