"""Whether a peer receives at the address to which it has moved (in the spirit of RFC 7675)."""

from typing import Final

from mcu.clock import NS_PER_S

UNPROVED: Final = 768 << 10
"""Bytes sent at most to an address that has not shown that they arrive: four seconds of the usual
picture. Browsers report on pictures every second, on sound alone every five, when it is less."""

PATIENCE: Final = 4 * NS_PER_S
"""Nanoseconds that an address has in any case, where pictures are larger."""

GUESSES: Final = 3
"""Reports of ours that a peer may name and that we never sent."""


class Consent:
    """Bounds what is sent to an address at which nobody may have asked for it.

    A check or a packet shows that the peer can *send* in the name of an address, and that can be
    forged by whoever has the keys. A full agent would send checks of its own; a lite one sends none
    (RFC 8445, section 2.5). So it is seen in what comes back anyway: the DTLS handshake could not
    have gone on without our flight; later on, a receiver report names the last sender report that
    arrived (LSR; RFC 3550, section 6.4.1), whose time nobody else can guess.

    The address of the handshake needs no more proof; each that follows has to go on proving itself.
    """

    __slots__ = ("_base", "_moved", "_named", "_since", "_strange")

    def __init__(self) -> None:
        self._moved: int | None = None
        self._named = 0
        self._base = self._since = 0
        self._strange = 0

    @property
    def asked(self) -> bool:
        """Whether another address than the handshake's was ever used."""
        return self._moved is not None

    def move(self, now: int, sent: int, strange: int) -> None:
        """Another address is used from now on. What the last one owed, this one owes as well."""
        if self._moved is None:
            self._base, self._since = sent, now
        self._moved = now
        self._strange = strange

    def holds(self, now: int, sent: int, named: int, strange: int) -> bool:
        """Whether more may be sent. Counters are of the session's life.

        `sent`: bytes. `named`: when the newest sender report was sent that the peer has named (ns).
        `strange`: how often it has named one that was never sent.
        """
        if self._moved is None:
            return True
        if named > self._moved and named > self._named:
            self._named = named
            self._base, self._since = sent, now
        patient = sent - self._base <= UNPROVED or now - self._since <= PATIENCE
        return patient and strange - self._strange <= GUESSES
