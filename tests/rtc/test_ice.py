"""Connectivity checks and candidates: what is answered, what is not, and what rubbish does."""

import struct

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from mcu.rtc.ice import (
    Address,
    Credentials,
    Request,
    addressee,
    candidate_lines,
    host_priority,
    read_candidates,
    read_request,
    read_success,
    write_request,
    write_success,
)

LOCAL, REMOTE = Credentials.new(), Credentials.new()
TRANSACTION = bytes(range(12))

# RFC 5769, section 2.1: made by others, with attributes that we do not know.
SAMPLE = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e20746573"
    "7420636c69656e74002400046e0001ff80290008932ff9b151263b3600060009"
    "6576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249"
    "c1b571a280280004e57a3bcf"
)
SAMPLE_PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt"


def check(*, nominate: bool = False) -> bytes:
    return write_request(LOCAL, REMOTE, TRANSACTION, priority=7, nominate=nominate)


def test_a_check_names_whom_it_is_for_before_anything_is_proved() -> None:
    assert addressee(memoryview(check())) == REMOTE.ufrag
    assert addressee(memoryview(SAMPLE)) == "evtj"


@pytest.mark.parametrize("nominate", [False, True])
def test_a_check_is_read(nominate: bool) -> None:
    request = read_request(check(nominate=nominate), REMOTE.password)
    assert request is not None
    assert (request.transaction, request.priority) == (TRANSACTION, 7)
    assert request.nominates is nominate


def test_a_check_of_another_implementation_is_read() -> None:
    request = read_request(SAMPLE, SAMPLE_PASSWORD)
    assert request is not None
    assert request.priority == 0x6E0001FF
    assert not request.nominates


def test_a_check_with_a_wrong_password_is_not_read() -> None:
    assert read_request(check(), LOCAL.password) is None
    assert read_request(SAMPLE, "VOkJxbRl1RmTxUk/WvJxBT") is None


def test_a_check_without_integrity_is_not_read() -> None:
    message = stun.Message(
        stun.Method.BINDING, stun.Class.REQUEST, TRANSACTION, {"USERNAME": f"{REMOTE.ufrag}:x"}
    )
    assert read_request(bytes(message), REMOTE.password) is None


def test_no_other_message_is_taken_for_a_check() -> None:
    request = read_request(check(), REMOTE.password)
    assert request is not None
    success = write_success(request, REMOTE.password, ("192.0.2.1", 1))
    assert addressee(memoryview(success)) is None
    assert read_request(success, REMOTE.password) is None


@pytest.mark.parametrize("source", [("192.0.2.1", 4711), ("2001:db8::1", 4711, 0, 0)])
def test_a_success_tells_the_source_and_is_signed(source: Address) -> None:
    request = read_request(check(), REMOTE.password)
    assert request is not None
    success = write_success(request, REMOTE.password, source)
    assert stun.parse_message(success).attributes["XOR-MAPPED-ADDRESS"] == source[:2]
    assert read_success(success, REMOTE.password) == TRANSACTION
    assert read_success(success, LOCAL.password) is None


@given(
    st.binary(min_size=12, max_size=12),
    st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str),
    st.integers(0, 0xFFFF),
)
def test_a_success_is_what_another_implementation_writes(
    transaction: bytes, host: str, port: int
) -> None:
    theirs = stun.Message(
        stun.Method.BINDING, stun.Class.RESPONSE, transaction, {"XOR-MAPPED-ADDRESS": (host, port)}
    )
    theirs.add_message_integrity(LOCAL.password.encode())
    ours = write_success(Request(transaction, 0, nominates=False), LOCAL.password, (host, port))
    assert ours == bytes(theirs)


def test_an_answer_is_not_larger_than_the_question() -> None:
    """An answer to a forged source must not amplify (RFC 8445, section 19.4.1)."""
    request = read_request(check(), REMOTE.password)
    assert request is not None
    longest = write_success(request, REMOTE.password, ("2001:db8::1", 4711, 0, 0))
    assert len(longest) <= len(check())


@given(st.binary(max_size=600))
def test_rubbish_is_nobodys(junk: bytes) -> None:
    assert read_request(junk, REMOTE.password) is None
    assert read_success(junk, REMOTE.password) is None
    assert addressee(memoryview(junk)) is None


# The fingerprint at the end, eight bytes, is not covered by the integrity and may be left out.
@given(st.integers(0, len(SAMPLE) - 9), st.integers(0, 255))
def test_a_damaged_check_is_not_read(place: int, value: int) -> None:
    damaged = bytearray(SAMPLE)
    damaged[place] = value
    addressee(memoryview(damaged))  # whatever it says, it returns
    assert (read_request(bytes(damaged), SAMPLE_PASSWORD) is None) is (damaged != SAMPLE)


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=30)), max_size=12))
def test_any_attributes_are_survived(attributes: list[tuple[int, bytes]]) -> None:
    body = b"".join(
        struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)
        for kind, value in attributes
    )
    message = struct.pack("!HHI12s", 1, len(body), stun.COOKIE, TRANSACTION) + body
    addressee(memoryview(message))
    assert read_request(message, REMOTE.password) is None


def test_looking_for_the_name_is_bounded() -> None:
    """Whoever floods us with empty attributes does not make us count them all."""
    body = struct.pack("!HH", 0x8022, 0) * 100 + struct.pack("!HH4s", 6, 4, b"me:y")
    message = struct.pack("!HHI12s", 1, len(body), stun.COOKIE, TRANSACTION) + body
    assert addressee(memoryview(message)) is None


def test_candidates_are_written_and_read_best_first() -> None:
    addresses = [("2001:db8::1", 4711), ("192.0.2.1", 4711)]
    lines = candidate_lines(addresses)
    assert lines[1] == f"a=candidate:2 1 udp {host_priority(65534)} 192.0.2.1 4711 typ host"
    assert read_candidates([line.removeprefix("a=candidate:") for line in lines[::-1]]) == addresses


def test_candidates_that_are_of_no_use_are_skipped() -> None:
    good = "1 1 UDP 100 192.0.2.1 9 typ host generation 0"
    assert read_candidates(
        [
            "1 1 tcp 100 192.0.2.1 9 typ host tcptype active",
            "1 2 udp 100 192.0.2.1 9 typ host",
            "1 1 udp 100 0ca2.local 9 typ host",
            "1 1 udp high 192.0.2.1 9 typ host",
            "",
            good,
        ]
    ) == [("192.0.2.1", 9)]


def test_credentials_are_long_and_new_each_time() -> None:
    made = {Credentials.new() for _ in range(100)}
    assert len({one.ufrag for one in made}) == len({one.password for one in made}) == 100
    assert all(len(one.ufrag) >= 4 and len(one.password) >= 22 for one in made)
