"""A street's own kinds of posts; partner units; the alliances of the cases."""

import pytest

from linli.access.models import PostKind
from linli.corps.models import Alliance, PartnerUnit
from linli.kernel.ids import new_id
from linli.testing import refused

pytestmark = pytest.mark.django_db


def post(corps, who, address, **data):
    return corps.street.client(who).post(address, {"key": new_id(), **data})


def test_a_street_adds_its_own_post_and_retires_it(corps):
    assert post(corps, "street", "/corps/kinds/", title="热心大姐", bundle="leader").status_code == 302
    kind = PostKind.objects.get(title="热心大姐")
    assert (kind.path, kind.bundle) == ("0001", "leader")
    again = post(corps, "street", "/corps/kinds/", title="热心大姐", bundle="leader")
    assert (again.status_code, refused(again)) == (422, "corps.code_taken")
    assert post(corps, "street", f"/corps/kinds/{kind.pk}/retire/", retired="1").status_code == 302
    assert PostKind.objects.get(pk=kind.pk).retired
    assert "热心大姐" in corps.street.client("street").get("/corps/kinds/").content.decode()


def test_a_deputy_carries_the_permissions_of_its_principal(corps):
    principal = corps.post("grid_leader")
    post(corps, "street", "/corps/kinds/", title="网格协管", bundle="none", deputy_of=principal.pk)
    kind = PostKind.objects.get(title="网格协管")
    assert (kind.deputy_of, kind.bundle) == (principal, "grid")


def test_nobody_makes_a_post_with_permissions_beyond_their_own(corps):
    answer = post(corps, "street", "/corps/kinds/", title="万能岗", bundle="auditor")
    assert answer.status_code == 422
    assert not PostKind.objects.filter(title="万能岗").exists()


def test_shipped_posts_are_not_edited(corps):
    answer = post(corps, "street", f"/corps/kinds/{corps.post('grid_leader').pk}/retire/", retired="1")
    assert answer.status_code == 404
    assert not PostKind.objects.get(code="grid_leader").retired


@pytest.mark.parametrize(
    ("who", "status"), [("street", 200), ("community", 403), ("outsider", 403), ("anonymous", 302)]
)
def test_who_edits_kinds(corps, who, status):
    assert corps.street.client(who).get("/corps/kinds/").status_code == status


def unit(corps, **changes):
    data = {"name": "惠民物业", "kind": "property_company", "credit_code": "", "phone": "09123456789"}
    return post(corps, "community", f"/corps/units/new/?at={corps.street.id('xueyuan')}", **(data | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "单位名称"),
        ({"credit_code": "123"}, "GB 32100"),
        ({"phone": "电话"}, "联系电话"),
        ({"kind": "空"}, "类别"),
    ],
)
def test_a_unit_is_refused_with_the_field_named(corps, changes, words):
    answer = unit(corps, **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PartnerUnit.objects.exists()


def test_a_unit_joins_changes_and_leaves(corps):
    assert unit(corps).status_code == 302
    made = PartnerUnit.objects.get()
    assert "惠民物业" in corps.street.client("community").get("/corps/units/").content.decode()
    assert corps.street.client("outside_community").get(f"/corps/units/{made.pk}/").status_code == 404
    assert post(corps, "outside_community", f"/corps/units/{made.pk}/end/").status_code == 404
    typed = {"name": "惠民物业公司", "kind": "property_company", "revision": made.revision}
    changed = post(corps, "community", f"/corps/units/{made.pk}/change/", **typed)
    assert changed.status_code == 302
    assert post(corps, "community", f"/corps/units/{made.pk}/end/").status_code == 302
    assert PartnerUnit.objects.get().left_on is not None


@pytest.mark.parametrize(
    ("kind", "role"), [("alley_network", "社区民警"), ("three_carriages", "楼栋党小组"), ("three_one_x", "业委会")]
)
def test_the_alliances_of_the_cases(corps, kind, role):
    unit(corps)
    made = post(corps, "community", f"/corps/alliances/new/?at={corps.street.id('grid3')}", kind=kind, name="邻里联盟")
    alliance = Alliance.objects.get()
    assert made.url == f"/corps/alliances/{alliance.pk}/"
    text = corps.street.client("community").get(made.url).content.decode()
    assert role in text
    assert "还没有人" in text
    seats = f"{made.url}seats/"
    member = corps.terms["floor1"].member_id
    assert post(corps, "community", seats, role=role, unit=PartnerUnit.objects.get().pk).status_code == 302
    assert post(corps, "community", seats, role="特长人员", member=member).status_code == 302
    assert post(corps, "community", seats, role="空", unit="", member="").status_code == 422
    assert post(corps, "community", seats, role=role, unit=PartnerUnit.objects.get().pk).status_code == 422
    assert alliance.seats.count() == 2
    assert post(corps, "outside_community", seats, role=role, member=member).status_code == 404
    seat = alliance.seats.get(member=member)
    assert post(corps, "community", f"{seats}{seat.pk}/leave/").status_code == 302
    assert post(corps, "community", f"{made.url}end/").status_code == 302
    assert Alliance.objects.get().until is not None
