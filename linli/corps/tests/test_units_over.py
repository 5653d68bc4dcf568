"""Units, alliances and kinds of posts that are known, over, or somebody else's: each refusal, and what the trail says."""

import pytest

from linli.access.models import PostKind
from linli.corps.models import Alliance, Member, PartnerUnit
from linli.corps.tests.test_units_and_kinds import post, unit
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.testing import refusals, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance(corps):
    post(
        corps, "community", f"/corps/alliances/new/?at={corps.street.id('grid3')}", kind="three_one_x", name="邻里联盟"
    )
    return Alliance.objects.get()


@pytest.fixture
def property_company(corps):
    unit(corps)
    return PartnerUnit.objects.get()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"name": "\u200b\u200b"}, {"name": "corps.unit_empty_name"}),
        ({"name": "长" * 81}, {"name": "max_length"}),
        ({"credit_code": "91350100M000100Y44"}, {"credit_code": "corps.unit_credit_code"}),  # its last sign is wrong
        ({"phone": "12"}, {"phone": "corps.unit_phone"}),
        ({"phone": "1234567890123"}, {"phone": "corps.unit_phone"}),
        ({"kind": "circus"}, {"kind": "invalid_choice"}),
    ],
)
def test_a_unit_is_refused_at_its_field_with_the_rest_kept(corps, wrong, refusal):
    answer = unit(corps, **wrong)
    assert (answer.status_code, refusals(answer)) == (422, refusal)
    assert "phone" in wrong or "09123456789" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"credit_code": "91350100m000100y43"}, "91350100M000100Y43"),
        ({"credit_code": "91350100 M000100Y 43"}, "91350100M000100Y43"),
        ({"phone": "110"}, ""),
        ({"phone": ""}, ""),
    ],
)
def test_a_unit_is_kept_as_its_papers_write_it(corps, typed, kept):
    assert unit(corps, **typed).status_code == 302
    assert PartnerUnit.objects.get().credit_code == kept


def test_a_name_is_known_once_at_a_place_until_the_unit_has_left(corps, property_company):
    again = unit(corps, name=" 惠民  物业 ".replace(" ", ""))
    assert (again.status_code, refusals(again)) == (422, {"name": "corps.unit_known"})
    elsewhere = f"/corps/units/new/?at={corps.street.id('jucai')}"
    typed = {"name": "惠民物业", "kind": "property_company"}
    assert post(corps, "outside_community", elsewhere, **typed).status_code == 302
    assert post(corps, "community", f"/corps/units/{property_company.pk}/end/").status_code == 302
    assert unit(corps).status_code == 302


def test_a_unit_is_not_renamed_to_the_name_of_another(corps, property_company):
    unit(corps, name="洁净保洁")
    other = PartnerUnit.objects.get(name="洁净保洁")
    typed = {"name": "惠民物业", "kind": "property_company", "phone": "110", "revision": other.revision}
    answer = post(corps, "community", f"/corps/units/{other.pk}/change/", **typed)
    assert (answer.status_code, refusals(answer)) == (422, {"name": "corps.unit_known"})
    assert 'value="110"' in answer.content.decode()
    assert (
        post(corps, "community", f"/corps/units/{other.pk}/change/", **typed | {"name": "洁净保洁"}).status_code == 302
    )


def test_who_saves_an_old_page_of_a_unit_is_told_and_keeps_what_they_typed(corps, property_company):
    change = f"/corps/units/{property_company.pk}/change/"
    assert 'name="revision" value="1"' in corps.street.client("community").get(change).content.decode()
    typed = {"name": "惠民物业", "kind": "property_company", "revision": 1}
    assert post(corps, "community", change, **typed | {"phone": "110"}).status_code == 302
    answer = post(corps, "community", change, **typed | {"name": "惠民公司"})
    assert (answer.status_code, refused(answer)) == (422, "corps.changed_meanwhile")
    assert 'value="惠民公司"' in answer.content.decode()
    kept = PartnerUnit.objects.get(pk=property_company.pk)
    assert (kept.name, kept.phone) == ("惠民物业", "110")


def test_a_unit_leaves_once_and_gives_up_its_seats(corps, property_company, alliance):
    seats = f"/corps/alliances/{alliance.pk}/seats/"
    post(corps, "community", seats, role="物业", unit=property_company.pk)
    assert alliance.seats.count() == 1
    assert post(corps, "community", f"/corps/units/{property_company.pk}/end/").status_code == 302
    left = PartnerUnit.objects.get(pk=property_company.pk)
    assert not alliance.seats.exists()
    again = post(corps, "community", f"/corps/units/{property_company.pk}/end/")
    assert (again.status_code, refused(again)) == (409, "corps.changed_meanwhile")
    assert PartnerUnit.objects.get(pk=property_company.pk).revision == left.revision
    assert Fact.objects.get(kind="corps.unit_left").data == {"seats": 1}


def test_an_alliance_ends_once_and_seats_nobody_any_more(corps, alliance):
    url = f"/corps/alliances/{alliance.pk}/"
    member = corps.terms["floor1"].member_id
    assert post(corps, "community", f"{url}end/").status_code == 302
    again = post(corps, "community", f"{url}end/")
    assert (again.status_code, refused(again)) == (409, "corps.changed_meanwhile")
    late = post(corps, "community", f"{url}seats/", role="特长人员", member=member)
    assert late.status_code == 422
    assert not alliance.seats.exists()
    assert Fact.objects.filter(kind="corps.alliance_ended").count() == 1


def test_the_name_of_an_alliance_is_free_again_after_its_end(corps, alliance):
    url, typed = f"/corps/alliances/new/?at={corps.street.id('grid3')}", {"kind": "three_one_x", "name": "邻里联盟"}
    known = post(corps, "community", url, **typed)
    assert (known.status_code, refusals(known)) == (422, {"name": "corps.alliance_known"})
    post(corps, "community", f"/corps/alliances/{alliance.pk}/end/")
    assert post(corps, "community", url, **typed).status_code == 302


def test_a_seat_is_for_one_unit_or_one_member_and_once_in_a_role(corps, alliance, property_company):
    seats, member = f"/corps/alliances/{alliance.pk}/seats/", corps.terms["floor1"].member_id
    for typed, code in [
        ({"unit": property_company.pk, "member": member}, "corps.seat_wrong"),
        ({}, "corps.seat_wrong"),
        ({"unit": property_company.pk}, ""),
        ({"unit": property_company.pk}, "corps.alliance_seat_known"),
    ]:
        answer = post(corps, "community", seats, role="物业", **typed)
        assert refused(answer) == code, typed
        assert answer.status_code == (422 if code else 302)
    assert post(corps, "community", seats, role="业委会", unit=property_company.pk).status_code == 302
    assert alliance.seats.count() == 2


def test_nobody_of_another_community_is_offered_a_seat(corps, alliance):
    post(
        corps, "outside_community", f"/corps/units/new/?at={corps.street.id('jucai')}", name="外单位", kind="property_company"
    )  # fmt: skip
    stranger = corps.member("外队员", at="jucai")
    seats = f"/corps/alliances/{alliance.pk}/seats/"
    for typed in ({"unit": PartnerUnit.objects.get().pk}, {"member": stranger.pk}):
        answer = post(corps, "community", seats, role="物业", **typed)
        assert (answer.status_code, refusals(answer)) == (422, {next(iter(typed)): "invalid_choice"})
    assert not alliance.seats.exists()


def test_a_seat_is_left_once_and_only_in_its_own_alliance(corps, alliance):
    seats = f"/corps/alliances/{alliance.pk}/seats/"
    post(corps, "community", seats, role="特长人员", member=corps.terms["floor1"].member_id)
    seat = alliance.seats.get()
    post(corps, "community", f"/corps/alliances/new/?at={corps.street.id('grid3')}", kind="three_one_x", name="另一个")
    other = Alliance.objects.get(name="另一个")
    assert post(corps, "community", f"/corps/alliances/{other.pk}/seats/{seat.pk}/leave/").status_code == 404
    for who in ("outside_community", "grid", "partner"):
        assert post(corps, who, f"{seats}{seat.pk}/leave/").status_code in {403, 404}
    assert post(corps, "community", f"{seats}{seat.pk}/leave/").status_code == 302
    assert post(corps, "community", f"{seats}{seat.pk}/leave/").status_code == 404


def test_a_retired_post_comes_back_and_neither_twice(corps):
    post(corps, "street", "/corps/kinds/", title="热心大姐", bundle="leader")
    kind = PostKind.objects.get(title="热心大姐")
    for deed, status in [("retire", 302), ("retire", 409), ("restore", 302), ("restore", 409)]:
        answer = post(corps, "street", f"/corps/kinds/{kind.pk}/{deed}/")
        assert (answer.status_code, refused(answer)) == (status, "corps.changed_meanwhile" if status == 409 else "")
    kinds = Fact.objects.filter(about=kind.pk).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["corps.kind_added", "corps.kind_retired", "corps.kind_restored"]


def test_the_title_of_a_retired_post_is_free_for_another(corps):
    typed = {"title": "热心大姐", "bundle": "leader"}
    post(corps, "street", "/corps/kinds/", **typed)
    post(corps, "street", f"/corps/kinds/{PostKind.objects.get(title='热心大姐').pk}/retire/")
    assert post(corps, "street", "/corps/kinds/", **typed).status_code == 302
    shipped = post(corps, "street", "/corps/kinds/", title=corps.post("grid_leader").title, bundle="leader")
    assert (shipped.status_code, refusals(shipped)) == (422, {"title": "corps.code_taken"})


def test_the_second_press_of_leaving_a_seat_is_answered_as_the_first(corps, alliance):
    seats, key = f"/corps/alliances/{alliance.pk}/seats/", new_id()
    post(corps, "community", seats, role="特长人员", member=corps.terms["floor1"].member_id)
    leave = f"{seats}{alliance.seats.get().pk}/leave/"
    for _ in range(2):
        answer = post(corps, "community", leave, key=key)
        assert (answer.status_code, answer.url) == (302, f"/corps/alliances/{alliance.pk}/")
    assert Fact.objects.filter(kind="corps.seat_left").count() == 1


@pytest.mark.alike
@pytest.mark.parametrize("deed", ["units/{unit}/change/", "units/{unit}/end/", "alliances/{alliance}/end/"])
@pytest.mark.parametrize(
    ("who", "status"), [("outside_community", 404), ("grid", 403), ("auditor", 403), ("anonymous", 302)]
)
def test_nobody_else_touches_units_and_alliances(corps, alliance, property_company, deed, who, status):
    url = "/corps/" + deed.format(unit=property_company.pk, alliance=alliance.pk)
    assert post(corps, who, url, name="改名", kind="property_company").status_code == status
    assert PartnerUnit.objects.get().name == "惠民物业"
    assert Alliance.objects.get().until is None


def test_the_trail_of_units_and_alliances_says_where_and_no_name(corps, property_company, alliance):
    facts = Fact.objects.filter(about__in=[property_company.pk, alliance.pk]).order_by("seq")
    assert [(fact.kind, fact.path, fact.data) for fact in facts] == [
        ("corps.unit_added", corps.street.places["xueyuan"].path, {}),
        ("corps.alliance_founded", corps.street.places["grid3"].path, {}),
    ]


def test_who_has_left_is_not_sent_away_again(corps):
    member = Member.objects.get(pk=corps.terms["floor1"].member_id)
    url = f"/corps/members/{member.pk}/leave/"
    assert post(corps, "community", url, on="2022-04-01").status_code == 302
    again = post(corps, "community", url, on="2022-05-01")
    assert (again.status_code, refused(again)) == (422, "corps.changed_meanwhile")
    assert Member.objects.get(pk=member.pk).until.isoformat() == "2022-04-01"
