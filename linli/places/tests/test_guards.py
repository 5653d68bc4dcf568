"""Each test here fails when the one guard that it names is removed from the code."""

import pytest
from django.urls import reverse

from linli.access.models import Grant
from linli.kernel.ids import new_id
from linli.places.models import Mode, Place

pytestmark = pytest.mark.usefixtures("shipped")


def at(name, *args):
    return reverse(f"places:{name}", args=args)


@pytest.fixture
def beyond(street):
    """A second street that none of the cast reaches, with a mode in force."""
    made = street.place("beyond", "subdistrict", "别处街道")
    Place.objects.filter(pk=made.pk).update(mode=Mode.objects.get(code="chongwen.apartment"))
    return made


@pytest.fixture
def two_hats(street, beyond):
    """The office of the second street, and a leader in the first."""
    person = street.person("two_hats", "双岗", "street", "beyond", "街道办")
    Grant.objects.create(
        person=person.account.person, bundle="leader", path=street.places["xueyuan"].path, title="楼栋长", source=new_id(),
        starts_on=street.places["xueyuan"].opened_on,
    )  # fmt: skip
    return person.client


def test_closing_a_place_closes_what_lies_in_it_and_nothing_else(street):
    street.place("grid5", "grid", "05网格", "xueyuan")
    street.place("building5", "building", "5号楼", "grid5")
    before = Place.objects.filter(closed_on=None).count()
    typed = {"key": new_id(), "with_children": "on"}
    assert street.client("street").post(at("close", street.id("grid5")), typed).status_code == 303
    assert Place.objects.filter(closed_on=None).count() == before - 2


def test_a_mode_is_copied_to_a_street_of_one_s_own_alone(street, beyond):
    page = street.client("street").get(at("mode_page", Mode.objects.get(code="yuhang").pk)).content.decode()
    assert (street.places["street"].name in page, beyond.name in page) == (True, False)


def test_where_a_mode_is_in_force_is_told_within_reach(street, beyond):
    mode = Mode.objects.get(code="chongwen.apartment")
    Place.objects.filter(pk=street.id("building7")).update(mode=mode)
    page = street.client("floor").get(at("mode_page", mode.pk)).content.decode()
    assert beyond.name not in page


def test_a_mode_of_another_street_may_be_read_and_not_edited(street, two_hats):
    own = Mode.objects.create(path=street.places["street"].path, code="own", name="本街模式")
    assert two_hats.get(at("mode_page", own.pk)).status_code == 200
    assert two_hats.get(at("mode_edit", own.pk)).status_code == 403


def test_a_mode_is_laid_on_places_of_one_s_own_street_alone(street, two_hats, beyond):
    assert two_hats.get(at("mode", beyond.pk)).status_code == 200
    assert two_hats.get(at("mode", street.id("building7"))).status_code == 404


def test_the_calendar_opens_at_a_street_of_one_s_own(street, two_hats, beyond):
    assert two_hats.get(at("days")).context["street"] == beyond
