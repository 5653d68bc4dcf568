from hypothesis import given
from hypothesis import strategies as st

from linli.command import rules
from linli.command.rules import By, Shade


def test_whole_means_everybody():
    assert rules.coverage_shade(10_000, 10_000) is Shade.WHOLE
    assert rules.coverage_shade(10_000, 9_999) is Shade.GOOD


def test_bands_of_coverage():
    shades = [rules.coverage_shade(100, covered) for covered in (95, 94, 80, 79, 0)]
    assert shades == [Shade.GOOD, Shade.POOR, Shade.POOR, Shade.BAD, Shade.BAD]


def test_where_nobody_lives_nothing_is_judged():
    assert {rules.shade(by, units=0, covered=0, residents=0, most=0) for by in By} == {Shade.NONE}


def test_bands_of_gaps():
    assert [rules.gaps_shade(50, n) for n in (0, 1, 9, 10)] == [Shade.WHOLE, Shade.POOR, Shade.POOR, Shade.BAD]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_more_people_are_never_drawn_lighter(one, other):
    most = max(one, other)
    fewer, more = sorted([one, other])
    order = list(rules.CROWD)
    assert order.index(rules.population_shade(fewer, most)) <= order.index(rules.population_shade(more, most))
    assert rules.population_shade(most, most) is Shade.P4


@given(st.integers(1, 80))
def test_hexagons_lie_apart_and_inside_their_drawing(count):
    cells, height = rules.honeycomb(count)
    assert len(cells) == count
    for number, cell in enumerate(cells):
        assert rules.RADIUS * 0.86 < cell.x < rules.WIDTH - rules.RADIUS * 0.86
        assert rules.RADIUS < cell.y < height - rules.RADIUS
        for other in cells[number + 1 :]:
            assert (cell.x - other.x) ** 2 + (cell.y - other.y) ** 2 >= 48**2


def test_a_street_is_drawn_by_community_and_an_empty_one_stays_visible():
    kinds = {"0001": "subdistrict", "00010001": "community", "00010002": "community", "000100010001": "grid",
             "000100010002": "grid", "0001000100010001": "building"}  # fmt: skip
    assert rules.cells_by_group(kinds, "0001") == {"00010001": ["000100010001", "000100010002"], "00010002": []}


def test_grids_straight_under_the_street_are_drawn_with_it():
    kinds = {"0001": "subdistrict", "00010001": "grid", "00010002": "community", "000100020001": "grid"}
    assert rules.cells_by_group(kinds, "0001") == {"00010002": ["000100020001"], "0001": ["00010001"]}


def test_inside_a_grid_the_cells_are_what_lies_directly_in_it():
    kinds = {"g": "grid", "g0001": "building", "g0002": "alley", "g00010001": "stairwell", "g0003": "shop"}
    assert rules.cells_by_group(kinds, "g") == {"g": ["g0001", "g0002"]}


def test_labels_fit_a_hexagon():
    assert [rules.cell_label("03网格", 3), rules.cell_label("安泰小区", 0), rules.cell_label("学院路商街", 0)] == [
        "03",
        "安泰",
        "学院路",
    ]
