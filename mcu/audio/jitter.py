"""The jitter buffer: irregular packets in, a plan for every tick of our own clock out.

Pure: no timer, no decoder, `now` is an argument. Each tick asks `get` what to decode for the next
20 ms and is answered whatever has or has not arrived. The *delay* is how much later than the
fastest packets allow a sample is played, and it follows the line:

- it **grows** at once when the buffer runs dry and the packet turns out to be late: time stands
  still while the gap is concealed, so nothing that was said is lost;
- it **shrinks** slowly, 20 ms at a time, when the spread of the last ten seconds allows it: in a
  pause two frames are merged into one. Only a large excess is shed while somebody talks.
"""

from bisect import insort
from dataclasses import dataclass
from typing import Final, NamedTuple

from mcu.audio.arrivals import Arrivals, Verdict
from mcu.audio.opus import GRAIN, BadPacketError, has_fec, packet_samples
from mcu.audio.pace import MAX_TARGET, Move, Pace
from mcu.audio.plan import Part, Piece, Plan
from mcu.media import TICK_NS, TICK_SAMPLES, VoicePacket
from mcu.transit import Transit, to_ns, to_samples

PATIENCE: Final = 5 * TICK_SAMPLES
"""Samples concealed in a row after which a voice has ended. Concealment has faded out by then."""

DTX_BYTES: Final = 2
"""A packet this small says that silence begins: libopus with DTX makes them, and then nothing."""

MAX_HELD: Final = 48_000
"""Samples from the first to the last packet that waits: one second."""

MAX_PACKETS: Final = MAX_HELD // GRAIN
"""Packets that wait, should they all claim the same time."""


@dataclass(slots=True)
class JitterStats:
    """Counts since the beginning: packets, samples where said so, and adjustments of the delay."""

    packets: int = 0
    duplicate: int = 0
    strange: int = 0
    late: int = 0
    bad: int = 0
    overflow: int = 0
    restarts: int = 0
    recovered: int = 0
    """Packets that came only as a copy (RFC 2198)."""
    played_samples: int = 0
    fec_samples: int = 0
    concealed_samples: int = 0
    squeezed: int = 0
    stretched: int = 0


class _Held(NamedTuple):
    """A packet that waits: the timestamps at which it begins and ends. Sorts by sequence."""

    sequence: int
    start: int
    end: int
    payload: bytes
    level: int | None
    copy: bool


def _hold(packet: VoicePacket, end: int) -> _Held:
    return _Held(packet.sequence, packet.timestamp, end, packet.payload, packet.level, packet.copy)


class JitterBuffer:
    """One sender's packets on their way to the mixer; never more than a second of them."""

    def __init__(self) -> None:
        self.stats = JitterStats()
        self.delay = 0
        """The delay (ns) of what was played last."""
        self.least = 0
        """The least delay (ns) to aim at: what the picture of the same sender waits for."""
        self._arrivals = Arrivals()
        self._held: list[_Held] = []
        self.claim: int | None = None
        """The sender's own level (RFC 6464) of the packet that was played last."""
        self._pace = Pace()
        self._newest = 0  # sequence number of the packet that came last
        self._sequence = 0  # of the packet decoded last
        self._frame = TICK_SAMPLES  # its duration
        self._dtx = False  # it said that silence begins
        self._cursor = 0  # timestamp of the next sample to decode
        self._ready = 0  # samples decoded but not played
        self._stalled = 0  # samples concealed while the cursor stood still
        self._playing = False
        self._ending = False
        self._now = 0  # of the last tick

    @property
    def live(self) -> bool:
        """Whether a tick may give anything."""
        return self._playing or self._ending or bool(self._held)

    @property
    def ready(self) -> int:
        """Samples that the plans so far decode and do not play."""
        return self._ready

    @property
    def target(self) -> int:
        """The delay (ns) that suits the line as it was in the last ten seconds."""
        return max(self._pace.target(self._arrivals.transit, self._frame), self.least)

    def _delay(self) -> int:
        """Return the delay of the sample that is next to be played."""
        return self._delay_of(self._cursor - self._ready)

    def _delay_of(self, timestamp: int) -> int:
        return self._now - to_ns(timestamp) - self._arrivals.transit.base

    def heard(self, spoken: int) -> int | None:
        """When a sample is played by the present delay (ns), by its timestamp in ns.

        None while the sender is silent: then nothing says what the delay will be.
        """
        return spoken + self._arrivals.transit.base + self.delay if self._playing else None

    # Packets

    def put(self, packet: VoicePacket) -> None:
        """Take a packet, whenever and in whatever order it comes."""
        if not self.note(packet):
            return
        try:
            samples = packet_samples(packet.payload)
        except BadPacketError:
            self.stats.bad += 1
            return
        end = packet.timestamp + samples
        # Of a voice that is silent the sequence tells what was played: where the sender's clock was
        # set back, or the way has become longer, the cursor is ahead of all that is to come.
        if end <= self._cursor and (self._playing or packet.sequence <= self._sequence):
            self.stats.late += 1
            return
        held = self._held
        insort(held, _hold(packet, end))
        while held[-1].end - held[0].start > MAX_HELD or len(held) > MAX_PACKETS:
            del held[0]
            self.stats.overflow += 1

    def note(self, packet: VoicePacket) -> bool:
        """Learn from a packet that nobody will hear; False if it could not be heard anyway."""
        if packet.copy:
            return self._note_copy(packet)
        self.stats.packets += 1
        verdict = self._arrivals.note(packet)
        self._newest = packet.sequence
        heard = verdict in (Verdict.NEW, Verdict.RESTART)
        if heard and len(self._arrivals.transit) == 1:
            # The stream begins here, but what was sent just before may be overtaken.
            self._cursor = packet.timestamp - MAX_HELD
        if verdict is Verdict.DUPLICATE:
            self.stats.duplicate += 1
        elif verdict is Verdict.STRANGE:
            self.stats.strange += 1
        elif verdict is Verdict.RESTART:
            self.stats.restarts += 1
            self.stop()
        return heard

    def _note_copy(self, packet: VoicePacket) -> bool:
        """Learn from a copy; False if its original has come."""
        self._pace.copied(self._newest - packet.sequence)
        if not self._arrivals.note_copy(packet):
            return False
        self.stats.recovered += 1
        return True

    def resume(self) -> None:
        """Learn transit times anew: the sender was silent, and its timestamps may have halted."""
        self._arrivals.transit = Transit()

    def stop(self) -> None:
        """Drop what waits and end the voice with the next tick."""
        self._held.clear()
        self._ending = self._ending or self._playing
        self._playing = False

    # Ticks

    def get(self, now: int, *, quiet: bool = False) -> Plan | None:
        """Say what to play for the tick that is due at `now`; None for silence.

        `quiet`: the voice pauses, so this is the time to adjust the delay unheard.
        """
        self._now = now
        if self._ending:
            self._ending = False
            return Plan((Piece(Part.CONCEAL, TICK_SAMPLES),), last=True)
        first = not self._playing
        if first and not self._begin():
            return None
        self.delay = self._delay()
        wanted = TICK_SAMPLES
        pieces: list[Piece] = []
        squeeze = False
        if not first and not self._stalled:
            squeeze = self._adjust(quiet, pieces)
            wanted += TICK_SAMPLES * squeeze
        while self._ready < wanted:
            piece = self._next(wanted - self._ready)
            self._ready += piece.samples
            pieces.append(piece)
        self._ready -= wanted
        return Plan(tuple(pieces), squeeze, first, last=not self._playing)

    def _begin(self) -> bool:
        """Start a voice with the first packet that waits, once it has waited for long enough."""
        held = self._held
        # A tick more than the largest target, or a target that large would never be met: packets
        # would go from too early to too late between two ticks.
        while held and self._delay_of(held[0].start) > MAX_TARGET + TICK_NS:
            del held[0]
            self.stats.overflow += 1
            if not held:
                # Even the newest is too late: the sender's clock is slow, or his machine is.
                self._arrivals.transit.forget()
        if not held or self._delay_of(held[0].start) < self.target:
            return False
        self._cursor = held[0].start
        self._sequence = held[0].sequence - 1
        self._ready = self._stalled = 0
        self._pace.changed()
        self._playing = True
        return True

    def _next(self, room: int) -> Piece:
        """Return the next piece; `room` is how many samples this tick still needs."""
        held = self._held
        while held and held[0].end <= self._cursor:
            del held[0]
            self.stats.late += 1
        if not held:
            return self._run_dry(room)
        if self._stalled:
            self._resume(held[0])
        gap = held[0].start - self._cursor
        if gap < GRAIN:
            return self._take(held.pop(0))
        if held[0].sequence == self._sequence + 1:
            return self._pause(gap, room)
        return self._replace(held[0], gap, room)

    def _take(self, packet: _Held) -> Piece:
        """Play a packet."""
        lost = packet.sequence - self._sequence - 1
        if packet.copy:
            self._pace.lost(lost + 1)
        else:
            self._pace.came(packet.payload, lost)
        self._sequence = packet.sequence
        self.claim = packet.level
        self._frame = packet.end - packet.start
        self._cursor = packet.end
        self._dtx = len(packet.payload) <= DTX_BYTES
        self.stats.played_samples += self._frame
        return Piece(Part.PACKET, self._frame, packet.payload)

    def _replace(self, follower: _Held, gap: int, room: int) -> Piece:
        """Fill a gap of lost packets: its last frame from the follower's copy, if it has one."""
        lead = gap - self._frame
        if lead >= GRAIN or not has_fec(follower.payload):
            samples = min(lead, room) if lead >= GRAIN else min(gap, room)
            piece = Piece(Part.CONCEAL, samples // GRAIN * GRAIN)
            self.stats.concealed_samples += piece.samples
        else:
            piece = Piece(Part.FEC, gap // GRAIN * GRAIN, follower.payload)
            self.stats.fec_samples += piece.samples
        self._cursor += piece.samples
        return piece

    def _pause(self, gap: int, room: int) -> Piece:
        """Bridge a gap in which nothing was sent: the sender was silent (DTX), nothing is lost."""
        if gap > PATIENCE:
            self._playing = False
            return Piece(Part.CONCEAL, room)
        piece = Piece(Part.CONCEAL, min(gap, room) // GRAIN * GRAIN)
        self._cursor += piece.samples
        return piece

    def _run_dry(self, room: int) -> Piece:
        """Nothing is there: lost, late, or the sender is silent. Conceal and wait to see which."""
        if self._dtx:
            self._playing = False
        else:
            self._stalled += room
            self.stats.concealed_samples += room
            self._playing = self._stalled < PATIENCE
        return Piece(Part.CONCEAL, room)

    def _resume(self, head: _Held) -> None:
        """Go on after the buffer had run dry.

        What was concealed stands for packets that were lost if `head` is in time, and time goes on
        behind the gap. As far as `head` is late, or as the delay is less than wanted anyway, the
        gap was an insertion: the delay has grown by it.
        """
        wanted = to_samples(self._now - self.target - self._arrivals.transit.base) + self._ready
        skip = min(self._stalled, head.start - self._cursor, wanted - self._cursor)
        too_late = self._delay() - MAX_TARGET
        skip = max(skip, to_samples(too_late), 0)
        self._cursor += skip // self._frame * self._frame
        self._stalled = 0
        while len(self._held) > 1 and self._held[0].end <= self._cursor:
            del self._held[0]
            self.stats.late += 1

    # Changes of the delay

    def _adjust(self, quiet: bool, pieces: list[Piece]) -> bool:
        """Bring the delay nearer to the target; True if 40 ms are to be squeezed into 20."""
        move = self._pace.judge(self.delay - self.target, quiet)
        if move is Move.JUMP:
            self._jump()
        elif move is Move.SQUEEZE and self._has(2 * TICK_SAMPLES - self._ready):
            self._pace.changed()
            self.stats.squeezed += 1
            return True
        elif move is Move.STRETCH and not self._ready:
            self._pace.changed()
            self.stats.stretched += 1
            self._ready = TICK_SAMPLES
            pieces.append(Piece(Part.CONCEAL, TICK_SAMPLES))
        return False

    def _has(self, samples: int) -> bool:
        """Whether so many samples can be decoded from packets without a gap."""
        end = self._cursor
        for packet in self._held:
            if end - self._cursor >= samples or packet.start - end >= GRAIN:
                break
            end = packet.end
        return end - self._cursor >= samples

    def _jump(self) -> None:
        """Skip what is too old: the sender's clock is far too fast, or we slept.

        Where nothing newer has come, it is not us who are behind. Packets come that late now, and
        a cursor that went ahead of them would let none be heard.
        """
        held, transit = self._held, self._arrivals.transit
        position = to_samples(self._now - self.target - transit.base)
        if not held or held[-1].end <= position:
            if transit.behind > MAX_TARGET:
                transit.forget()
            return
        while held[0].end <= position:
            del held[0]
            self.stats.overflow += 1
        self._cursor = max(self._cursor, held[0].start)
