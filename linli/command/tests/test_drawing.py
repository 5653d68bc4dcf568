"""What stands in a cell of the board: a share that is cut and never rounded, and a sentence that says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.command.drawing import draw
from linli.command.queries import Cell, Group
from linli.command.rules import By, Shade, cell_label, cells_by_group
from linli.corps.rules import Node
from linli.corps.words import homes_said
from linli.kernel.ids import new_id


class Hive:
    """As much of a board as is drawn."""

    def __init__(self, *groups):
        self.groups = [Group(new_id(), "社区", Node("0001", "community", None), list(cells)) for cells in groups]


def cell(households, covered, residents=0, shops=0):
    return Cell(new_id(), "03网格", "03", households, shops, residents, covered, 0)


def value(one, by):
    (group,) = draw(Hive([one]), by)
    (drawn,) = group.cells
    return drawn.value


@given(st.integers(1, 2_000), st.data())
def test_a_share_is_cut_to_whole_per_cent(units, data):
    covered = data.draw(st.integers(0, units))
    assert value(cell(units, covered), By.COVERAGE) == f"{100 * covered // units}%"


@pytest.mark.parametrize(("units", "covered", "said"), [(50, 29, "58%"), (100, 57, "57%"), (10_000, 9_999, "99%")])
def test_shares_that_are_not_exact_in_the_machine(units, covered, said):
    assert value(cell(units, covered), By.COVERAGE) == said


def test_each_colour_has_its_own_number():
    one = cell(10, 7, residents=1_234, shops=2)
    assert [value(one, by) for by in (By.COVERAGE, By.GAPS, By.POPULATION)] == ["58%", "5", "1,234"]
    assert value(cell(0, 0), By.COVERAGE) == "–"


def test_households_and_shops_that_lack_somebody_are_said_apart():
    one = Cell(new_id(), "03网格", "03", 378, 100, 879, 408, 20)
    ((drawn,),) = ([shown.said for shown in group.cells] for group in draw(Hive([one]), By.COVERAGE))
    assert (one.uncovered, one.uncovered_households, one.uncovered_shops) == (70, 50, 20)
    assert homes_said(50, 20) in drawn
    assert homes_said(0, 20) != homes_said(20, 0)
    assert homes_said(0, 0) == homes_said(0, 0) != ""


def test_the_fullest_cell_of_the_whole_board_is_the_darkest():
    groups = draw(Hive([cell(1, 1, residents=100)], [cell(1, 1, residents=400), cell(0, 0)]), By.POPULATION)
    assert [[drawn.shade for drawn in group.cells] for group in groups] == [[Shade.P1], [Shade.P4, Shade.NONE]]


def test_whole_missing_and_empty_cells_are_said_differently():
    (group,) = draw(Hive([cell(5, 5), cell(5, 4), cell(0, 0)]), By.COVERAGE)
    assert len({drawn.said for drawn in group.cells}) == 3
    assert all("03网格" in drawn.said for drawn in group.cells)


@given(st.integers(0, 12))
def test_every_cell_is_drawn_once(count):
    (group,) = draw(Hive([cell(1, 1) for _ in range(count)]), By.COVERAGE)
    assert len({(drawn.hexagon.x, drawn.hexagon.y) for drawn in group.cells}) == count


@pytest.mark.parametrize(
    ("name", "number", "label"),
    [
        ("03网格", 3, "03"),
        ("百网格", 100, "100"),
        ("千网格", 1000, "千"),
        ("小区", 0, "小区"),
        ("东关小区", 0, "东关"),
        ("甲网格", 0, "甲网格"),
    ],
)
def test_a_label_is_a_number_or_three_letters(name, number, label):
    assert cell_label(name, number) == label or (number == 1000 and len(cell_label(name, number)) <= 3)


@st.composite
def streets(draw):
    """path -> kind of a street with communities and grids at any depth."""
    kinds = {"0001": "subdistrict"}
    for community in range(draw(st.integers(0, 3))):
        path = f"0001{community + 1:04d}"
        kinds[path] = "community"
        for grid in range(draw(st.integers(0, 3))):
            kinds[f"{path}{grid + 1:04d}"] = "grid"
    for grid in range(draw(st.integers(0, 2))):
        kinds[f"0001{grid + 91:04d}"] = "grid"
    return kinds


@given(streets())
def test_every_grid_is_a_cell_of_exactly_one_group_above_it(kinds):
    groups = cells_by_group(kinds, "0001")
    cells = [path for paths in groups.values() for path in paths]
    grids = [path for path, kind in kinds.items() if kind == "grid"]
    assert sorted(cells) == sorted(grids)
    assert all(path.startswith(group) for group, paths in groups.items() for path in paths)
    assert {path for path, kind in kinds.items() if kind == "community"} <= set(groups) or not groups
