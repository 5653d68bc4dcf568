"""What an import compares with: the people of its own street, those who left it, and where they lived in it."""

from datetime import timedelta

import pytest

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.imports.register import fingerprint, register_of
from linli.people.models import Household, Move, Resident
from linli.people.tests.conftest import Homes, identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(street):
    """The same names in two streets."""
    street.place("other", "subdistrict", "别的街道")
    street.place("there", "community", "别处社区", "other")
    street.place("far", "door", "101", "there")
    made = Homes(street)
    for door in ("door101", "far"):
        made.add(door, "李小明", relation="head", phone="13812340001", identity_kind="id_card", identity=identity(123))
    return made


def path_of(homes, key):
    return homes.street.places[key].path


def left(resident, left="moved", days=3):
    Resident.objects.filter(pk=resident.pk).update(left=left, until=clock.today() - timedelta(days=days))


def moved(homes, resident, what, reason="", minutes=0, **more):
    return Move.objects.create(
        path=resident.path, deed=new_id(), resident=resident, what=what, on=clock.today(), reason=reason,
        recorded_at=clock.now() + timedelta(minutes=minutes), **more,
    )  # fmt: skip


def test_the_living_are_those_of_the_own_street(both):
    found = register_of(path_of(both, "xueyuan"))
    assert [path for path, _name in found.by_home] == [path_of(both, "door101")]
    assert [one.path for one in found.by_identity.values()] == [path_of(both, "door101")]
    assert set(found.households) == {path_of(both, "door101")}
    left(Resident.objects.get(path=path_of(both, "door101")))
    Household.objects.filter(path=path_of(both, "door101")).update(until=clock.today())
    found = register_of(path_of(both, "xueyuan"))
    assert not found.by_home and not found.households


def test_who_left_another_street_is_nobody_here(both):
    left(both.people["李小明"])  # the later one: of the other street
    assert not register_of(path_of(both, "street")).gone
    assert register_of(path_of(both, "other")).gone


def test_the_reason_is_the_last_that_was_not_taken_back(both):
    resident = both.people["李小明"]
    for minutes, reason, more in ((0, "早的", {}), (1, "晚的", {}), (2, "撤回的", {"taken_back_at": clock.now()})):
        moved(both, resident, "out", reason, minutes, **more)
    left(resident)
    ((one,), _by_number) = register_of(path_of(both, "other")).gone.values()
    assert one.reason == "晚的"


def test_where_somebody_lived_is_a_move_within_this_street_that_stands(both):
    resident = both.people["李小明"]
    home = both.households["far"]
    back = moved(both, resident, "within", came_from=home, taken_back_at=clock.now())
    assert not register_of(path_of(both, "other")).lived
    Move.objects.filter(pk=back.pk).update(taken_back_at=None)
    assert [path for path, _name in register_of(path_of(both, "other")).lived] == [path_of(both, "far")]
    assert not register_of(path_of(both, "street")).lived


def test_every_change_of_people_homes_and_places_changes_the_fingerprint(both):
    path = path_of(both, "other")
    seen = [fingerprint(path)]
    for rows in (Resident, type(both.households["far"]), type(both.street.places["far"])):
        rows.objects.filter(path=path_of(both, "far")).update(revision=5)
        seen.append(fingerprint(path))
    assert len({tuple(one) for one in seen}) == len(seen)
    Resident.objects.filter(path=path_of(both, "door101")).update(revision=9)
    assert fingerprint(path) == seen[-1]  # of another street
