"""Pointing at what is shared: no act of the meeting, and in no log."""

from typing import Annotated

import msgspec

from signaling.wire import ClientMessage, ServerMessage, Struct

TenThousandths = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
"""A part of a length, in ten-thousandths."""


class Pointed(Struct, frozen=True, kw_only=True):
    """A place on what is shared, in ten-thousandths of its width and height."""

    x: TenThousandths
    y: TenThousandths


class Pointer(ClientMessage, frozen=True, kw_only=True, tag="pointer"):
    """Point at what is shared; None: no more."""

    at: Pointed | None


class PointerMoved(ServerMessage, frozen=True, kw_only=True, tag="pointer"):
    """Somebody points at what is shared; `point` is "" for one at a console. None: nobody does."""

    at: Pointed | None
    point: str = ""
    name: str = ""
