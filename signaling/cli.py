"""The command line: `diemcau serve`, `token`, `user`, `import`, `bench`, `doctor`."""

import argparse
import asyncio
import importlib
import pkgutil
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from signaling import config_file, logs, secret
from signaling.accounts import command as user_command
from signaling.clock import wall_clock
from signaling.config import Config
from signaling.config_file import ConfigError
from signaling.meeting.permissions import CONSOLE_NAMES, leads
from signaling.store.data import DataError, unusable_refused
from signaling.store.database import Database
from signaling.store.directory import Directory
from signaling.store.models import Point
from signaling.terminal import RefusedError, add_config, say
from signaling.tokens import ID_PATTERN, Tokens

REFUSED = 2
"""Exit code where the settings or the arguments are wrong, as argparse has it."""

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it; the server itself ends with 0."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = _parser()
    # A benchmark's own options are not known before it is loaded.
    parsed, rest = parser.parse_known_args(arguments)
    if rest and parsed.run is not _bench:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    parsed.rest = rest
    try:
        return int(parsed.run(parsed))
    except (ConfigError, RefusedError, DataError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diemcau", description="Điểm Cầu: họp trực tuyến / video conferences"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="chạy máy chủ / run the server")
    add_config(serve)
    serve.add_argument("--listen", metavar="HOST:PORT", help="thay http.listen / instead of it")
    serve.add_argument("--demo", action="store_true", help="kèm cuộc họp mẫu / with a demo meeting")
    serve.set_defaults(run=_serve)

    token = commands.add_parser("token", help="tạo mã vào họp / print a join token")
    add_config(token)
    token.add_argument("--meeting", required=True, metavar="ID")
    token.add_argument("--point", metavar="ID")
    token.add_argument(
        "--role",
        choices=("operator", "secretary", "chair", "technician", "delegate"),
        default="delegate",
        help="vai trò; không có --point: bàn điều khiển / role; without --point: a console",
    )
    token.add_argument("--name", default="", help="tên người điều khiển / who sits at the console")
    token.add_argument(
        "--create", action="store_true", help="tạo cuộc họp và điểm cầu nếu chưa có / make both"
    )
    token.add_argument(
        "--ttl", metavar="HOURS", type=float, help="thời hạn, giờ / hours it is good for"
    )
    token.add_argument("--kind", choices=("point", "source", "viewer"), default="point")
    token.set_defaults(run=_token)

    user_command.add_to(commands)
    imports = commands.add_parser(
        "import", help="nhập đơn vị, điểm cầu / import units or points (CSV, XLSX)"
    )
    add_config(imports)
    imports.add_argument("kind", choices=("units", "points"))
    imports.add_argument("file", metavar="FILE", type=Path)
    imports.add_argument(
        "--dry-run", action="store_true", help="chỉ kiểm tra / only say what would be done"
    )
    imports.add_argument(
        "--accept-good", action="store_true", help="bỏ qua dòng lỗi / leave bad rows out"
    )
    imports.set_defaults(run=_import)

    benches = commands.add_parser("bench", help="đo năng lực / measure", add_help=False)
    benches.set_defaults(run=_bench)

    doctor = commands.add_parser("doctor", help="kiểm tra máy chủ / what is wrong, what to do")
    add_config(doctor)
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_doctor)
    return parser


def _serve(arguments: argparse.Namespace) -> int:
    settings = config_file.load(arguments.config)
    if arguments.listen is not None:
        settings = config_file.replace(settings, "http", listen=arguments.listen)
    # Here, because the media plane takes a second to load and the other commands need none of it.
    from signaling import serve  # noqa: PLC0415

    logs.set_up(settings.log)
    try:
        asyncio.run(serve.serve(settings, with_demo=arguments.demo, announce=say))
    except serve.StartError as error:
        raise RefusedError(str(error)) from error
    return 0


def _token(arguments: argparse.Namespace) -> int:
    settings = config_file.load(arguments.config)
    if arguments.point is None and not leads(arguments.role):
        raise RefusedError(
            f"--role {arguments.role} cần --point: chỉ người điều hành mới có bàn điều khiển.\n"
            f"--role {arguments.role} needs --point: only those who lead have a console."
        )
    for name in ("meeting", "point"):
        value = getattr(arguments, name)
        if value is not None and not ID_PATTERN.fullmatch(value):
            raise RefusedError(
                f"--{name} {value!r}: chỉ gồm chữ không dấu, số và . _ ~ -, tối đa 64 ký tự.\n"
                f"--{name} {value!r}: letters, digits and . _ ~ - only, at most 64."
            )
    hours = settings.meetings.token_hours if arguments.ttl is None else arguments.ttl
    # As config.Meetings allows.
    if not 0 < hours <= 8760:
        raise RefusedError(
            f"--ttl {hours}: số giờ lớn hơn 0 đến 8760.\n--ttl {hours}: hours above 0 up to 8760."
        )
    with unusable_refused(settings.data_directory):
        say(asyncio.run(_make_token(settings, arguments, timedelta(hours=hours))))
    return 0


async def _make_token(settings: Config, arguments: argparse.Namespace, lifetime: timedelta) -> str:
    """Return a token for a place that exists, or is made where that was asked for."""
    tokens = Tokens(secret.key(settings.data_directory))
    database = Database(settings.database_url)
    try:
        await database.migrate()
        await _ensure(Directory(database), arguments)
    finally:
        await database.close()
    if arguments.point is None:
        return tokens.issue_console(
            meeting=arguments.meeting,
            # Two links are two people, who talk to two points at a time.
            account=f"link-{token_hex(4)}",
            name=arguments.name or CONSOLE_NAMES[arguments.role],
            role=arguments.role,
            now=wall_clock(),
            lifetime=lifetime,
        )
    return tokens.issue(
        meeting=arguments.meeting,
        point=arguments.point,
        kind=arguments.kind,
        role=arguments.role,
        now=wall_clock(),
        lifetime=lifetime,
    )


async def _ensure(directory: Directory, arguments: argparse.Namespace) -> None:
    """See that the meeting is there, and the point has a place in it. Raises RefusedError."""
    meeting, point = arguments.meeting, arguments.point
    if arguments.create:
        await directory.add_meeting(meeting, title=meeting, now=wall_clock())
        if point is not None:
            await directory.add_points([Point(id=point, name=point, short_name=point)])
            await directory.invite(meeting, [point])
    elif await directory.plan(meeting) is None:
        raise RefusedError(
            f"Không có cuộc họp {meeting}. Thêm --create để tạo.\n"
            f"There is no meeting {meeting}. --create makes one."
        )
    elif point is not None and await directory.place(meeting, point) is None:
        raise RefusedError(
            f"Cuộc họp {meeting} không có điểm cầu {point}. Thêm --create để tạo.\n"
            f"The meeting {meeting} has no point {point}. --create makes one."
        )


def _import(arguments: argparse.Namespace) -> int:
    # Here, because it loads what reads spreadsheets.
    from signaling.directory import command  # noqa: PLC0415

    settings = config_file.load(arguments.config)
    try:
        content = command.content_of(arguments.file)
    except OSError as error:
        raise RefusedError(
            f"Không đọc được {arguments.file}: {error.strerror}.\n"
            f"{arguments.file} cannot be read: {error.strerror}."
        ) from error
    with unusable_refused(settings.data_directory):
        report = asyncio.run(
            command.run(
                settings,
                arguments.kind,
                content,
                accept="good" if arguments.accept_good else "all",
                dry=arguments.dry_run,
            )
        )
    say(command.as_text(report, dry=arguments.dry_run))
    return 1 if report.rejected else 0


def _bench(arguments: argparse.Namespace) -> int:
    # Here, because the benchmarks load the media plane.
    from signaling import bench  # noqa: PLC0415

    modules = {
        one.name: importlib.import_module(f"signaling.bench.{one.name}")
        for one in pkgutil.iter_modules(bench.__path__)
    }
    benches = {name: module for name, module in modules.items() if hasattr(module, "add_arguments")}
    parser = argparse.ArgumentParser(prog="diemcau bench", description=bench.__doc__)
    names = parser.add_subparsers(required=True, metavar="NAME")
    for name, module in benches.items():
        summary = (module.__doc__ or "").partition("\n")[0].partition(": ")[2]
        one = names.add_parser(name, help=summary, description=module.__doc__)
        one.add_argument("--json", action="store_true", help="dòng cuối là JSON / JSON comes last")
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments.rest)
    # As after Ctrl+C: what a benchmark has started, it ends.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(chosen.run(chosen))
    except bench.UnavailableError as error:
        raise RefusedError(str(error)) from error


def _doctor(arguments: argparse.Namespace) -> int:
    # Here, because it loads the codecs.
    from signaling import doctor  # noqa: PLC0415

    findings = asyncio.run(doctor.examine(config_file.load(arguments.config)))
    say(doctor.as_json(findings) if arguments.json else doctor.as_text(findings))
    return 1 if any(one.state == "wrong" for one in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
