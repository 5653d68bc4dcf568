"""One person in two rows: compared, values chosen, a third row made, both old rows kept."""

from datetime import timedelta

import pytest

from linli.access.models import Grant
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.models import Household, Move, Resident
from linli.people.queries.records import identity_of, phone_of
from linli.people.retention import RETENTION
from linli.people.rules import MERGE_DAYS
from linli.people.tests.conftest import identity
from linli.testing import START, refused


@pytest.fixture
def double(homes):
    """李小明 once more, behind 202, with another phone and a need."""
    homes.add("door202", "李晓明", relation="head", residence="lodger", phone="13812340009", needs=("sight",))
    return homes


def url(homes, one="李小明", other="李晓明"):
    return f"/people/resident/{homes.people[one].pk}/merge/?with={homes.people[other].pk}"


PICKS = {"pick_name": "one", "pick_phone": "other", "pick_identity": "one", "pick_residence": "one", "pick_household": "one",
    "pick_sex": "one", "pick_born_on": "one", "pick_relation": "one"}  # fmt: skip


def test_candidates_are_those_who_look_alike(double):
    one = double.people["李小明"]
    page = double.street.client("grid").get(f"/people/resident/{one.pk}/merge/").content.decode()
    assert "单小明" in page  # the same phone
    assert "李晓明" not in page
    page = double.street.client("grid").get(f"/people/resident/{one.pk}/merge/", {"q": "李晓"}).content.decode()
    assert "李晓明" in page


def test_the_two_are_shown_side_by_side_without_whole_numbers(double):
    page = double.street.client("grid").get(url(double)).content.decode()
    for words in ("李小明", "李晓明", "138****0001", "138****0009", "7-1-101", "7-1-202"):
        assert words in page
    assert "13812340001" not in page
    assert identity(123)[:6] not in page


def test_merging_keeps_both_old_rows_and_counts_one_person(double):
    answer = double.street.client("grid").post(url(double), {"key": new_id(), **PICKS})
    assert answer.status_code == 303
    made = Resident.objects.get(until=None, name="李小明")
    assert (phone_of(made), identity_of(made), made.residence) == ("13812340009", identity(123), "owner")
    assert made.household_id == double.households["door101"].pk
    assert set(made.needs.values_list("kind", flat=True)) == {"sight"}
    old = Resident.objects.filter(merged_into=made)
    assert {(row.name, row.left) for row in old} == {("李小明", "merged"), ("李晓明", "merged")}
    assert {phone_of(row) for row in old} == {"13812340001", "13812340009"}
    assert double.size("door101") == 3
    ended = Household.objects.get(pk=double.households["door202"].pk)
    assert (ended.size, ended.until is None) == (0, False)
    assert Move.objects.filter(what="merge").count() == 2
    page = double.street.client("grid").get(f"/people/resident/{double.people['李晓明'].pk}/").content.decode()
    assert f"/people/resident/{made.pk}/" in page


def merged(double):
    """Merge 李小明 and 李晓明; returns the deed."""
    assert double.street.client("grid").post(url(double), {"key": new_id(), **PICKS}).status_code == 303
    return Move.objects.filter(what="merge", taken_back_at=None).first().deed


def taken_back(double, deed, who="grid"):
    return double.street.client(who).post(f"/people/deed/{deed}/take-back/", {"key": new_id()})


def test_a_merge_is_taken_back_and_both_live_on_as_they_were(double):
    deed = merged(double)
    made = Resident.objects.get(until=None, name="李小明")
    page = double.street.client("grid").get(f"/people/resident/{made.pk}/").content.decode()
    assert f"/people/deed/{deed}/take-back/" in page
    assert taken_back(double, deed).status_code == 303
    made.refresh_from_db()
    assert (made.left, made.until is None) == ("undone", False)
    for name, phone, home, need in [
        ("李小明", "13812340001", "door101", set()),
        ("李晓明", "13812340009", "door202", {"sight"}),
    ]:
        one = Resident.objects.get(pk=double.people[name].pk)
        assert (one.until, one.left, one.merged_into_id, phone_of(one)) == (None, "", None, phone)
        assert one.household_id == double.households[home].pk
        assert set(one.needs.values_list("kind", flat=True)) == need
    assert identity_of(Resident.objects.get(pk=double.people["李小明"].pk)) == identity(123)
    assert (double.size("door101"), double.size("door202")) == (3, 1)
    assert Household.objects.get(pk=double.households["door202"].pk).until is None
    assert set(Fact.objects.filter(kind="people.taken_back").values_list("about", flat=True)) == {
        double.people["李小明"].pk, double.people["李晓明"].pk,
    }  # fmt: skip
    assert taken_back(double, deed).status_code == 409
    assert merged(double) != deed


def test_within_a_month_and_not_after(double):
    deed = merged(double)
    Move.objects.filter(deed=deed).update(recorded_at=clock.now() - timedelta(days=31))
    answer = taken_back(double, deed)
    assert answer.status_code == 409
    assert refused(answer) == "people.too_late_to_take_back"
    Move.objects.filter(deed=deed).update(recorded_at=clock.now() - timedelta(days=30))
    assert taken_back(double, deed).status_code == 303
    assert RETENTION["Resident.phone_sealed"].days >= MERGE_DAYS


def test_a_merged_record_that_was_changed_is_not_torn_apart(double):
    deed = merged(double)
    Resident.objects.filter(until=None, name="李小明").update(reach="visit", revision=2)
    answer = taken_back(double, deed)
    assert answer.status_code == 409
    assert refused(answer) == "people.merged_changed_since"
    assert Move.objects.filter(deed=deed, taken_back_at=None).count() == 2


def test_no_merge_is_taken_back_into_a_household_with_another_head(double):
    deed = merged(double)
    Household.objects.filter(pk=double.households["door202"].pk).update(until=None)
    double.add("door202", "吴新主", relation="head")
    assert taken_back(double, deed).status_code == 409


def test_out_of_reach_no_merge_is_taken_back(double):
    deed = merged(double)
    assert taken_back(double, deed, "outsider").status_code == 404
    assert taken_back(double, deed, "floor").status_code in {403, 404}
    assert Resident.objects.filter(left="merged").count() == 2


def test_a_choice_must_be_made(double):
    answer = double.street.client("grid").post(url(double), {"key": new_id(), **PICKS, "pick_phone": "both"})
    assert answer.status_code == 422
    assert Resident.objects.filter(left="merged").count() == 0


def test_nobody_is_merged_with_themself_or_with_the_gone(double):
    client = double.street.client("grid")
    assert client.post(url(double, other="李小明"), {"key": new_id()}).status_code == 422
    Resident.objects.filter(pk=double.people["李晓明"].pk).update(until="2022-03-05", left="moved")
    assert client.get(url(double)).status_code == 409


@pytest.mark.parametrize("other", ["李外邻"])
def test_nobody_out_of_reach_is_compared(double, other):
    answer = double.street.client("grid").get(url(double, other=other))
    assert answer.status_code == 404
    assert "李外邻" not in answer.content.decode()
    assert double.street.client("outsider").get(url(double)).status_code == 404


@pytest.mark.parametrize("other", ["x", "00000000-0000-0000-0000-000000000000"])
def test_nonsense_in_the_address_is_not_found(double, other):
    answer = double.street.client("grid").get(f"/people/resident/{double.people['李小明'].pk}/merge/?with={other}")
    assert answer.status_code == 404


def test_no_second_head_comes_of_a_merge(double):
    """The household already has a head: the merged person cannot be a second one."""
    head = double.people["李晓明"]
    Resident.objects.filter(pk=double.people["王秀英"].pk).update(relation="head")
    Resident.objects.filter(pk=double.people["李小明"].pk).update(relation="kin")
    picks = PICKS | {"pick_relation": "other"}
    answer = double.street.client("grid").post(url(double), {"key": new_id(), **picks})
    assert answer.status_code == 422
    assert refused(answer) == "people.head_already"
    assert Resident.objects.get(pk=head.pk).until is None


def test_only_the_keeper_sees_the_day_of_birth(double):
    assert "1980-01-01" not in double.street.client("grid").get(url(double)).content.decode()
    assert "1980-01-01" in double.street.client("community").get(url(double)).content.decode()


def test_nobody_of_another_street_looks_alike_also_for_who_keeps_both(homes):
    """Streets are told apart even where one worker has a post in each: a merge would carry somebody over."""
    street = homes.street
    street.place("elsewhere", "subdistrict", "凤凰台街道")
    street.place("far", "door", "9号", "elsewhere")
    homes.household("far", "9号")
    homes.add("far", "李小明", phone="13812340001")
    own = street.people["grid"].account.person
    Grant.objects.create(
        person=own, bundle="grid", path=street.places["elsewhere"].path, title="兼任", source=new_id(), starts_on=START
    )
    one = Resident.objects.get(root=street.places["street"].path, name="李小明")
    page = street.client("grid").get(f"/people/resident/{one.pk}/merge/")
    assert {(found.name, found.root) for found in page.context["alike"]} == {("单小明", one.root)}


def test_who_compares_two_has_looked_at_both(double):
    double.street.client("grid").get(f"/people/resident/{double.people['李小明'].pk}/merge/")
    listed = Fact.objects.get(kind="people.searched")
    assert (listed.about, listed.data) == (None, {"kinds": ["look_alike"], "filters": [], "hits": 1})
    double.street.client("grid").get(url(double))
    looked = Fact.objects.filter(kind="people.viewed").values_list("about", flat=True)
    assert set(looked) == {double.people[name].pk for name in ("李小明", "李晓明")}
