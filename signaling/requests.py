"""What clients send, bounded in size and in time; and what they get, compressed."""

import asyncio
import re
import zlib
from typing import TypeVar

import msgspec
from aiohttp import web

from signaling.problem import ProblemError
from signaling.protocol import Code

MAX_BODY = 64 * 1024
"""Bytes of the largest body that is taken, as it is and unpacked; an offer has about 10 KiB."""

BODY_TIMEOUT_S = 10.0
"""Seconds in which a body must have come."""

_AT = re.compile(r" - at `\$\.?(.*)`$")
"""How msgspec ends the sentence about a value that does not fit."""

_GZIP = 16 + zlib.MAX_WBITS
"""zlib's way to ask for gzip (RFC 1952) and nothing else."""

UPLOAD_S = 60.0
"""Seconds in which a file must have come: 8 MiB over 1 Mbit/s."""

CONTENT_TYPE = "application/octet-stream"
"""What no form of another site can send; what the file is, it says itself."""

T = TypeVar("T")


async def read(request: web.Request, content_type: str) -> bytes:
    """Return the body, unpacked if it is gzip.

    Raises ProblemError: media_type, body_too_large, request_invalid (400, 408). A body that says it
    is too large is not read at all.
    """
    if request.content_type != content_type:
        raise ProblemError(Code.MEDIA_TYPE, f"The content type must be {content_type}.")
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if coding not in ("identity", "gzip"):
        accepted = {"Accept-Encoding": "gzip"}
        raise ProblemError(Code.MEDIA_TYPE, "The content coding must be gzip.", headers=accepted)
    if (request.content_length or 0) > MAX_BODY:
        raise ProblemError(Code.BODY_TOO_LARGE)
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            body = await request.read()
    except TimeoutError:
        raise ProblemError(Code.REQUEST_INVALID, "The body did not come.", status=408) from None
    except web.HTTPRequestEntityTooLarge:
        raise ProblemError(Code.BODY_TOO_LARGE) from None
    return unpack(body) if coding == "gzip" else body


def unpack(body: bytes) -> bytes:
    """Return what is in a gzip body, which is never unpacked beyond `MAX_BODY`.

    aiohttp would do it, too, but it fails with a 500 where the body is damaged.
    """
    unpacker = zlib.decompressobj(wbits=_GZIP)
    try:
        data = unpacker.decompress(body, MAX_BODY + 1)
    except zlib.error as error:
        raise ProblemError(Code.REQUEST_INVALID, f"No gzip: {error}.", status=400) from None
    if len(data) > MAX_BODY:
        raise ProblemError(Code.BODY_TOO_LARGE)
    if not unpacker.eof or unpacker.unused_data:
        raise ProblemError(Code.REQUEST_INVALID, "No whole gzip body.", status=400)
    return data


async def read_file(
    request: web.Request, most: int, too_large: Code = Code.BODY_TOO_LARGE
) -> bytes:
    """Return a file of at most `most` bytes.

    Raises ProblemError: media_type, request_invalid (408), and `too_large`.
    """
    if request.content_type != CONTENT_TYPE:
        raise ProblemError(Code.MEDIA_TYPE, f"The content type must be {CONTENT_TYPE}.")
    if (request.content_length or 0) > most:
        raise ProblemError(too_large)
    content = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_S):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > most:
                    raise ProblemError(too_large)
    except TimeoutError:
        raise ProblemError(Code.REQUEST_INVALID, "The file did not come.", status=408) from None
    return bytes(content)


async def read_text(request: web.Request, content_type: str) -> str:
    """Return the body as text. Raises as `read`, and sdp_invalid if it is not UTF-8."""
    try:
        return (await read(request, content_type)).decode("utf-8")
    except UnicodeDecodeError:
        raise ProblemError(Code.SDP_INVALID, "The body is not UTF-8.") from None


async def read_json(request: web.Request, kind: type[T]) -> T:
    """Return the body as a struct. Raises as `read`, and request_invalid if it does not fit."""
    body = await read(request, "application/json")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        at = _AT.search(str(error))
        field = at.group(1) if at else ""
        raise ProblemError(Code.REQUEST_INVALID, str(error), field=field) from None


def queried(request: web.Request, kind: type[T]) -> T:
    """Return the parameters of an address as a struct. Raises ProblemError: request_invalid."""
    try:
        return msgspec.convert(dict(request.query), kind, strict=False)
    except msgspec.ValidationError as error:
        raise ProblemError(Code.REQUEST_INVALID, str(error)) from None


def compress(request: web.Request, response: web.Response) -> None:
    """Send a response of some KiB in fewer segments, to clients that say they can read it."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)


def json(value: msgspec.Struct) -> web.Response:
    """Return a struct as a response that is not kept."""
    return web.Response(
        body=msgspec.json.encode(value),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
