"""Calendar files over HTTP."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from aiohttp import hdrs, web

from signaling.origin import encrypted
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import queried
from signaling.schedule.access import Scope, seen
from signaling.schedule.calendar import Entry, Repeated, calendar, repeated, single
from signaling.schedule.protocol import CalendarQuery, MeetingDraft, State
from signaling.schedule.repeating import Run
from signaling.schedule.seating import Tree
from signaling.services import SERVICES
from signaling.store.plan_rows import course_of
from signaling.store.schedule import Kept

ICS = "text/calendar"


async def read_calendar(request: web.Request) -> web.Response:
    """Give the calendar file of a meeting, or that of one point with its own link to join.

    Of a series it has all meetings in which whoever asks has a part.
    """
    services = request.app[SERVICES]
    asked = queried(request, CalendarQuery)
    meeting = request.match_info["meeting"]
    may: Scope | None = None
    if hdrs.AUTHORIZATION in request.headers:
        point = (await services.authorize(request, meeting)).point
        kept = await services.planning.find(meeting)
    else:
        may, kept = await seen(request)
        point = asked.point
        if point and not may.changes(kept):
            # The link lets its holder in as that point.
            raise ProblemError(Code.NOT_PERMITTED)
    if point and not _invites(kept.draft, point):
        raise ProblemError(Code.POINT_UNKNOWN)
    file = _File(request, await services.planning.tree(), point, may)
    runs = await services.planning.chain(kept)
    now = services.clock()
    if runs:
        events = [one for run in runs for one in repeated(file.series(run), now)]
    else:
        events = [single(file.entry(kept), kept.version - 1, now)]
    name = f"{meeting}-{point}.ics" if point else f"{meeting}.ics"
    return web.Response(
        body=calendar(events),
        content_type=ICS,
        charset="utf-8",
        headers={
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
            hdrs.CACHE_CONTROL: "no-store",
        },
    )


@dataclass(frozen=True, slots=True)
class _File:
    """Whose calendar it is: that of a point, or what an account may know of."""

    request: web.Request
    tree: Tree
    point: str
    may: Scope | None

    def series(self, run: Run) -> Repeated:
        """Return a series as far as it is in this calendar."""
        course = course_of(run.series)
        shown = [one for one in run.members if self._shows(one.meeting, one.draft)]
        hidden = [date.fromisoformat(one.occurrence) for one in run.members if one not in shown]
        template = (
            self._entry("", run.template, run.state)
            if self._shows(run.series.template_id, run.template)
            else None
        )
        members = [self.entry(one) for one in shown]
        return Repeated(run.series.id, course, template, members, hidden, run.sequence)

    def entry(self, kept: Kept) -> Entry:
        """Return a meeting as this calendar has it."""
        day = date.fromisoformat(kept.occurrence) if kept.occurrence else None
        link = _link(self.request, kept, self.point) if self.point else ""
        return self._entry(kept.meeting, kept.draft, kept.state, link, day)

    def _entry(
        self,
        meeting: str,
        draft: MeetingDraft,
        state: State,
        link: str = "",
        day: date | None = None,
    ) -> Entry:
        host = self.tree.units.get(draft.host)
        place = self.tree.points[self.point].name if self.point else ""
        return Entry(meeting, draft, state, host.name if host else "", place, link, day)

    def _shows(self, meeting: str, draft: MeetingDraft) -> bool:
        if self.point:
            return _invites(draft, self.point)
        units = {self.tree.points[one.point].unit for one in draft.points}
        named = frozenset(one for one in units if one)
        return self.may is not None and self.may.sees(meeting, draft.host, named)


def _invites(draft: MeetingDraft, point: str) -> bool:
    return any(one.point == point for one in draft.points)


def _link(request: web.Request, kept: Kept, point: str) -> str:
    """Return a point's own link to join, good until a day after the meeting."""
    services = request.app[SERVICES]
    now = services.clock()
    ends = kept.draft.starts + timedelta(minutes=kept.draft.minutes)
    token = services.tokens.issue(
        meeting=kept.meeting,
        point=point,
        kind="point",
        now=now,
        lifetime=max(ends - now, timedelta(0)) + timedelta(days=1),
    )
    scheme = "https" if encrypted(request, services.config.http) else "http"
    return f"{scheme}://{request.host}/join/{quote(kept.meeting)}#t={token}"
