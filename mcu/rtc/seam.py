"""The seam to aiortc 1.16.0 and pylibsrtp 1.0.0: every part of theirs that is not public.

aiortc keeps what it is best at, DTLS and the SRTP keys; everything above is ours. Used of it:

* `RTCDtlsTransport`, public, but meant to sit on aiortc's own ICE. Of its ICE transport it calls
  `_recv()`, `_send()` and, where no role was set, `role`: `_Datagrams` is that and no more.
* `_set_role()`, because the role comes from our SDP; `_rx_srtp` and `_tx_srtp`, the keyed sessions.
* `_ssl`, `_validate_peer_identity()`, `_setup_srtp()`, to have the keys a round trip before the
  handshake's end: see `Dtls.handshake`; and to know which SRTP profile they are for.
* `RTCCertificate._create_ssl_context()`, to admit RSA peers as DTLS servers (GStreamer).

Of pylibsrtp: `Session._srtp` and its cffi `ffi` and `lib`, to protect a packet where it lies, and
without letting go of the GIL, as cffi does in each call: a packet takes half a microsecond, and
another thread that takes the GIL in it keeps the event loop out for as long as it likes.

`tests/rtc/test_seam.py` fails with instructions when any of this has changed.
"""

# ruff: noqa: SLF001 - reaching for private members is what this file is for, and no other

import asyncio
import ctypes
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTPProtectionProfile
from OpenSSL import SSL
from pylibsrtp import ffi, lib  # type: ignore[attr-defined]  # see above

from mcu.rtc.trains import line_up

MAX_DATAGRAM: Final = 2048
"""Bytes of the largest datagram taken or made; an Ethernet frame carries 1,500."""

MAX_BURST: Final = 1 << 19
"""Bytes that are sealed at once: most keyframes."""

MAX_SEALED: Final = MAX_BURST // MAX_DATAGRAM
"""Packets that certainly find room in that; what is more comes in several calls."""

_TRAILER: Final = 16 + 4 + 16
"""Bytes that SRTCP adds at most: index, tag and a spare (RFC 3711, section 3.4; RFC 7714)."""

_TRAILERS: Final = {
    b"SRTP_AEAD_AES_256_GCM": 16,
    b"SRTP_AEAD_AES_128_GCM": 16,
    b"SRTP_AES128_CM_SHA1_80": 10,
}
"""Bytes that SRTP adds, by OpenSSL's name of the profile (RFC 7714; RFC 5764, section 4.1.2)."""

_FLIGHT: Final = 32
"""Datagrams of DTLS that wait for the handshake; a flight has 1 to 6, what is beyond is dropped."""

RESEND_S: Final = 0.15
"""Seconds without an answer after which a flight is sent again. That may be before an answer can
come: a flight is one datagram of 180 or 660 bytes, and a lost one costs a join a round trip."""

RESENDS: Final = 3
"""How often we do so, at 0.15, 0.45 and 1.05 s, beside OpenSSL."""

_CLIENT_FINISHED: Final = b"SSLv3/TLS write finished"
"""OpenSSL's name for the state of a client that has sent its last flight and waits for the end."""

# aiortc offers the ECDSA suites alone. In TLS 1.2 a suite names the *server's* kind of key, so a
# peer with an RSA certificate could never be the server. Our own certificate stays ECDSA.
_CIPHERS: Final = b":".join(
    f"ECDHE-{key}-{cipher}".encode()
    for cipher in ("AES128-GCM-SHA256", "CHACHA20-POLY1305", "AES128-SHA", "AES256-SHA")
    for key in ("ECDSA", "RSA")
)


Sealed = tuple[memoryview, int]
"""A train of datagrams (`mcu.rtc.trains`), and the size of each; only the last may be shorter."""


class DtlsError(Exception):
    """The handshake failed: no common cipher, a wrong fingerprint, or the peer went away."""


class Certificate(RTCCertificate):
    """A self-signed ECDSA certificate whose TLS context is made once for all its connections."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._context is None:
            context = super()._create_ssl_context(srtp_profiles)
            context.set_cipher_list(_CIPHERS)
            # Every connection shows its certificate, so that its fingerprint is checked.
            context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
            self._context = context
        return self._context

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint as an SDP attribute's value (RFC 8122, section 5)."""
        sha256 = next(one for one in self.getFingerprints() if one.algorithm == "sha-256")
        return f"{sha256.algorithm} {sha256.value}"


class Datagram:
    """A place for one datagram, allocated once: received into, opened where it lies."""

    __slots__ = ("address", "arrived", "data", "into", "view")

    def __init__(self) -> None:
        self.arrived = 0
        """When it came (ns), by the kernel; 0 if that is not known."""
        self.data = bytearray(MAX_DATAGRAM)
        self.view = memoryview(self.data)
        self.into = (self.view,)
        self.address = _address(ffi.from_buffer(self.data))
        """Where it lies in memory; a bytearray that is viewed does not move."""


def _address(cdata: object) -> int:
    return int(ffi.cast("uintptr_t", cdata))


Transform = Callable[[int, int, int], int]
"""A function of libsrtp: session, packet, and its length in and out; the error, 0 for none."""

_transform = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
"""Makes a function of ctypes of an address; PYFUNCTYPE keeps the GIL."""


def _keeping_gil(name: str) -> Transform:
    return _transform(_address(ffi.addressof(lib, name)))


_protect = _keeping_gil("srtp_protect")
_protect_rtcp = _keeping_gil("srtp_protect_rtcp")
_unprotect = _keeping_gil("srtp_unprotect")
_unprotect_rtcp = _keeping_gil("srtp_unprotect_rtcp")

_length = ctypes.c_int()  # shared: libsrtp is called on the event loop only
_length_at = ctypes.addressof(_length)
_out = ctypes.create_string_buffer(MAX_BURST)
_out_at = ctypes.addressof(_out)
_out_view = memoryview(_out).cast("B")


def seal_many(sessions: Iterable[int], packets: Iterable[int], lengths: Iterable[int]) -> list[int]:
    """Protect packets where they lie, one for each of the sessions (`Sealer.srtp`), in order.

    `packets` and `lengths` are addresses: of packets with room for a trailer, and of a C int each,
    which grows by that. Returns the error of each, 0 for none.
    """
    return list(map(_protect, sessions, packets, lengths))


class Sealer(NamedTuple):
    """Protects outgoing packets (RFC 3711), given in order, and lines them up in trains.

    Trains are valid until anybody's next call. Both raise ValueError if a packet is too long,
    malformed, or too old to be sent again, and if there are too many.
    """

    rtp: Callable[[Sequence[bytes]], list[Sealed]]
    rtcp: Callable[[Sequence[bytes]], list[Sealed]]
    srtp: int = 0
    """The session for `seal_many`, as long as the sealer lives; 0 for none."""
    trailer: int = 0
    """Bytes by which an RTP packet grows."""

    @classmethod
    def of(cls, session: pylibsrtp.Session, trailer: int = 0) -> "Sealer":
        """Make one that keeps its session alive."""
        sealing = _sealing(session, _protect), _sealing(session, _protect_rtcp)
        return cls(*sealing, _address(session._srtp[0]), trailer)


def _sealing(
    session: pylibsrtp.Session, protect: Transform
) -> Callable[[Sequence[bytes]], list[Sealed]]:
    # A closure and no method: this runs for every packet that is not one of many, and saves a tenth
    # of it. It keeps the session, because that owns the memory that srtp points to.
    srtp = _address(session._srtp[0])
    longest = MAX_DATAGRAM - _TRAILER

    def seal(packets: Sequence[bytes], _owner: pylibsrtp.Session = session) -> list[Sealed]:
        sizes: list[int] = []
        at = 0
        for packet in packets:
            length = len(packet)
            if length > longest or at > MAX_BURST - MAX_DATAGRAM:
                raise ValueError(f"packet of {length} bytes after {at}")
            _out_view[at : at + length] = packet
            _length.value = length
            if error := protect(srtp, _out_at + at, _length_at):
                raise ValueError(f"not sealed: {pylibsrtp.ERRORS[error]}")
            sizes.append(_length.value)
            at += _length.value
        return [(_out_view[begin:end], size) for begin, end, size in line_up(sizes)]

    return seal


class Opener:
    """Authenticates and decrypts incoming packets where they lie."""

    __slots__ = ("_session", "_srtp")

    def __init__(self, session: pylibsrtp.Session) -> None:
        self._session = session  # owns the memory that _srtp points to
        self._srtp = _address(session._srtp[0])

    def rtp(self, datagram: Datagram, size: int) -> bytes | None:
        """Return the RTP packet of `size` bytes, or None if it is forged, damaged or repeated."""
        return self._open(datagram, size, _unprotect)

    def rtcp(self, datagram: Datagram, size: int) -> bytes | None:
        """Return the RTCP packet, or None if it is forged, damaged or repeated."""
        return self._open(datagram, size, _unprotect_rtcp)

    def _open(self, datagram: Datagram, size: int, unprotect: Transform) -> bytes | None:
        _length.value = size
        if unprotect(self._srtp, datagram.address, _length_at):
            return None
        return bytes(datagram.view[: _length.value])


class _Datagrams:
    """What `RTCDtlsTransport` needs of an ICE transport.

    While the handshake lasts, a flight is sent again if no answer comes. OpenSSL does so after a
    second (RFC 6347, section 4.2.4.1), which of a join is too much, and its timer cannot be set
    from here. The same records again are good: those that come twice are dropped (4.1.2.6).
    """

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(_FLIGHT)
        self._send_datagram = send
        self._flight: list[bytes] = []  # what was sent between two calls of _recv
        self._waited = False
        self.shaking_hands = True
        self.closed = False

    def put(self, datagram: bytes) -> None:
        if not self._queue.full():
            self._queue.put_nowait(datagram)

    async def _recv(self) -> bytes:
        if self.closed:
            raise ConnectionError
        self._waited = True
        wait = RESEND_S
        for _ in range(RESENDS if self.shaking_hands else 0):
            try:
                async with asyncio.timeout(wait):
                    return await self._queue.get()
            except TimeoutError:
                wait *= 2
                for datagram in self._flight:
                    self._send_datagram(datagram)
        return await self._queue.get()

    async def _send(self, data: bytes) -> None:
        if self.shaking_hands:
            if self._waited:
                self._flight, self._waited = [], False
            self._flight = [*self._flight[-_FLIGHT:], data]
        self._send_datagram(data)


class Dtls:
    """One DTLS association over datagrams that somebody else carries (RFC 5764).

    `fingerprints` are (algorithm, value) pairs of the peer's certificate: one at least must be of
    a kind that we know (SHA-256, 384, 512), and all of those must match.
    `on_closed` is called once when the peer says that it has closed.
    """

    def __init__(
        self,
        certificate: Certificate,
        fingerprints: Sequence[tuple[str, str]],
        *,
        server: bool,
        send: Callable[[bytes], object],
        on_closed: Callable[[], None],
    ) -> None:
        self._send = send
        self._datagrams = _Datagrams(self._send_flight)
        # The stub asks for RTCIceTransport; see the head of this file.
        self._transport = RTCDtlsTransport(self._datagrams, [certificate])  # type: ignore[arg-type]
        self._transport._set_role("server" if server else "client")
        self._peer = RTCDtlsParameters([RTCDtlsFingerprint(*one) for one in fingerprints])
        self._on_closed = on_closed
        self._shaking: asyncio.Task[None] | None = None
        self._keys: asyncio.Future[tuple[Sealer, Opener]] = (
            asyncio.get_running_loop().create_future()
        )

    def feed(self, datagram: bytes) -> None:
        """Take a datagram that begins with 20…63; dropped when too many wait."""
        self._datagrams.put(datagram)

    async def handshake(self) -> tuple[Sealer, Opener]:
        """Run the handshake until there are keys; raises DtlsError. It has no time limit.

        A DTLS client has them a round trip before its end (RFC 7918): it has checked that who holds
        the peer's certificate has signed the key exchange, and every one that we offer is ECDHE.
        What is open is whether somebody has altered the choice of the SRTP profile, all of which
        are good: `completed` tells.
        """
        self._shaking = asyncio.create_task(self._shake_hands())
        await asyncio.wait((self._keys, self._shaking), return_when=asyncio.FIRST_COMPLETED)
        if not self._keys.done():
            await self._shaking
        return self._keys.result()

    async def completed(self) -> None:
        """Wait until the peer has confirmed the handshake as well; raises DtlsError."""
        if self._shaking is not None:
            await self._shaking

    async def _shake_hands(self) -> None:
        await self._transport.start(self._peer)
        if self._transport.state != "connected":
            raise DtlsError("handshake failed")
        self._datagrams.shaking_hands = False
        if not self._keys.done():
            self._take_keys()
        self._transport.on("statechange", self._changed)

    def _send_flight(self, datagram: bytes) -> None:
        self._send(datagram)
        connection = self._transport._ssl
        if connection is None or self._keys.done():
            return
        if connection.get_state_string() != _CLIENT_FINISHED:
            return
        self._transport._validate_peer_identity(self._peer)
        if self._transport.state != "failed":
            self._transport._setup_srtp()
        if self._transport.state != "failed":
            self._take_keys()

    def _take_keys(self) -> None:
        connection = self._transport._ssl
        profile = connection.get_selected_srtp_profile() if connection else b""
        sealer = Sealer.of(self._transport._tx_srtp, _TRAILERS.get(profile, 0))
        self._keys.set_result((sealer, Opener(self._transport._rx_srtp)))

    async def close(self) -> None:
        """Say so to the peer and end; harmless when it was never open."""
        self._transport.remove_all_listeners()
        if self._shaking is not None and not self._shaking.done():
            # Until Python 3.12 asyncio.wait_for, with which aiortc waits, forgets that it was
            # cancelled where something has come in meanwhile. The handshake would go on, alone, for
            # minutes, and with it whoever waits here: the end of a member who tries again, and so
            # his next join.
            self._datagrams.closed = True
            self._shaking.cancel()
            await asyncio.gather(self._shaking, return_exceptions=True)
        await self._transport.stop()

    def _changed(self) -> None:
        if self._transport.state == "closed":
            self._transport.remove_all_listeners()
            self._on_closed()
