"""The sheet that one shift hands to the next: one page, from the same reads as the board."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.access.actor import Actor
from linli.calls.queries.day import Day, day_of
from linli.command import queries
from linli.command.handling import Handling, needs_handling
from linli.command.queries import Board, Cell
from linli.corps.queries.second import waiting_at
from linli.corps.rules import Node
from linli.places.models import Place

LENGTH = timedelta(hours=24)
LINES = 20  # communities, or grids; of more only those where somebody is missing
CALLS = 6


@dataclass(frozen=True)
class Line:
    """A community, or in a community a grid, with its counts."""

    name: str
    counted: Node | Cell

    @property
    def share(self) -> float | None:
        return self.counted.covered / self.counted.units if self.counted.units else None


@dataclass(frozen=True)
class Briefing:
    """`left_out`: how many places are whole and not listed. `second`: terms that wait for a second person."""

    board: Board
    since: datetime
    day: Day
    handling: Handling
    lines: list[Line]
    left_out: int
    second: int

    @property
    def decisions(self) -> int:
        return self.day.disputed + self.day.orders + self.second


def briefing(actor: Actor, place: Place, today: date, now: datetime) -> Briefing:
    board, since = queries.board(place, today), now - LENGTH
    every = _lines(board)
    lines = every if len(every) <= LINES else [line for line in every if line.counted.uncovered][:LINES]
    return Briefing(
        board=board,
        since=since,
        day=day_of(place.path, since, now),
        handling=needs_handling(actor, place, now, most=CALLS),
        lines=lines,
        left_out=len([line for line in every if not line.counted.uncovered]) if len(lines) < len(every) else 0,
        second=waiting_at(place.path),
    )


def _lines(board: Board) -> list[Line]:
    if len(board.groups) == 1:
        return [Line(cell.name, cell) for cell in board.groups[0].cells]
    return [Line(group.name, group.node) for group in board.groups]
