"""Credentials for TURN, as coturn itself takes or refuses them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from mcu.rtc.addresses import host_addresses
from signaling import ice
from signaling.config import Config, Media, Turn
from signaling.doctor import stun, turn
from tests.coturn import SECRET, Coturn, coturn
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no refusal."""
    monkeypatch.setattr(turn, "ANSWER_S", PATIENCE)


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Coturn]:
    """A coturn that nobody is reached by."""
    async with coturn(tmp_path / "coturn", ["127.0.0.1"]) as running:
        yield running


def test_credentials_are_those_of_the_scheme() -> None:
    """As `echo -n USER | openssl dgst -binary -sha1 -hmac north | base64` has it."""
    user, password = ice.credentials("north", "xa-a", NOW, timedelta(hours=12))
    assert user == f"{int(NOW.timestamp()) + 43200}:xa-a"
    assert password == "RA279Cp7w4Tqbm6klGr3O+tOj8M="


def test_each_point_gets_its_own_beside_what_is_in_the_settings() -> None:
    config = Config(turn=Turn(urls=("turn:t",), secret="north"))
    (one,) = ice.servers(config, "xa-a", NOW)
    (other,) = ice.servers(config, "xa-b", NOW)
    assert one.urls == ["turn:t"]
    assert one.username != other.username
    assert one.credential != other.credential
    assert ice.servers(Config(), "xa-a", NOW) == []


@pytest.mark.parametrize("way", ["udp", "tcp"])
async def test_coturn_takes_them_until_they_run_out(relay: Coturn, way: str) -> None:
    now = datetime.now(UTC)
    url = relay.url(way)
    good = ice.credentials(SECRET, "xa-a", now, timedelta(hours=1))
    assert await turn.error_of(url, *good) == 0
    expired = ice.credentials(SECRET, "xa-a", now - timedelta(hours=2), timedelta(hours=1))
    assert await turn.error_of(url, *expired) == 401
    foreign = ice.credentials("another-secret", "xa-a", now, timedelta(hours=1))
    assert await turn.error_of(url, *foreign) == 401
    user, password = good
    assert await turn.error_of(url, user.replace("xa-a", "xa-b"), password) == 401
    assert await turn.error_of(url, "xa-a", password) == 401


async def test_a_relay_in_use_outlives_its_credentials(tmp_path: Path) -> None:
    """So they may be short: who is in the meeting loses nothing, who comes back has new ones."""
    own = host_addresses()[0]
    async with (
        coturn(tmp_path / "coturn", [own]) as relay,
        turn._over_udp("127.0.0.1", relay.port) as ask,
        asyncio.timeout(PATIENCE),
    ):
        challenge = await ask(stun.Request(stun.ALLOCATE, ((stun.TRANSPORT, stun.UDP),)))
        assert challenge is not None
        for seconds in (1, 3, 9):  # as long as it takes to ask for a relay
            short = ice.credentials(SECRET, "xa-a", datetime.now(UTC), timedelta(seconds=seconds))
            login = stun.Login(*short, challenge)
            if await ask(login.allocate()) == stun.Answer(0):
                break
        else:
            pytest.fail("no relay was given")
        while await turn.error_of(relay.url("udp"), *short) != 401:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.1)
        assert await ask(login.permit(own)) == stun.Answer(0)


async def test_the_doctor_asks_for_a_relay(relay: Coturn, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = tuple(relay.url(way) for way in ("udp", "tcp", "tls"))
    config = Config(turn=Turn(urls=urls, secret=SECRET))
    found = await turn.servers(config)
    assert found.state == "wrong", "a certificate that nobody has signed is no good to a browser"
    assert relay.url("tls") in found.en
    monkeypatch.setenv("SSL_CERT_FILE", str(relay.certificate))
    assert (await turn.servers(config)).state == "ok"
    wrong = structs.replace(config, turn=structs.replace(config.turn, secret="x" * 16))
    found = await turn.servers(wrong)
    assert found.state == "wrong"
    assert "(401)" in found.en
    assert "turn.secret" in found.fix_vi


async def test_the_recommended_relay_reaches_the_server_and_nobody_else(tmp_path: Path) -> None:
    own = host_addresses()[0]
    async with coturn(tmp_path / "coturn", [own]) as relay:
        url = relay.url("udp")
        login = ice.credentials(SECRET, "xa-a", datetime.now(UTC), timedelta(hours=1))
        assert await turn.error_of(url, *login, [own]) == 0
        for other in ("127.0.0.1", "10.255.255.1", "192.168.0.1", "169.254.169.254", "8.8.8.8"):
            assert await turn.error_of(url, *login, [other]) == 403, other
        media = Media(public_addresses=("198.51.100.7",))
        config = Config(turn=Turn(urls=(url,), secret=SECRET), media=media)
        found = await turn.servers(config)
    assert found.state == "wrong"
    assert "allowed-peer-ip" in found.fix_vi
