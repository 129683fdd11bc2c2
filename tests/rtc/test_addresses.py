"""Which addresses a machine has, binds to, and tells its clients."""

import socket
from dataclasses import dataclass

import ifaddr
import pytest

from mcu.messages import MemberKind
from mcu.rtc import sockets
from mcu.rtc.addresses import MAX_OFFERED, host_addresses, offered
from mcu.rtc.client import Client
from mcu.rtc.path import Outlet
from mcu.rtc.sockets import MAX_SOCKETS, Sockets
from tests.rtc.ends import Remembering, listening


@dataclass
class Ip:
    ip: str | tuple[str, int, int]


@dataclass
class Adapter:
    ips: list[Ip]


def six(address: str) -> Ip:
    return Ip((address, 0, 2))


LOOPBACK = Adapter([Ip("127.0.0.1"), six("::1")])
WIRED = Adapter([Ip("192.0.2.1"), Ip("192.0.2.2"), six("2001:db8::1"), six("fe80::1")])
WIRELESS = Adapter([Ip("198.51.100.1")])


@pytest.mark.parametrize(
    ("adapters", "ours", "told"),
    [
        (
            [LOOPBACK, WIRED, WIRELESS],
            ["192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.1", "127.0.0.1", "::1"],
            ["192.0.2.1", "192.0.2.2", "2001:db8::1", "198.51.100.1"],
        ),
        ([LOOPBACK], ["127.0.0.1", "::1"], ["127.0.0.1", "::1"]),
        ([], [], []),
    ],
)
def test_addresses(
    monkeypatch: pytest.MonkeyPatch, adapters: list[Adapter], ours: list[str], told: list[str]
) -> None:
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)
    assert host_addresses() == ours
    assert offered(ours) == told


def test_few_are_told() -> None:
    assert len(offered([f"192.0.2.{number}" for number in range(1, 100)])) == MAX_OFFERED


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine whose addresses are those of this list."""
    addresses = ["127.0.0.7", "127.0.0.8", "::1"]
    monkeypatch.setattr(sockets, "host_addresses", lambda: addresses)
    return addresses


def ignore(_one: socket.socket, _outlet: Outlet) -> None:
    pass


async def test_every_address_has_a_socket_under_one_number(machine: list[str]) -> None:
    ours = Sockets("", 0, ignore)
    ours.open()
    assert [host for host, _ in ours.addresses] == machine
    assert len({number for _, number in ours.addresses}) == 1
    assert ours.number(4) == ours.number(6) == ours.addresses[0][1]
    ours.close()
    assert ours.addresses == []


async def test_an_address_that_comes_later_is_bound_then(machine: list[str]) -> None:
    ours = Sockets("", 0, ignore)
    ours.open()
    machine.append("127.0.0.9")
    assert "127.0.0.9" not in dict(ours.addresses)
    ours.refresh()
    assert dict(ours.addresses)["127.0.0.9"] == ours.number(4)
    machine.remove("127.0.0.7")
    ours.refresh()
    assert "127.0.0.7" not in dict(ours.addresses)
    ours.close()


async def test_sockets_of_addresses_that_come_and_go_are_bounded(machine: list[str]) -> None:
    ours = Sockets("", 0, ignore)
    ours.open()
    for number in range(2 * MAX_SOCKETS):
        machine[1] = f"127.0.1.{number}"
        ours.refresh()
        assert machine[1] in dict(ours.addresses)
        assert len(ours._bound) <= MAX_SOCKETS
    assert "127.0.0.7" in dict(ours.addresses)
    ours.close()


async def test_where_the_number_is_taken_another_is_used(machine: list[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as squatter:
        squatter.bind(("127.0.0.8", 0))
        taken = squatter.getsockname()[1]
        ours = Sockets("", taken, ignore)
        ours.open()
        assert dict(ours.addresses)["127.0.0.7"] == taken
        assert dict(ours.addresses)["127.0.0.8"] != taken
        ours.close()
        machine.remove("127.0.0.7")
        with pytest.raises(OSError, match="in use"):
            Sockets("", taken, ignore).open()


async def test_an_address_that_cannot_be_bound_is_left_out(
    machine: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    machine.append("203.0.113.99")  # not of this machine
    ours = Sockets("", 0, ignore)
    ours.open()
    assert "203.0.113.99" not in dict(ours.addresses)
    assert "address not bound" in caplog.text
    ours.close()


async def test_the_answer_comes_from_whom_was_called(machine: list[str]) -> None:
    """By whichever address a client of the same machine calls, by that one it is answered."""
    async with listening("") as port:
        numbers = dict(port.addresses)
        for host in ("127.0.0.7", "127.0.0.8"):
            client = Client(source="127.0.0.1")
            session = await port.accept(client.offer(), MemberKind.POINT, Remembering())
            lines = session.answer.splitlines()
            answer = "\r\n".join(
                one
                for one in lines
                if "candidate:" not in one or f" {host} {numbers[host]} " in one
            )
            await client.answer(answer)  # its socket takes nothing from others
            assert client.connected
            await client.close()
