"""The load generator: who cannot join in time tries again."""

import pytest

from mcu.rtc.client import Client
from signaling.bench import load
from signaling.bench.load import TRIES, Crowd, Plan


def crowd(monkeypatch: pytest.MonkeyPatch, failures: int) -> tuple[Crowd, Plan, list[Client]]:
    """Two clients; the first one's so many first attempts fail."""
    tried: list[Client] = []

    async def negotiate(_http: object, _url: str, _meeting: str, token: str, _: Client) -> str:
        return token

    async def answer(self: Client, sdp: str) -> None:
        if sdp == "first":
            tried.append(self)
            if len(tried) <= failures:
                raise ConnectionError("failed")

    monkeypatch.setattr(load, "negotiate", negotiate)
    monkeypatch.setattr(Client, "answer", answer)
    plan = Plan(
        url="", meeting="m", tokens=["first", "second"], seen=0, heard=0, codec="VP8", beside=1
    )
    return Crowd(plan), plan, tried


async def test_who_cannot_join_in_time_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made, plan, tried = crowd(monkeypatch, TRIES - 1)
    second = made.clients[1]
    await made.join(plan)
    assert len(set(tried)) == TRIES, "each attempt is a client of its own"
    assert made.clients == [tried[-1], second]


async def test_who_never_can_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    made, plan, tried = crowd(monkeypatch, TRIES)
    with pytest.raises(ExceptionGroup):
        await made.join(plan)
    assert len(tried) == TRIES
