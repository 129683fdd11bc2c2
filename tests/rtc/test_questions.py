"""A lite server asks its peers for an answer at once, to know how long their queues are."""

import asyncio

from mcu.clock import now, ticks
from mcu.media import Codec
from mcu.rtc.echoes import OPEN
from mcu.rtc.ice import Credentials, Request, answered, read_request, write_question, write_success
from mcu.rtc.path import Outlet, Path
from mcu.rtc.questions import Questions
from mcu.rtc.seam import Datagram
from tests.patience import PATIENCE
from tests.rtc.ends import calling, listening

OURS, THEIRS = Credentials.new(), Credentials.new()
SOMEWHERE = ("192.0.2.1", 9)


def a_path(sent: list[bytes]) -> Path:
    def sendto(data: bytes | memoryview, _: object) -> int:
        sent.append(bytes(data))
        return len(data)

    return Path(Outlet(sendto), SOMEWHERE)


def test_a_question_is_a_check_that_chooses_nothing() -> None:
    question = write_question(OURS, THEIRS, bytes(range(12)))
    request = read_request(question, THEIRS.password)
    assert request is not None
    assert not request.nominates
    assert answered(memoryview(question)) is None
    success = write_success(request, THEIRS.password, SOMEWHERE)
    assert answered(memoryview(success)) == bytes(range(12))
    assert answered(memoryview(success)[:19]) is None


def test_each_answer_counts_once_and_only_of_what_was_asked() -> None:
    sent: list[bytes] = []
    questions, path = Questions(), a_path(sent)
    for at in range(OPEN + 1):
        assert questions.ask(path, OURS, THEIRS, at)
    read = [read_request(one, THEIRS.password) for one in sent]
    asked = [one.transaction for one in read if isinstance(one, Request)]
    assert questions.answered(asked[0]) is None, "it is too long ago"
    assert questions.answered(asked[-1]) == OPEN
    assert questions.answered(asked[-1]) is None
    assert questions.answered(bytes(12)) is None


async def test_a_peer_answers_as_soon_as_it_is_there() -> None:
    async with listening() as port, calling(port, content=Codec.VP8) as ends:
        assert ends.session.content is not None
        echoes = ends.session.content._echoes
        async with asyncio.timeout(PATIENCE):
            async for _ in ticks(10_000_000):
                if echoes.answers:
                    break
        assert port.counters.strangers == 0


async def test_a_stranger_answers_nothing() -> None:
    async with listening() as port, calling(port, content=Codec.VP8):
        request = read_request(write_question(OURS, THEIRS, bytes(12)), THEIRS.password)
        assert request is not None
        datagram = Datagram()
        success = write_success(request, THEIRS.password, SOMEWHERE)
        datagram.data[: len(success)] = success
        before = port.counters.strangers
        outlet = a_path([])._outlet
        port.receive(datagram, len(success), SOMEWHERE, outlet, now())
        assert port.counters.strangers == before + 1
