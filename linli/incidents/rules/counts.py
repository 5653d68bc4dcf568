"""Frozen counts: a table that may be kept when the rows are gone, with its small cells hidden.

A count under five is hidden, a total too, and so are as many others as it takes: from what is printed, the sums of
rows and columns included, no hidden count can be worked out to within fewer than five values.

How: a table with its sums is a flow. Each count carries units from its row to its column, the total of a row from "all
columns" to the row, that of a column from the column to "all rows", the grand total from "all rows" to "all columns".
In every node what comes in goes out. Two tables that print the same differ by circles through hidden counts alone; so a
hidden count is safe when such circles can carry it far enough (Cox, Network Models for Complementary Cell Suppression,
1995). It protects from the table alone: not from what somebody knows besides, nor from a second table about the same
people. One incident keeps one table.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5  # a count under it is hidden
SPREAD = LEAST - 1  # between the lowest and the highest value that a hidden count may have
ALL = ""  # the name of the row of column totals, and of the column of row totals

Cell = tuple[str, str]  # (row, column)
_Node = tuple[bool, str]  # (is a row, its name)


@dataclass(frozen=True)
class Frozen:
    """What is kept: `shown` has every cell, totals under `ALL`; None where it is hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shown: Mapping[Cell, int | None]


def freeze(rows: Sequence[str], columns: Sequence[str], counts: Mapping[Cell, int]) -> Frozen:
    """`counts` per (row, column), missing ones are 0. Rows and columns have names that are not empty."""
    whole = with_totals(rows, columns, counts)
    flow = _Flow(whole, {cell for cell, count in whole.items() if count < LEAST})
    for cell in sorted(flow.hidden, key=lambda one: (-whole[one], one)):
        if flow.spread(cell) < SPREAD:
            flow.hidden |= flow.circle(cell)
    return Frozen(tuple(rows), tuple(columns), {cell: None if cell in flow.hidden else n for cell, n in whole.items()})


def with_totals(rows: Sequence[str], columns: Sequence[str], counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The counts and their sums by row, by column and of all."""
    whole = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    whole |= {(row, ALL): sum(whole[row, column] for column in columns) for row in rows}
    whole |= {(ALL, column): sum(whole[row, column] for row in rows) for column in columns}
    return whole | {(ALL, ALL): sum(whole[row, ALL] for row in rows)}


class _Flow:
    """The table as a flow, and which of its cells are hidden."""

    def __init__(self, whole: dict[Cell, int], hidden: set[Cell]) -> None:
        self.whole, self.hidden = whole, set(hidden)
        self.at: dict[_Node, list[Cell]] = {}
        for cell in whole:
            for node in _ends(cell):
                self.at.setdefault(node, []).append(cell)

    def spread(self, cell: Cell) -> int:
        """How far apart two values of a hidden cell may be, no further than `SPREAD`."""
        begin, end = _ends(cell)
        up = self._carried(end, begin, cell)
        down = min(self.whole[cell], self._carried(begin, end, cell))
        return min(SPREAD, up + down)

    def circle(self, cell: Cell) -> set[Cell]:
        """The cells to hide with `cell`, so that it and they may all be higher, or lower, by `SPREAD`: those with the
        lowest counts. There is one always: the totals of its row, of its column and of all may rise without limit."""
        begin, end = _ends(cell)
        best: dict[_Node, int] = {end: 0}
        came: dict[_Node, tuple[_Node, Cell]] = {}
        ahead = [(0, end)]
        while ahead:
            cost, node = heapq.heappop(ahead)
            if cost > best[node]:
                continue
            for step, target, room in self._steps(node, dict.fromkeys(self.whole, 0), cell):
                dearer = cost + (0 if step in self.hidden else 1 + self.whole[step])
                if room >= SPREAD and dearer < best.get(target, dearer + 1):
                    best[target], came[target] = dearer, (node, step)
                    heapq.heappush(ahead, (dearer, target))
        return {step for _node, step in _way(came, end, begin)}

    def _carried(self, begin: _Node, end: _Node, without: Cell) -> int:
        """How much, up to `SPREAD`, hidden cells other than `without` can carry from one node to another."""
        moved = dict.fromkeys(self.hidden, 0)
        carried = 0
        while carried < SPREAD and (way := self._augmenting(begin, end, without, moved)):
            amount = min(SPREAD - carried, *(room for _cell, _sign, room in way))
            for cell, sign, _room in way:
                moved[cell] += sign * amount
            carried += amount
        return carried

    def _augmenting(
        self, begin: _Node, end: _Node, without: Cell, moved: Mapping[Cell, int]
    ) -> list[tuple[Cell, int, int]]:
        """A shortest way with room left, as (cell, +1 or -1, room); empty when there is none."""
        came: dict[_Node, tuple[_Node, tuple[Cell, int, int]]] = {}
        ahead = [begin]
        for node in ahead:
            for cell, target, room in self._steps(node, moved, without):
                if cell in self.hidden and room > 0 and target not in came and target != begin:
                    came[target] = (node, (cell, 1 if _ends(cell)[0] == node else -1, room))
                    ahead.append(target)
        way = []
        while end in came:
            end, step = came[end]
            way.append(step)
        return way

    def _steps(self, node: _Node, moved: Mapping[Cell, int], without: Cell) -> Iterator[tuple[Cell, _Node, int]]:
        """The cells at a node, with where each leads and how much it may carry there: in its own direction it may rise
        without limit, the other way it falls, to 0 at most."""
        for cell in self.at[node]:
            if cell != without:
                first, last = _ends(cell)
                if first == node:
                    yield cell, last, SPREAD
                else:
                    yield cell, first, self.whole[cell] + moved.get(cell, 0)


def _ends(cell: Cell) -> tuple[_Node, _Node]:
    """From which node to which a cell carries: inner ones from row to column, totals back."""
    row, column = (True, cell[0]), (False, cell[1])
    inner = (cell[0] == ALL) is (cell[1] == ALL)
    return (row, column) if inner else (column, row)


def _way(came: Mapping[_Node, tuple[_Node, Cell]], begin: _Node, end: _Node) -> Iterator[tuple[_Node, Cell]]:
    """The steps from `begin` to `end`, the last one first."""
    while end != begin:
        end, cell = came[end]
        yield end, cell
