"""Plans and papers over HTTP."""

from datetime import timedelta
from urllib.parse import quote

from aiohttp import hdrs, web

from signaling.meeting.permissions import leads
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import compress, json, queried, read_json
from signaling.schedule.access import Scope, scope, scope_of, seen
from signaling.schedule.protocol import (
    EARLIEST,
    LATEST,
    Draft,
    InvitedName,
    KeyQuery,
    ListQuery,
    MeetingDraft,
    MeetingPlan,
    PaperList,
    PaperQuery,
    PlanChange,
    PlanList,
    StateChange,
)
from signaling.services import SERVICES
from signaling.store.schedule import Kept

PDF = "application/pdf"
ICS = "text/calendar"

AHEAD = timedelta(days=60)
"""How far ahead meetings are listed where nothing was asked for."""

LONGEST = timedelta(days=400)

PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Whatever a paper contains, it does nothing here (CSP 3, section 6.3.2)."""


# Plans.


async def list_plans(request: web.Request) -> web.Response:
    """List the meetings of a time that the account may know of."""
    asked = queried(request, ListQuery)
    may = await scope(request, request.app[SERVICES].planning)
    since = asked.since or request.app[SERVICES].clock()
    until = asked.until or min(max(since, EARLIEST), LATEST) + AHEAD
    if not (EARLIEST <= since <= until <= LATEST + AHEAD and until - since <= LONGEST):
        raise ProblemError(Code.REQUEST_INVALID, "At most 400 days between 2000 and 2100.")
    lines = await request.app[SERVICES].planning.between(since, until)
    invited = await request.app[SERVICES].planning.invited()
    running = request.app[SERVICES].meetings.going_on()
    told = [
        line.seen_with(may.parts, running=line.id in running)
        for line in lines
        if may.sees(line.id, line.host, invited.get(line.id, frozenset()))
    ]
    response = json(PlanList(meetings=told))
    compress(request, response)
    return response


async def add_plan(request: web.Request) -> web.Response:
    """Plan a meeting."""
    may = await scope(request, request.app[SERVICES].planning)
    draft = await read_json(request, MeetingDraft)
    may.check(draft, None)
    meeting = await request.app[SERVICES].planning.create(draft)
    await _note(request, may, "meeting.add", meeting)
    return json(Draft(id=meeting, version=1))


async def read_plan(request: web.Request) -> web.Response:
    """Read a plan, with its points and papers."""
    may, kept = await seen(request)
    response = json(await _told(request, may, kept))
    compress(request, response)
    return response


async def change_plan(request: web.Request) -> web.Response:
    """Keep another plan in place of the one that was read, also while the meeting runs.

    With a scope, more of its series change with it.
    """
    may, kept = await seen(request)
    change = await read_json(request, PlanChange)
    may.check(change.plan, kept)
    meant = [kept]
    if change.scope != "one":
        meant = await request.app[SERVICES].planning.changed_with(kept.meeting, change.scope)
    if not all(may.changes(one) for one in meant):
        raise ProblemError(Code.NOT_PERMITTED)
    await request.app[SERVICES].planning.change(kept.meeting, change)
    for one in meant:
        await _note(request, may, "meeting.change", one.meeting)
    request.app[SERVICES].standing.changed()
    return json(await _told(request, may, await request.app[SERVICES].planning.find(kept.meeting)))


async def change_state(request: web.Request) -> web.Response:
    """Announce a meeting, take the announcement back, or cancel it; or more of its series."""
    may, kept = await _changed(request)
    change = await read_json(request, StateChange)
    meant = await request.app[SERVICES].planning.meant(kept.meeting, change)
    # One of a series may be held by another unit by now.
    if not all(may.changes(one) for one in meant):
        raise ProblemError(Code.NOT_PERMITTED)
    await request.app[SERVICES].planning.become(kept.meeting, change)
    for one in meant:
        await _note(request, may, f"meeting.{change.state}", one.meeting)
    return json(await _told(request, may, await request.app[SERVICES].planning.find(kept.meeting)))


async def remove_plan(request: web.Request) -> web.Response:
    """Forget a draft that has left no traces."""
    may, kept = await _changed(request)
    await request.app[SERVICES].planning.remove(kept.meeting)
    await _note(request, may, "meeting.remove", kept.meeting)
    return web.Response(status=204)


# Papers.


async def list_papers(request: web.Request) -> web.Response:
    """List the papers of a meeting, for its points and for those who may know of it."""
    services = request.app[SERVICES]
    meeting = request.match_info["meeting"]
    if hdrs.AUTHORIZATION in request.headers:
        leader = leads((await services.authorize(request, meeting)).role)
    else:
        may, kept = await seen(request)
        leader = may.leads(meeting, kept.draft.host)
    return json(
        PaperList(papers=await request.app[SERVICES].papers.of_meeting(meeting, leader=leader))
    )


async def add_paper(request: web.Request) -> web.Response:
    """Take a PDF file of at most 50 MB."""
    asked = queried(request, PaperQuery)
    may, kept = await _changed(request)
    if request.content_type != PDF:
        raise ProblemError(Code.MEDIA_TYPE, f"The content type must be {PDF}.")
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
        raise ProblemError(Code.MEDIA_TYPE, "The file comes as it is, not encoded.")
    if asked.item and asked.item not in {one.id for one in kept.draft.agenda}:
        raise ProblemError(Code.AGENDA_UNKNOWN)
    paper = await request.app[SERVICES].papers.add(
        kept.meeting,
        request.content.iter_chunked(256 * 1024),
        said=request.content_length or 0,
        title=asked.title,
        item=asked.item,
        readers=asked.readers,
        by=may.user.name,
    )
    await _note(request, may, "paper.add", f"{kept.meeting}/{paper.id}")
    return json(paper)


async def remove_paper(request: web.Request) -> web.Response:
    """Forget a paper and its file."""
    may, kept = await _changed(request)
    paper = request.match_info["paper"]
    await request.app[SERVICES].papers.remove(kept.meeting, paper)
    await _note(request, may, "paper.remove", f"{kept.meeting}/{paper}")
    return web.Response(status=204)


async def give_paper(request: web.Request) -> web.StreamResponse:
    """Send a paper or a range of it, to be shown, or with `download` to be kept."""
    path, title = await request.app[SERVICES].papers.file(
        request.match_info["paper"], queried(request, KeyQuery).k
    )
    way = "attachment" if "download" in request.query else "inline"
    name = quote(f"{title}.pdf", safe="")
    return web.FileResponse(
        path,
        headers={
            hdrs.CONTENT_TYPE: PDF,
            hdrs.CONTENT_DISPOSITION: f"{way}; filename=\"paper.pdf\"; filename*=UTF-8''{name}",
            hdrs.CACHE_CONTROL: "private, max-age=3600",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": PAPER_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )


# What they share.


async def _changed(request: web.Request) -> tuple[Scope, Kept]:
    """Return a plan that the account may change. Raises ProblemError."""
    may, kept = await seen(request)
    if not may.changes(kept):
        raise ProblemError(Code.NOT_PERMITTED)
    return may, kept


async def _told(request: web.Request, may: Scope, kept: Kept) -> MeetingPlan:
    # The change itself may have given the account a part, or taken it.
    may = await scope_of(may.user, request.app[SERVICES].planning)
    tree, draft = may.tree, kept.draft
    host = tree.units.get(draft.host)
    leader = may.leads(kept.meeting, draft.host)
    return MeetingPlan(
        id=kept.meeting,
        state=kept.state,
        version=kept.version,
        series=kept.series,
        host_name=host.name if host else "",
        may_change=may.changes(kept),
        plan=draft,
        places=[
            InvitedName(
                point=one.point,
                name=tree.points[one.point].name,
                unit=tree.listed_under(tree.points[one.point].unit),
                # What is kept has both: see `planning.fitted`.
                delegates=one.delegates or 0,
                room=bool(one.room),
            )
            for one in draft.points
        ],
        papers=await request.app[SERVICES].papers.of_meeting(kept.meeting, leader=leader),
    )


async def _note(request: web.Request, may: Scope, act: str, on: str) -> None:
    await request.app[SERVICES].accounts.note(request, may.user, act, on)
