"""A ceiling a day of different people seen, and what is no look."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.access.models import actor_of
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.time import clock
from linli.people.actions import looks
from linli.people.actions.expiry import erase_expired
from linli.people.models import Look, Resident
from linli.testing import refused

pytestmark = pytest.mark.django_db
REFUSED = "people.looks_refused"


@pytest.fixture
def four(homes, settings):
    """A register of four strangers; a keeper sees three people a day."""
    settings.LINLI_LOOKS_A_DAY = 3
    return [homes.add("door201", f"赵{name}", relation="kin") for name in "甲乙丙丁"]


def look(homes, person, who="community"):
    return homes.street.client(who).get(reverse("people:resident", args=[person.pk]))


def test_the_next_person_is_refused_and_those_seen_are_not(homes, four):
    assert [look(homes, one).status_code for one in [*four[:3], *four[:3]]] == [200] * 6
    answer = look(homes, four[3])
    assert (answer.status_code, refused(answer)) == (403, "people.look_ceiling")
    assert four[3].name not in answer.content.decode()
    assert look(homes, four[0]).status_code == 200
    assert look(homes, four[3], "registrar").status_code == 200  # each account by itself


def test_the_refusal_is_on_the_trail_and_no_look_is(homes, four):
    for one in [*four, four[3]]:
        look(homes, one)
    community = homes.street.people["community"].account
    assert Fact.objects.filter(kind=REFUSED, actor=community.pk, about=community.pk).count() == 2
    assert not Fact.objects.filter(kind="people.viewed", about=four[3].pk).exists()
    assert Look.objects.filter(account=community.pk).count() == 3
    assert Message.objects.filter(topic=REFUSED).count() == 1, "auditors hear of the first on a day"


def test_what_was_found_counts_like_what_was_opened(homes, four):
    client = homes.street.client("community")
    answer = client.get("/people/", {"q": "赵"})
    assert (answer.status_code, refused(answer)) == (403, "people.look_ceiling")
    assert not any(one.name in answer.content.decode() for one in four)
    assert client.get("/people/", {"q": "赵甲"}).status_code == 200
    assert Look.objects.get().person == four[0].pk


def test_so_does_what_the_frames_search_found(homes, four):
    answer = homes.street.client("community").get("/find/", {"q": "赵"})
    assert (answer.status_code, refused(answer)) == (403, "people.look_ceiling")


def test_a_home_shows_all_who_live_in_it(homes, four):
    home = four[0].household
    Resident.objects.filter(pk__in=[one.pk for one in four]).update(household=home)
    answer = homes.street.client("community").get(reverse("people:household", args=[home.pk]))
    assert refused(answer) == "people.look_ceiling"


def test_the_next_day_begins_anew_and_yesterday_is_erased(homes, four):
    for one in four[:3]:
        look(homes, one)
    Look.objects.update(day=clock.today() - timedelta(days=1))
    assert look(homes, four[3]).status_code == 200
    erase_expired(clock.now())
    assert list(Look.objects.values_list("person", flat=True)) == [four[3].pk]


@pytest.mark.parametrize(
    ("who", "most"), [("registrar", 2000), ("community", 2000), ("grid", 2000), ("floor", 500), ("building", 500)]
)
def test_how_many_by_the_post(homes, who, most):
    account = homes.street.people[who].account
    assert looks.most_looks(actor_of(account, clock.today())) == most


def test_the_whole_of_ones_own_grid_is_seen_in_a_day(homes, settings):
    """320 households of three: found page by page, each opened, each person opened."""
    account = homes.street.people["grid"].account
    today = clock.today()
    Look.objects.bulk_create(Look(account=account.pk, day=today, person=new_id()) for _ in range(3 * 320))
    assert homes.street.client("grid").get("/people/").status_code == 200


def test_counts_and_lists_of_places_are_no_looks(homes, four):
    client = homes.street.client("community")
    for address in ("/corps/", "/people/export/", "/"):
        assert client.get(address).status_code == 200
    assert not Look.objects.exists()
