"""The pictures that consoles watch: members of the conference that are no seats."""

import secrets

from mcu.messages import BusyError, Join, Joined, MemberKind, Plate
from signaling.stage import Stage

LIMIT = 24
"""Consoles that may watch one meeting at once: the two screens of a dozen people."""

PREFIX = "~console-"
"""Begins the names of such members, and of no point (`tokens.ID_PATTERN`)."""


class Monitors:
    """Who watches from which account. One account may have several screens."""

    def __init__(self, meeting: str, stage: Stage) -> None:
        self._meeting = meeting
        self._stage = stage
        self._accounts: dict[str, str] = {}  # by member, oldest first
        self._sessions: dict[str, str] = {}
        """Which member has a media session."""

    def __len__(self) -> int:
        return len(self._accounts)

    def __contains__(self, member: str) -> bool:
        return member in self._accounts

    def account(self, member: str) -> str:
        """Return whose screen a member is."""
        return self._accounts[member]

    def speaker(self, account: str, session: str) -> str | None:
        """Return the screen of an account that speaks in a talk: of that session.

        "" is the one opened last; None where there is no such.
        """
        if session:
            member = self._sessions.get(session)
            return member if member and self._accounts[member] == account else None
        return next((one for one, who in reversed(self._accounts.items()) if who == account), None)

    async def join(self, account: str, offer: str) -> Joined:
        """Let a console watch, and speak in private talks. Raises the node's errors."""
        if len(self) >= LIMIT:
            raise BusyError(f"{LIMIT} consoles watch this meeting")
        member = f"{PREFIX}{secrets.token_hex(4)}"
        self._accounts[member] = account
        join = Join(
            conference=self._meeting,
            member=member,
            kind=MemberKind.CONSOLE,
            plate=Plate(title=""),
            offer=offer,
            muted=True,
        )
        try:
            joined = await self._stage.join(join, camera=True, seat=lambda _: None)
        except BaseException:
            del self._accounts[member]
            raise
        self._sessions[joined.session] = member
        return joined

    def forget(self, member: str) -> None:
        """Its media has ended."""
        del self._accounts[member]
        self._sessions = {name: one for name, one in self._sessions.items() if one != member}
