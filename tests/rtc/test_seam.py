"""Guards what `mcu/rtc/seam.py` takes from aiortc and pylibsrtp without being invited."""

import asyncio
import datetime
import importlib.metadata
import inspect
from collections.abc import Callable

import aiortc
import pylibsrtp
import pytest
from aiortc.rtcdtlstransport import SRTP_PROFILES
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from mcu.rtc import seam
from mcu.rtc.seam import (
    MAX_DATAGRAM,
    Certificate,
    Datagram,
    Dtls,
    DtlsError,
    Opener,
    Sealed,
    Sealer,
)
from mcu.rtc.trains import MAX_CARS, MAX_TRAIN
from tests.patience import PATIENCE

ADVICE = """
{what}
mcu/rtc/seam.py was written for aiortc 1.16.0 and pylibsrtp 1.0.0. What to do:
 1. read the head of seam.py, then the same places in the new version's rtcdtlstransport.py;
 2. put the pin in pyproject.toml back, or change seam.py (nothing else may need it);
 3. run tests/rtc (test_peers.py joins a stock aiortc peer), then join from a real browser."""

PINNED = {"aiortc": "1.16.0", "pylibsrtp": "1.0.0"}


@pytest.mark.parametrize("package", PINNED)
def test_the_version_is_the_one_we_know(package: str) -> None:
    version = importlib.metadata.version(package)
    assert version == PINNED[package], ADVICE.format(what=f"{package} is now {version}.")


@pytest.mark.parametrize(
    ("owner", "name", "parameters"),
    [
        (aiortc.RTCDtlsTransport, "__init__", ["self", "transport", "certificates"]),
        (aiortc.RTCDtlsTransport, "_set_role", ["self", "role"]),
        (aiortc.RTCDtlsTransport, "start", ["self", "remoteParameters"]),
        (aiortc.RTCDtlsTransport, "stop", ["self"]),
        (aiortc.RTCDtlsTransport, "_validate_peer_identity", ["self", "remoteParameters"]),
        (aiortc.RTCDtlsTransport, "_setup_srtp", ["self"]),
        (aiortc.RTCCertificate, "__init__", ["self", "key", "cert"]),
        (aiortc.RTCCertificate, "_create_ssl_context", ["self", "srtp_profiles"]),
    ],
)
def test_the_methods_are_there(owner: type, name: str, parameters: list[str]) -> None:
    what = f"{owner.__name__}.{name}({', '.join(parameters)}) has changed."
    method = getattr(owner, name, None)
    assert method is not None, ADVICE.format(what=what)
    assert list(inspect.signature(method).parameters) == parameters, ADVICE.format(what=what)


def test_the_srtp_session_shows_its_pointer() -> None:
    session = pylibsrtp.Session()
    lib = pylibsrtp.lib  # type: ignore[attr-defined]  # not exported, which is why it is tested
    for owner, name in (
        (session, "_srtp"),
        (pylibsrtp, "ERRORS"),
        *((lib, f"srtp_{name}") for name in ("protect", "protect_rtcp")),
        *((lib, f"srtp_{name}") for name in ("unprotect", "unprotect_rtcp")),
    ):
        assert hasattr(owner, name), ADVICE.format(what=f"{owner!r} has no {name} any more.")


class RsaCertificate(Certificate):
    """What GStreamer shows: 2048 bits of RSA."""

    @classmethod
    def generateCertificate(cls) -> "RsaCertificate":  # noqa: N802 (aiortc's name)
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "rsa")])
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
        builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        return cls(key=key, cert=builder.sign(key, hashes.SHA256()))  # type: ignore[arg-type]


class Pair:
    """Two associations with nothing between them; `closed` lists who heard a close_notify."""

    def __init__(
        self, server: Certificate, client: Certificate, *, forged: str = "", deaf: bool = False
    ) -> None:
        """`forged` names the end that is told a wrong fingerprint of the other; to a `deaf` client
        nothing comes of the server after its first flight."""
        self.closed: list[str] = []
        self.deaf = deaf
        self.flights = 0
        wrong = [("sha-256", ":".join(["00"] * 32))]
        self.server = self._end(server, wrong if forged == "server" else prints(client), "server")
        self.client = self._end(client, wrong if forged == "client" else prints(server), "client")

    def _end(self, own: Certificate, peer: list[tuple[str, str]], name: str) -> Dtls:
        def send(datagram: bytes) -> None:
            if name == "client":
                self.server.feed(datagram)
                return
            self.flights += 1
            if self.flights == 1 or not self.deaf:
                self.client.feed(datagram)

        def on_closed() -> None:
            self.closed.append(name)

        return Dtls(own, peer, server=name == "server", send=send, on_closed=on_closed)

    async def handshake(self) -> tuple[tuple[Sealer, Opener], tuple[Sealer, Opener]]:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.gather(self.server.handshake(), self.client.handshake())

    async def close(self) -> None:
        await self.client.close()
        await self.server.close()


def prints(certificate: Certificate) -> list[tuple[str, str]]:
    return [(one.algorithm, one.value) for one in certificate.getFingerprints()]


RTP = bytes.fromhex("8060 0001 0000 0001 0000 0007") + bytes(1100)
RTCP = bytes.fromhex("80c9 0001 0000 0007")


def carry(packet: memoryview) -> tuple[Datagram, int]:
    """What arrives where `packet` was sent."""
    datagram = Datagram()
    datagram.view[: len(packet)] = packet
    return datagram, len(packet)


def cars(trains: list[Sealed]) -> list[list[bytes]]:
    """The datagrams of each train, cut as the system does."""
    return [
        [bytes(train[at : at + size]) for at in range(0, len(train), size)]
        for train, size in trains
    ]


def one(trains: list[Sealed]) -> memoryview:
    """The only datagram."""
    ((train, size),) = trains
    assert len(train) == size
    return train


def ec() -> Certificate:
    return Certificate.generateCertificate()


def make_ec() -> Certificate:
    return Certificate.generateCertificate()


@pytest.mark.parametrize(
    ("server", "client"),
    [
        (make_ec, make_ec),
        (make_ec, RsaCertificate.generateCertificate),
        (RsaCertificate.generateCertificate, make_ec),
    ],
    ids=["ecdsa", "rsa-client", "rsa-server"],
)
async def test_a_handshake_gives_keys_that_fit(
    server: Callable[[], Certificate], client: Callable[[], Certificate]
) -> None:
    pair = Pair(server(), client())
    (server_seals, server_opens), (client_seals, client_opens) = await pair.handshake()
    assert client_opens.rtp(*carry(one(server_seals.rtp([RTP])))) == RTP
    assert server_opens.rtp(*carry(one(client_seals.rtp([RTP])))) == RTP
    assert client_opens.rtcp(*carry(one(server_seals.rtcp([RTCP])))) == RTCP
    assert server_opens.rtcp(*carry(one(client_seals.rtcp([RTCP])))) == RTCP
    await pair.close()


async def test_the_peer_hears_a_close_once() -> None:
    pair = Pair(make_ec(), make_ec())
    await pair.handshake()
    await pair.client.close()
    for _ in range(5):
        await asyncio.sleep(0)
    assert pair.closed == ["server"]
    await pair.close()
    assert pair.closed == ["server"]


@pytest.mark.parametrize("end", ["server", "client"])
async def test_a_wrong_fingerprint_is_refused(end: str) -> None:
    pair = Pair(make_ec(), make_ec(), forged=end)
    ends = {"server": pair.server, "client": pair.client}
    shaking = {name: asyncio.create_task(one.handshake()) for name, one in ends.items()}
    with pytest.raises(DtlsError):
        await shaking[end]
    await asyncio.wait(shaking.values())
    await pair.close()


async def test_a_client_has_its_keys_before_the_server_has_answered_its_last_flight() -> None:
    """RFC 7918: a round trip less until its media flows."""
    pair = Pair(make_ec(), make_ec(), deaf=True)
    (server_seals, server_opens), (client_seals, client_opens) = await pair.handshake()
    assert server_opens.rtp(*carry(one(client_seals.rtp([RTP])))) == RTP
    assert client_opens.rtp(*carry(one(server_seals.rtp([RTP])))) == RTP
    ended = asyncio.create_task(pair.client.completed())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not ended.done(), "the server has not confirmed it"
    pair.deaf = False  # its last flight is sent again, as the client sends its own again
    async with asyncio.timeout(PATIENCE):
        await ended
    await pair.close()


async def test_rubbish_does_not_disturb_a_handshake() -> None:
    pair = Pair(make_ec(), make_ec())
    shake = asyncio.gather(pair.server.handshake(), pair.client.handshake())
    for junk in (b"\x16", b"\x16\xfe\xfd" + bytes(40), b"\x3f" * 1500, b"\x17\xfe\xfd" + bytes(10)):
        pair.server.feed(junk)
        pair.client.feed(junk)
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await shake
    await pair.close()


@pytest.mark.parametrize("turns", range(6))
async def test_a_handshake_ends_though_something_comes_in_at_that_very_moment(turns: int) -> None:
    """asyncio.wait_for of Python 3.11, which aiortc waits with, then forgets that it was
    cancelled."""
    hello = asyncio.Event()
    certificate = make_ec()
    one = Dtls(
        certificate,
        prints(certificate),
        server=False,
        send=lambda _: hello.set(),
        on_closed=hello.clear,
    )
    shaking = asyncio.create_task(one.handshake())
    await hello.wait()
    one.feed(b"\x16\xfe\xfd" + bytes(40))
    for _ in range(turns):
        await asyncio.sleep(0)
    shaking.cancel()
    closing = asyncio.create_task(one.close())
    for _ in range(50):
        await asyncio.sleep(0)
    assert closing.done()
    with pytest.raises(asyncio.CancelledError):
        await shaking


async def test_waiting_datagrams_are_bounded() -> None:
    pair = Pair(make_ec(), make_ec())
    for _ in range(10_000):
        pair.server.feed(bytes([22]))
    assert pair.server._datagrams._queue.qsize() < 100


async def test_what_is_forged_damaged_or_repeated_is_not_opened() -> None:
    pair = Pair(make_ec(), make_ec())
    (seals, _), (_, opens) = await pair.handshake()
    sealed = bytes(one(seals.rtp([RTP])))
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert opens.rtp(*carry(memoryview(damaged))) is None
    assert opens.rtp(*carry(memoryview(sealed))) == RTP
    assert opens.rtp(*carry(memoryview(sealed))) is None
    for size in range(len(RTP)):
        assert opens.rtp(*carry(memoryview(RTP[:size]))) is None
        assert opens.rtcp(*carry(memoryview(RTP[:size]))) is None
    await pair.close()


@pytest.mark.parametrize(
    ("sizes", "trains"),
    [
        ([1200, 1200, 300], [3]),
        ([40, 1200, 1200, 300], [1, 3]),
        ([1200, 300, 300], [2, 1]),
        ([1200, 300, 1200], [2, 1]),
        ([300], [1]),
        ([100] * (MAX_CARS + 1), [MAX_CARS, 1]),
        ([1200] * 60, [48, 12]),
        ([1200] * 97 + [5], [48, 48, 2]),
        ([], []),
    ],
)
async def test_packets_are_lined_up_for_the_system_to_cut(
    sizes: list[int], trains: list[int]
) -> None:
    pair = Pair(make_ec(), make_ec())
    (seals, _), (_, opens) = await pair.handshake()
    packets = [
        RTP[:2] + number.to_bytes(2) + RTP[4:12] + bytes(size) for number, size in enumerate(sizes)
    ]
    made = cars(seals.rtp(packets))
    assert [len(train) for train in made] == trains
    assert max((sum(map(len, train)) for train in made), default=0) <= MAX_TRAIN
    opened = [opens.rtp(*carry(memoryview(car))) for train in made for car in train]
    assert opened == packets
    await pair.close()


async def test_what_cannot_be_sealed_is_said() -> None:
    pair = Pair(make_ec(), make_ec())
    (seals, _), _ = await pair.handshake()
    for packet in (b"", RTP[:11], bytes(MAX_DATAGRAM)):
        with pytest.raises(ValueError, match=r"packet of|not sealed"):
            seals.rtp([packet])
    await pair.close()


def test_a_retransmission_may_have_the_number_of_its_packet() -> None:
    """Sequence numbers sent before are sealed again; aiortc asks libsrtp to allow it."""
    assert "allow_repeat_tx = True" in inspect.getsource(aiortc.RTCDtlsTransport), ADVICE.format(
        what="SRTP no longer allows to send a packet again."
    )


def test_the_context_is_made_once() -> None:
    certificate = make_ec()
    context = certificate._create_ssl_context(SRTP_PROFILES)
    assert certificate._create_ssl_context(SRTP_PROFILES) is context
    assert certificate.fingerprint.startswith("sha-256 ")


async def test_a_flight_without_an_answer_is_sent_again_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seam, "RESEND_S", 0.01)
    sent: list[bytes] = []
    datagrams = seam._Datagrams(sent.append)
    datagrams.put(b"client hello")
    assert await datagrams._recv() == b"client hello"
    for part in (b"hello", b"done"):
        await datagrams._send(part)
    waiting = asyncio.create_task(datagrams._recv())
    while len(sent) < 8:  # noqa: ASYNC110 - what is waited for is a timer
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)
    assert sent == [b"hello", b"done"] * 4, "three times, then OpenSSL's own timer has to do"
    datagrams.put(b"finished")
    assert await waiting == b"finished"
    # The next flight is another, and after the handshake nothing is sent twice.
    await datagrams._send(b"finished too")
    datagrams.shaking_hands = False
    waiting = asyncio.create_task(datagrams._recv())
    await asyncio.sleep(0.03)
    assert sent[8:] == [b"finished too"]
    waiting.cancel()
