"""What the register refuses, or asks about, when somebody types a record by hand."""

from datetime import date

import pytest

from linli.kernel.ids import new_id
from linli.people import rules
from linli.people.actions.merging import CHOOSABLE
from linli.people.models import Resident
from linli.people.tests.conftest import identity
from linli.testing import refusals, refused

NEW = {
    "relation": "unknown", "residence": "owner", "reach": "call", "identity_kind": "none", "sex": "0", "on": "2022-04-01",
}  # fmt: skip


def arrive(homes, door="door101", **typed):
    home = homes.households[door]
    data = {"key": new_id(), **NEW, **typed}
    return homes.street.client("community").post(f"/people/household/{home.pk}/add/", data)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"name": "张三男110101199003070011李四女"}, "people.name_number"),
        ({"name": "张三\t李四"}, "people.name_lines"),
        ({"name": "李\ufffd"}, "people.name_damaged"),
        ({"name": "王?"}, "people.name_damaged"),
        ({"name": "张三", "born_on": "1899-12-31"}, "people.born_too_early"),
        (
            {"name": "张三", "identity_kind": "id_card", "identity": identity(5), "sex": "2"},
            "people.identity_sex_differs",
        ),
        ({"name": "张三", "identity_kind": "id_card", "identity": identity(5, "18990101")}, "people.identity_birth"),
    ],
)
def test_what_cannot_be_is_refused(homes, typed, code):
    count = Resident.objects.count()
    assert refused(arrive(homes, **typed)) == code
    assert Resident.objects.count() == count


def test_the_same_name_and_phone_is_asked_about(homes):
    answer = arrive(homes, "door102", name="李小明", phone="13812340001")
    assert refusals(answer) == {"another": "people.alike_present"}
    assert 'name="another"' in answer.content.decode()
    assert arrive(homes, "door102", name="李小明", phone="13812340001", another="on").status_code == 303
    assert Resident.objects.filter(name="李小明", until=None).count() == 2
    assert arrive(homes, "door102", name="李小亮", phone="13812340001").status_code == 303  # a family's phone


def test_sex_against_the_number_on_record_is_refused(homes):
    one = homes.people["李小明"]
    typed = {
        "key": new_id(), **NEW, "name": one.name, "relation": "head", "identity_kind": "id_card", "sex": "2",
        "revision": one.revision,
    }  # fmt: skip
    answer = homes.street.client("community").post(f"/people/resident/{one.pk}/correct/", typed)
    assert refused(answer) == "people.identity_sex_differs"


def test_two_numbers_are_not_merged(homes):
    homes.add("door102", "李小明", identity_kind="id_card", identity=identity(7))
    one, other = Resident.objects.filter(name="李小明").order_by("recorded_at", "pk")
    client = homes.street.client("community")
    picks = dict.fromkeys(("pick_name", "pick_phone", "pick_identity", "pick_relation", "pick_household"), "one")
    answer = client.post(f"/people/resident/{one.pk}/merge/?with={other.pk}", {"key": new_id(), **picks})
    assert refused(answer) == "people.merge_numbers_differ"
    assert Resident.objects.filter(until=None, name="李小明").count() == 2


@pytest.mark.parametrize(("door", "relation"), [("door101", "unknown"), ("door102", "unknown")])
def test_who_joins_a_household_is_not_its_head(homes, door, relation):
    home = homes.households[door]
    answer = homes.street.client("community").get(f"/people/household/{home.pk}/add/")
    assert answer.context["form"].initial["relation"] == relation


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王\ue863", "王䶮"), ("张\U000313b5", "张\U000313b5"), ("张\U0002ebf4", "张\U0002ebf4"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"), ("买买提・艾力", "买买提·艾力"), ("买买提 • 艾力", "买买提·艾力"),
    ],
)  # fmt: skip
def test_a_name_loses_no_character(typed, name):
    assert rules.check_name(typed) == name


def test_the_day_moved_in_may_be_unknown(homes):
    one = homes.people["李小明"]
    Resident.objects.filter(pk=one.pk).update(since=None)
    client = homes.street.client("community")
    assert "不详" in client.get(f"/people/resident/{one.pk}/").content.decode()
    typed = {"key": new_id(), "who": [str(one.pk)], "on": date(2022, 4, 2).isoformat(), "reason": "搬走"}
    assert client.post(f"/people/household/{one.household_id}/leave/", typed).status_code == 303
    assert Resident.objects.get(pk=one.pk).left == "moved"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("03网格 7号楼 1单元 101", {"李小明", "王秀英", "李一诺"}), ("学院社区03网格7号楼1单元101", {"李小明", "王秀英", "李一诺"}),
        ("聚财社区1号楼101", {"李外邻"}), ("学院社区1号楼101", set()),
    ],
)  # fmt: skip
def test_an_address_as_the_page_shows_it_finds_who_lives_there(homes, text, names):
    found = homes.street.client("registrar").post("/people/", {"q": text}, follow=True)
    assert {line.row.name for line in found.context["rows"]} == names


def test_whoever_moves_somebody_sees_whole_addresses(homes):
    found = homes.street.client("registrar").get("/people/add/", {"q": "101"})
    shown = [where for _door, where, _people in found.context["doors"]]
    assert len(shown) == len(set(shown)) > 1
    assert all("社区" in where for where in shown)


def test_values_against_the_number_are_not_merged(homes):
    homes.add("door102", "李小明", sex="2", identity_kind="none")
    one, other = Resident.objects.filter(name="李小明").order_by("recorded_at", "pk")
    Resident.objects.filter(pk=one.pk).update(sex="1")
    client = homes.street.client("community")
    picks = {f"pick_{name}": "one" for name in CHOOSABLE}
    answer = client.post(
        f"/people/resident/{one.pk}/merge/?with={other.pk}", {"key": new_id(), **picks, "pick_sex": "other"}
    )
    assert refused(answer) == "people.identity_sex_differs"


def test_nobody_is_told_of_whom_they_may_not_see(homes):
    """The same name and phone in a community out of reach."""
    moved = Resident.objects.filter(name="李小明").update(path=homes.street.places["jucai"].path + "0001")
    assert moved
    assert arrive(homes, "door102", name="李小明", phone="13812340001").status_code == 303
