"""Who of those that a frame is delivered to goes in step with whom."""

from collections.abc import Hashable, Sequence
from copy import copy
from typing import Generic, TypeVar

from mcu.rtc.convoy import FEW, Column, Kind, Known, Stepping, Stream, kind_of

S = TypeVar("S", bound=Stepping)


class Ranks(Known, Generic[S]):
    """Streams that frames are delivered to, by columns; `rest` are those that are in none."""

    def __init__(self, streams: Sequence[S]) -> None:
        super().__init__(streams)
        self.rest: list[S] = []
        kinds: dict[tuple[Kind, Hashable], list[S]] = {}
        for stream in streams:
            kind, step = kind_of(stream), stream.step
            if kind is None or step is None:
                self.rest.append(stream)
            else:
                kinds.setdefault((kind, step), []).append(stream)
        self.columns: list[Column[S]] = []
        for (kind, step), together in kinds.items():
            # Those who have moved fell out of an earlier column with what waits for them.
            able = [one for one in together if one.step == step]
            if len(able) > FEW:
                self.columns.append(Column(kind, able))
                able = []
            self.rest += able + [one for one in together if one.step != step]
        self._steps = self._steps_of_rest()

    def is_of(self, streams: Sequence[Stream]) -> bool:
        """Whether it is of these streams, all of which go as they did."""
        whole = all(one.whole for one in self.columns)
        return (
            whole
            and super().is_of(streams)
            and self._steps_of_rest() == self._steps
            and not self._unites()
        )

    def followed(self, streams: Sequence[S]) -> "Ranks[S] | None":
        """Return the ranks of these streams, if they are the same and perhaps others behind them.

        To look at all 800 again for each who joins, or has caught up, takes two milliseconds. None
        if that is needed, as something has become of those who were in step, or may be.
        """
        count = len(self._streams)
        columns = {(one.kind, one.first.step): one for one in self.columns}
        whole = all(one.whole for one in self.columns) and len(columns) == len(self.columns)
        if not whole or list(streams[:count]) != self._streams or not self.stand():
            return None
        rest: list[S] = []
        more: dict[tuple[Kind | None, Hashable], list[S]] = {}
        for one in (*self.rest, *streams[count:]):
            kind = kind_of(one), one.step
            if kind in columns and one.march.members:
                return None
            more.setdefault(kind, []).append(one)
        for kind, together in more.items():
            if kind in columns:
                columns[kind] = columns[kind].followed(together)
            elif None not in kind and len(together) > FEW:
                return None
            else:
                rest += together
        ranks = copy(self)
        ranks.take_in(streams[count:], list(columns.values()), rest)
        return ranks

    def take_in(self, more: Sequence[S], columns: list[Column[S]], rest: list[S]) -> None:
        """Be of others as well, and of these columns."""
        self.followed_by(more)
        self.columns, self.rest = columns, rest
        self._steps = self._steps_of_rest()

    def _steps_of_rest(self) -> list[Hashable]:
        return [one.step for one in self.rest]

    def _unites(self) -> bool:
        """Whether some can be in one column now that could not before."""
        found = [(one.kind, one.first.step) for one in self.columns]
        steps = {step for _, step in found}
        return len(set(found)) < len(found) or any(
            step in steps and (kind_of(one), step) in found
            for one, step in zip(self.rest, self._steps, strict=True)
        )


def regroup(column: Column[S]) -> list[Column[S]]:
    """Return those of a column who are left in step, as far as they go the same way still.

    Everybody else goes on by himself from here.
    """
    march = column.march
    ranks = Ranks([one for one in column.members if one.march is march])
    for one in ranks.rest:
        one.fall_out()
    return ranks.columns


class Rankings(Generic[S]):
    """The ranks of the streams that were delivered to of late, as many as are `kept`."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._ranks: dict[S, Ranks[S]] = {}  # by their first stream

    def of(self, streams: Sequence[S]) -> Ranks[S]:
        """Return the ranks of some streams, who are in step from now on as far as they can be."""
        ranks = self._ranks.get(streams[0])
        if ranks is not None and ranks.is_of(streams):
            return ranks
        if ranks is None and len(self._ranks) >= self._kept:
            self._ranks.clear()
        followed = None if ranks is None else ranks.followed(streams)
        ranks = self._ranks[streams[0]] = followed or Ranks(streams)
        return ranks

    def forget(self) -> None:
        """Keep nothing of any stream."""
        self._ranks.clear()
