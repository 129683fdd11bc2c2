"""The controlling side of ICE against time that is data."""

import pytest

from mcu.clock import NS_PER_S
from mcu.rtc.controlling import KEEPALIVE, Controlling
from mcu.rtc.ice import (
    Address,
    Credentials,
    Request,
    read_request,
    read_success,
    write_request,
    write_success,
)
from mcu.rtc.path import Outlet, Path

MS = 1_000_000
CLIENT, SERVER = Credentials.new(), Credentials.new()


class Net:
    """Paths to addresses of the server, and what was sent by them."""

    def __init__(self, *hosts: str) -> None:
        self.sent: list[tuple[Address, Request]] = []
        self.paths = [Path(Outlet(self._sendto), (host, 1)) for host in hosts]
        self.answers: list[bytes] = []

    def _sendto(self, data: bytes | memoryview, address: Address) -> int:
        request = read_request(bytes(data), SERVER.password)
        if request is not None:
            self.sent.append((address, request))
        else:
            self.answers.append(bytes(data))
        return len(data)

    def answer(self, at: int = -1) -> bytes:
        return write_success(self.sent[at][1], SERVER.password, ("192.0.2.1", 1))


def agent(net: Net) -> Controlling:
    return Controlling(CLIENT, SERVER, net.paths, now=0)


def test_every_path_is_checked_and_the_first_to_answer_is_nominated() -> None:
    net = Net("192.0.2.8", "192.0.2.9")
    ice = agent(net)
    ice.tick(0)
    assert [address for address, _ in net.sent] == [("192.0.2.8", 1), ("192.0.2.9", 1)]
    assert not any(request.nominates for _, request in net.sent)
    assert ice.receive(net.answer(1), net.paths[1], 5 * MS)
    assert ice.selected is None
    address, request = net.sent[-1]
    assert address == ("192.0.2.9", 1)
    assert request.nominates
    assert ice.receive(net.answer(), net.paths[1], 10 * MS)
    assert ice.selected is net.paths[1]


def test_a_lost_check_is_repeated_as_the_same_transaction() -> None:
    net = Net("192.0.2.8")
    ice = agent(net)
    for now in range(0, 2 * NS_PER_S, 20 * MS):
        ice.tick(now)
    assert 4 <= len(net.sent) <= 8
    assert len({request.transaction for _, request in net.sent}) == 1
    # An answer to the first counts, however slow the line is.
    assert ice.receive(net.answer(0), net.paths[0], 2 * NS_PER_S)


def test_a_lost_nomination_is_repeated() -> None:
    net = Net("192.0.2.8")
    ice = agent(net)
    ice.tick(0)
    ice.receive(net.answer(), net.paths[0], 1 * MS)
    before = len(net.sent)
    ice.tick(200 * MS)
    assert [request.nominates for _, request in net.sent[before:]] == [True]


def test_a_path_in_use_is_kept_alive() -> None:
    net = Net("192.0.2.8")
    ice = agent(net)
    ice.tick(0)
    ice.receive(net.answer(), net.paths[0], 0)
    ice.receive(net.answer(), net.paths[0], 0)
    before = len(net.sent)
    for now in range(0, 30 * NS_PER_S, 20 * MS):
        ice.tick(now)
        if len(net.sent) > before:
            assert ice.receive(net.answer(), net.paths[0], now)
            before = len(net.sent)
    kept = before - 2
    assert kept == pytest.approx(30 * NS_PER_S / KEEPALIVE, abs=1)


def test_what_is_not_an_answer_to_us_is_ignored() -> None:
    net = Net("192.0.2.8")
    ice = agent(net)
    ice.tick(0)
    forged = write_success(net.sent[0][1], CLIENT.password, ("192.0.2.1", 1))
    other = write_success(Request(bytes(12), 0, nominates=False), SERVER.password, ("192.0.2.1", 1))
    assert not ice.receive(forged, net.paths[0], 0)
    assert not ice.receive(other, net.paths[0], 0)
    assert ice.receive(net.answer(), net.paths[0], 0)
    assert not ice.receive(net.answer(0), net.paths[0], 0)


def test_a_full_agent_is_answered() -> None:
    net = Net("192.0.2.8")
    ice = agent(net)
    check = write_request(SERVER, CLIENT, bytes(12), priority=1, nominate=False)
    assert ice.receive(check, net.paths[0], 0)
    assert [read_success(one, CLIENT.password) for one in net.answers] == [bytes(12)]
    forged = write_request(SERVER, SERVER, bytes(12), priority=1, nominate=False)
    assert not ice.receive(forged, net.paths[0], 0)
