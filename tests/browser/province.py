"""A province with accounts and a planned meeting, as an administrator makes it; and its people."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from signaling import secret
from signaling.accounts.passwords import Passwords
from signaling.accounts.rights import Grant, User
from signaling.demo import province
from signaling.demo.cast import ROLES
from signaling.demo.clip import Studio
from signaling.demo.pictures import FPS, HEIGHT, WIDTH, Film
from signaling.meeting.actor import Role
from signaling.schedule.recurrence import ZONE
from signaling.store.account_models import AuditRow
from signaling.store.database import Database, sqlite_url
from signaling.store.directory import Directory
from signaling.store.users import Kept, Users
from tests import clips
from tests.browser.signs import RED
from tests.cheap import CheapPoint
from tests.server import Server

PASSWORD = "một con ngựa chín hồng mao"
ACCOUNTS: dict[Role, tuple[str, str]] = {
    "administrator": ("quan-tri", "Ông Phạm Văn Quản"),
    "chair": ("chu-tri", "Ông Trần Văn Chính"),
    "secretary": ("thu-ky", "Bà Nguyễn Thị Hòa"),
    "operator": ("ky-thuat", "Ông Lê Minh Đức"),
}
TITLE = "Hội nghị trực tuyến tỉnh Nam Định"
SEATED = (province.ROOT, "tp-nam-dinh", "vu-ban", "nghia-hung")
"""Where cheap points sit."""

DELEGATE, TECHNICIAN, TROUBLED, SILENT = "truc-ninh", "giao-thuy", "hai-hau", "xuan-truong"
"""Where people with browsers sit, and where nobody comes."""


async def found(server: Server) -> None:
    """Fill the database before the server starts: units, points, an account for each role."""
    secret.prepare(server.data)
    database = Database(sqlite_url(server.data))
    now = datetime.now(UTC)
    try:
        await database.migrate()
        directory = Directory(database)
        await directory.add_units(province.units())
        await directory.add_points(province.points())
        hashed = await Passwords().hash(PASSWORD)
        for role, (name, display_name) in ACCOUNTS.items():
            user = User(name=name, display_name=display_name, grants=(Grant(role=role),))
            kept = Kept(user=user, password=hashed, disabled=False, created_at=now)
            line = AuditRow(
                at=now,
                account="",
                address="",
                act="account.add",
                object=name,
                result="done",
                detail="",
            )
            assert await Users(database).add(kept, line)
    finally:
        await database.close()


class Office:
    """The administrator at work, over HTTP."""

    def __init__(self, http: aiohttp.ClientSession, origin: str) -> None:
        self._http = http
        self._headers = {"Origin": origin}

    async def log_in(self) -> None:
        """Log in as the administrator."""
        await self.ask("POST", "/api/login", {"name": "quan-tri", "password": PASSWORD})

    async def ask(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """Ask for something; returns what is answered."""
        async with self._http.request(method, path, json=body, headers=self._headers) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def key(self, point: str) -> str:
        """Make a point's permanent link; returns its path."""
        made = await self.ask("POST", f"/api/points/{point}/keys", {"label": "Máy chính"})
        link: str = made["link"]
        return link[link.index("/p/") :]

    async def plan(self, starts_in: timedelta) -> str:
        """Plan and announce the meeting, for today in Vietnam; returns its id."""
        now = datetime.now(ZONE)
        starts = min(now + starts_in, now.replace(hour=23, minute=59))
        points = [*SEATED, DELEGATE, TECHNICIAN, TROUBLED, SILENT]
        draft = {
            "title": TITLE,
            "starts": starts.isoformat(),
            "host": province.ROOT,
            "chair": province.ROOT,
            "points": [{"point": point, "delegates": 3} for point in points],
            "agenda": [
                {"title": "Khai mạc, giới thiệu đại biểu", "minutes": 10},
                {"title": "Báo cáo dự toán ngân sách năm 2027", "minutes": 30},
                {"title": "Thảo luận và biểu quyết", "minutes": 60},
            ],
            "people": [
                {"account": ACCOUNTS[part][0], "part": part}
                for part in ("chair", "secretary", "operator")
            ],
        }
        made = await self.ask("POST", "/api/plans", draft)
        await self.ask("PUT", f"/api/plans/{made['id']}/state", {"state": "announced"})
        meeting: str = made["id"]
        return meeting


def sitters(server: Server, meeting: str, *, drawn: bool) -> list[CheapPoint]:
    """Return the points of the meeting that need no browser; drawn people take seconds to make."""
    made = []
    for point, role in zip(SEATED, ROLES, strict=False):
        sitter = CheapPoint(server.url, meeting, server.token(meeting, point), RED.colour, 400, 0.0)
        if drawn:
            clip = Studio(role, lambda: False).rest()
            sitter.play(clip.pictures, clip.sounds)
        made.append(sitter)
    return made


def write_camera(path: Path, *, drawn: bool) -> None:
    """Write what the browser's camera shows: an official at a table, or a coloured card."""
    if not drawn:
        clips.write_y4m(path, RED.colour)
        return
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in Film(ROLES[5].scene).cycle():
            file.write(b"FRAME\n" + frame.tobytes())
