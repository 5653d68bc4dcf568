"""What a kind of calls must be before it is a row: each wrong part at its field, and nothing wrong gets in."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calls import shipped, words
from linli.calls.drafts import LONGEST_MINUTES, KindDraft
from linli.calls.models import CallKind
from linli.kernel.errors import Invalid

GOOD = KindDraft("借轮椅", "service", "general", 60, 1440, circle=((0, "building"), (30, "grid")))


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": " \u200b"}, "name", "calls.name_empty"),
        ({"name": "长" * 41}, "name", "kernel.text_too_long"),
        ({"example": "长" * 121}, "example", "kernel.text_too_long"),
        ({"family": "magic"}, "family", "calls.kind_choice"),
        ({"classification": ""}, "classification", "calls.kind_choice"),
        ({"settlement": "never"}, "settlement", "calls.kind_choice"),
        ({"privacy": "secret"}, "privacy", "calls.kind_choice"),
        ({"may_open": ("resident", "cat")}, "may_open", "calls.kind_choice"),
        ({"may_open": ()}, "may_open", "calls.kind_nobody_opens"),
        ({"steps": ("dance",)}, "steps", "calls.kind_choice"),
        ({"answer_minutes": 0}, "answer_minutes", "calls.kind_minutes"),
        ({"done_minutes": LONGEST_MINUTES + 1}, "done_minutes", "calls.kind_minutes"),
        ({"done_minutes": -5}, "done_minutes", "calls.kind_minutes"),
        ({"answer_minutes": 61, "done_minutes": 60}, "done_minutes", "calls.kind_minutes_order"),
        ({"on_site_minutes": -1}, "done_minutes", "calls.kind_minutes_order"),
        ({"circle": ((5, "building"),)}, "circle", "calls.kind_circle"),  # nobody is asked for five minutes
        ({"circle": ((0, "grid"), (30, "building"))}, "circle", "calls.kind_circle"),
        ({"circle": ((0, "building"), (0, "grid"))}, "circle", "calls.kind_circle"),
        ({"circle": ((0, "building"), (9, "building"))}, "circle", "calls.kind_circle"),
        ({"circle": ((0, "planet"),)}, "circle", "calls.kind_circle"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field, code):
    with pytest.raises(Invalid) as refused:
        replace(GOOD, **changes).values()
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"circle": ()},
        {"answer_minutes": 1, "done_minutes": 1},
        {"answer_minutes": LONGEST_MINUTES, "done_minutes": LONGEST_MINUTES},
        {"on_site_minutes": 0},
        {"name": "长" * 40},
        {"steps": ("on_site", "photo", "amount", "second_person", "code")},
    ],
)
def test_the_bounds_themselves_are_good(changes):
    assert replace(GOOD, **changes).values()["family"] == "service"


CIRCLES = [name for name, _ in words.circle_choices()]


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(CIRCLES)), max_size=5))
def test_a_circle_that_gets_in_begins_at_once_and_only_widens(circle):
    try:
        kept = replace(GOOD, circle=tuple(circle)).values()["circle"]
    except Invalid as refused:
        assert refused.code == "calls.kind_circle"
        return
    assert kept == [list(step) for step in circle]
    assert not kept or kept[0][0] == 0
    for (minutes, name), (later, wider) in itertools.pairwise(kept):
        assert minutes < later and CIRCLES.index(name) < CIRCLES.index(wider)


@pytest.mark.parametrize("code", shipped.KINDS)
def test_what_ships_would_be_accepted_from_a_street(code):
    draft = shipped.KINDS[code]
    values = draft.values()
    assert values["name"] == draft.name and values["circle"] == [list(step) for step in draft.circle]
    assert set(values) <= {field.name for field in CallKind._meta.concrete_fields}
