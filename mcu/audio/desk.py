"""The mixing desk: the heavy half of a tick, on the audio thread and nowhere else.

It owns the decoders, the encoders and everything between them. What comes in and goes out are
plain values.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcu.audio.encoder import Streams, encode
from mcu.audio.loudest import Loudest
from mcu.audio.mix import fade_in, fade_out, levels, mix_minus
from mcu.audio.plan import Plan
from mcu.audio.voice import Voice, VoiceDecoder
from mcu.media import TICK_SAMPLES, Encoded


@dataclass(frozen=True, slots=True)
class Line:
    """One voice that sounds in this tick. `voice` only names it here."""

    voice: Voice
    member: str
    decoder: VoiceDecoder
    plan: Plan


@dataclass(frozen=True, slots=True)
class Work:
    """What the event loop hands over for the tick due at `due` (ns).

    `listening`: whose own voice has to be left out for somebody; None if anybody wants it all.
    """

    due: int
    lines: list[Line]
    listening: frozenset[str | None]
    packet_loss: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """What comes back: levels of all that sounded, and packets by member.

    None stands for the shared packet, which is for everybody who has none of his own.
    """

    levels: dict[Voice, int]
    packets: dict[str | None, Encoded]
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
            decodes += line.decoder.render(line.plan, out)
        loudness = {line.voice: level for line, level in zip(lines, levels(pcm), strict=True)}
        rows = self._choose(lines, pcm, loudness)
        packets = self._encode(work, pcm[rows], [lines[row].member for row in rows])
        return Mixed(loudness, packets, decodes)

    def _choose(
        self, lines: list[Line], pcm: NDArray[np.int16], loudness: dict[Voice, int]
    ) -> list[int]:
        """Return the rows to be mixed; who comes or goes is faded."""
        chosen = self._loudest.choose(loudness)
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
        self, work: Work, pcm: NDArray[np.int16], heard: list[str]
    ) -> dict[str | None, Encoded]:
        """Mix the chosen voices and encode for whoever listens."""
        streams = self._streams
        streams.assign(heard, work.listening)
        wanted: list[str | None] = [*streams.own]
        if streams.sharing:
            wanted.append(None)
        if not wanted:
            return {}
        row_of: dict[str | None, int] = {member: row for row, member in enumerate(heard)}
        packets = encode(
            mix_minus(pcm, [row_of.get(member) for member in wanted]),
            [streams.shared if member is None else streams.own[member] for member in wanted],
            work.due,
            work.packet_loss,
        )
        return dict(zip(wanted, packets, strict=True))
