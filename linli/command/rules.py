"""How the board is drawn: which places are cells, how dark each is, where its hexagon lies. Values in, values out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, cos, radians, sin

from linli.access.rules import parent_path
from linli.places.rules import PlaceKind


class By(StrEnum):
    """The meaning of a cell's colour. The number in the cell says the same."""

    COVERAGE = "coverage"
    POPULATION = "population"
    GAPS = "gaps"


class Shade(StrEnum):
    """From complete to bad; NONE: nobody lives there. P1–P4 stand for how many people live there, not for how complete
    it is."""

    WHOLE = "whole"
    GOOD = "good"
    POOR = "poor"
    BAD = "bad"
    NONE = "none"
    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    P4 = "p4"


GOOD_FROM = 0.95
POOR_FROM = 0.80
BAD_GAPS_FROM = 10  # households and shops of one cell without a complete chain
CROWD = (Shade.P1, Shade.P2, Shade.P3, Shade.P4)


def coverage_shade(units: int, covered: int) -> Shade:
    """WHOLE only when not a single household or shop is missing: "不漏一户" is not 99.9 %."""
    if units == 0:
        return Shade.NONE
    if covered == units:
        return Shade.WHOLE
    share = covered / units
    if share >= GOOD_FROM:
        return Shade.GOOD
    return Shade.POOR if share >= POOR_FROM else Shade.BAD


def gaps_shade(units: int, uncovered: int) -> Shade:
    if units == 0:
        return Shade.NONE
    if uncovered == 0:
        return Shade.WHOLE
    return Shade.POOR if uncovered < BAD_GAPS_FROM else Shade.BAD


def population_shade(residents: int, most: int) -> Shade:
    """One step for each quarter of the fullest cell."""
    if residents == 0:
        return Shade.NONE
    return CROWD[min(ceil(4 * residents / most), 4) - 1]


def shade(by: By, *, units: int, covered: int, residents: int, most: int) -> Shade:
    if by is By.POPULATION:
        return population_shade(residents, most)
    return coverage_shade(units, covered) if by is By.COVERAGE else gaps_shade(units, units - covered)


RADIUS = 28.0  # pixels at normal text size: a hexagon is 48.5 wide, enough for a finger
PITCH_X, PITCH_Y = 53.0, 47.0
COLUMNS = 4
WIDTH = PITCH_X * (COLUMNS + 0.5) + 2
CORNERS = [(cos(radians(60 * i - 30)), sin(radians(60 * i - 30))) for i in range(6)]


@dataclass(frozen=True)
class Hexagon:
    """Centre and corners, as an SVG polygon wants them."""

    x: float
    y: float
    points: str


def honeycomb(count: int) -> tuple[list[Hexagon], float]:
    """`count` hexagons in rows of COLUMNS, every second row shifted by half a cell; and the total height."""
    cells = []
    for number in range(count):
        row, column = divmod(number, COLUMNS)
        x = 1 + PITCH_X / 2 + column * PITCH_X + (PITCH_X / 2 if row % 2 else 0)
        y = RADIUS + 2 + row * PITCH_Y
        points = " ".join(f"{x + RADIUS * dx:.1f},{y + RADIUS * dy:.1f}" for dx, dy in CORNERS)
        cells.append(Hexagon(round(x, 1), round(y, 1), points))
    rows = ceil(count / COLUMNS)
    return cells, 2 * (RADIUS + 2) + max(rows - 1, 0) * PITCH_Y


def cells_by_group(kinds: Mapping[str, str], root: str) -> dict[str, list[str]]:
    """Which places the board draws under `root`: group path -> paths of its cells.

    `kinds`: path -> kind of every place of the subtree except doors. From a community upwards the cells are its grids,
    one group for each community (empty when it has no grids); without communities the grids directly under the root.
    Inside a grid the cells are the places directly below it.
    """
    grids = sorted(path for path, kind in kinds.items() if kind == PlaceKind.GRID and path != root)
    communities = sorted(path for path, kind in kinds.items() if kind == PlaceKind.COMMUNITY)
    if not grids and not communities:
        return {root: sorted(p for p, kind in kinds.items() if parent_path(p) == root and kind != PlaceKind.SHOP)}
    groups: dict[str, list[str]] = {path: [] for path in communities} or {root: []}
    for grid in grids:
        above = next((path for path in communities if grid.startswith(path)), root)
        groups.setdefault(above, []).append(grid)
    return groups


def cell_label(name: str, number: int) -> str:
    """The short name in a hexagon: the two digits of a numbered grid, else the first words of its name."""
    return f"{number:02d}" if 0 < number < 1000 else re.sub(r"(?<=..)(小区|社区|片区|网格)$", "", name)[:3]
