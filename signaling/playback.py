"""The list of recordings, and the recordings themselves, over HTTP."""

from aiohttp import hdrs, web

from signaling.accounts.rights import Office
from signaling.operation import Operation
from signaling.problem import ProblemError
from signaling.protocol import Code, RecordingList
from signaling.requests import json, queried
from signaling.schedule.access import seen
from signaling.services import SERVICES
from signaling.wire import Struct

MP4 = "video/mp4"


class PlayQuery(Struct, frozen=True, kw_only=True):
    """The key of a recording's address."""

    k: str = ""


async def list_recordings(request: web.Request) -> web.Response:
    """List a meeting's recordings: for its points, for who reads it, of an open one for all."""
    services = request.app[SERVICES]
    name = request.match_info["meeting"]
    if "Authorization" in request.headers:
        await services.authorize(request, name)
    live = await services.meetings.find(name)
    if "Authorization" not in request.headers and not live.room.open:
        await _must_read(request)
    return json(RecordingList(recordings=await services.recorder.of_meeting(name)))


async def play_recording(request: web.Request) -> web.StreamResponse:
    """Send a recording or a range of it; of one that still grows, the bytes there are now."""
    recording = request.match_info["recording"]
    key = queried(request, PlayQuery).k
    found = await request.app[SERVICES].recorder.file(recording, key)
    if found is None:
        raise ProblemError(Code.RECORDING_UNKNOWN)
    path, grows = found
    return web.FileResponse(
        path,
        headers={
            hdrs.CONTENT_TYPE: MP4,
            hdrs.CONTENT_DISPOSITION: f'inline; filename="{recording}.mp4"',
            hdrs.CACHE_CONTROL: "no-store" if grows else "private, max-age=3600",
        },
    )


async def _must_read(request: web.Request) -> None:
    """Let pass who has logged in and may read the meeting of the address.

    Raises ProblemError: meeting_unknown, for nobody else is told whether there is such a meeting.
    """
    user = await request.app[SERVICES].accounts.visitor(request)
    if user is None:
        raise ProblemError(Code.MEETING_UNKNOWN)
    # One that was never planned is of no unit.
    if not user.may(Office.READ):
        await seen(request)


OPERATIONS = (
    Operation(
        method="GET",
        path="/api/meetings/{meeting}/recordings",
        handler=list_recordings,
        summary="The recordings of a meeting, newest first",
        access="anybody",
        reply=RecordingList,
        codes=(Code.MEETING_UNKNOWN, Code.MEETING_CANCELLED),
    ),
    Operation(
        method="GET",
        path=r"/recordings/{recording:[\w-]+}.mp4",
        handler=play_recording,
        summary="A recording or a range of it, also while it grows",
        access="nobody",
        query=PlayQuery,
        reply=MP4,
        also={206: "The range that was asked for.", 304: "Not changed.", 416: "No such range."},
        codes=(Code.RECORDING_UNKNOWN, Code.NOT_FOUND),
    ),
)
