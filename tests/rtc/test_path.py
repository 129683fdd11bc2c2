"""Which of the proved paths is used, and whose an address is."""

from mcu.clock import NS_PER_S
from mcu.rtc.directory import Directory
from mcu.rtc.ice import Address
from mcu.rtc.path import MAX_PATHS, QUIET, Outlet, Path, Paths

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
