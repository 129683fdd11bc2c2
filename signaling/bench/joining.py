"""How a cheap client joins: the offer by HTTP, the answer perhaps through a relay."""

import aiohttp

from mcu.rtc.client import Client


async def negotiate(
    http: aiohttp.ClientSession, url: str, meeting: str, token: str, client: Client
) -> str:
    """Send a client's offer and return the answer. Raises RuntimeError if it is refused."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
    async with http.post(f"{url}/media/{meeting}", data=client.offer(), headers=headers) as reply:
        answer = await reply.text()
        if reply.status != 201:
            raise RuntimeError(f"{reply.status}: {answer}")
    return answer
