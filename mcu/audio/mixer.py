"""The sound of a conference: every 20 ms one tick from everybody's packets to everybody's mix."""

from collections.abc import Callable, Iterable

from mcu.audio.desk import Desk, Line, Mixed, Work
from mcu.audio.floor import Floor
from mcu.audio.house import House
from mcu.audio.mix import SILENCE
from mcu.audio.plan import Plan
from mcu.audio.preselection import Preselection
from mcu.audio.rendition import CYCLE, PLAIN, SPARSE, Rendition
from mcu.audio.voice import Voice
from mcu.clock import ticks
from mcu.media import TICK_NS, Encoded, Sink, deliver_all
from mcu.messages import Speaker

LARGE = 100
"""Listeners from which those who are silent get `SPARSE` packets; with a fifth less they do not."""

MAX_SPEAKERS = 9
"""Voices mixed at once. Each costs an encode of its own: a tick of 16 who all talk takes 2.4 ms,
with five in the mix 1.9. And in a discussion of nine points, all with open microphones, whoever
speaks softly must not lose his place to rooms with a loud air conditioner."""


class Listener:
    """One sink of the mix. `member`: whose own voice is taken out for it.

    `suited` is the rendition that was chosen for it, `rendition` what it gets: one that is `calm`
    may get packets that hold more.
    """

    __slots__ = ("calm", "member", "rendition", "sink", "suited")

    def __init__(self, sink: Sink, member: str | None) -> None:
        self.sink: Sink = sink
        self.member = member
        self.rendition = self.suited = PLAIN
        self.calm = True


class _Gone:
    """The sink of one who has left, perhaps while a packet is being delivered."""

    def deliver(self, _frame: Encoded) -> bool:
        return False


class AudioMixer:
    """Mixes one conference. All methods are called on the event loop.

    Each tick is three steps: `_gather` asks every voice what it has, the desk decodes, mixes and
    encodes, `_deliver` hands out the packets. All of it is on the event loop, for 1 ms with three
    talkers, 3 ms with nine. A thread would have to take the GIL away from the loop to call libopus
    (`mcu.audio.opus` says why the calls keep it), and the handing over is a tenth of the work.

    Listeners get a packet every 20 ms, or every 60 (`suit`), even when all are silent; members who
    send no sound in a meeting of a hundred and more every 40.
    Discontinuous transmission (DTX) would save packets in pauses only, of which a meeting has few,
    and would cost more than that: browsers count gaps as concealment, pages could not tell silence
    from a dead line, and the recorder would have to invent time. A packet's pts is its first tick's
    due time, so all are whole ticks apart: a tick that could not be made in time is missing, and
    none is shifted.

    `on_speakers` gets who speaks, loudest first, when it changes, at most five times a second.
    """

    def __init__(
        self,
        *,
        on_speakers: Callable[[tuple[Speaker, ...]], None],
        max_speakers: int = MAX_SPEAKERS,
    ) -> None:
        self.ticks = 0
        self.late = 0
        """Ticks that were left out because their time was over."""
        self.decodes = 0
        self.encodes = 0
        self._on_speakers = on_speakers
        self.house = House()
        """What is heard beside the voices."""
        self._voices: dict[str, Voice] = {}
        self._talks: dict[str, str] = {}
        self._awake: dict[Voice, None] = {}  # in the order they began to speak
        self._listeners: list[Listener] = []
        self._audience: frozenset[tuple[str | None, Rendition]] = frozenset()
        self._owners: set[str] | None = None  # of the streams by which these were sorted
        self._owning: list[Listener] = []
        self._sharing: dict[Rendition, list[Listener]] = {}
        self._large = False
        self._lossy: frozenset[str] = frozenset()
        self._phase = 0  # of the tick within the cycle of packets
        self._preselection: Preselection[Voice] = Preselection(max_speakers)
        self._floor = Floor()
        self._desk = Desk(max_speakers)
        self._due: int | None = None

    def add(self, member: str) -> Voice:
        """Make a place for a member's voice; there must not be one yet."""
        if member in self._voices:
            raise ValueError(f"{member} has a voice already")
        self._voices[member] = voice = Voice(member, self._wake)
        voice.private = member in self._talks
        return voice

    def remove(self, member: str) -> None:
        """Take a member's voice away; it ends softly with the next tick."""
        voice = self._voices.pop(member, None)
        if voice is not None:
            voice.clear()
            self._floor.forget(member)

    def talk(self, a: str, b: str | None) -> None:
        """Let two hear each other, and the meeting more softly; nobody else hears them then.

        None ends it for `a`. Talks that either had before are over.
        """
        for one in (a, b):
            other = self._talks.pop(one, None) if one is not None else None
            if other is not None:
                self._talks.pop(other, None)
        if b is not None and a != b:
            self._talks[a], self._talks[b] = b, a
        for member, voice in self._voices.items():
            if voice.private != (member in self._talks):
                voice.private = not voice.private

    def listen(self, sink: Sink, member: str | None = None) -> Listener:
        """Deliver the mix to a sink from the next tick on, without the voice of `member`."""
        listener = Listener(sink, member)
        self._set_listeners([*self._listeners, listener])
        return listener

    def unlisten(self, listener: Listener) -> None:
        """Deliver no more; doing so twice does no harm."""
        listener.sink = _Gone()
        self._set_listeners([one for one in self._listeners if one is not listener])

    def suit(self, listener: Listener, rendition: Rendition, *, calm: bool = True) -> None:
        """Deliver another rendition from the next cycle on, within 120 ms.

        Who is not `calm` loses packets, and never gets any that hold more than the rendition says.
        """
        listener.suited = rendition
        listener.calm = calm

    async def run(self) -> None:
        """Tick until cancelled."""
        async for due in ticks(TICK_NS):
            self.tick(due)

    def tick(self, due: int) -> None:
        """Do one tick here and now, for those who have a time of their own as well."""
        work = self._gather(due)
        mixed = self._desk.render(work)
        self._deliver(mixed)
        self._hear(mixed.levels, work)

    def _wake(self, voice: Voice) -> None:
        self._awake[voice] = None

    def _set_listeners(self, listeners: list[Listener]) -> None:
        # Always a new list: a sink may come or go while packets are being delivered.
        self._listeners = listeners
        self._owners = None
        self._audience = frozenset((one.member, one.rendition) for one in listeners)

    def _gather(self, due: int) -> Work:
        """Collect what is to be decoded. Voices without packets cost nothing, and those that say
        that they are soft next to nothing.
        """
        if self._due is not None:
            self.late += (due - self._due) // TICK_NS - 1
        self._due = due
        last = self._next_phase()
        plans: dict[Voice, Plan] = {}
        for voice in tuple(self._awake):
            plan = voice.plan(due)
            if plan is not None:
                plans[voice] = plan
                continue
            voice.level = SILENCE
            if not voice.live:
                del self._awake[voice]
        public = {voice: voice.claim for voice in plans if not voice.private}
        chosen, probed = self._preselection.choose(public)
        lines = []
        for voice, plan in plans.items():
            needed = voice in chosen or voice.private
            line = _cast(voice, plan, chosen=needed, probed=voice in probed)
            if line is not None:
                lines.append(line)
            elif voice.claim is not None:
                voice.level = voice.claim
        house = self.house.tick()
        return Work(due, lines, self._audience, last, house, self._talks, self._lossy)

    def _next_phase(self) -> bool:
        """Go on in the cycle of packets, at whose begin listeners move; True for its last tick."""
        if self._phase == 0:
            self._change_over()
        self._phase = (self._phase + 1) % CYCLE
        return self._phase == 0

    def _change_over(self) -> None:
        """Let everybody get what suits him now."""
        listeners = self._listeners
        self._large = len(listeners) >= (LARGE * 4 // 5 if self._large else LARGE)
        awake = {voice.member for voice in self._awake}
        self._lossy = frozenset(one.member for one in listeners if one.member and not one.calm)
        moved = False
        for one in listeners:
            rendition = one.suited
            if self._large and rendition is PLAIN and one.calm and one.member is not None:
                # Whoever sends sound may be about to talk, and is to hear at once what is said.
                rendition = PLAIN if one.member in awake else SPARSE
            if rendition is not one.rendition:
                one.rendition, moved = rendition, True
        if moved:
            self._set_listeners(listeners)

    def _deliver(self, mixed: Mixed) -> None:
        """Hand out a tick's packets."""
        self.ticks += 1
        self.decodes += mixed.decodes
        own, shared = mixed.own, mixed.shared
        self.encodes += sum(one is not None for one in (*own.values(), *shared.values()))
        self._share(own)
        for listener in self._owning:
            packet = own[listener.member or ""]
            if packet is not None:
                deliver_all(packet, [listener])
        for rendition, packet in shared.items():
            if packet is not None:
                deliver_all(packet, self._sharing.get(rendition, ()))

    def _share(self, own: Iterable[str]) -> None:
        """Sort the listeners by what they get, which stays as it is for hundreds of ticks."""
        owners = set(own)
        if self._owners == owners:
            return
        self._owners = owners
        self._owning = [one for one in self._listeners if one.member in owners]
        self._sharing = {}
        for listener in self._listeners:
            if listener.member not in owners:
                self._sharing.setdefault(listener.rendition, []).append(listener)

    def _hear(self, levels: dict[Voice, int], work: Work) -> None:
        """Follow who speaks; whoever was muted or removed meanwhile does not."""
        for line in work.lines:
            voice, level = line.voice, levels[line.voice]
            voice.level = level
            if line.claim is not None and line.plan.plain:
                self._preselection.check(voice, line.claim, level)
        heard = {
            voice.member: voice.level
            for voice in self._awake
            if self._voices.get(voice.member) is voice and not (voice.muted or voice.private)
        }
        for member in self._floor.members:
            if self._voices[member].muted or self._voices[member].private:
                self._floor.forget(member)
        speakers = self._floor.update(work.due, heard)
        if speakers is not None:
            self._on_speakers(speakers)


def _cast(voice: Voice, plan: Plan, *, chosen: bool, probed: bool) -> Line | None:
    """Say how a voice's plan is carried out, None if it is left out."""
    was, voice.decoding = voice.decoding, chosen and not plan.last
    chosen = chosen and (was or not plan.last)
    resume = voice.resume() if was or chosen or probed else None
    if chosen or was:
        # In the middle of a word, perhaps: it is faded.
        shown = plan._replace(first=plan.first or not was, last=plan.last or not chosen)
        if not chosen:
            voice.leave_out(plan)
        return Line(
            voice,
            voice.member,
            voice.decoder,
            shown,
            voice.claim,
            resume,
            audible=not voice.private,
            private=voice.private,
        )
    voice.leave_out(plan)
    if probed:
        return Line(voice, voice.member, voice.decoder, plan, voice.claim, resume, audible=False)
    return None
