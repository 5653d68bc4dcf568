import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.live.tickets import LASTS, MOST_PATHS, OPENS_FOR, Ticket, read, sign

SECRET = "s" * 40
NOW = 1_646_100_000
OURS = Ticket(made=NOW, person="ab" * 16, calls=("00010003",), near=("000100030001",), town=("0001",))


def test_a_ticket_says_what_was_signed():
    assert read(sign(OURS, SECRET), SECRET, NOW + 5) == OURS
    assert OURS.until == NOW + LASTS


@pytest.mark.parametrize("late", [OPENS_FOR + 1, 3_600, -OPENS_FOR - 1])
def test_an_expired_ticket_opens_nothing(late):
    assert read(sign(OURS, SECRET), SECRET, NOW + late) is None


def test_a_ticket_signed_elsewhere_opens_nothing():
    assert read(sign(OURS, "t" * 40), SECRET, NOW) is None


@pytest.mark.parametrize("text", ["", ".", "a.b", "é.é", "W10.", "x" * 5_000, "=.=", "null.null"])
def test_nonsense_opens_nothing(text):
    assert read(text, SECRET, NOW) is None


@given(st.integers(0, len(sign(OURS, SECRET)) - 1), st.characters(codec="ascii"))
def test_no_altered_character_passes(at, other):
    text = sign(OURS, SECRET)
    altered = text[:at] + other + text[at + 1 :]
    found = read(altered, SECRET, NOW)
    assert found is None or found == OURS


def test_who_holds_many_posts_hears_of_some():
    many = Ticket(made=int(time.time()), calls=tuple(f"0001{n:04}" for n in range(40)))
    found = read(sign(many, SECRET), SECRET, time.time())
    assert found is not None
    assert len(found.calls) == MOST_PATHS
    assert len(sign(many, SECRET)) < 1_000
