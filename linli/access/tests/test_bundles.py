"""What holds of every bundle of permissions, and of the actor who holds some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.access.actor import Actor, Held, system
from linli.access.permissions import BUNDLES, Permission
from linli.access.rules import covers, segment
from linli.kernel.ids import new_id

P = Permission
# Whoever may do the first must be able to see what it is done to.
NEEDS = [
    (P.PEOPLE_EDIT, P.PEOPLE_READ), (P.PEOPLE_REVEAL, P.PEOPLE_READ), (P.PEOPLE_EDIT, P.PEOPLE_REVEAL),
    (P.PEOPLE_REVEAL, P.PEOPLE_RING), (P.PEOPLE_RING, P.PEOPLE_READ),
    (P.PEOPLE_IMPORT, P.PEOPLE_EDIT), (P.PEOPLE_EXPORT, P.PEOPLE_IMPORT), (P.PLACES_EDIT, P.PLACES_READ),
    (P.PLACES_MODES, P.PLACES_EDIT), (P.PLACES_SETUP, P.PLACES_EDIT), (P.CORPS_APPOINT, P.CORPS_READ),
    (P.CORPS_KINDS, P.CORPS_APPOINT), (P.CORPS_ACCOUNTS, P.ACCESS_ACCOUNTS), (P.CORPS_UNITS, P.CORPS_READ), (P.CORPS_REVEAL, P.CORPS_READ),
    (P.CALLS_ASSIGN, P.CALLS_RECEIVE), (P.CALLS_RECEIVE, P.CALLS_READ), (P.CALLS_ADJUDICATE, P.CALLS_READ),
    (P.PEOPLE_READ, P.PLACES_READ), (P.CALLS_READ, P.PLACES_READ),
]  # fmt: skip
places = st.lists(st.integers(1, 40), max_size=4).map(lambda numbers: "".join(map(segment, numbers)))
held = st.lists(st.builds(Held, st.sampled_from(sorted(BUNDLES)), places), max_size=5)


@pytest.mark.parametrize(("deed", "sight"), NEEDS)
def test_nobody_may_do_what_they_cannot_see(deed, sight):
    assert [name for name, bundle in BUNDLES.items() if deed in bundle and sight not in bundle] == []


def test_every_permission_is_somebodys():
    assert set().union(*BUNDLES.values()) == set(P)


def test_the_register_belongs_to_whoever_is_near():
    assert {name for name, bundle in BUNDLES.items() if P.PEOPLE_READ in bundle} == {
        "registrar", "community", "grid", "leader",
    }  # fmt: skip
    assert {name for name, bundle in BUNDLES.items() if P.PEOPLE_RING in bundle} == {
        "registrar", "community", "grid", "leader",
    }  # fmt: skip
    assert {name for name, bundle in BUNDLES.items() if P.PEOPLE_EXPORT in bundle} == {"registrar", "community"}
    assert {name for name, bundle in BUNDLES.items() if P.ACCESS_AUDIT in bundle} == {"auditor"}
    assert {name for name, bundle in BUNDLES.items() if P.ACCESS_ACCOUNTS in bundle} == {"administrator"}


@given(held, st.sampled_from(list(P)), places)
def test_an_actor_may_where_one_of_the_posts_does(posts, permission, path):
    actor = Actor(account=new_id(), name="某", held=tuple(posts))
    covering = [post for post in posts if permission in BUNDLES[post.bundle] and covers(post.path, path)]
    if path:
        assert actor.may(permission, path) is bool(covering)
    assert actor.may(permission) is any(permission in BUNDLES[post.bundle] for post in posts)
    assert actor.paths(permission) == sorted(set(actor.paths(permission)))


def test_a_post_of_a_bundle_that_is_gone_gives_nothing():
    assert not any(Actor(new_id(), "某", held=(Held("abolished", "0001"),)).may(permission) for permission in P)
    assert not any(system().may(permission) for permission in P)
