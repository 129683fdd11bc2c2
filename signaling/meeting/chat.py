"""What is said in writing: its messages, and whom a line concerns."""

from typing import Annotated

import msgspec

from signaling.wire import ClientMessage, ServerMessage, Struct

CHAT_TEXT_MAX = 2000
"""Characters of one chat message."""

CHAT_REF_MAX = 64
"""Characters of the sender's own id of a chat message."""

OPERATORS = "@operators"
"""Whom a line is `to` that those who lead are to read; no point can be called so."""

ChatText = Annotated[str, msgspec.Meta(max_length=CHAT_TEXT_MAX)]
ChatRef = Annotated[str, msgspec.Meta(min_length=1, max_length=CHAT_REF_MAX)]
ChatTo = Annotated[str, msgspec.Meta(max_length=64)]


class ChatFile(Struct, frozen=True, kw_only=True):
    """A file in a line of chat; `id` is where it is to be had."""

    id: str
    name: str
    bytes: int


class ChatMessage(Struct, frozen=True, kw_only=True):
    """A line of chat; `ref` is the sender's own id of it, `point` "" where that is a console.

    `to` is "" for all, a point, or "@operators". `question` asks for an answer.
    """

    id: int
    point: str
    name: str
    text: str
    sent: str
    ref: str
    to: str = ""
    question: bool = False
    file: ChatFile | None = None


class Chat(ClientMessage, frozen=True, kw_only=True, tag="chat"):
    """Say something in writing, or send a file that has been brought up before."""

    text: ChatText
    ref: ChatRef
    to: ChatTo = ""
    question: bool = False
    file: ChatTo = ""


class ChatSaid(ServerMessage, frozen=True, kw_only=True, tag="chat"):
    """Somebody said something."""

    message: ChatMessage


def concerns(line: ChatMessage, point: str, *, leads: bool) -> bool:
    """Whether somebody at a point ("": nowhere) is to read a line.

    Those who lead are one desk: each reads what is written to it, and what another has written
    from there.
    """
    if not line.to or (point and point in (line.point, line.to)):
        return True
    return leads and (line.to == OPERATORS or not line.point)
