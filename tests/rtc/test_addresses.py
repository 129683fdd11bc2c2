"""Which of a machine's addresses clients are told."""

from dataclasses import dataclass

import ifaddr
import pytest

from mcu.rtc.addresses import host_addresses


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
    ("adapters", "versions", "expected"),
    [
        ([LOOPBACK, WIRED, WIRELESS], (4, 6), ["192.0.2.1", "2001:db8::1", "198.51.100.1"]),
        ([LOOPBACK, WIRED], (4,), ["192.0.2.1"]),
        ([LOOPBACK, WIRELESS], (4, 6), ["198.51.100.1"]),
        ([LOOPBACK], (4, 6), ["127.0.0.1", "::1"]),
        ([LOOPBACK], (6,), ["::1"]),
        ([], (4, 6), []),
    ],
)
def test_addresses(
    monkeypatch: pytest.MonkeyPatch,
    adapters: list[Adapter],
    versions: tuple[int, ...],
    expected: list[str],
) -> None:
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)
    assert host_addresses(versions) == expected


def test_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Adapter([Ip(f"192.0.2.{number}")]) for number in range(1, 100)]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: many)
    assert len(host_addresses((4, 6))) == 8
