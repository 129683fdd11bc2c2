"""Which of the proved paths is used, and whose an address is."""

import socket
import sys
from errno import EAGAIN, EIO

import pytest

from mcu.clock import NS_PER_S
from mcu.rtc.directory import Directory
from mcu.rtc.ice import Address
from mcu.rtc.path import MAX_PATHS, QUIET, UNABLE, Outlet, Path, Paths
from tests.patience import PATIENCE

A, B = ("192.0.2.1", 1), ("192.0.2.2", 1)


def _send(_data: bytes | memoryview, _address: Address) -> int:
    return 0


def _refuse(_data: bytes | memoryview, _address: Address) -> int:
    raise BlockingIOError


send = Outlet(_send)


class Peer:
    def __init__(self) -> None:
        self.paths = Paths()
        self.lost: list[Path] = []

    def lose(self, path: Path) -> None:
        self.paths.lose(path)
        self.lost.append(path)


def test_the_first_nomination_is_taken() -> None:
    paths = Paths()
    path = paths.prove(send, A, 0, now=0)
    assert paths.nominate(path, 1, now=0)
    assert paths.selected is path
    assert not paths.nominate(path, 1, now=1)


def test_of_two_nominated_at_once_the_better_is_used() -> None:
    paths = Paths()
    good, poor = paths.prove(send, A, 0, now=0), paths.prove(send, B, 0, now=0)
    paths.nominate(good, 9, now=0)
    assert not paths.nominate(poor, 1, now=QUIET // 2)
    assert paths.selected is good
    paths.nominate(poor, 1, now=QUIET // 2)
    assert paths.nominate(poor, 9, now=QUIET // 2)


def test_a_quiet_path_gives_way_to_a_poorer_one() -> None:
    paths = Paths()
    wifi = paths.prove(send, A, 0, now=0)
    paths.nominate(wifi, 9, now=0)
    mobile = paths.prove(send, B, 0, now=QUIET + 1)
    assert paths.nominate(mobile, 1, now=QUIET + 1)
    assert paths.selected is mobile


def test_a_new_generation_moves_at_once() -> None:
    paths = Paths()
    paths.nominate(paths.prove(send, A, 0, now=0), 9, now=0)
    assert paths.nominate(paths.prove(send, B, 1, now=1), 1, now=1)


def test_paths_are_bounded_and_the_selected_one_stays() -> None:
    directory: Directory[Peer] = Directory()
    peer = Peer()
    directory.join(peer, "a")
    first = peer.paths.prove(send, ("192.0.2.9", 1), 0, now=0)
    directory.reach(peer, first)
    peer.paths.nominate(first, 1, now=0)
    for port in range(100):
        directory.reach(peer, peer.paths.prove(send, ("192.0.2.9", 1000 + port), 0, now=port + 1))
    assert len(list(peer.paths)) == MAX_PATHS
    assert directory.at(("192.0.2.9", 1)) == (peer, first)
    assert directory.at(("192.0.2.9", 1000)) is None
    assert directory.at(("192.0.2.9", 1099)) is not None


def test_errors_of_sending_are_counted_and_not_raised() -> None:
    outlet = Outlet(_refuse)
    path = Path(outlet, A)
    assert path.send(b"x") is False
    assert outlet.errors == 1


class System:
    """Sends trains, unless told the error with which it refuses them."""

    def __init__(self, *, error: int = 0) -> None:
        self.error = error
        self.sent: list[bytes] = []
        self.trains = 0
        self.room = 100
        self.path = Path(Outlet(self._sendto, self._sendmsg), A)

    def _sendto(self, data: bytes | memoryview, address: Address) -> int:
        assert address == A
        if len(self.sent) == self.room:
            raise BlockingIOError
        self.sent.append(bytes(data))
        return len(data)

    def _sendmsg(
        self,
        parts: list[memoryview],
        ancillary: list[tuple[int, int, bytes]],
        _flags: int,
        address: Address,
    ) -> int:
        self.trains += 1
        if self.error:
            raise OSError(self.error, "refused")
        ((_, _, cut),) = ancillary
        size = int.from_bytes(cut, sys.byteorder)
        (train,) = parts
        for at in range(0, len(train), size):
            self._sendto(train[at : at + size], address)
        return len(train)


TRAIN = memoryview(b"aaabbbcc")


def test_a_train_is_sent_at_once() -> None:
    system = System()
    assert system.path.send_train(TRAIN, 3) == 3
    assert system.sent == [b"aaa", b"bbb", b"cc"]
    assert system.trains == 1
    assert system.path.send_train(TRAIN[:3], 3) == 1
    assert system.trains == 1, "one datagram is no train"


@pytest.mark.parametrize("error", sorted(UNABLE))
def test_what_cannot_be_cut_is_sent_one_by_one_from_then_on(error: int) -> None:
    system = System(error=error)
    assert system.path.send_train(TRAIN, 3) == 3
    assert system.path.send_train(TRAIN, 3) == 3
    assert system.sent == [b"aaa", b"bbb", b"cc"] * 2
    assert system.trains == 1


def test_a_train_that_finds_no_room_is_not_sent() -> None:
    system = System(error=EAGAIN)
    assert system.path.send_train(TRAIN, 3) == 0
    assert system.sent == []
    system.error = 0
    assert system.path.send_train(TRAIN, 3) == 3


def test_how_many_left_is_said() -> None:
    system = System(error=EIO)
    system.room = 2
    assert system.path.send_train(TRAIN, 3) == 2
    assert system.sent == [b"aaa", b"bbb"]


def test_the_system_cuts_a_train() -> None:
    """Generic segmentation offload, as this machine's Linux does it."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there,
    ):
        there.bind(("127.0.0.1", 0))
        there.settimeout(PATIENCE)
        path = Path(Outlet(here.sendto, here.sendmsg), there.getsockname())
        assert path.send_train(TRAIN, 3) == 3
        assert [there.recv(100) for _ in range(3)] == [b"aaa", b"bbb", b"cc"]


def test_an_address_is_his_who_proved_it_last() -> None:
    """A page that is loaded again may call from the port of its former self."""
    directory: Directory[Peer] = Directory()
    old, new = Peer(), Peer()
    directory.join(old, "old")
    directory.join(new, "new")
    before = old.paths.prove(send, A, 0, now=0)
    directory.reach(old, before)
    old.paths.nominate(before, 1, now=0)
    after = new.paths.prove(send, A, 0, now=NS_PER_S)
    directory.reach(new, after)
    assert directory.at(A) == (new, after)
    assert old.lost == [before]
    assert old.paths.selected is None
    directory.leave(old)
    assert directory.at(A) == (new, after)


def test_who_leaves_is_found_no_more() -> None:
    directory: Directory[Peer] = Directory()
    peer = Peer()
    directory.join(peer, "one")
    directory.join(peer, "two")
    directory.reach(peer, peer.paths.prove(send, A, 0, now=0))
    directory.retire("one")
    directory.retire("one")
    assert (directory.named("one"), directory.named("two")) == (None, peer)
    directory.leave(peer)
    directory.leave(peer)
    assert directory.named("two") is None
    assert directory.at(A) is None
    assert len(directory) == 0
