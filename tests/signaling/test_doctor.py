"""What the doctor says of ports, certificates, servers and files."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from signaling import doctor, secret
from signaling.config import Config, Data, Http, Ice, Media, Recordings, Server
from signaling.doctor import machine, ports, program, tls, turn
from signaling.doctor.finding import Finding
from tests.signaling.server import serving

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def write_certificate(folder: Path, starts: datetime, ends: datetime) -> None:
    """Write cert.pem and key.pem of hop.example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hop.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hop.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.mark.parametrize(
    ("starts", "ends", "state", "words"),
    [
        (-10, 90, "ok", "hop.example"),
        (-10, 5, "warning", "in 5 days"),
        (-10, -1, "wrong", "2026-11-20"),
        (1, 10, "wrong", "from 2026-11-22"),
    ],
)
def test_a_certificate_is_judged_by_its_dates(
    tmp_path: Path, starts: int, ends: int, state: str, words: str
) -> None:
    write_certificate(tmp_path, NOW + timedelta(starts), NOW + timedelta(ends))
    found = tls.judge(tmp_path / "cert.pem", NOW)
    assert (found.state, found.name) == (state, "tls")
    assert words in found.en
    assert bool(found.fix_vi) == (state != "ok")


async def test_a_certificate_and_a_key_must_belong_together(tmp_path: Path) -> None:
    config = Config(http=Http(tls_certificate="cert.pem", tls_key="key.pem"), base=tmp_path)
    write_certificate(tmp_path, datetime.now(UTC) - timedelta(1), datetime.now(UTC) + timedelta(90))
    assert (await tls.certificate(config)).state == "ok"
    other = tmp_path / "other"
    other.mkdir()
    write_certificate(other, NOW, NOW + timedelta(1))
    (other / "key.pem").replace(tmp_path / "key.pem")
    assert (await tls.certificate(config)).state == "wrong"
    (tmp_path / "cert.pem").write_text("rubbish")
    assert (await tls.certificate(config)).state == "wrong"


@pytest.mark.parametrize(
    ("http", "state"),
    [
        (Http(), "ok"),
        (Http(listen="[::1]:1"), "ok"),
        (Http(listen="0.0.0.0:1"), "wrong"),
        (Http(listen="0.0.0.0:1", trusted_proxies=("10.0.0.1/32",)), "ok"),
    ],
)
async def test_off_this_machine_tls_is_needed(http: Http, state: str) -> None:
    assert (await tls.certificate(Config(http=http))).state == state


async def test_a_port_that_another_program_has() -> None:
    with socket.socket() as taken, socket.socket(type=socket.SOCK_DGRAM) as udp:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        udp.bind(("127.0.0.1", 0))
        config = Config(
            http=Http(listen=f"127.0.0.1:{taken.getsockname()[1]}"),
            media=Media(udp_host="127.0.0.1", udp_port=udp.getsockname()[1]),
        )
        # Who only listens answers no request: that is not our server.
        http, media = await ports.http(config), await ports.udp(config)
    assert (http.state, media.state) == ("wrong", "wrong")
    assert "another program has it" in http.en
    assert "http.listen" in http.fix_en
    assert "media.udp_port" in media.fix_vi
    assert (await ports.http(config)).state == "ok"
    assert (await ports.udp(config)).state == "ok"


async def test_an_address_that_is_not_ours() -> None:
    found = await ports.http(Config(http=Http(listen="192.0.2.1:80")))
    assert found.state == "wrong"
    assert "192.0.2.1:80" in found.vi


async def test_our_own_server_may_have_the_port(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        url = server.http._base_url
        assert url is not None
        found = await ports.http(Config(http=Http(listen=f"127.0.0.1:{url.port}")))
    assert found.state == "ok"
    assert "running" in found.en


async def test_a_random_udp_port_behind_a_firewall() -> None:
    found = await ports.udp(Config(http=Http(listen="0.0.0.0:80")))
    assert found.state == "warning"
    assert "40000" in found.fix_en


class Stun(asyncio.DatagramProtocol):
    """Answers Binding requests as it is told to."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # of datagrams
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self._transport.sendto(self._answer + data[4:20], address)


@pytest.mark.parametrize(
    ("answer", "good"), [(b"\x01\x01\x00\x00", True), (b"\x01\x11\x00\x00", False), (b"x", False)]
)
async def test_a_turn_server_over_udp(answer: bytes, good: bool) -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Stun(answer), local_addr=("127.0.0.1", 0)
    )
    port = transport.get_extra_info("sockname")[1]
    url = f"turn:127.0.0.1:{port}?transport=udp"
    config = Config(ice=Ice(servers=(Server(urls=(url,)),)))
    found = await turn.servers(config)
    transport.close()
    assert (found.state == "ok") == good
    assert good or url in found.vi


async def test_a_turn_server_over_tcp() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readexactly(20)
        writer.write(b"\x01\x01\x00\x00" + request[4:])
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await turn.error_of(f"turn:127.0.0.1:{port}?transport=tcp") == 0
        assert await turn.error_of(f"turns:127.0.0.1:{port}") is None, "no TLS there"


async def test_a_turn_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "ANSWER_S", 0.1)
    with socket.socket(type=socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        assert await turn.error_of(f"stun:127.0.0.1:{port}") is None
    assert await turn.error_of("stun:127.0.0.1:1") is None
    assert await turn.error_of("turn:127.0.0.1:1?transport=tcp") is None
    assert await turn.error_of("turn://wrong") is None


async def test_data_that_others_can_read(tmp_path: Path) -> None:
    config = Config(data=Data(directory="kho"), base=tmp_path)
    assert (await machine.data(config)).state == "ok", "it can be made"
    secret.key(tmp_path / "kho")
    assert (await machine.data(config)).state == "ok"
    (tmp_path / "kho").chmod(0o755)
    assert (await machine.data(config)).state == "warning"
    (tmp_path / "kho" / secret.NAME).chmod(0o644)
    found = await machine.data(config)
    assert (found.state, found.fix_en.split()[:2]) == ("wrong", ["chmod", "600"])


async def test_data_in_a_place_that_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "kho").write_text("a file")
    assert (
        await machine.data(Config(data=Data(directory="kho/a"), base=tmp_path))
    ).state == "wrong"


async def test_a_full_disk(tmp_path: Path) -> None:
    config = Config(recordings=Recordings(min_free_mib=1_000_000), base=tmp_path)
    found = await machine.disk(config)
    assert found.state == "wrong"
    assert "recordings.directory" in found.fix_vi


def test_a_clock_is_judged_by_what_it_shows_and_who_keeps_it() -> None:
    assert machine.judge_clock(NOW, synchronised=True).state == "ok"
    assert machine.judge_clock(NOW, synchronised=False).state == "warning"
    assert machine.judge_clock(NOW.replace(year=1970), synchronised=True).state == "wrong"


async def test_small_buffers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "rmem_max"
    monkeypatch.setattr(machine, "LIMITS", (limit,))
    limit.write_text("212992\n")
    found = await machine.buffers(Config())
    assert found.state == "warning"
    assert "sysctl" in found.fix_en
    limit.write_text("8388608\n")
    assert (await machine.buffers(Config())).state == "ok"


async def test_missing_parts_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "CODECS", (("libnothing", "w"),))
    monkeypatch.setattr(program, "OPUS", "no_such_module")
    monkeypatch.setattr(program, "FONTS", tmp_path)
    codecs = await program.codecs(Config())
    assert codecs.state == "wrong"
    assert "libnothing, libopus" in codecs.vi
    assert (await program.fonts(Config())).state == "wrong"
    (tmp_path / "a.ttf").write_text("rubbish")
    assert (await program.fonts(Config())).state == "wrong"


async def test_a_check_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_config: Config) -> Finding:
        raise RuntimeError("oops")

    monkeypatch.setattr(doctor, "CHECKS", (("thing", broken),))
    (found,) = await doctor.examine(Config())
    assert (found.name, found.state) == ("thing", "wrong")
    assert "oops" in found.en
