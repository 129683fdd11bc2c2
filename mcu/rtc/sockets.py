"""The UDP sockets of a port."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

from mcu.rtc import arrival
from mcu.rtc.addresses import host_addresses, offered
from mcu.rtc.path import Outlet

log = logging.getLogger(__name__)

BUFFER: Final = 4 << 20
"""Bytes of socket buffer, each way: the keyframe of a meeting of 400 points leaves in one burst."""

MAX_SOCKETS: Final = 32
"""Sockets at most; a machine with containers has a dozen addresses."""

Read = Callable[[socket.socket, Outlet], None]
"""Reads a socket that has something; the outlet is its sending half."""


class Sockets:
    """One socket for each address of the machine, all with the same number where it is free.

    A socket bound to no address in particular would answer by the one that the route prefers, not
    by the one that was called, and ICE wants the answer from whom it called (RFC 8445, section
    7.2.5.2.1). The machine may get addresses later on: `refresh` binds to them.
    """

    def __init__(self, host: str, port: int, read: Read) -> None:
        self._host = host
        self._number = port
        self._read = read
        self._bound: dict[str, tuple[socket.socket, Outlet]] = {}
        self._ours: list[str] = []  # at the last look

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """The addresses and ports that clients are told."""
        return [(one, self._port(one)) for one in offered(self._ours) if one in self._bound]

    @property
    def unsent(self) -> int:
        """Datagrams that the system would not send."""
        return sum(outlet.errors for _, outlet in self._bound.values())

    def number(self, version: int) -> int | None:
        """Return the port number of an IP version (4, 6), None where there is no socket."""
        fitting = [one for one in self._bound if ip_address(one).version == version]
        return self._port(fitting[0]) if fitting else None

    def open(self) -> None:
        """Bind; raises OSError if not even the first address is to be had."""
        self._ours = [self._host] if self._host else host_addresses() or ["127.0.0.1"]
        first, *others = self._ours
        self._bind(first, self._number)
        self._number = self._number or self._port(first)
        for one in others:
            self._add(one)

    def refresh(self) -> None:
        """Bind to addresses that the machine did not have before."""
        if self._host:
            return
        self._ours = host_addresses()
        for one in self._ours:
            if one not in self._bound:
                self._add(one)

    def close(self) -> None:
        """Close all sockets."""
        for one in tuple(self._bound):
            self._unbind(one)

    def _port(self, address: str) -> int:
        return int(self._bound[address][0].getsockname()[1])

    def _add(self, address: str) -> None:
        """Bind to one more address, under another number if ours is taken there."""
        if len(self._bound) >= MAX_SOCKETS:
            # Not before: an address that is gone may be back in a moment, and members with it.
            for gone in [one for one in self._bound if one not in self._ours][:1]:
                self._unbind(gone)
        if len(self._bound) >= MAX_SOCKETS:
            return
        try:
            with suppress(OSError):
                self._bind(address, self._number)
                return
            self._bind(address, 0)
        except OSError as error:
            log.warning("address not bound", extra={"address": address, "error": str(error)})

    def _unbind(self, address: str) -> None:
        one, _ = self._bound.pop(address)
        asyncio.get_running_loop().remove_reader(one)
        one.close()

    def _bind(self, address: str, port: int) -> None:
        six = ip_address(address).version == 6
        one = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            one.setblocking(False)
            if six:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
                one.setsockopt(socket.SOL_SOCKET, option, BUFFER)
            arrival.stamp(one)
            one.bind((address, port))
        except BaseException:
            one.close()
            raise
        outlet = Outlet(one.sendto, one.sendmsg, fileno=one.fileno())
        self._bound[address] = one, outlet
        asyncio.get_running_loop().add_reader(one, self._read, one, outlet)
