"""The page of kinds of posts: what a street adds, names anew, retires and restores."""

import pytest
from django.db.models import F

from linli.access.actor import system
from linli.access.models import Grant, PostKind
from linli.corps.actions.appointments import appoint
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing import refused

pytestmark = pytest.mark.django_db


def post(corps, address, who="street", key=None, **data):
    return corps.street.client(who).post(f"/corps/kinds/{address}", {"key": key or new_id(), **data})


@pytest.fixture
def own(corps):
    post(corps, "", title="热心大姐", bundle="leader", note="包一栋")
    return PostKind.objects.get(title="热心大姐")


def facts(own):
    return list(Fact.objects.filter(about=own.pk).order_by("seq").values_list("kind", flat=True))


def test_the_list_says_what_ships_and_what_is_the_streets_own(corps, own):
    page = corps.street.client("street").get("/corps/kinds/").content.decode()
    assert f'data-kind="{own.code}" data-own="1" data-retired="0"' in " ".join(page.split())
    assert 'data-kind="grid_leader" data-own="0" data-retired="0"' in " ".join(page.split())
    assert f"/corps/kinds/{own.pk}/retire/" in page
    assert f"/corps/kinds/{corps.post('grid_leader').pk}/" not in page


def test_a_kind_is_retired_and_restored_once_a_key(corps, own):
    retire, restore = new_id(), new_id()
    for _ in range(2):
        assert post(corps, f"{own.pk}/retire/", key=retire).status_code == 302
    assert PostKind.objects.get(pk=own.pk).retired
    assert post(corps, f"{own.pk}/retire/").status_code == 409
    for _ in range(2):
        assert post(corps, f"{own.pk}/restore/", key=restore).status_code == 302
    own.refresh_from_db()
    assert (own.retired, own.revision) == (False, 3)
    assert facts(own) == ["corps.kind_added", "corps.kind_retired", "corps.kind_restored"]


def test_retiring_offers_to_take_it_back(corps, own):
    client = corps.street.client("street")
    client.post(f"/corps/kinds/{own.pk}/retire/", {"key": new_id()})
    assert f'action="/corps/kinds/{own.pk}/restore/"' in client.get("/corps/").content.decode()


def test_a_title_taken_meanwhile_is_not_restored_beside_it(corps, own):
    post(corps, f"{own.pk}/retire/")
    post(corps, "", title="热心大姐", bundle="leader")
    assert refused(post(corps, f"{own.pk}/restore/")) == "corps.code_taken"
    assert PostKind.objects.get(pk=own.pk).retired


def test_adding_twice_with_one_key_adds_one(corps):
    key = new_id()
    for _ in range(2):
        assert post(corps, "", key=key, title="热心大姐", bundle="leader").status_code == 302
    assert PostKind.objects.filter(title="热心大姐").count() == 1


def test_a_kind_is_named_anew_with_its_holders(corps, own):
    term = appoint(
        member=corps.member("王大姐"), post=own, places=[corps.street.places["building7"]], starts_on=clock.today(),
        ends_on=None, actor=system(), key=None, now=clock.now(),
    )  # fmt: skip
    page = corps.street.client("street").get(f"/corps/kinds/{own.pk}/").content.decode()
    assert 'name="revision" value="1"' in page
    assert 'name="bundle"' not in page
    key = new_id()
    for _ in range(2):
        assert post(corps, f"{own.pk}/", key=key, title=" 楼门 大姐 ", note="", revision="1").status_code == 302
    own.refresh_from_db()
    assert (own.title, own.note, own.revision) == ("楼门 大姐", "", 2)
    assert set(Grant.objects.filter(source=term.pk).values_list("title", "bundle")) == {("楼门 大姐", "leader")}
    assert facts(own) == ["corps.kind_added", "corps.kind_changed"]


def test_who_saves_what_was_changed_meanwhile_is_refused(corps, own):
    PostKind.objects.filter(pk=own.pk).update(title="楼门大姐", revision=F("revision") + 1)
    answer = post(corps, f"{own.pk}/", title="门大姐", note="", revision="1")
    assert (answer.status_code, refused(answer)) == (422, "corps.changed_meanwhile")
    assert PostKind.objects.get(pk=own.pk).title == "楼门大姐"


@pytest.mark.parametrize("revision", ["", "-1", str(2**31), str(2**63), "9" * 400])
def test_a_revision_that_no_page_showed_changes_nothing(corps, own, revision):
    answer = post(corps, f"{own.pk}/", title="门大姐", note="", revision=revision)
    assert answer.status_code == 422
    own.refresh_from_db()
    assert (own.title, own.revision) != ("门大姐", 2)


def test_a_known_title_and_an_empty_one_are_refused_at_their_field(corps, own):
    assert refused(post(corps, f"{own.pk}/", title="网格长", note="", revision="1")) == "corps.code_taken"
    assert post(corps, f"{own.pk}/", title=" ", note="", revision="1").status_code == 422
    assert PostKind.objects.get(pk=own.pk).title == "热心大姐"


@pytest.mark.parametrize("deed", ["", "retire/", "restore/"])
def test_another_streets_kind_and_a_shipped_one_are_not_there(corps, own, deed):
    PostKind.objects.filter(pk=own.pk).update(path="0009")
    for pk in (own.pk, corps.post("grid_leader").pk, new_id()):
        assert post(corps, f"{pk}/{deed}", title="别的", revision="1").status_code == 404
    assert facts(own) == ["corps.kind_added"]


@pytest.mark.alike
@pytest.mark.parametrize("who", ["community", "outsider", "auditor"])
@pytest.mark.parametrize("deed", ["", "retire/", "restore/"])
def test_without_the_permission_nothing_is_changed(corps, own, deed, who):
    assert post(corps, f"{own.pk}/{deed}", who=who, title="别的", revision="1").status_code == 403
    own.refresh_from_db()
    assert (own.title, own.retired, own.revision) == ("热心大姐", False, 1)
