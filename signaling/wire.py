"""What everything that crosses the wire has in common."""

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that goes over the wire."""


class ClientMessage(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what a client sends."""


class ServerMessage(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what the server sends."""
