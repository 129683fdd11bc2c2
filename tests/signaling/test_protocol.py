"""The protocol is one thing in four places: document, structs, TypeScript, and what is sent."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from msgspec import structs

from signaling import protocol, typescript

DOCUMENT = (Path(protocol.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")


def documented(heading: str) -> dict[str, set[str]]:
    """Return message type → field names from the table under `heading`."""
    section = DOCUMENT.split(f"### {heading}\n", 1)[1].split("\n###", 1)[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    return {
        row[1].strip(" `"): set(re.findall(r"`([a-z_]+)`", strip_notes(row[2]))) for row in rows
    }


def strip_notes(cell: str) -> str:
    return re.sub(r"\([^)]*\)", "", cell)


def declared(union: object) -> dict[str, set[str]]:
    """Return message type → field names of the structs of a union."""
    return {
        str(one.__struct_config__.tag): {field.encode_name for field in structs.fields(one)}
        for one in get_args(union)
    }


def test_client_messages_are_those_of_the_document() -> None:
    assert documented("Client → server") == declared(protocol.AnyClientMessage)


def test_server_messages_are_those_of_the_document() -> None:
    assert documented("Server → client") == declared(protocol.AnyServerMessage)


def test_every_error_code_is_documented() -> None:
    words = set(re.findall(r"`([a-z_]+)`", DOCUMENT))
    assert {code.value for code in protocol.Code} <= words


def test_every_close_code_is_documented() -> None:
    paragraph = next(line for line in DOCUMENT.splitlines() if line.startswith("Close codes:"))
    assert {int(one) for one in re.findall(r"\b\d{4}\b", paragraph)} == set(protocol.Close)


def test_typescript_is_up_to_date() -> None:
    assert typescript.TARGET.read_text(encoding="utf-8") == typescript.generate(), (
        "run python -m signaling.typescript"
    )


def test_typescript_hides_no_global() -> None:
    names = re.findall(
        r"^export (?:interface|type|const) (\w+)", typescript.generate(), re.MULTILINE
    )
    assert not {"Error", "Record", "Map", "Set", "Event", "Promise"} & set(names)
    assert len(names) == len(set(names))


def test_typescript_of_a_server_message_demands_what_has_a_default() -> None:
    text = typescript.generate()
    assert "about: string;" in text
    assert b'"about":""' in msgspec.json.encode(
        protocol.Error(code=protocol.Code.BUSY, message_vi="", message_en="")
    )


def test_typescript_of_an_ice_server_leaves_out_what_is_absent() -> None:
    assert "username?: string;" in typescript.generate()
    assert msgspec.json.encode(protocol.IceServer(urls=["stun:a"])) == b'{"urls":["stun:a"]}'


def test_an_unknown_type_of_field_is_refused() -> None:
    with pytest.raises(TypeError, match="no TypeScript"):
        typescript._type(bytes)
