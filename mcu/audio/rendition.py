"""The forms in which the mix is sent, each encoded once for all who get it; and who gets which."""

from typing import Final, NamedTuple

from mcu.clock import NS_PER_S


class Rendition(NamedTuple):
    """How sound is encoded: bits per second, ticks of 20 ms in a packet, loss (%) prepared for.

    Each packet costs 50 bytes of headers, SRTP's tag included: 20 kbit/s at 20 ms, 7 at 60.
    `wideband`: nothing above 8 kHz. `waveform`: without a model of the voice.
    """

    bitrate: int
    ticks: int
    packet_loss: int
    wideband: bool = False
    waveform: bool = False


CYCLE: Final = 6
"""Ticks in which packets of one, two and three come out even: there a listener changes over."""

PLAIN: Final = Rendition(32_000, 1, 0)

OWN: Final = Rendition(48_000, 1, 0, waveform=True)
"""What those get in place of `PLAIN` whose own voice is in the mix. It is theirs alone, so that its
encode is saved by nobody's sharing: half the time of `PLAIN`, which sounds the same (PESQ 3.73 and
3.76 of one voice, 3.82 and 3.77 of two), for 16 kbit/s more to those few. Not on lossy lines: there
the model of the voice also makes up for what is missing."""

SPARSE: Final = Rendition(32_000, 2, 0)
"""`PLAIN` for those who are silent in a large meeting: half the packets, heard 20 ms later. Every
receiver takes packets of up to 120 ms (RFC 7587, section 6.1)."""

PROTECTED: Final = Rendition(36_000, 1, 15)
"""With in-band FEC, for lossy lines of those who do not take copies (RFC 2198)."""

NARROW: Final = Rendition(16_000, 3, 0, wideband=True)
"""For lines that carry little else. Speech takes 19 kbit/s of it with all headers, instead of 48,
comes 40 ms later and is understood as well (STOI 0.99, PESQ 4.3 against `PLAIN`)."""

NARROW_PROTECTED: Final = Rendition(20_000, 3, 10, wideband=True)
"""24 kbit/s of speech. With less libopus has no room for FEC, and each loss is a syllable: at 10 %
STOI is 0.95 instead of 0.81."""

SMALL_PICTURE: Final = 180
"""Height of the picture, in pixels, from which down sound has to be narrow as well."""

LOSSY: Final = 0.015
"""Fraction lost from which sound is protected: more than one packet in a second."""

VERY_LOSSY: Final = 0.05
"""Fraction lost from which packets are lost two in a row so often that a second copy pays."""

CALM: Final = 0.005
CALM_FOR: Final = 20 * NS_PER_S
"""Fraction lost, and how long (ns) not more, until protection ends: bad radio comes in waves."""


class SoundChooser:
    """Chooses a listener's rendition and copies by the reports on its line. Pure."""

    def __init__(self, *, takes_copies: bool) -> None:
        self._takes_copies = takes_copies
        self._loss = 0.0
        self._lossy = False
        self._calm_since = 0
        self._narrow = False

    @property
    def rendition(self) -> Rendition:
        """What is to be sent."""
        if self._narrow:
            return NARROW_PROTECTED if self._lossy else NARROW
        return PROTECTED if self._lossy and not self._takes_copies else PLAIN

    @property
    def copies(self) -> int:
        """How many earlier packets go with each one (RFC 2198)."""
        if not self._lossy or self._narrow or not self._takes_copies:
            return 0
        return 2 if self._loss >= VERY_LOSSY else 1

    def fit(self, height: int) -> None:
        """Take the height of the picture that goes with it, 0 for none."""
        self._narrow = height <= SMALL_PICTURE

    @property
    def calm(self) -> bool:
        """Whether nothing is lost of late: then a packet may hold more, and be worth more."""
        return not self._lossy

    def judge(self, loss: float, now: int) -> None:
        """Take a report: the fraction lost."""
        self._loss += (loss - self._loss) / 2
        if self._loss >= CALM:
            self._calm_since = now
        if self._loss >= LOSSY:
            self._lossy = True
        elif now - self._calm_since >= CALM_FOR:
            self._lossy = False
