"""The list of recordings, and the recordings themselves, over HTTP."""

from aiohttp import hdrs, web

from signaling.accounts.rights import Office
from signaling.problem import ProblemError
from signaling.protocol import Code, RecordingList
from signaling.records import Records
from signaling.requests import json
from signaling.schedule.access import seen
from signaling.services import SERVICES

PATH = r"/recordings/{recording:[\w-]+}.mp4"


class Playback:
    """Serves recordings."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes; they must stand before those of the pages."""
        return [
            web.get("/api/meetings/{meeting}/recordings", self.list),
            web.get(PATH, self.play),
        ]

    async def list(self, request: web.Request) -> web.Response:
        """List a meeting's recordings: for its points, for who reads it, of an open one for all."""
        services = request.app[SERVICES]
        name = request.match_info["meeting"]
        if "Authorization" in request.headers:
            await services.authorize(request, name)
        live = await services.meetings.find(name)
        if "Authorization" not in request.headers and not live.room.open:
            await _must_read(request)
        return json(RecordingList(recordings=await self._records.of_meeting(name)))

    async def play(self, request: web.Request) -> web.StreamResponse:
        """Send a recording or a range of it; of one that still grows, the bytes there are now."""
        recording = request.match_info["recording"]
        found = await self._records.file(recording, request.query.get("k", ""))
        if found is None:
            raise ProblemError(Code.RECORDING_UNKNOWN)
        path, grows = found
        return web.FileResponse(
            path,
            headers={
                hdrs.CONTENT_TYPE: "video/mp4",
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
