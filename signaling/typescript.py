"""Writes `web/src/protocol.ts`, the TypeScript types of the structs in `protocol.py`.

Run `python -m signaling.typescript` after changing the protocol; a test fails until that is done.

The generator is our own because the usual way (`msgspec.json.schema`, then the npm package
json-schema-to-typescript) was tried and loses what the page needs: the names of literal types, the
order of values, the direction of a message (what the server sends is complete, what a client
sends may leave defaults out), and it declares `Error` and `Record`, which hide two of
TypeScript's own types.
"""

import inspect
import sys
import types
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import structs

from signaling import codes, protocol, wire
from signaling.accounts import messages as accounts
from signaling.accounts import rights
from signaling.directory import messages as directory
from signaling.meeting import actor, chat, commands, picture, pointer, scene_commands, terms, told
from signaling.schedule import protocol as schedule

TARGET = Path(__file__).parent.parent / "web" / "src" / "protocol.ts"

HEADER = """\
// Generated from signaling/protocol.py by `python -m signaling.typescript`. Do not edit.
// What the messages mean is written in signaling/PROTOCOL.md.
"""

PRIMITIVES = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    # As ISO 8601 has them.
    datetime: "string",
    date: "string",
}

SOURCES = (
    terms,
    picture,
    commands,
    scene_commands,
    told,
    chat,
    pointer,
    protocol,
    accounts,
    directory,
    schedule,
)
"""Where what crosses the wire is declared, in the order in which it is written."""

MODULES = tuple(one.__name__ for one in (codes, actor, rights, *SOURCES))

BASES = (wire.Struct, wire.ClientMessage, wire.ServerMessage, commands.Command, terms.Event)


def generate() -> str:
    """Return the whole of `protocol.ts`."""
    parts = [HEADER]
    literals: list[str] = []
    structures: list[str] = []
    for name, value in _declared().items():
        if name.isupper() and isinstance(value, int):
            parts.append(f"export const {name} = {value};\n")
        elif get_origin(value) is Literal:
            literals.append(f"export type {name} = {_union(value)};\n")
        elif isinstance(value, type) and value.__module__ in MODULES:
            structures.append(_class(value))
    unions = [
        f"export type ClientMessage ={_members(protocol.AnyClientMessage)};\n",
        f"export type ServerMessage ={_members(protocol.AnyServerMessage)};\n",
    ]
    return "\n".join([*parts, *literals, *filter(None, structures), *unions])


def _declared() -> dict[str, Any]:
    """Return what the sources declare, under unique names."""
    found: dict[str, Any] = {}
    for source in SOURCES:
        for name, value in vars(source).items():
            if not name.startswith("_") and value not in found.values():
                found[f"{source.__name__}.{name}" if name in found else name] = value
    return found


def _class(cls: type) -> str:
    """Return the declaration of an enumeration or a struct, "" for a base class."""
    if cls in BASES:
        return ""
    if issubclass(cls, StrEnum):
        values = "".join(f'  "{one.value}",\n' for one in cls)
        constant = f"{cls.__name__.upper()}S"
        return (
            f"{_comment(cls)}export const {constant} = [\n{values}] as const;\n\n"
            f"export type {cls.__name__} = (typeof {constant})[number];\n"
        )
    if issubclass(cls, IntEnum):
        values = "".join(f"  {one.name}: {one.value},\n" for one in cls)
        return f"{_comment(cls)}export const {cls.__name__} = {{\n{values}}} as const;\n"
    if issubclass(cls, msgspec.Struct):
        return _interface(cls)
    raise TypeError(f"no TypeScript is known for {cls.__name__}")


def _interface(struct: type[msgspec.Struct]) -> str:
    """Return the interface of a struct."""
    config = struct.__struct_config__
    lines = [f"  {config.tag_field}: {_literal(config.tag)};"] if config.tag else []
    hints = get_type_hints(struct, include_extras=True)
    may_omit = config.omit_defaults or issubclass(struct, wire.ClientMessage)
    for field in structs.fields(struct):
        hint = hints[field.name]
        if may_omit and not field.required:
            # Left out rather than null: see IceServer.
            # What may be left out says UNSET where null means something else.
            absent = msgspec.UnsetType if msgspec.UnsetType in get_args(hint) else type(None)
            left = tuple(one for one in get_args(hint) if one is not absent)
            hint = Union[left] if _is_union(hint) else hint  # noqa: UP007
            lines.append(f"  {field.encode_name}?: {_type(hint)};")
        else:
            lines.append(f"  {field.encode_name}: {_type(hint)};")
    body = "".join(f"{line}\n" for line in lines)
    interface = f"{_comment(struct)}export interface {_name(struct)} {{\n{body}}}\n"
    return f"{interface}{_defaults(struct)}" if struct.__module__ == picture.__name__ else interface


def _defaults(struct: type[msgspec.Struct]) -> str:
    """Return what the fields that are left out stand for; "" where none are.

    Pages compare what was composed with what is told, and show what is left out.
    """
    given = {
        one.encode_name: one.default
        for one in structs.fields(struct)
        if struct.__struct_config__.omit_defaults and not one.required and one.default is not None
    }
    if not given:
        return ""
    name = _name(struct)
    fields = " | ".join(map(_literal, given))
    lines = "".join(f"  {key}: {_literal(value)},\n" for key, value in given.items())
    return (
        f"\n/** What the fields of a {name} that are left out stand for. */\n"
        f"export const {name.upper()}_DEFAULTS: Pick<Required<{name}>, {fields}> = {{\n{lines}}};\n"
    )


def _name(cls: type) -> str:
    """Return the TypeScript name: messages say their direction, so that none hides a global."""
    if issubclass(cls, wire.ClientMessage):
        return f"Client{cls.__name__}"
    if issubclass(cls, wire.ServerMessage):
        return f"Server{cls.__name__}"
    return cls.__name__


def _type(hint: Any) -> str:
    """Return the TypeScript of a type hint."""
    if hint in PRIMITIVES:
        return PRIMITIVES[hint]
    origin = get_origin(hint)
    if origin is Annotated:
        return _type(get_args(hint)[0])
    if origin is Literal:
        return _alias(hint) or _union(hint)
    if _is_union(hint):
        return " | ".join(_type(one) for one in get_args(hint))
    if origin in (dict, list, tuple):
        return _collection(origin, [_type(one) for one in get_args(hint) if one is not ...])
    if isinstance(hint, type) and hint.__module__ in MODULES:
        return _name(hint)
    raise TypeError(f"no TypeScript is known for {hint!r}")


def _collection(origin: type, inner: list[str]) -> str:
    """Return the TypeScript of a dictionary or a sequence of these types."""
    if origin is dict:
        return f"{{ [key: {inner[0]}]: {inner[1]} }}"
    return f"({inner[0]})[]" if " " in inner[0] else f"{inner[0]}[]"


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _alias(hint: Any) -> str | None:
    """Return the name that the protocol gives a literal type, if it has one."""
    return next((name for name, value in _declared().items() if value == hint), None)


def _union(hint: Any) -> str:
    return " | ".join(_literal(one) for one in get_args(hint))


def _members(union: types.UnionType) -> str:
    return "".join(f"\n  | {_name(one)}" for one in get_args(union))


def _literal(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _comment(cls: type) -> str:
    """Return the docstring as a TSDoc comment."""
    lines = inspect.cleandoc(cls.__doc__ or "").splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    body = "".join(f" * {line}".rstrip() + "\n" for line in lines)
    return f"/**\n{body} */\n"


def main() -> int:
    """Write the file; the exit code is 0."""
    TARGET.write_text(generate(), encoding="utf-8")
    sys.stderr.write(f"{TARGET}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
