"""The pages: the built files of `web/`, held in memory, with headers that browsers can trust."""

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from signaling.problem import ProblemError
from signaling.protocol import Code

BUILT = Path(__file__).parent.parent / "web" / "dist"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        # The browser's own reader shows papers inside a page.
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Only what we ship runs, and nothing inline."""

SECURITY = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": (
        "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), "
        "screen-wake-lock=(self), fullscreen=(self), autoplay=(self), geolocation=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}

HASHED = re.compile(r"^assets/.*-[\w-]{8,}\.\w+$")
"""What Vite names by content; such a name never means anything else."""

FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")

NOT_BUILT = """\
<!doctype html><html lang="vi"><meta charset="utf-8"><title>Điểm Cầu</title>
<h1>Điểm Cầu</h1>
<p>Máy chủ đang chạy, nhưng trang web chưa được dựng. Hãy chạy
<code>make web/dist/index.html</code> rồi tải lại trang này.</p>
<p lang="en">The server runs, but the pages have not been built. Run
<code>make web/dist/index.html</code>, then reload this page.</p></html>
"""


class File(msgspec.Struct, frozen=True):
    """A file as it is sent: plain, and compressed where that helps."""

    content: bytes
    compressed: bytes | None
    content_type: str
    etag: str
    cache: str


class Pages:
    """Serves a folder of built files. They are read once, and again when the build has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, File] = {}
        self._built_at: int | None = None

    @property
    def built(self) -> bool:
        """Whether there is anything to serve."""
        return (self._folder / "index.html").is_file()

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of pages; the application has one HTML file for all of them."""
        # What ends in .mp4 is a recording and not the list of a meeting's recordings.
        recordings = r"/recordings/{rest:(?!.*\.mp4$).+}"
        of_meetings = (
            f"/{name}/{{rest:.*}}" for name in ("join", "room", "console", "tv", "agenda")
        )
        others = ("/login", "/admin", "/admin/{rest:.*}", "/help", "/help/{rest:.*}")
        pages = ("/", "/p/", *of_meetings, "/recordings", recordings, *others)
        made: list[web.AbstractRouteDef] = [web.get(path, self.page) for path in pages]
        # Files at the root have a dot in their name, so that they hide no other route.
        return [*made, web.get(r"/{path:assets/.+|[^/]+\.[^/]+}", self.asset)]

    @web.middleware
    async def lost(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Show people the application's own page for addresses that lead nowhere."""
        try:
            return await handler(request)
        except web.HTTPNotFound:
            if "text/html" not in request.headers.get("Accept", ""):
                raise
            response = await self.page(request)
            if response.status == 200:
                response.set_status(404)
            return response

    async def page(self, request: web.Request) -> web.Response:
        """Serve the application."""
        self._refresh()
        index = self._files.get("index.html")
        if index is None:
            return web.Response(
                text=NOT_BUILT, status=503, content_type="text/html", headers=SECURITY
            )
        return _response(request, index, SECURITY)

    async def asset(self, request: web.Request) -> web.Response:
        """Serve a file of the build by its exact name; nothing else of the disk can be named."""
        self._refresh()
        found = self._files.get(request.match_info["path"])
        if found is None:
            raise ProblemError(Code.NOT_FOUND)
        return _response(request, found, SECURITY if found.content_type == "text/html" else {})

    def _refresh(self) -> None:
        index = self._folder / "index.html"
        built_at = index.stat().st_mtime_ns if index.is_file() else None
        if built_at == self._built_at:
            return
        self._built_at = built_at
        self._files = {
            path.relative_to(self._folder).as_posix(): _file(path, self._folder)
            for path in self._folder.rglob("*")
            if path.is_file()
        }


def _file(path: Path, folder: Path) -> File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = "application/javascript" if kind == "text/javascript" else kind
    small = gzip.compress(content, 9, mtime=0) if kind.startswith(COMPRESSIBLE) else None
    name = path.relative_to(folder).as_posix()
    return File(
        content=content,
        compressed=small if small and len(small) < len(content) else None,
        content_type=kind,
        etag=hashlib.sha256(content).hexdigest()[:16],
        cache=FOR_EVER if HASHED.match(name) else ASK_FIRST,
    )


def _response(request: web.Request, file: File, headers: dict[str, str]) -> web.Response:
    """Return the file, or 304 where the browser has it (RFC 9110, section 13.1.2)."""
    zipped = file.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{file.etag}{"-gz" if zipped else ""}"'
    sent = headers | {"Cache-Control": file.cache, "ETag": etag, "Vary": "Accept-Encoding"}
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=sent)
    if zipped:
        sent["Content-Encoding"] = "gzip"
    text = file.content_type.startswith("text/") or "javascript" in file.content_type
    return web.Response(
        body=file.compressed if zipped else file.content,
        content_type=file.content_type,
        charset="utf-8" if text else None,
        headers=sent,
    )
