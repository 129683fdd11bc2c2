"""The tree of units. Pure."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's place; `parent` None is a root."""

    id: str
    parent: str | None
    order: int
    name: str


class Tree:
    """Units by id. What is asked of it takes the depth of the tree, or the size of a subtree."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: Mapping[str, Node] = {one.id: one for one in nodes}
        self._below: dict[str | None, list[str]] = {}
        for one in self.nodes.values():
            self._below.setdefault(one.parent, []).append(one.id)
        for children in self._below.values():
            children.sort(key=self._place)

    def __contains__(self, unit: str) -> bool:
        return unit in self.nodes

    def children(self, unit: str | None) -> list[str]:
        """Return the units right below a unit, or the roots, in order."""
        return self._below.get(unit, [])

    def lineage(self, unit: str) -> Iterator[str]:
        """Give a unit and its ancestors, itself first."""
        current: str | None = unit
        while current is not None:
            yield current
            current = self.nodes[current].parent

    def level(self, unit: str) -> int:
        """Return how deep a unit stands; a root is at 1."""
        return sum(1 for _ in self.lineage(unit))

    def subtree(self, unit: str | None = None) -> Iterator[str]:
        """Give a unit and all below it, parents first, as people list them; None is everything."""
        waiting = list(reversed(self.children(None))) if unit is None else [unit]
        while waiting:
            current = waiting.pop()
            yield current
            waiting.extend(reversed(self.children(current)))

    def reach(self, roots: Iterable[str] | None) -> frozenset[str]:
        """Return the units of several subtrees; None is everything."""
        if roots is None:
            return frozenset(self.nodes)
        return frozenset(one for root in roots if root in self for one in self.subtree(root))

    def may_move(self, unit: str, parent: str | None) -> bool:
        """Whether a unit may stand below another: not below itself."""
        return parent is None or unit not in self.lineage(parent)

    def _place(self, unit: str) -> tuple[int, str, str]:
        node = self.nodes[unit]
        return node.order, node.name, node.id
