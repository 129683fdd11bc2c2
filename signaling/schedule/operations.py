"""The routes of plans, calendars and papers, as they are served and described."""

from aiohttp import web

from signaling.operation import Operation
from signaling.protocol import Code
from signaling.schedule import http
from signaling.schedule.protocol import (
    CalendarQuery,
    Draft,
    KeyQuery,
    ListQuery,
    MeetingDraft,
    MeetingPlan,
    Paper,
    PaperList,
    PaperQuery,
    PlanChange,
    PlanList,
    StateChange,
)

PLAN = "/api/plans/{meeting}"

OPERATIONS = (
    Operation(
        method="GET",
        path="/api/plans",
        handler=http.list_plans,
        summary="Meetings of a time",
        query=ListQuery,
        reply=PlanList,
    ),
    Operation(
        method="POST",
        path="/api/plans",
        handler=http.add_plan,
        summary="Plan a meeting",
        body=MeetingDraft,
        reply=Draft,
        codes=(Code.UNIT_UNKNOWN, Code.POINT_UNKNOWN, Code.ACCOUNT_UNKNOWN, Code.PLAN_INVALID),
    ),
    Operation(
        method="GET",
        path=PLAN,
        handler=http.read_plan,
        summary="A plan",
        reply=MeetingPlan,
        codes=(Code.MEETING_UNKNOWN,),
    ),
    Operation(
        method="PUT",
        path=PLAN,
        handler=http.change_plan,
        summary="Another plan in place of the one that was read",
        body=PlanChange,
        reply=MeetingPlan,
        codes=(
            Code.MEETING_UNKNOWN,
            Code.UNIT_UNKNOWN,
            Code.POINT_UNKNOWN,
            Code.ACCOUNT_UNKNOWN,
            Code.PLAN_INVALID,
            Code.PLAN_CHANGED,
            Code.PLAN_STATE,
        ),
    ),
    Operation(
        method="DELETE",
        path=PLAN,
        handler=http.remove_plan,
        summary="Forget a draft",
        status=204,
        codes=(Code.MEETING_UNKNOWN, Code.PLAN_STATE),
    ),
    Operation(
        method="PUT",
        path=PLAN + "/state",
        handler=http.change_state,
        summary="Announce or cancel a meeting",
        body=StateChange,
        reply=MeetingPlan,
        codes=(Code.MEETING_UNKNOWN, Code.PLAN_STATE),
    ),
    Operation(
        method="GET",
        path=r"/api/meetings/{meeting:[^/]+}.ics",
        handler=http.read_calendar,
        summary="Calendar file, for all or with one point's own link",
        access="either",
        query=CalendarQuery,
        reply=http.ICS,
        codes=(Code.MEETING_UNKNOWN, Code.POINT_UNKNOWN),
    ),
    Operation(
        method="GET",
        path="/api/meetings/{meeting}/papers",
        handler=http.list_papers,
        summary="Papers that the asker may read",
        access="either",
        reply=PaperList,
        codes=(Code.MEETING_UNKNOWN,),
    ),
    Operation(
        method="POST",
        path=PLAN + "/papers",
        handler=http.add_paper,
        summary="Add a PDF file of at most 50 MB",
        body=http.PDF,
        query=PaperQuery,
        reply=Paper,
        codes=(
            Code.MEETING_UNKNOWN,
            Code.AGENDA_UNKNOWN,
            Code.PAPER_INVALID,
            Code.PAPER_TOO_LARGE,
            Code.PLAN_INVALID,
        ),
    ),
    Operation(
        method="DELETE",
        path=PLAN + "/papers/{paper}",
        handler=http.remove_paper,
        summary="Remove a paper",
        status=204,
        codes=(Code.MEETING_UNKNOWN, Code.PAPER_UNKNOWN),
    ),
    Operation(
        method="GET",
        path=r"/papers/{paper:[0-9a-f]+}.pdf",
        handler=http.give_paper,
        summary="A paper or a range of it; with `download` as a file to keep",
        access="nobody",
        query=KeyQuery,
        reply=http.PDF,
        also={206: "The range that was asked for.", 304: "Not changed.", 416: "No such range."},
        codes=(Code.PAPER_UNKNOWN, Code.NOT_FOUND),
    ),
)


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes; those of files must stand before the routes of pages."""
    return [one.route() for one in OPERATIONS]
