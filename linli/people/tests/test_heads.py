"""A household has one head, whoever else is made one at the same moment."""

import pytest

from linli.access.actor import Actor, Held
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.actions.merging import CHOOSABLE, merge_residents
from linli.people.models import Resident
from linli.people.tests.heads import become_head
from linli.testing_meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family(homes):
    """Behind 202 nobody is the head; 李晓明 has two rows, one of them a head's, in a household of its own."""
    for name in ("赵一", "赵二", "李晓明"):
        homes.add("door202", name, relation="kin")
    homes.add("door102", "李晓名", relation="head")
    return homes


def who_may(homes):
    account = homes.street.people["community"].account
    return {"actor": Actor(account.pk, account.name, held=(Held("community", "0001"),)), "now": clock.now()}


def heads(homes) -> int:
    return Resident.objects.filter(household=homes.households["door202"], until=None, relation="head").count()


def made_head(homes, name, *, by_list):
    """The row is read when the form is opened: before either of the two is sent."""
    one = Resident.objects.select_related("household").get(pk=homes.people[name].pk)
    return lambda: become_head(one, by_list=by_list, **who_may(homes))


def merged_into_a_head(homes):
    one, other = (Resident.objects.get(pk=homes.people[name].pk) for name in ("李晓明", "李晓名"))
    chosen = {**dict.fromkeys(CHOOSABLE, "one"), "relation": "other"}
    return lambda: merge_residents(one=one, other=other, chosen=chosen, key=new_id(), **who_may(homes))


WAYS = {
    "record": lambda homes: made_head(homes, "赵二", by_list=False),
    "list": lambda homes: made_head(homes, "赵二", by_list=True),
    "merge": merged_into_a_head,
}


@pytest.mark.parametrize("way", WAYS)
def test_two_are_not_made_head_at_once(family, way):
    first, second = made_head(family, "赵一", by_list=False), WAYS[way](family)
    assert meanwhile(first, second) == {"list": "people.two_heads"}.get(way, "people.head_already")
    assert heads(family) == 1


@pytest.mark.parametrize("way", WAYS)
def test_nor_the_other_way_round(family, way):
    first, second = WAYS[way](family), made_head(family, "赵一", by_list=False)
    assert meanwhile(first, second) == "people.head_already"
    assert heads(family) == 1


def test_the_list_of_relations_counts_whom_it_does_not_name(homes):
    wife = Resident.objects.select_related("household").get(pk=homes.people["王秀英"].pk)
    with pytest.raises(Invalid, match="two_heads"):
        become_head(wife, by_list=True, **who_may(homes))
    assert Resident.objects.get(pk=wife.pk).relation == "spouse"
