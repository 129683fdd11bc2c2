"""Chat: to all, to the operators, to one; files; and who reads it later."""

from io import BytesIO

from signaling.protocol import Chat, ChatMessage, ChatSaid, Code, Error, Ping, Pong
from tests.signaling.server import Client, Server


async def said(client: Client, text: str, **options: str | bool) -> ChatMessage:
    """Say something; return it as the sender reads it back."""
    await client.send(Chat(text=text, ref=text, **options))  # type: ignore[arg-type]
    return (await client.expect(ChatSaid, lambda one: one.message.ref == text)).message


async def unheard(client: Client) -> None:
    """See that nothing more has been said to somebody."""
    await client.send(Ping(t=1))
    while not isinstance(message := await client.receive(), Pong):
        assert not isinstance(message, ChatSaid), message


async def test_a_line_is_read_by_those_whom_it_concerns(server: Server) -> None:
    a, b = await server.control("a"), await server.control("b")
    operator, secretary = await server.console(), await server.console("lan", role="secretary")
    line = await said(a, "Micrô hỏng", to="@operators", question=True)
    assert (line.to, line.question, line.point) == ("@operators", True, "a")
    for console in (operator, secretary):
        assert (await console.expect(ChatSaid)).message == line
    answer = await said(operator, "Kiểm tra dây", to="a")
    assert (answer.point, answer.name) == ("", "Khanh")
    for reader in (a, secretary):
        assert (await reader.expect(ChatSaid)).message == answer
    await unheard(b)
    between = await said(b, "Riêng", to="a")
    assert (await a.expect(ChatSaid)).message == between
    await unheard(operator)
    # Who comes later reads what concerns him, and no more.
    assert [one.text for one in (await server.control("a")).welcome.chat] == [
        "Micrô hỏng",
        "Kiểm tra dây",
        "Riêng",
    ]
    assert [one.text for one in (await server.console()).welcome.chat] == [
        "Micrô hỏng",
        "Kiểm tra dây",
    ]
    assert (await server.control("c")).welcome.chat == []


async def test_what_was_said_is_read_again_after_a_restart(server: Server) -> None:
    operator = await server.console()
    line = await said(operator, "Chuẩn bị", to="a")
    kept = await server.services.meetings.chat.last("demo", 10)
    assert kept == [line]


async def test_nothing_is_said_to_nobody(server: Server) -> None:
    client = await server.control("a")
    await client.send(Chat(text="x", ref="r", to="none"))
    assert (await client.expect(Error)).code is Code.POINT_UNKNOWN
    await client.send(Chat(text=" ", ref="r"))
    error = await client.expect(Error)
    assert (error.code, error.ref) == (Code.MESSAGE_INVALID, "r")


async def test_a_file_is_had_by_those_whom_its_line_concerns(server: Server) -> None:
    content = bytes(range(256)) * 600  # more than a JSON body may have
    url = "/api/meetings/demo/files"
    name = {"name": "../../Tờ trình\x00.pdf"}
    async with server.http.post(
        url, data=content, params=name, headers=server.auth("a")
    ) as response:
        assert response.status == 200, await response.text()
        file = await response.json()
    assert (file["name"], file["bytes"]) == ("Tờ trình.pdf", len(content))
    own = f"{url}/{file['id']}"
    async with server.http.get(own, headers=server.auth("a")) as response:
        assert response.status == 404, "no line names it yet"
    a, b = await server.control("a"), await server.control("b")
    await b.send(Chat(text="", ref="r", file=file["id"]))
    assert (await b.expect(Error)).code is Code.NOT_FOUND
    line = await said(a, "Tài liệu", to="@operators", file=file["id"])
    assert line.file is not None
    async with server.http.get(own, headers=server.console_auth()) as response:
        assert await response.read() == content
        assert response.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh.pdf"
        )
        assert response.content_type == "application/octet-stream"
    async with server.http.get(own, headers=server.auth("b")) as response:
        assert response.status == 404


async def test_files_have_their_limits(server: Server) -> None:
    url, headers = "/api/meetings/demo/files", server.auth("a")
    for name, data, status in (("", b"x", 422), ("x.pdf", b"", 422), ("x", bytes(1 << 24), 413)):
        async with server.http.post(
            url, data=BytesIO(data), params={"name": name}, headers=headers
        ) as response:
            assert response.status == status
    async with server.http.post(url, data=b"x", params={"name": "x"}) as response:
        assert response.status == 401
