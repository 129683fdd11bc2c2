"""Token buckets and client addresses."""

import pytest

from signaling import limits
from signaling.limits import AddressLimit, Bucket, client, networks, within


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    bucket = Bucket(rate=2, burst=3, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.take(0.5) == 0
    assert bucket.take(0.5) == 0.5
    assert [bucket.take(100.0) for _ in range(4)] == [0, 0, 0, 0.5]


def test_addresses_do_not_pay_for_each_other() -> None:
    limit = AddressLimit(rate=1, burst=1)
    assert limit.take("10.0.0.1", 0.0) == 0
    assert limit.take("10.0.0.1", 0.0) == 1.0
    assert limit.take("10.0.0.2", 0.0) == 0


def test_a_network_of_ipv6_is_one_client() -> None:
    limit = AddressLimit(rate=1, burst=1)
    assert limit.take("2001:db8::1", 0.0) == 0
    assert limit.take("2001:db8::2", 0.0) == 1.0
    assert limit.take("2001:db8:0:1::2", 0.0) == 0


def test_the_memory_of_addresses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ADDRESSES", 3)
    limit = AddressLimit(rate=1, burst=1)
    for number in range(9):
        limit.take(f"10.0.0.{number}", 0.0)
    assert len(limit._buckets) == 3
    assert limit.take("10.0.0.8", 0.0) > 0, "the newest are remembered"


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy() -> None:
    trusted = networks(("10.0.0.0/8",))
    assert client("10.0.0.1", "1.2.3.4", trusted) == "1.2.3.4"
    assert client("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", trusted) == "1.2.3.4"
    assert client("9.9.9.9", "1.2.3.4", trusted) == "9.9.9.9"
    assert client("10.0.0.1", None, trusted) == "10.0.0.1"
    assert client("10.0.0.1", "rubbish", trusted) == "rubbish"


def test_mapped_addresses_are_those_they_map() -> None:
    assert within("::ffff:127.0.0.1", networks(("127.0.0.0/8",)))
    assert not within("::1", networks(("127.0.0.0/8",)))
    assert not within("unix:", networks(("127.0.0.0/8",)))
