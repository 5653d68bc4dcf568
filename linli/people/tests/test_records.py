"""Household and resident pages, adding, correcting, two editors; any kind of input."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.people.models import Household, Need, Resident
from linli.people.queries.records import identity_of, note_of, phone_of
from linli.people.tests.conftest import identity

NAUGHTY = [
    "'; DROP TABLE people_resident;--", "<script>alert(1)</script>", "{{ 7*7 }}", "${jndi:ldap://x}", "=1+1", "@SUM(A1)",
    "\u202eabc", "Ω≈ç√∫˜µ", "𠜎𠜱𠝹𠱓", "田中さん", "👩‍👩‍👧‍👧", "﷽", "undefined", "NaN", "1E+02", "../../etc/passwd", "%00", "\t\r\n",
]  # fmt: skip


def typed(**changes):
    person = {
        "key": new_id(), "name": "周新来", "relation": "head", "residence": "lodger", "phone": "13700000011", "reach": "call",
        "identity_kind": "id_card", "identity": identity(345, "19900202"), "sex": "0", "born_on": "", "note": "",
        "need_hearing": "on", "how_hearing": "写字", "on": "2022-03-10", "reason": "打工",
    }  # fmt: skip
    return person | changes


def correction(one, **changes):
    return {
        "key": new_id(), "revision": one.revision, "name": one.name, "relation": one.relation, "residence": one.residence,
        "phone": "", "reach": one.reach, "identity_kind": one.identity_kind, "identity": "", "sex": one.sex,
        "born_on": one.born_on or "", "note": "",
    } | changes  # fmt: skip


def test_the_household_page(homes):
    page = homes.street.client("floor").get(f"/people/household/{homes.households['door101'].pk}/")
    text = page.content.decode()
    assert "7号楼 1单元 101" in text
    assert text.index("李小明") < text.index("王秀英")
    assert "138****0001" in text
    assert Fact.objects.get(kind="people.viewed").about == homes.households["door101"].pk


@pytest.mark.alike
@pytest.mark.parametrize("path", ["household/{home}/", "household/{home}/add/", "household/{home}/relations/",
    "household/{home}/leave/", "household/{home}/move/", "resident/{one}/", "resident/{one}/correct/", "resident/{one}/death/",
    "resident/{one}/merge/", "resident/{one}/paper/"])  # fmt: skip
@pytest.mark.parametrize("who", ["outsider", "outside_community"])
def test_the_outsider_meets_what_does_not_exist(homes, path, who):
    client = homes.street.client(who)
    there = client.get("/people/" + path.format(home=homes.households["door101"].pk, one=homes.people["李小明"].pk))
    absent = client.get("/people/" + path.format(home=new_id(), one=new_id()))
    assert there.status_code == absent.status_code == 404
    assert len(there.content) == len(absent.content)


@pytest.mark.parametrize("path", ["household/{home}/add/", "resident/{one}/correct/", "household/{home}/leave/"])
def test_a_leader_reads_and_does_not_edit(homes, path):
    url = "/people/" + path.format(home=homes.households["door101"].pk, one=homes.people["李小明"].pk)
    assert homes.street.client("floor").get(url).status_code == 403


def test_a_new_household_behind_an_empty_door(homes):
    client, door = homes.street.client("grid"), homes.street.id("door202")
    found = client.get("/people/add/", {"q": "7-1-202"})
    assert f"?door={door}" in found.content.decode()
    answer = client.post(f"/people/add/?door={door}", typed())
    assert answer.status_code == 303
    one = Resident.objects.get(name="周新来")
    assert answer["Location"] == f"/people/household/{one.household_id}/"
    assert (one.household.size, one.household.door, one.path) == (1, "7-1-202", homes.street.places["door202"].path)
    assert (one.initials, one.sex, one.born_on, phone_of(one)) == (
        "zxl",
        "2" if identity(345)[16] in "02468" else "1",
        date(1990, 2, 2),
        "13700000011",
    )
    assert [(n.kind, n.note, n.path) for n in one.needs.all()] == [("hearing", "写字", one.path)]
    assert one.recorded_by == homes.street.people["grid"].account.pk


@pytest.mark.parametrize(("relation", "status"), [("spouse", 422), ("child", 422), ("unknown", 303), ("non_kin", 303)])
def test_who_lives_alone_is_nobodys_relative(homes, relation, status):
    client, door = homes.street.client("grid"), homes.street.id("door202")
    answer = client.post(f"/people/add/?door={door}", typed(relation=relation))
    assert answer.status_code == status
    if status == 422:
        assert answer.context["form"].errors.as_data()["relation"][0].code == "people.relative_of_nobody"
        assert client.post(f"/people/add/?door={door}", typed()).status_code == 303
    one = Resident.objects.get(name="周新来")
    corrected = client.post(f"/people/resident/{one.pk}/correct/", correction(one, relation="spouse"))
    assert corrected.status_code == 422
    home = f"/people/household/{one.household_id}/relations/"
    rows = {"key": new_id(), "revision": one.household.revision, f"residence_{one.pk}": "owner"}
    assert client.post(home, {**rows, f"relation_{one.pk}": "child"}).status_code == 422
    assert Resident.objects.get(pk=one.pk).relation == one.relation


def test_the_same_form_twice_is_one_household(homes):
    data, url = typed(), f"/people/add/?door={homes.street.id('door202')}"
    homes.street.client("grid").post(url, data)
    assert homes.street.client("grid").post(url, data).status_code == 303
    assert Resident.objects.filter(name="周新来").count() == 1


@pytest.mark.parametrize("door", ["outdoor", "floor1"])
def test_no_household_out_of_reach_or_where_nobody_can_live(homes, door):
    answer = homes.street.client("grid").post(f"/people/add/?door={homes.street.id(door)}", typed())
    assert answer.status_code == 404
    assert not Resident.objects.filter(name="周新来").exists()


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"name": " "}, ""),
        ({"name": "123"}, "「姓名」"),
        ({"identity": "610802199002021234"}, "校验位"),
        ({"identity": "6.10802E+17"}, "科学计数法"),
        ({"identity": identity(123)}, "已经登记"),
        ({"identity": identity(345, "19900202"), "born_on": "1990-02-03"}, "不一致"),
        ({"phone": "12345"}, "「电话」"),
        ({"phone": "8234567"}, "区号"),
        ({"on": "2999-01-01"}, "「日期」"),
        ({"relation": "head"}, "户主"),
        ({"relation": "emperor"}, ""),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(homes, changes, says):
    home = homes.households["door101"]
    answer = homes.street.client("grid").post(
        f"/people/household/{home.pk}/add/", typed(**{"relation": "kin", "note": "别弄丢这句"} | changes)
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert "别弄丢这句" in text
    assert 'value="写字"' in text
    assert homes.size("door101") == 3


def test_a_column_that_is_no_field_is_not_written(homes):
    """Mass assignment: every column of the model is posted; only the form's own fields may change."""
    one = homes.people["李小明"]
    before = Resident.objects.filter(pk=one.pk).values().get()
    extra = {name: "1" for name in before if name not in correction(one)}
    extra |= {
        "until": "2022-03-01",
        "left": "died",
        "path": "0001",
        "household": str(homes.households["outdoor"].pk),
        "phone_sealed": "x",
    }
    homes.street.client("grid").post(f"/people/resident/{one.pk}/correct/", correction(one, **extra))
    after = Resident.objects.filter(pk=one.pk).values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"revision", "note_sealed"}


def test_correcting_keeps_sealed_values_that_were_left_empty(homes):
    one = homes.people["李小明"]
    page = homes.street.client("grid").get(f"/people/resident/{one.pk}/correct/").content.decode()
    assert "13812340001" not in page
    answer = homes.street.client("grid").post(
        f"/people/resident/{one.pk}/correct/",
        correction(one, name="李晓明", reach="door", need_mobility="on", how_mobility="轮椅", note="白天上班"),
    )
    assert answer.status_code == 303
    one.refresh_from_db()
    assert (one.name, one.initials, one.reach, one.revision) == ("李晓明", "lxm", "door", 2)
    assert (phone_of(one), identity_of(one), note_of(one)) == ("13812340001", identity(123), "白天上班")
    fact = Fact.objects.get(kind="people.corrected")
    assert fact.data == {"fields": ["name", "reach", "note", "needs"]}


def test_a_phone_is_changed_or_deleted(homes):
    one, url = homes.people["李小明"], f"/people/resident/{homes.people['李小明'].pk}/correct/"
    homes.street.client("grid").post(url, correction(one, phone="13700000022"))
    one.refresh_from_db()
    assert phone_of(one) == "13700000022"
    homes.street.client("grid").post(url, correction(one, drop_phone="on"))
    one.refresh_from_db()
    assert (phone_of(one), one.phone_blind, one.phone_tail_blind) == ("", None, None)
    assert Fact.objects.filter(kind="people.corrected").last().data == {"fields": ["phone"]}


def test_two_editors_the_second_sees_both_versions_and_loses_nothing(homes):
    one, url = homes.people["李小明"], f"/people/resident/{homes.people['李小明'].pk}/correct/"
    first, second = (
        correction(one, name="李晓明"),
        correction(one, name="李筱明", note="第二个人写的", phone="13700000033"),
    )
    assert homes.street.client("grid").post(url, first).status_code == 303
    refused = homes.street.client("community").post(url, second)
    text = refused.content.decode()
    assert refused.status_code == 409
    for words in ("李晓明", "李筱明", "第二个人写的", "13700000033", "别人改动了"):
        assert words in text
    one.refresh_from_db()
    assert one.name == "李晓明"
    again = second | {"revision": refused.context["form"]["revision"].value()}
    assert homes.street.client("community").post(url, again).status_code == 303
    one.refresh_from_db()
    assert (one.name, phone_of(one)) == ("李筱明", "13700000033")


def test_two_editors_of_one_household(homes):
    home = homes.households["door101"]
    url, people = f"/people/household/{home.pk}/relations/", homes.people
    home.refresh_from_db()

    def data(**relations):
        known = {n: (p.relation, p.residence) for n, p in people.items() if p.household_id == home.pk}
        rows = {f"relation_{people[n].pk}": relations.get(n, r) for n, (r, _) in known.items()}
        return (
            rows
            | {f"residence_{people[n].pk}": h for n, (_, h) in known.items()}
            | {"key": new_id(), "revision": home.revision}
        )

    assert homes.street.client("grid").post(url, data(李小明="spouse", 王秀英="head")).status_code == 303
    refused = homes.street.client("community").post(url, data(李一诺="grandchild"))
    assert refused.status_code == 409
    assert "孙辈" in refused.content.decode()
    assert Resident.objects.get(name="王秀英").relation == "head"
    two = data(李小明="head", 王秀英="head") | {"revision": Household.objects.get(pk=home.pk).revision}
    assert homes.street.client("grid").post(url, two).status_code == 422


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_stored_as_text_or_refused(homes, text):
    client, home = homes.street.client("grid"), homes.households["door102"]
    data = typed(
        relation="kin", name=text, note=text, how_hearing=text, reason=text, phone="", identity="", identity_kind="none"
    )
    answer = client.post(f"/people/household/{home.pk}/add/", data)
    assert answer.status_code in {303, 422}
    for url in (f"/people/household/{home.pk}/", "/people/"):
        page = client.get(url)
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.content.decode()
    assert client.post("/people/", {"q": text}, follow=True).status_code == 200
    assert client.get("/people/add/", {"q": text}).status_code == 200


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=90))
def test_anything_may_be_searched_for(homes, text):
    assert homes.street.client("grid").post("/people/", {"q": text}, follow=True).status_code == 200


def test_a_need_described_without_its_tick_is_kept(homes):
    one = homes.people["李小明"]
    homes.street.client("grid").post(f"/people/resident/{one.pk}/correct/", correction(one, how_sight="看不清小字"))
    assert list(Need.objects.filter(resident=one).values_list("kind", "note")) == [("sight", "看不清小字")]


def test_both_versions_of_a_telephone_are_shown_the_registered_one_masked(homes):
    """The second of two editors sees the first one's new value masked, and their own typed number is kept."""
    one, client = homes.people["李小明"], homes.street.client("community")
    address = f"/people/resident/{one.pk}/correct/"
    assert client.post(address, correction(one, phone="13700000022", born_on="1980-01-01")).status_code == 303
    refused = client.post(address, correction(one, phone="13700000033", note="晚上在家", born_on="1980-01-01"))
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "137****0022" in text
    assert "13700000022" not in text
    assert text.count("13700000033") == 2
    assert 'value="晚上在家"' in text


def test_the_day_somebody_came_can_be_corrected(homes):
    one, client = homes.people["李小明"], homes.street.client("community")
    address = f"/people/resident/{one.pk}/correct/"
    wrong = client.post(address, correction(one, since="2999-01-01", born_on="1980-01-01"))
    assert wrong.status_code == 422
    assert client.post(address, correction(one, since="2021-05-06", born_on="1980-01-01")).status_code == 303
    assert Resident.objects.get(pk=one.pk).since == date(2021, 5, 6)
    assert Fact.objects.get(kind="people.corrected").data == {"fields": ["since"]}


def test_a_grid_worker_corrects_without_seeing_the_day_of_birth(homes):
    one, client = homes.people["李小明"], homes.street.client("grid")
    address = f"/people/resident/{one.pk}/correct/"
    assert "1980-01-01" not in client.get(address).content.decode()
    assert client.post(address, correction(one, born_on="", note="晚上在家")).status_code == 303
    assert Resident.objects.get(pk=one.pk).born_on == date(1980, 1, 1)


def test_who_is_behind_a_door_is_not_seen_without_a_fact(homes):
    door = homes.street.id("door101")
    homes.street.client("community").get(f"/people/add/?door={door}")
    assert Fact.objects.get(kind="people.viewed").about == homes.households["door101"].pk
    homes.street.client("community").get(f"/people/add/?door={homes.street.id('door202')}")
    assert Fact.objects.filter(kind="people.viewed").count() == 1
