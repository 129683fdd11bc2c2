"""`diemcau bench address`: a point's address changes in mid-meeting, with a real Chromium.

Four points; the first is a window of Chromium behind a relay. "moved": nothing passes any more by
the socket it has, as when a notebook leaves the Wi-Fi for 4G; only a socket of another address gets
through, and nobody tells the page. "rebound": a NAT gives the point another port, of which the page
knows nothing. `noticed_s` is until the page says that it is restoring the line, `back_s` until a
mixed picture is on the screen again, `seen_s` until the own camera's are in their tile of it.
"""

import argparse
import asyncio
import sys
from typing import Any, Final

import msgspec

from signaling.bench import measure
from signaling.bench.browser import BrowserError
from signaling.bench.guest import Guest
from signaling.bench.processes import Pressure
from signaling.bench.relay import Relay
from signaling.bench.visited import visited

POINTS: Final = 4
SETTLE_S: Final = 4.0
LIMIT_S: Final = 2.0
"""What is promised for `back_s`."""

GAP_MS: Final = 400
"""A picture that comes so long after the one before it ends a break."""

_AFTER: Final = """(since) => {
  const { phases, shown, found } = window.__probe;
  const pictures = shown.filter((at) => at > since);
  const before = shown.filter((at) => at <= since).at(-1) ?? since;
  const all = [before, ...pictures];
  const gap = all.findIndex((at, i) => i > 0 && at - all[i - 1] > GAP);
  const noticed = phases.find(([, at]) => at > since);
  const back = gap < 0 ? null : all[gap];
  const own = found.find((at) => back !== null && at >= back);
  return {
    noticed: noticed ? noticed[1] - since : null,
    back: back === null ? null : back - since,
    seen: own === undefined ? null : own - since,
    gap: Math.max(...all.slice(1).map((at, i) => at - all[i])),
  };
}""".replace("GAP", str(GAP_MS))

_STATE: Final = """() => ({
  connections: window.__probe.peers.length,
  session: window.__probe.session,
  seats: window.__diemcau.state.seats,
  microphone: window.__diemcau.state.microphone,
  media: window.__diemcau.state.media,
})"""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change. A time is None where it did not come within 20 s, or there was no break."""

    kind: str
    noticed_s: float | None
    back_s: float | None
    seen_s: float | None
    longest_gap_s: float | None
    kept: bool
    """The same WebRTC connection and media session, the same seat, the microphone still open."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All changes."""

    points: int
    limit_s: float
    changes: list[Change]
    cpu_pressure: float | None
    chromium: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--changes", type=int, default=5, help="changes of each kind")


def run(args: argparse.Namespace) -> int:
    """Measure and print; the last line is JSON."""
    measure.say([asyncio.run(changed(args.changes))])
    return 0


async def changed(count: int) -> Result:
    """Hold a meeting in which an address changes so often, in each way."""
    async with visited(POINTS, guests=1, heard=1) as (one, measured, _):
        async with Relay(measured.media) as relay:
            guest = await Guest.arrive(one, measured.url, measured.tokens[0], relay.address)
            await guest.click("use-microphone")
            await guest.enter()
            await guest.watch(POINTS, 0)
            pressure = Pressure()
            changes = []
            for kind, change in (("moved", relay.strand), ("rebound", relay.rebind)) * count:
                await asyncio.sleep(SETTLE_S)
                before = await guest.page.evaluate(_STATE)
                since = await guest.page.evaluate("() => window.__probe.now()")
                change()
                changes.append(await _judge(guest, kind, before, since))
        return Result(
            points=POINTS,
            limit_s=LIMIT_S,
            changes=changes,
            cpu_pressure=pressure.share(),
            chromium=one.version,
        )


async def _judge(guest: Guest, kind: str, before: dict[str, Any], since: float) -> Change:
    """Wait until the break is over."""
    try:
        await guest.page.until(
            "(since) => window.__probe.found.some((at) => at > since + 3000)",
            since,
        )
    except BrowserError as error:
        sys.stderr.write(f"{kind}: {error}\n")
    found = await guest.page.evaluate(_AFTER, since)
    after = await guest.page.evaluate(_STATE)
    return Change(
        kind=kind,
        noticed_s=_seconds(found["noticed"]),
        back_s=_seconds(found["back"]),
        seen_s=_seconds(found["seen"]),
        longest_gap_s=_seconds(found["gap"]),
        kept=before == after,
    )


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / 1000, 2)
