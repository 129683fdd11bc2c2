"""The bad lines that are measured: each way the same, of one point or of all."""

from dataclasses import dataclass

from signaling.bench.line import Conditions

CLEAN = "clean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A line, and what the point behind it sends.

    A browser sends no more than its line takes: `pictures`, of this `width`, and `voice` are what
    it would come down to, in bit/s (0: no pictures).
    """

    line: Conditions
    pictures: int = 500_000
    width: int = 640
    voice: int = 32_000
    cut_s: float = 0.0
    """The line is cut for so long before it is as `line` says."""
    everyone: bool = False
    """All points are behind such a line, not one alone."""
    pages: bool = False
    """Who talks shares pages as well (`signaling.bench.sharing`)."""


CASES: dict[str, Case] = {
    CLEAN: Case(line=Conditions()),
    "20ms-5%": Case(line=Conditions(delay_ms=20, loss=0.05)),
    "20ms-10%": Case(line=Conditions(delay_ms=20, loss=0.1)),
    "20ms-20%": Case(line=Conditions(delay_ms=20, loss=0.2)),
    "150ms-5%": Case(line=Conditions(delay_ms=150, jitter_ms=10, loss=0.05)),
    "2mbit": Case(line=Conditions(delay_ms=20, rate=2_000_000)),
    "2mbit-pages": Case(line=Conditions(delay_ms=20, rate=2_000_000), pages=True),
    "600kbit": Case(line=Conditions(delay_ms=20, rate=600_000), pictures=350_000),
    # 50 packets of sound a second are 20 kbit/s of headers alone.
    "100kbit": Case(
        line=Conditions(delay_ms=20, rate=100_000), pictures=30_000, width=160, voice=24_000
    ),
    "50kbit": Case(line=Conditions(delay_ms=20, rate=50_000), pictures=0, voice=16_000),
    "cut-5s": Case(line=Conditions(delay_ms=20), cut_s=5.0),
    "20ms-10%-all": Case(line=Conditions(delay_ms=20, loss=0.1), everyone=True),
    "150ms-5%-all": Case(line=Conditions(delay_ms=150, jitter_ms=10, loss=0.05), everyone=True),
}
