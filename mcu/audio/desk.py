"""The mixing desk: the heavy half of a tick.

It owns the decoders, the encoders and everything between them. What comes in and goes out are
plain values.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mcu.audio.encoder import Audience, Streams, encode
from mcu.audio.loudest import Loudest
from mcu.audio.mix import fade_in, fade_out, levels, mix_minus
from mcu.audio.plan import Plan, Resume
from mcu.audio.rendition import Rendition
from mcu.audio.voice import Voice, VoiceDecoder
from mcu.media import TICK_SAMPLES, Encoded, Pcm

UNDER_TALK: Final = 10 ** (-12 / 20)
"""Gain of the meeting for those who talk in private: they follow it, and understand each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One voice that sounds in this tick. `voice` only names it here, `claim` is its own level.

    With `resume`, ticks before this one were left out. One that is not `audible` is not mixed:
    only its level is wanted, or it is `private`: for the other one of a talk alone.
    """

    voice: Voice
    member: str
    decoder: VoiceDecoder
    plan: Plan
    claim: int | None = None
    resume: Resume | None = None
    audible: bool = True
    private: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done for the tick due at `due` (ns).

    `last`: this tick is the last of a cycle, see `mcu.audio.rendition.CYCLE`. `house` sounds beside
    the voices. `talks` has each member of a private talk and the other one. The lines of those who
    are `lossy` lose packets.
    """

    due: int
    lines: list[Line]
    audience: Audience
    last: bool
    house: Sequence[Pcm] = ()
    talks: Mapping[str, str] = field(default_factory=dict)
    lossy: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mixed:
    """What comes back: levels of all that sounded, and packets.

    `own` has those who get a stream of their own, None where its packet is not full yet; `shared`
    has the packets for everybody else.
    """

    levels: dict[Voice, int]
    own: dict[str, Encoded | None]
    shared: dict[Rendition, Encoded | None]
    decodes: int


class Desk:
    """Mixes one conference. Not for two threads at once."""

    def __init__(self, max_speakers: int) -> None:
        self._loudest: Loudest[Voice] = Loudest(max_speakers)
        self._mixed: set[Voice] = set()
        self._streams = Streams()

    def render(self, work: Work) -> Mixed:
        """Decode, choose, mix and encode one tick."""
        lines = work.lines
        pcm = np.empty((len(lines), TICK_SAMPLES), np.int16)
        decodes = 0
        for line, out in zip(lines, pcm, strict=True):
            decodes += line.decoder.render(line.plan, out, line.resume)
        loudness = {line.voice: level for line, level in zip(lines, levels(pcm), strict=True)}
        private = {line.member: pcm[row].copy() for row, line in enumerate(lines) if line.private}
        rows = self._choose(lines, pcm, loudness)
        sounds = np.vstack([pcm[rows], *work.house]) if work.house else pcm[rows]
        own, shared = self._encode(work, sounds, [lines[row].member for row in rows], private)
        return Mixed(loudness, own, shared, decodes)

    def _choose(
        self, lines: list[Line], pcm: NDArray[np.int16], loudness: dict[Voice, int]
    ) -> list[int]:
        """Return the rows to be mixed; who comes or goes is faded."""
        chosen = self._loudest.choose(
            {line.voice: loudness[line.voice] for line in lines if line.audible}
        )
        rows = []
        for row, line in enumerate(lines):
            if line.voice in chosen:
                if line.voice not in self._mixed:
                    fade_in(pcm[row])
            elif line.voice in self._mixed:
                fade_out(pcm[row])
            else:
                continue
            rows.append(row)
        self._mixed = chosen
        return rows

    def _encode(
        self, work: Work, pcm: NDArray[np.int16], heard: list[str], private: dict[str, Pcm]
    ) -> tuple[dict[str, Encoded | None], dict[Rendition, Encoded | None]]:
        """Mix the chosen voices and encode for whoever listens: own and shared packets.

        `heard` are the members of the first rows of `pcm`; nobody is left out of the others.
        """
        streams = self._streams
        streams.assign([*heard, *work.talks], work.audience, work.lossy)
        own, shared = streams.own, streams.shared
        if not own and not shared:
            return {}, {}
        row_of = {member: row for row, member in enumerate(heard)}
        mixes = mix_minus(pcm, [*map(row_of.get, own), *(None for _ in shared)])
        for mix, (member, stream) in zip(mixes, own.items(), strict=False):
            other = work.talks.get(member)
            stream.duck(mix, UNDER_TALK if other is not None else 1.0)
            if other in private:
                np.add(mix, private[other], out=mix)
        packets = encode(
            mixes,
            [*own.values(), *shared.values()],
            work.due,
            last=work.last,
        )
        return (
            dict(zip(own, packets[: len(own)], strict=True)),
            dict(zip(shared, packets[len(own) :], strict=True)),
        )
