"""Guessing names and passwords over HTTP: it tells nothing, gets slower, and harms nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.signaling.accounts import PASSWORD, Browser, add_account, audit
from tests.signaling.server import Server


async def test_nobody_learns_whether_an_account_exists(
    server: Server, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_account(server, "an")
    await add_account(server, "cu", disabled=True)
    await add_account(server, "sso", password=None)
    work: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str | bytes, password: str | bytes) -> bool:
        work.append(str(kept).rsplit("$", 2)[0])
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    answers: list[Any] = []
    for name in ("an", "nobody", "cu", "sso"):
        status, problem = await visitor.ask(
            "POST", "/api/login", {"name": name, "password": "sai mật khẩu rồi"}
        )
        problem.pop("request_id")
        answers.append((status, problem))
        assert len(work) == len(answers), f"one hash is computed for {name}"
    assert len(set(work)) == 1, "at the same cost"
    assert answers[0][0] == 401
    assert all(answer == answers[0] for answer in answers)


async def test_guessing_gets_slower_for_known_and_unknown_names(
    server: Server, visitor: Browser
) -> None:
    await add_account(server, "an")
    for name in ("an", "nobody"):
        heard: list[int] = []
        for _ in range(8):
            status, problem = await visitor.ask(
                "POST", "/api/login", {"name": name, "password": "đoán mò"}
            )
            heard.append(status)
        assert heard == [401] * 5 + [429] * 3
        assert problem["code"] == "login_delayed"
    body = {"name": "an", "password": PASSWORD}
    async with await visitor.send("POST", "/api/login", body) as response:
        assert response.status == 429, "not even the right password is heard"
        wait = int(response.headers["Retry-After"])
    server.now += timedelta(seconds=wait)
    await visitor.log_in("an")
    assert (await visitor.ask("POST", "/api/login", {"name": "an", "password": "x"}))[0] == 401
    failed = [line for line in await audit(server) if line[1:4:2] == ("login", "failed")]
    assert {line[0] for line in failed} == {"an", ""}, "an unknown name may be a password"


async def test_strangers_keep_nobody_out_of_his_own_browser(
    server: Server, visitor: Browser, other: Browser
) -> None:
    await add_account(server, "an")
    await add_account(server, "binh")
    await visitor.log_in("an")
    guess = {"name": "an", "password": "đoán mò"}
    heard = [(await other.ask("POST", "/api/login", guess))[0] for _ in range(6)]
    assert heard == [401] * 5 + [429]
    await visitor.log_in("an")
    assert (await other.ask("POST", "/api/login", guess))[0] == 429, "strangers wait on"
    # The mark is of one account, cannot be made up, and is slowed down like any other.
    heard = [(await visitor.ask("POST", "/api/login", guess))[0] for _ in range(6)]
    assert heard == [401] * 5 + [429]
    await other.log_in("binh")
    assert (await other.ask("POST", "/api/login", guess))[0] == 429
    forged = {"Origin": other.origin, "Cookie": "diemcau-known=x.y"}
    assert (await other.ask("POST", "/api/login", guess, headers=forged))[0] == 429
