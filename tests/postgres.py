"""A PostgreSQL of the tests' own: a cluster in a folder of /tmp, on a socket there, then gone."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from signaling.store.database import Database
from tests.patience import PATIENCE

OWNER = "diemcau"

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB")
"""What is lost when the machine goes down: nobody looks for it."""

USER = "postgres" if os.geteuid() == 0 else None
"""PostgreSQL does not run as root; the Debian package brings this user."""

TEMPLATE = "migrated"


@dataclass(slots=True)
class Cluster:
    """A server that runs."""

    folder: Path
    migrated: bool = False

    def url(self, name: str) -> str:
        """Return the address of a database, as the settings have it."""
        return f"postgresql+asyncpg://{OWNER}@/{name}?host={self.folder}"

    async def database(self) -> str:
        """Make a database with all tables, and return its address."""
        if not self.migrated:
            await self._sql(f"CREATE DATABASE {TEMPLATE}")
            template = Database(self.url(TEMPLATE))
            await template.migrate()
            await template.close()
            self.migrated = True
        name = f"t{uuid.uuid4().hex}"
        await self._sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    async def _sql(self, statement: str) -> None:
        engine = create_async_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a PostgreSQL for as long as the block lasts."""
    # Not below pytest's own folder, which is closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="diemcau-postgres-"))
    if USER:
        shutil.chown(folder, USER)
    data = folder / "data"
    server = None
    try:
        _run("initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        settings = [text for one in QUICK for text in ("-c", one)]
        where: list[str | Path] = ["-D", data, "-k", folder, "-c", "listen_addresses="]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [_program("postgres"), *where, *settings], stderr=log, stdout=log, user=USER
            )
        _await(folder)
        yield Cluster(folder)
    finally:
        if server is not None:
            # At once, and its children with it.
            server.send_signal(signal.SIGQUIT)
            server.wait(10)
        shutil.rmtree(folder)


def _await(folder: Path) -> None:
    """Wait until the server takes connections."""
    until = time.monotonic() + PATIENCE
    while _run("pg_isready", "-q", "-h", folder, check=False).returncode:
        assert time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.05)


def _run(name: str, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    command = [_program(name), *map(str, arguments)]
    return subprocess.run(command, check=check, capture_output=True, user=USER, cwd="/")


def _program(name: str) -> str:
    """Return a program of the newest PostgreSQL; Debian keeps each version in its own folder."""
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    assert versions, "PostgreSQL is missing: `make test` installs it"
    return str(versions[-1])


def _version(program: Path) -> int:
    name = program.parent.parent.name
    return int(name) if name.isdigit() else 0
