"""Whether the machine is fit: socket buffers, disk, rights, clock."""

import ctypes
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from signaling import health, secret
from signaling.config import Config
from signaling.doctor.finding import Finding, bad, good

BUFFER = 4 << 20
"""Bytes of socket buffer that the UDP port asks for, each way."""

LIMITS = (Path("/proc/sys/net/core/rmem_max"), Path("/proc/sys/net/core/wmem_max"))

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No right clock shows an earlier time than this program's."""

UNSYNCHRONISED = 5
"""What adjtimex(2) returns where nothing keeps the clock right (TIME_ERROR)."""


async def buffers(_config: Config) -> Finding:
    """See whether the system grants the buffers that a burst to all points needs."""
    granted = [int(path.read_text()) for path in LIMITS if path.exists()]
    if all(one >= BUFFER for one in granted):
        return good("buffers", "Bộ đệm mạng đủ lớn.", "Socket buffers are large enough.")
    return bad(
        "buffers",
        (
            f"Bộ đệm mạng chỉ được {min(granted)} byte; họp đông sẽ mất gói.",
            f"Socket buffers are limited to {min(granted)} bytes; large meetings lose packets.",
        ),
        (f"sysctl -w net.core.rmem_max={BUFFER} net.core.wmem_max={BUFFER}",) * 2,
        "warning",
    )


async def disk(config: Config) -> Finding:
    """See whether there is room for recordings."""
    wrong = health.disk(config.recordings_directory, config.recordings.min_free_mib)
    if not wrong:
        return good("disk", "Đĩa còn đủ chỗ để ghi.", "The disk has room for recordings.")
    return bad(
        "disk",
        (f"Đĩa của {config.recordings_directory} gần đầy: {wrong}.", f"The disk is full: {wrong}."),
        (
            "Xóa bớt bản ghi cũ, hoặc đổi recordings.directory sang đĩa khác.",
            "Remove old recordings, or set recordings.directory to another disk.",
        ),
    )


async def data(config: Config) -> Finding:
    """See whether the data directory can be written to, and by nobody else."""
    directory = config.data_directory.absolute()
    existing = next(path for path in (directory, *directory.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return bad(
            "data",
            (f"Không ghi được vào {existing}.", f"{existing} cannot be written to."),
            (
                f"chown để tài khoản chạy máy chủ sở hữu {existing}, hoặc đổi data.directory.",
                f"Give {existing} to the account that runs the server, or set data.directory.",
            ),
        )
    for path in (directory / secret.NAME, directory):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            mode = 0o700 if path.is_dir() else 0o600
            return bad(
                "data",
                (f"Người khác đọc được {path}.", f"Others can read {path}."),
                (f"chmod {mode:o} {path}",) * 2,
                "wrong" if path.name == secret.NAME else "warning",
            )
    return good("data", f"Dữ liệu ở {directory}.", f"The data is in {directory}.")


async def clock(_config: Config) -> Finding:
    """See whether the time of day is right: tokens and records depend on it."""
    return judge_clock(datetime.now(UTC), _synchronised())


def judge_clock(now: datetime, synchronised: bool) -> Finding:
    """Judge the clock by what it shows and whether something keeps it right."""
    fix = (
        "Bật đồng bộ giờ: timedatectl set-ntp true (hoặc chrony).",
        "Turn time synchronisation on: timedatectl set-ntp true (or chrony).",
    )
    if now < RELEASED:
        said = (f"Đồng hồ sai: {now:%d/%m/%Y}.", f"The clock is wrong: {now:%Y-%m-%d}.")
        return bad("clock", said, fix)
    if not synchronised:
        said = (
            "Đồng hồ không được đồng bộ; giờ trong biên bản và hạn liên kết có thể sai.",
            "Nothing keeps the clock right; times in records and the end of links may be off.",
        )
        return bad("clock", said, fix, "warning")
    return good("clock", "Đồng hồ được đồng bộ.", "The clock is synchronised.")


def _synchronised() -> bool:
    # struct timex, of which nothing is set or read here; its first field says "only ask".
    nothing = ctypes.create_string_buffer(512)
    return int(ctypes.CDLL(None).adjtimex(nothing)) != UNSYNCHRONISED
