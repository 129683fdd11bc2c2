"""A token opens what it names, for as long as it says, and nothing else."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling import secret
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.tokens import ID_PATTERN, Tokens, bearer

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
KEY = bytes(range(32))
TOKENS = Tokens(KEY)


def issue(**changes: object) -> str:
    values: dict[str, object] = {
        "meeting": "demo",
        "point": "truc-ninh",
        "kind": "point",
        "now": NOW,
        "lifetime": timedelta(hours=12),
    }
    return TOKENS.issue(**(values | changes))  # type: ignore[arg-type]  # a dict of arguments


def code_of(token: str, now: datetime = NOW) -> Code:
    with pytest.raises(ProblemError) as caught:
        TOKENS.check(token, now)
    return caught.value.code


def test_a_good_token_says_what_it_opens() -> None:
    claims = TOKENS.check(issue(), NOW)
    assert (claims.meeting, claims.point, claims.kind) == ("demo", "truc-ninh", "point")
    assert (claims.role, claims.jti) == ("delegate", None)


def test_a_self_service_token_names_its_holder() -> None:
    assert TOKENS.check(issue(holder="h"), NOW).jti == "h"


def test_it_expires_to_the_second() -> None:
    token = issue(lifetime=timedelta(seconds=10))
    TOKENS.check(token, NOW + timedelta(seconds=9))
    assert code_of(token, NOW + timedelta(seconds=10)) is Code.TOKEN_EXPIRED


def test_one_from_the_future_is_refused() -> None:
    assert code_of(issue(now=NOW + timedelta(minutes=5))) is Code.TOKEN_INVALID
    TOKENS.check(issue(now=NOW + timedelta(seconds=20)), NOW)


def test_another_key_is_refused() -> None:
    other = Tokens(bytes(32)).issue(
        meeting="demo", point="a", kind="point", now=NOW, lifetime=timedelta(hours=1)
    )
    assert code_of(other) is Code.TOKEN_INVALID


def test_every_changed_character_is_noticed() -> None:
    token = issue()
    head, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "b"}).encode()).rstrip(b"=")
    assert code_of(f"{head}.{forged.decode()}.{signature}") is Code.TOKEN_INVALID
    assert code_of(f"{head}.{payload}.{signature[::-1]}") is Code.TOKEN_INVALID


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    claims = {"sub": "a", "mtg": "demo", "role": "delegate", "kind": "point", "iat": 0, "exp": 9e9}
    key = "" if algorithm == "none" else KEY * 2
    assert code_of(jwt.encode(claims, key, algorithm=algorithm)) is Code.TOKEN_INVALID


@pytest.mark.parametrize(
    "change", [{"exp": None}, {"kind": "king"}, {"sub": 5}, {"mtg": None}, {"exp": "soon"}]
)
def test_claims_that_do_not_fit_are_refused(change: dict[str, object]) -> None:
    claims = {
        "sub": "a",
        "mtg": "demo",
        "role": "delegate",
        "kind": "point",
        "iat": 0,
        "exp": 9**10,
    }
    changed = {name: value for name, value in (claims | change).items() if value is not None}
    assert code_of(jwt.encode(changed, KEY, algorithm="HS256")) is Code.TOKEN_INVALID


@given(st.text(max_size=200))
def test_rubbish_is_refused(text: str) -> None:
    assert code_of(text) is Code.TOKEN_INVALID


def test_bearer_takes_the_scheme_in_any_case() -> None:
    assert bearer("bearer abc") == "abc"
    for header in (None, "", "Bearer", "Bearer ", "Basic abc"):
        with pytest.raises(ProblemError) as caught:
            bearer(header)
        assert caught.value.code is Code.TOKEN_MISSING


def test_ids_are_safe_in_urls_and_paths() -> None:
    assert ID_PATTERN.fullmatch("truc-ninh_2.a~b")
    for bad in ("", "../a", "a/b", ".a", "a b", "é", "a" * 65, "a\n"):
        assert not ID_PATTERN.fullmatch(bad)


def test_the_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    first = secret.key(directory)
    assert secret.key(directory) == first
    assert stat.S_IMODE((directory / secret.NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert [one.name for one in directory.iterdir()] == [secret.NAME]


def test_a_key_made_by_somebody_else_meanwhile_is_taken(tmp_path: Path) -> None:
    (tmp_path / secret.NAME).write_text("ab" * 32, encoding="ascii")
    secret._make(tmp_path / secret.NAME)
    assert secret.key(tmp_path) == b"\xab" * 32


def test_many_first_comers_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: secret.key(tmp_path), range(4)))) == 1
    assert [one.name for one in tmp_path.iterdir()] == [secret.NAME]


@pytest.mark.parametrize("content", ["ab", "no key"])
def test_a_broken_key_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / secret.NAME).write_text(content, encoding="ascii")
    with pytest.raises(secret.KeyFileError, match="key file"):
        secret.key(tmp_path)
