"""Names that are one place, may be one, or are two."""

import pytest

from linli.places.alike import Alike, bare, sounds
from linli.places.rules import PlaceKind, normal_name

COMPOUND, COURTYARD = PlaceKind.COMPOUND, PlaceKind.COURTYARD


@pytest.mark.parametrize(
    ("kind", "one", "other", "same", "alike"),
    [
        (COMPOUND, "锦绣家园小区", "锦绣家园", True, True), (COMPOUND, "锦绣·家园", "锦绣家园", True, True),
        (COMPOUND, "锦绣家园二期", "锦绣家园2期", True, True), (COMPOUND, "锦秀家园", "锦绣家园", False, True),
        (COMPOUND, "锦绣花园", "锦绣家园", False, True), (COMPOUND, "锦绣家园二期", "锦绣家园三期", False, False),
        (COMPOUND, "锦绣公寓", "锦绣新苑", False, False), (COURTYARD, "槐树1-2号院", "槐树12号院", False, False),
        (PlaceKind.BUILDING, "东楼", "冬楼", False, False),
    ],
)  # fmt: skip
def test_two_names(kind, one, other, same, alike):
    names = [normal_name(kind, name) for name in (one, other)]
    assert (bare(kind, names[0]) == bare(kind, names[1])) is same
    assert (bool(sounds(kind, names[0])) and sounds(kind, names[0]) == sounds(kind, names[1])) is alike


def test_two_names_are_one_question_from_either_side():
    assert Alike(COMPOUND, "锦秀家园", "锦绣家园").key == Alike(COMPOUND, "锦绣家园", "锦秀家园").key
