"""The board's hive as shapes: for each cell its hexagon, colour, number and a sentence with all of its information."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.command import rules
from linli.command.queries import Board, Cell, Group
from linli.corps.words import homes_said


@dataclass(frozen=True)
class DrawnCell:
    cell: Cell
    hexagon: rules.Hexagon
    shade: rules.Shade
    value: str
    said: str


@dataclass(frozen=True)
class DrawnGroup:
    """`width` and `height` of the SVG view box, in pixels at normal text size."""

    group: Group
    cells: list[DrawnCell]
    width: float
    height: float


def draw(board: Board, by: rules.By) -> list[DrawnGroup]:
    most = max((cell.residents for group in board.groups for cell in group.cells), default=0)
    return [_group(group, by, most) for group in board.groups]


def _group(group: Group, by: rules.By, most: int) -> DrawnGroup:
    hexagons, height = rules.honeycomb(len(group.cells))
    cells = [_cell(group, cell, hexagon, by, most) for cell, hexagon in zip(group.cells, hexagons, strict=True)]
    return DrawnGroup(group, cells, rules.WIDTH, height)


def _cell(group: Group, cell: Cell, hexagon: rules.Hexagon, by: rules.By, most: int) -> DrawnCell:
    shade = rules.shade(by, units=cell.units, covered=cell.covered, residents=cell.residents, most=most)
    return DrawnCell(cell, hexagon, shade, _value(cell, by), _said(group, cell))


def _value(cell: Cell, by: rules.By) -> str:
    if by is rules.By.POPULATION:
        return f"{cell.residents:,}"
    if by is rules.By.GAPS:
        return str(cell.uncovered)
    return f"{100 * cell.covered // cell.units}%" if cell.units else "–"


def _said(group: Group, cell: Cell) -> str:
    words = {"group": group.name, "cell": cell.name, "people": f"{cell.residents:,}", "gaps": _missing(cell)}
    if cell.units == 0:
        return _("%(group)s %(cell)s：还没有住户") % words
    if cell.uncovered == 0:
        return _("%(group)s %(cell)s：%(people)s 人，户户有完整责任链") % words
    return _("%(group)s %(cell)s：%(people)s 人，%(gaps)s缺责任人") % words


def _missing(cell: Cell) -> str:
    return homes_said(cell.uncovered_households, cell.uncovered_shops)
