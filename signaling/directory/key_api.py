"""Join keys over HTTP: made and revoked by people, exchanged for tokens by points."""

import segno
from aiohttp import web

from signaling.directory.access import Access, access, note
from signaling.directory.messages import (
    KeyInfo,
    KeyList,
    KeyMeeting,
    KeyReply,
    KeyRequest,
    KeySheet,
    KeyTokenRequest,
    NewKey,
)
from signaling.origin import encrypted
from signaling.problem import ProblemError
from signaling.protocol import Code, TokenReply
from signaling.requests import json, read_json
from signaling.schedule.opening import Invited, Opening, opening, trial_room
from signaling.services import SERVICES, Services
from signaling.store.directory import Directory
from signaling.store.join_keys import JoinKeys, new_secret
from signaling.store.models import JoinKey, Point
from signaling.store.points import Found, Points
from signaling.tokens import BACKED


async def keys(request: web.Request) -> web.Response:
    """List a point's keys."""
    _, found = await _own_point(request)
    rows = await JoinKeys(request.app[SERVICES].database).of_point(found.point.id)
    return json(KeyList(keys=[_told(row) for row in rows]))


async def add_key(request: web.Request) -> web.Response:
    """Make a key, or renew one; its link is told this once."""
    allowed, found = await _own_point(request)
    asked = await read_json(request, NewKey)
    services = request.app[SERVICES]
    secret = new_secret()
    row = await JoinKeys(services.database).add(
        found.point.id,
        label=asked.label,
        secret=secret,
        by=allowed.user.name,
        now=services.clock(),
        renews=asked.renews,
    )
    if row is None:
        raise ProblemError(Code.KEY_UNKNOWN)
    await note(request, allowed, "key.renew" if asked.renews else "key.add", found.point.id, row.id)
    if asked.renews:
        services.standing.changed()
    scheme = "https" if encrypted(request, services.config.http) else "http"
    link = f"{scheme}://{request.host}/p/#k={secret}"
    # Read from paper by phones in bad light: a quarter of it may be lost.
    qr = segno.make(link, error="q", micro=False).svg_data_uri(border=2, dark="#000", light="#fff")
    phone = services.config.meetings.phone
    response = json(KeySheet(key=_told(row), link=link, qr=qr, phone=phone))
    response.set_status(201)
    return response


async def revoke_key(request: web.Request) -> web.Response:
    """End a key."""
    allowed, found = await _own_point(request)
    services = request.app[SERVICES]
    key = request.match_info["key"]
    if not await JoinKeys(services.database).revoke(found.point.id, key, services.clock()):
        raise ProblemError(Code.KEY_UNKNOWN)
    await note(request, allowed, "key.revoke", found.point.id, key)
    services.standing.changed()
    return web.Response(status=204)


async def meetings_of_key(request: web.Request) -> web.Response:
    """Tell a point's device its meetings."""
    services = request.app[SERVICES]
    _, point, found = await _opening(request, (await read_json(request, KeyRequest)).key)
    listed = await Points(services.database).get(point.id)
    return json(
        KeyReply(
            point=point.id,
            name=point.name,
            unit=listed.unit_name if listed else "",
            phone=services.config.meetings.phone,
            meetings=[_meeting(one) for one in found.meetings],
            next=_meeting(found.next) if found.next else None,
            test=trial_room(point.id),
        )
    )


async def token_of_key(request: web.Request) -> web.Response:
    """Exchange a key for a join token."""
    services = request.app[SERVICES]
    asked = await read_json(request, KeyTokenRequest)
    key, point, found = await _opening(request, asked.key)
    if asked.meeting == trial_room(point.id):
        await _open_trial(services, point)
    elif not found.opens(asked.meeting):
        raise ProblemError(Code.MEETING_UNKNOWN)
    return json(
        TokenReply(
            token=services.tokens.issue(
                meeting=asked.meeting,
                point=point.id,
                kind="point",
                now=services.clock(),
                lifetime=BACKED,
                key=key,
            )
        )
    )


async def _open_trial(services: Services, point: Point) -> None:
    """Make the trial room of a point, unless it is there."""
    directory = Directory(services.database)
    room = trial_room(point.id)
    await directory.add_meeting(
        room, title=f"Thử thiết bị: {point.name}"[:200], now=services.clock()
    )
    await directory.invite(room, [point.id])


async def _opening(request: web.Request, secret: str) -> tuple[str, Point, Opening]:
    """Return the key of a secret, its point, and what it opens. Raises ProblemError."""
    services = request.app[SERVICES]
    store = JoinKeys(services.database)
    now = services.clock()
    used = await store.use(secret, now)
    if used is None:
        # Nothing that only a key opens: the number is the centre's, on every sheet.
        raise ProblemError(Code.KEY_UNKNOWN, phone=services.config.meetings.phone)
    key, point = used
    invited = await store.invited(point.id)
    room = trial_room(point.id)
    others = [one for one in invited if one.id != room]
    return key, point, opening(others, now, services.meetings.runs)


def _meeting(one: Invited) -> KeyMeeting:
    when = one.when
    return KeyMeeting(
        id=one.id,
        title=one.title,
        starts=when.starts.isoformat(timespec="seconds") if when else None,
        opens=when.opens().isoformat(timespec="seconds") if when else None,
    )


async def _own_point(request: web.Request) -> tuple[Access, Found]:
    """Return the point of the address, if it is the asker's to change. Raises ProblemError."""
    allowed = await access(request)
    found = await Points(request.app[SERVICES].database).get(request.match_info["point"])
    if found is None:
        raise ProblemError(Code.POINT_NOT_LISTED)
    allowed.must_see(found.point.unit_id, Code.POINT_NOT_LISTED)
    allowed.must_change(found.point.unit_id)
    return allowed, found


def _told(row: JoinKey) -> KeyInfo:
    def moment(name: str) -> str | None:
        value = getattr(row, name)
        return None if value is None else str(value.isoformat(timespec="seconds"))

    return KeyInfo(
        id=row.id,
        label=row.label,
        created=row.created_at.isoformat(timespec="seconds"),
        created_by=row.created_by,
        revoked=moment("revoked_at"),
        used=moment("used_at"),
    )
