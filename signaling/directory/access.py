"""Who sees and who changes which units and points."""

import msgspec
from aiohttp import web

from signaling.accounts.rights import Office, User
from signaling.directory.importing import Reach
from signaling.directory.tree import Tree
from signaling.problem import ProblemError
from signaling.protocol import Code
from signaling.services import SERVICES
from signaling.store.units import Units


class Access(msgspec.Struct, frozen=True):
    """What somebody sees and may change. None is everything, and what has no unit besides."""

    user: User
    tree: Tree
    seen: frozenset[str] | None
    changed: Reach

    def sees(self, unit: str | None) -> bool:
        """Whether a unit, or a point of it, is shown."""
        return self.seen is None or unit in self.seen

    def must_see(self, unit: str | None, code: Code) -> None:
        """Refuse what is not shown as if it were not there. Raises ProblemError."""
        if not self.sees(unit):
            raise ProblemError(code)

    def must_change(self, unit: str | None) -> None:
        """Refuse to change what is not the user's. Raises ProblemError: not_permitted."""
        if unit not in self.changed:
            raise ProblemError(Code.NOT_PERMITTED)


async def access(request: web.Request) -> Access:
    """Return what whoever asks may do. Raises ProblemError: login_needed, not_permitted."""
    services = request.app[SERVICES]
    user = await services.accounts.authenticate(request)
    look, change = user.where(Office.LOOK), user.where(Office.DIRECTORY)
    if look == frozenset():
        raise ProblemError(Code.NOT_PERMITTED)
    tree = await Units(services.database).tree()
    return Access(
        user=user,
        tree=tree,
        seen=None if look is None else tree.reach(look),
        changed=Reach(None if change is None else tree.reach(change)),
    )


async def note(request: web.Request, allowed: Access, act: str, on: str, detail: str = "") -> None:
    """Keep a line of the audit log."""
    await request.app[SERVICES].accounts.note(request, allowed.user, act, on, detail=detail)
