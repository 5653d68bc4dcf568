"""What is typed on a place's pages: no home beside the grids, no kind chosen beforehand, no number nobody can ring."""

import pytest

from linli.kernel.ids import new_id
from linli.places.models import Place
from linli.testing import refused

pytestmark = pytest.mark.django_db


def added(street, at, **typed):
    address = f"/places/{street.id(at)}/add/"
    return street.client("community").post(address, {"key": new_id(), "name": "101", **typed})


def test_no_home_is_added_to_a_community_itself(street):
    places = Place.objects.count()
    assert (added(street, "xueyuan", kind="door").status_code, Place.objects.count()) == (422, places)
    assert added(street, "grid3", kind="door").status_code == 303


def test_no_kind_is_chosen_before_somebody_chooses(street):
    form = street.client("community").get(f"/places/{street.id('xueyuan')}/add/").context["form"]
    assert (form.fields["kind"].choices[0][0], form["kind"].value()) == ("", None)
    assert refused(added(street, "xueyuan", kind="")) == "required"


@pytest.mark.parametrize("field", ["duty_phone", "supervision_phone"])
@pytest.mark.parametrize(("typed", "kept"), [("12", ""), ("0912 - 3891234", "0912-3891234"), ("12345", "12345")])
def test_a_number_in_public_is_checked_and_kept_as_it_is_printed(street, field, typed, kept):
    place = street.places["grid3"]
    data = {"key": new_id(), "revision": Place.objects.get(pk=place.pk).revision, "name": place.name, field: typed}
    answer = street.client("community").post(f"/places/{place.pk}/edit/", data)
    assert (answer.status_code, getattr(Place.objects.get(pk=place.pk), field)) == (303 if kept else 422, kept)


def test_an_old_number_that_is_not_touched_keeps_nobody_from_renaming(street):
    place = street.places["grid3"]
    Place.objects.filter(pk=place.pk).update(duty_phone="66123")
    revision = Place.objects.get(pk=place.pk).revision
    data = {"key": new_id(), "revision": revision, "name": "东网格", "duty_phone": "66123"}
    assert street.client("community").post(f"/places/{place.pk}/edit/", data).status_code == 303
