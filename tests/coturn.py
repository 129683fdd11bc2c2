"""A real coturn on this machine, with the configuration that docker/turnserver.conf recommends."""

import asyncio
import ipaddress
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from signaling.doctor import turn
from tests.patience import PATIENCE
from tests.ports import free_port

RECOMMENDED = Path(__file__).parents[1] / "docker/turnserver.conf"
SECRET = "a-secret-that-only-tests-know"
STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class Coturn:
    """A TURN server that runs; `certificate` is its own, which nobody has signed."""

    port: int
    tls_port: int
    certificate: Path
    log: Path
    pids: list[int] = field(default_factory=list)

    def kill(self) -> None:
        """Kill it at once."""
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)

    def url(self, way: str) -> str:
        """Return its URL for "udp", "tcp" or "tls"."""
        if way == "tls":
            return f"turns:127.0.0.1:{self.tls_port}?transport=tcp"
        return f"turn:127.0.0.1:{self.port}?transport={way}"

    def settings(self, *ways: str) -> str:
        """Return a section of diemcau.toml that tells clients of it."""
        urls = ", ".join(f'"{self.url(way)}"' for way in ways)
        return f'[turn]\nurls = [{urls}]\nsecret = "{SECRET}"\n'


@asynccontextmanager
async def coturn(folder: Path, peers: Sequence[str]) -> AsyncIterator[Coturn]:
    """Run one that relays from the first of `peers`, to these alone; skip where there is none."""
    program = shutil.which("turnserver")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("coturn is missing; tests/setup.sh packages installs it")
        pytest.skip("coturn is missing")
    folder.mkdir()
    certificate = folder / "cert.pem"
    write_certificate(certificate, folder / "key.pem")
    it = Coturn(
        free_port(socket.SOCK_STREAM),
        free_port(socket.SOCK_STREAM),
        certificate,
        folder / "turn.log",
    )
    configuration = folder / "turnserver.conf"
    configuration.write_text(configured(RECOMMENDED.read_text(), it, peers))
    process = await asyncio.create_subprocess_exec(
        *(program, "-c", configuration),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    it.pids.append(process.pid)
    try:
        async with asyncio.timeout(PATIENCE):
            # It takes datagrams later than connections.
            while not await listens(it.tls_port) or await turn.error_of(it.url("udp")) is None:
                assert process.returncode is None, it.log.read_text()
                await asyncio.sleep(0.05)
        yield it
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def configured(recommended: str, it: Coturn, peers: Sequence[str]) -> str:
    """Fill in what the file asks for, and what a test's machine needs; all else stays."""
    own = {
        "static-auth-secret": SECRET,
        "listening-port": str(it.port),
        "tls-listening-port": str(it.tls_port),
        "cert": str(it.certificate),
        "pkey": str(it.certificate.with_name("key.pem")),
    }
    lines = []
    for line in recommended.splitlines():
        name, _, _ = line.partition("=")
        if name in own:
            lines.append(f"{name}={own.pop(name)}")
        elif name == "allowed-peer-ip":
            lines += [f"allowed-peer-ip={peer}" for peer in peers]
        elif name != "log-file":
            lines.append(line)
    assert not own, f"no longer in {RECOMMENDED.name}: {sorted(own)}"
    folder = it.log.parent
    lines += [
        "listening-ip=127.0.0.1",
        f"relay-ip={peers[0]}",
        f"log-file={it.log}",
        "simple-log",
        "verbose",
        f"pidfile={folder / 'turn.pid'}",
        f"userdb={folder / 'turn.db'}",
    ]
    return "\n".join(lines) + "\n"


async def listens(port: int) -> bool:
    """Whether somebody takes connections at a port of this machine."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def write_certificate(certificate: Path, key: Path) -> None:
    """Write a certificate of 127.0.0.1 that is its own authority, and its key."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "turn.test")])
    now = datetime.now(UTC)
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
