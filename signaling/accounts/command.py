"""`diemcau user`: accounts from the command line, the first administrator among them.

Whoever may read the key of the data directory may do this; the server need not run. A password
is asked for, or read from standard input: arguments can be seen by every user of a machine.
"""

import argparse
import asyncio
import getpass
import os
import re
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from signaling import config_file
from signaling.accounts.administration import written
from signaling.accounts.passwords import Passwords, weak
from signaling.accounts.rights import STRENGTH, Grant, User
from signaling.clock import wall_clock
from signaling.codes import Code
from signaling.sentences import SENTENCES
from signaling.store.account_models import AuditRow
from signaling.store.data import unusable_refused
from signaling.store.database import Database
from signaling.store.users import Kept, Users
from signaling.terminal import RefusedError, add_config, say

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")

Act = Callable[[Users, argparse.Namespace], Awaitable[None]]


def add_to(commands: Any) -> None:
    """Add the command to those of `diemcau`."""
    user = commands.add_parser("user", help="tài khoản / accounts")
    acts = user.add_subparsers(required=True, metavar="ACT")
    add = _act(acts, "add", "tạo tài khoản / make an account", _add)
    add.add_argument("--display-name", metavar="TEXT", help="họ tên, chức danh / shown to others")
    add.add_argument("--role", choices=STRENGTH, required=True)
    add.add_argument("--unit", metavar="ID", help="để trống: toàn hệ thống / empty: everything")
    _act(acts, "password", "đặt lại mật khẩu / set another password", _password)
    _act(acts, "disable", "khóa tài khoản / end its logins, let it in no more", _disable)
    _act(acts, "enable", "mở khóa tài khoản / let it in again", _enable)
    _act(acts, "list", "liệt kê / list", _list, named=False)


def _act(
    acts: Any, name: str, summary: str, act: Act, *, named: bool = True
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=summary)
    add_config(parser)
    if named:
        parser.add_argument("name", metavar="NAME")
    parser.set_defaults(run=_run, act=act)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = config_file.load(arguments.config)

    async def carry_out() -> None:
        settings.data_directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(settings.database_url)
        try:
            await database.migrate()
            await arguments.act(Users(database), arguments)
        finally:
            await database.close()

    with unusable_refused(settings.data_directory):
        asyncio.run(carry_out())
    return 0


async def _add(users: Users, arguments: argparse.Namespace) -> None:
    name, unit = arguments.name, arguments.unit
    if not NAME.fullmatch(name):
        raise RefusedError(
            f"{name!r}: chữ thường không dấu, số và . _ @ -, tối đa 64 ký tự.\n"
            f"{name!r}: small letters, digits and . _ @ - only, at most 64."
        )
    if await users.find(name) is not None:
        raise _refused(Code.ACCOUNT_EXISTS, name)
    if unit is not None and not await users.lineage(unit):
        raise _refused(Code.UNIT_UNKNOWN, unit)
    grants = (Grant(role=arguments.role, unit=unit),)
    kept = Kept(
        user=User(name=name, display_name=arguments.display_name or name, grants=grants),
        password=await _asked(name),
        disabled=False,
        created_at=wall_clock(),
    )
    if not await users.add(kept, _line("account.add", name, written(grants))):
        raise _refused(Code.ACCOUNT_EXISTS, name)


async def _password(users: Users, arguments: argparse.Namespace) -> None:
    name = await _known(users, arguments)
    await users.set_password(name, await _asked(name), _line("password.set", name))


async def _disable(users: Users, arguments: argparse.Namespace) -> None:
    name = await _known(users, arguments)
    if await users.administrators() == {name}:
        raise _refused(Code.LAST_ADMINISTRATOR, name)
    await users.set_disabled(name, True, _line("account.disable", name))


async def _enable(users: Users, arguments: argparse.Namespace) -> None:
    name = await _known(users, arguments)
    await users.set_disabled(name, False, _line("account.enable", name))


async def _list(users: Users, _arguments: argparse.Namespace) -> None:
    for kept in await users.all():
        user = kept.user
        state = "disabled" if kept.disabled else "active"
        say("\t".join((user.name, state, user.display_name, written(user.grants))))


async def _known(users: Users, arguments: argparse.Namespace) -> str:
    name = str(arguments.name)
    if await users.find(name) is None:
        raise _refused(Code.ACCOUNT_UNKNOWN, name)
    return name


async def _asked(name: str) -> str:
    """Return the hash of a password that was asked for twice, or read from standard input."""
    if sys.stdin.isatty():
        password = getpass.getpass("Mật khẩu / password: ")
        if getpass.getpass("Nhập lại / again: ") != password:
            raise RefusedError("Hai mật khẩu không giống nhau.\nThe passwords differ.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if weak(password, name):
        raise _refused(Code.PASSWORD_WEAK, name)
    return await Passwords().hash(password)


def _refused(code: Code, about: str) -> RefusedError:
    sentence = SENTENCES[code]
    return RefusedError(f"{about}: {sentence.vi}\n{about}: {sentence.en}")


def _line(act: str, name: str, detail: str = "") -> AuditRow:
    """Return an audit line of whoever is at this machine, by the name the machine has for him."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = str(os.getuid())
    return AuditRow(
        at=wall_clock(),
        account="",
        address="",
        act=act,
        object=name,
        result="done",
        detail=f"{detail} (diemcau user, {who})".strip(),
    )
