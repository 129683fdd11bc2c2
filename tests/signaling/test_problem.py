"""Every error has a status, a code and a sentence in two languages."""

import json
import re
from pathlib import Path

import pytest

from signaling import protocol
from signaling.problem import CONTENT_TYPE, ProblemError
from signaling.protocol import Code
from signaling.sentences import SENTENCES

DOCUMENT = (Path(protocol.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")


def test_every_code_has_sentences() -> None:
    assert set(SENTENCES) == set(Code)
    for sentence in SENTENCES.values():
        assert sentence.vi.endswith(".")
        assert not sentence.vi.isascii(), "Vietnamese is written with its diacritics"
        assert sentence.en.isascii()


def test_statuses_are_those_of_the_document() -> None:
    for row in re.findall(r"^\| (\d{3}) \| (.+?) \|", DOCUMENT, re.MULTILINE):
        for code in re.findall(r"`([a-z_]+)`", row[1]):
            assert SENTENCES[Code(code)].status == int(row[0]), code


def test_a_response_is_rfc_9457() -> None:
    response = ProblemError(Code.BUSY, headers={"Retry-After": "5"}).response("r1")
    assert (response.status, response.content_type) == (503, CONTENT_TYPE)
    assert response.headers["Retry-After"] == "5"
    assert isinstance(response.body, bytes)
    body = json.loads(response.body)
    assert body["type"] == "/problems/busy"
    assert (body["code"], body["status"], body["request_id"]) == ("busy", 503, "r1")
    assert body["detail_vi"].startswith("Máy chủ")


@pytest.mark.parametrize(
    ("code", "header"),
    [(Code.TOKEN_MISSING, "Bearer"), (Code.TOKEN_EXPIRED, 'Bearer error="invalid_token"')],
)
def test_401_names_the_scheme(code: Code, header: str) -> None:
    assert ProblemError(code).response("r").headers["WWW-Authenticate"] == header


def test_a_message_says_what_it_is_about() -> None:
    message = ProblemError(Code.MESSAGE_INVALID, "Object missing field").message("chat")
    assert (message.code, message.about) == (Code.MESSAGE_INVALID, "chat")
    assert message.message_en == "Object missing field"
