"""What a cell of a leaders' file says: one place, several, or a run of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.corps.leaders import chains_of, expand, in_words
from linli.places.rules import PlaceKind


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("5-6层", PlaceKind.FLOOR, ["5层", "6层"]),
        ("5 - 6 层", PlaceKind.FLOOR, ["5层", "6层"]),
        ("5层至7层", PlaceKind.FLOOR, ["5层", "6层", "7层"]),
        ("5、6", PlaceKind.FLOOR, ["5", "6"]),
        ("501、502", PlaceKind.DOOR, ["501", "502"]),
        ("1-13号", PlaceKind.SHOP, [f"{n}号" for n in range(1, 14)]),
        ("东屋,西屋", PlaceKind.DOOR, ["东屋", "西屋"]),
        ("2-501", PlaceKind.DOOR, ["2-501"]),
        ("5-5层", PlaceKind.FLOOR, ["5层"]),
        ("负1层", PlaceKind.FLOOR, ["负1层"]),
    ],
)
def test_several_places_in_one_cell(text, kind, names):
    assert expand(text, kind) == names


@given(st.text(max_size=30))
def test_any_text_in_a_cell_is_names_or_nothing(text):
    names = expand(text, PlaceKind.DOOR)
    assert all(names)
    assert len(names) <= 30 * 61


def test_a_row_in_words():
    chains = chains_of({"community": "学院社区", "building": "7号楼", "floor": "5-6层"})
    assert in_words(chains) == "学院社区 7号楼 5层、6层"
