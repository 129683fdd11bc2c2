"""Files in chat: brought up, named in a line, and had by those whom the line concerns."""

import asyncio
import hashlib
import secrets
import unicodedata
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from signaling.keeping import keep
from signaling.leading import who
from signaling.meeting.actor import Right
from signaling.meeting.chat import ChatFile, concerns
from signaling.meeting.permissions import leads
from signaling.operation import Operation
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.requests import BODY_TIMEOUT_S, json, queried
from signaling.services import SERVICES
from signaling.store.models import SentFile
from signaling.wire import Struct

MAX_FILE = 10 * 1024 * 1024
"""Bytes of one file: a document, not a film."""

MAX_OF_SENDER = 50
"""Files that one point or account may bring to a meeting."""

MAX_OF_MEETING = 500 * 1024 * 1024
"""Bytes of all files of a meeting."""

NAME_MAX = 200

ANY_FILE = "application/octet-stream"

UPLOAD_S = 6 * BODY_TIMEOUT_S
"""Seconds in which a file must have come: 10 MiB in them are 1.4 Mbit/s."""


class FileQuery(Struct, frozen=True, kw_only=True):
    """What a file that is brought is called."""

    name: str = ""


async def bring_file(request: web.Request) -> web.Response:
    """Take a file, `name` in the query; nobody sees it until a line of chat names it."""
    services = request.app[SERVICES]
    live, _, claims = await who(request, Right.CHAT)
    name = _name(queried(request, FileQuery).name)
    chat = services.meetings.chat
    number, _ = await chat.brought(live.id, claims.sub)
    _, size = await chat.brought(live.id)
    if number >= MAX_OF_SENDER or size >= MAX_OF_MEETING:
        raise ProblemError(Code.BODY_TOO_LARGE, "The meeting takes no more files.")
    content = await _content(request)
    file = SentFile(
        id=secrets.token_hex(16),
        meeting_id=live.id,
        sender=claims.sub,
        name=name,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sent_at=services.clock(),
    )
    path = _path(services.config.files_directory, file)
    await asyncio.to_thread(keep, path, content)
    await chat.add_file(file)
    return json(ChatFile(id=file.id, name=file.name, bytes=file.bytes))


async def give_file(request: web.Request) -> web.StreamResponse:
    """Send a file to those whom a line with it concerns, always as a download."""
    services = request.app[SERVICES]
    live, actor, claims = await who(request, Right.CHAT)
    chat = services.meetings.chat
    file = await chat.file(live.id, request.match_info["file"])
    if file is None:
        raise ProblemError(Code.NOT_FOUND)
    lines = await chat.lines_with(file.id)
    leading = leads(actor.role)
    if not any(concerns(line, claims.point, leads=leading) for line in lines):
        # Nobody is told that there is a file that is not for him.
        raise ProblemError(Code.NOT_FOUND)
    path = _path(services.config.files_directory, file)
    if not path.is_file():
        raise ProblemError(Code.NOT_FOUND)
    return web.FileResponse(
        path,
        headers={
            "Content-Type": ANY_FILE,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Cache-Control": "private, no-cache",
        },
    )


async def _content(request: web.Request) -> bytes:
    """Return the body. Raises ProblemError: body_too_large, request_invalid."""
    if (request.content_length or 0) > MAX_FILE:
        raise ProblemError(Code.BODY_TOO_LARGE, f"A file may have {MAX_FILE} bytes.")
    content = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_S):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > MAX_FILE:
                    raise ProblemError(Code.BODY_TOO_LARGE, f"A file may have {MAX_FILE} bytes.")
    except TimeoutError:
        raise ProblemError(Code.REQUEST_INVALID, "The body did not come.", status=408) from None
    if not content:
        raise ProblemError(Code.REQUEST_INVALID, "The file is empty.")
    return bytes(content)


def _name(given: str) -> str:
    """Return a file's name as people see it, without a path and without what cannot be seen."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in last if one.isprintable()).strip()
    if not name or len(name) > NAME_MAX:
        raise ProblemError(Code.REQUEST_INVALID, f"`name` has 1 to {NAME_MAX} characters.")
    return name


def _path(folder: Path, file: SentFile) -> Path:
    return folder / file.meeting_id / file.id


SPOKEN = (Code.MEETING_UNKNOWN, Code.MEETING_CANCELLED, Code.FORBIDDEN)
"""What those are refused with who may not use the chat."""

OPERATIONS = (
    Operation(
        method="POST",
        path="/api/meetings/{meeting}/files",
        handler=bring_file,
        summary="Bring a file; nobody sees it until a line of chat names it",
        access="point",
        query=FileQuery,
        body=ANY_FILE,
        reply=ChatFile,
        codes=SPOKEN,
    ),
    Operation(
        method="GET",
        path="/api/meetings/{meeting}/files/{file}",
        handler=give_file,
        summary="A file of the chat, for those whom a line with it concerns",
        access="point",
        reply=ANY_FILE,
        also={206: "The range that was asked for.", 304: "Not changed.", 416: "No such range."},
        codes=(*SPOKEN, Code.NOT_FOUND),
    ),
)
