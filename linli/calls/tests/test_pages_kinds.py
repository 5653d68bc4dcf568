"""The page of kinds of calls: a street's own beside those that ship, retired and restored from the list."""

from uuid import UUID

import pytest
from django.db.models import F

from linli.calls.models import CallKind
from linli.calls.tests.test_pages_whistle import kind_form
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.testing import refused

pytestmark = pytest.mark.django_db


def post(town, pk, deed="", who="street", at="street", **data):
    shown = CallKind.objects.filter(pk=pk).first() if isinstance(pk, UUID) else None
    typed = {} if deed else kind_form() | {"revision": shown.revision if shown else ""}
    address = f"/calls/kinds/{pk}/{deed}?at={town.street.id(at)}"
    return town.street.client(who).post(address, {"key": str(new_id()), **typed, **data})


@pytest.fixture
def shipped(town):
    return CallKind.objects.get(code="repair", path="")


def own_of(town):
    return CallKind.objects.filter(path=town.street.places["street"].path)


def facts(pk):
    return list(Fact.objects.filter(about=pk).order_by("seq").values_list("kind", flat=True))


def page(town, who="street"):
    return " ".join(town.street.client(who).get("/calls/kinds/").content.decode().split())


def test_a_shipped_kind_is_retired_and_restored_in_this_street_once_a_key(town, shipped):
    assert f'action="/calls/kinds/{shipped.pk}/retire/?at={town.street.id("street")}"' in page(town)
    retire, restore = str(new_id()), str(new_id())
    for _ in range(2):
        assert post(town, shipped.pk, "retire/", key=retire).status_code == 302
    own = own_of(town).get()
    assert (own.code, own.retired, CallKind.objects.get(pk=shipped.pk).retired) == ("repair", True, False)
    assert 'data-kind="repair" data-own="1" data-retired="1"' in page(town)
    assert post(town, own.pk, "retire/").status_code == 409
    for _ in range(2):
        assert post(town, own.pk, "restore/", key=restore).status_code == 302
    assert not own_of(town).get().retired
    assert facts(own.pk) == ["calls.kind_retired", "calls.kind_restored"]


def test_retiring_offers_to_take_it_back(town, shipped):
    client, at = town.street.client("street"), town.street.id("street")
    client.post(f"/calls/kinds/{shipped.pk}/retire/?at={at}", {"key": str(new_id())})
    assert f'action="/calls/kinds/{shipped.pk}/restore/?at={at}"' in client.get("/calls/").content.decode()
    assert post(town, shipped.pk, "restore/").status_code == 302
    assert not own_of(town).get().retired


def test_a_shipped_kind_edited_twice_with_one_key_is_one_copy(town, shipped):
    key = str(new_id())
    for _ in range(2):
        assert post(town, shipped.pk, key=key, name="物业报修").status_code == 302
    own = own_of(town).get()
    assert (own.name, own.revision, facts(own.pk)) == ("物业报修", 1, ["calls.kind_added"])
    late = post(town, shipped.pk, name="另一张桌子的报修")  # whose page still showed the shipped one
    assert (late.status_code, refused(late)) == (422, "calls.kind_changed")
    assert own_of(town).get().name == "物业报修"


def test_who_saves_what_was_changed_meanwhile_is_refused(town, shipped):
    post(town, shipped.pk, name="物业报修")
    own = own_of(town).get()
    shown = town.street.client("street").get(f"/calls/kinds/{own.pk}/?at={town.street.id('street')}").content.decode()
    assert f'name="revision" value="{own.revision}"' in shown
    own_of(town).update(name="报修(夜间)", revision=F("revision") + 1)
    answer = post(town, own.pk, name="报修(白天)", revision=str(own.revision))
    assert (answer.status_code, refused(answer)) == (422, "calls.kind_changed")
    assert own_of(town).get().name == "报修(夜间)"
    assert post(town, own.pk, name="报修(白天)", revision=str(own.revision + 1)).status_code == 302


@pytest.mark.parametrize("deed", ["", "retire/", "restore/"])
def test_another_streets_kind_is_not_there(town, shipped, deed):
    post(town, shipped.pk, name="物业报修")
    own = own_of(town).get()
    CallKind.objects.filter(pk=own.pk).update(path="0009")
    assert post(town, own.pk, deed).status_code == 404
    assert facts(own.pk) == ["calls.kind_added"]


@pytest.mark.alike
@pytest.mark.parametrize("deed", ["", "retire/", "restore/"])
@pytest.mark.parametrize(("who", "at"), [("community", "street"), ("community", "xueyuan"), ("grid", "street")])
def test_without_the_permission_nothing_is_changed(town, shipped, deed, who, at):
    assert post(town, shipped.pk, deed, who=who, at=at).status_code in {403, 404}
    assert not own_of(town).exists()


def test_who_only_reads_is_offered_no_button(town, shipped):
    assert 'data-kind="repair"' in page(town, "community")
    assert f"/calls/kinds/{shipped.pk}/" not in page(town, "community")
