"""The demo's accounts: one for each role that leads, with passwords made anew each time."""

import secrets
from datetime import datetime

import msgspec

from signaling.accounts.passwords import Passwords
from signaling.accounts.rights import Grant, User
from signaling.meeting.actor import Role
from signaling.store.account_models import AuditRow
from signaling.store.users import Kept, Users

ACCOUNTS: tuple[tuple[str, str, Role], ...] = (
    ("demo-quan-tri", "Quản trị (mẫu)", "administrator"),
    ("demo-ky-thuat", "Kỹ thuật trung tâm (mẫu)", "operator"),
    ("demo-thu-ky", "Thư ký (mẫu)", "secretary"),
    ("demo-chu-tri", "Chủ trì (mẫu)", "chair"),
)
"""Name, display name, role over everything. Nobody else's accounts are touched."""


class Made(msgspec.Struct, frozen=True):
    """An account and its password until the next start."""

    name: str
    display_name: str
    password: str


async def seed(users: Users, now: datetime) -> list[Made]:
    """Make the accounts, or give those there are other passwords, which logs them out."""
    passwords = Passwords()
    made: list[Made] = []
    for name, display_name, role in ACCOUNTS:
        # 64 bits: it is typed by hand, and guesses are slowed down.
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        hashed = await passwords.hash(password)
        user = User(name=name, display_name=display_name, grants=(Grant(role=role),))
        kept = Kept(user=user, password=hashed, disabled=False, created_at=now)
        if not await users.add(kept, _line("account.add", name, now)):
            await users.set_password(name, hashed, _line("password.set", name, now))
        made.append(Made(name, display_name, password))
    return made


def _line(act: str, name: str, now: datetime) -> AuditRow:
    return AuditRow(
        at=now, account="", address="", act=act, object=name, result="done", detail="demo"
    )
