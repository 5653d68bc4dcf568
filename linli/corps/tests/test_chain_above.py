"""Who hears next of work that nobody does: so many filled levels above whoever is responsible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.access.models import Grant
from linli.corps.queries.ladder import Ladders, Rung, above, first_in
from linli.corps.tests.town import START
from linli.kernel.ids import new_id
from linli.kernel.time import clock

CHAIN = ["floor1", "building", "grid", "community", "sector"]  # the lowest first
SOMEBODY = new_id()
RUNGS = st.lists(st.booleans(), max_size=6).map(
    lambda held: [Rung(str(n), "p" * n, (SOMEBODY,) if one else ()) for n, one in enumerate(held)]
)


@given(RUNGS, st.integers(-1, 5), st.integers(1, 4))
def test_a_level_is_a_rung_that_somebody_holds(rungs, base, ups):
    filled = [rung for rung in rungs[base + 1 :] if rung.people]
    rung, vacant, last = above(rungs, base, ups)
    assert rung == (filled[min(ups, len(filled)) - 1] if filled else None)
    end = rungs.index(rung) if rung and len(filled) >= ups else len(rungs)
    assert vacant == [one.title for one in rungs[base + 1 : end] if not one.people]
    assert last == (len(filled) <= ups)


@given(RUNGS)
def test_the_first_is_the_lowest_that_is_there(rungs):
    held = [rung for rung in rungs if rung.people]
    assert (first_in(rungs) is None) == (not held)


def member(corps, key):
    return corps.terms[key].member_id


def up(corps, place, responsible, ups):
    path = corps.street.places[place].path
    return Ladders([(path, responsible)], clock.today()).up(path, responsible, ups)


@pytest.mark.parametrize(("by", "ups", "to"), [
    ("floor1", 1, "building"), ("floor1", 2, "grid"), ("building", 1, "grid"), ("grid", 1, "community"),
    ("community", 1, "sector"), (None, 1, "floor1"), (None, 2, "building"),
])  # fmt: skip
def test_so_many_levels_above_the_responsible(corps, by, ups, to):
    found = up(corps, "door101", member(corps, by) if by else None, ups)
    assert found.to == member(corps, to)
    assert found.last is (to == "sector") and found.vacant == ()


def test_a_vacant_level_is_named_and_passed(corps):
    corps.terms["building"].charges.all().delete()
    found = up(corps, "door101", member(corps, "floor1"), 1)
    assert found.to == member(corps, "grid")
    assert found.vacant == (corps.terms["building"].post.title,)


def test_who_is_no_link_of_the_chain_stands_where_their_post_is(corps):
    """A volunteer of the building is below the grid's leader and not below the floor's."""
    person = new_id()
    Grant.objects.create(
        person=person, bundle="volunteer", path=corps.street.places["building7"].path, title="志愿者", source=new_id(),
        starts_on=START,
    )  # fmt: skip
    assert up(corps, "door101", person, 1).to == member(corps, "building")
    assert up(corps, "door101", person, 2).to == member(corps, "grid")


def test_where_no_mode_names_a_chain_the_nearest_post_but_the_responsible_hears(corps):
    grid = corps.street.people["outsider"].account.person
    first = up(corps, "grid9", None, 1)
    assert (first.to, first.title, first.last) == (grid, "", True)
    assert up(corps, "grid9", grid, 1).to == corps.street.people["outside_community"].account.person


def test_many_places_are_read_at_once(corps, django_assert_max_num_queries):
    work = [(place.path, None) for key, place in corps.street.places.items() if key.startswith(("door", "floor"))]
    with django_assert_max_num_queries(5):
        ladders = Ladders(work, clock.today())
        found = {path: ladders.up(path, None, 1).to for path, _person in work}
    assert found[corps.street.places["door202"].path] == member(corps, "floor2")
