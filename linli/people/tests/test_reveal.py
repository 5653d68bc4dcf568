"""Whole numbers: one at a time, with a reason, recorded, under a daily limit, and only what the post may see."""

import re

import pytest

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.people.actions import sight
from linli.people.models import RevealDay
from linli.people.tests.conftest import identity
from linli.testing import refused


def reveal(homes, who, name, field, reason="核对接种信息", key=None):
    one = homes.people[name]
    return homes.street.client(who).post(
        f"/people/resident/{one.pk}/reveal/{field}/", {"reason": reason, "key": key or new_id()}
    )


@pytest.mark.parametrize("who", ["registrar", "community", "grid"])
def test_a_phone_is_revealed_and_recorded(homes, who):
    answer = reveal(homes, who, "李小明", "phone")
    assert answer.status_code == 200
    assert 'href="tel:13812340001"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    fact = Fact.objects.get(kind="people.revealed")
    assert fact.about == homes.people["李小明"].pk
    assert fact.data == {"field": "phone", "reason": "核对接种信息"}


@pytest.mark.parametrize("who", ["building", "floor"])
def test_a_leader_rings_the_homes_they_answer_for(homes, who):
    one = homes.people["李小明"]
    answer = reveal(homes, who, "李小明", "phone", reason="上门前联系")
    assert 'href="tel:13812340001"' in answer.content.decode()
    assert Fact.objects.get(kind="people.revealed").about == one.pk
    assert RevealDay.objects.get().persons == 1
    for stranger in ("李外邻", "单小明"):
        assert reveal(homes, who, stranger, "phone").status_code == 404


def test_one_tap_gives_the_reason_and_the_number(homes):
    """As a browser sends it: the empty field for another reason, then the button that was pressed."""
    one, client = homes.people["李小明"], homes.street.client("grid")
    page = client.get(f"/people/resident/{one.pk}/")
    reason = page.context["call_reasons"][0]
    answer = client.post(f"/people/resident/{one.pk}/reveal/phone/", {"key": new_id(), "reason": ["", reason]})
    assert 'href="tel:13812340001"' in answer.content.decode()
    assert Fact.objects.get(kind="people.revealed").data["reason"] == reason


def test_a_reason_by_one_tap_is_sent_after_the_field_and_enter_sends_the_field_alone(homes):
    """Without JavaScript a browser sends in the order of the page, and the last value counts; Enter in the field presses
    the first button."""
    page = homes.street.client("grid").get(f"/people/resident/{homes.people['李小明'].pk}/").content.decode()
    form = page[page.index('id="whole-phone"') :]
    sent = re.findall(r"<(input|button)\b([^>]*)>", form[: form.index("</form>")])
    named = [tag for tag, rest in sent if 'name="reason"' in rest]
    assert named[0] == "input" and set(named[1:]) == {"button"}
    assert 'name="' not in next(rest for tag, rest in sent if tag == "button")


@pytest.mark.parametrize("who", ["registrar", "community"])
def test_the_keeper_may_see_a_whole_identity_number(homes, who):
    assert identity(123) in reveal(homes, who, "李小明", "identity").content.decode()


def test_a_grid_worker_sees_that_a_number_is_registered_and_no_digit_of_it(homes):
    page = homes.street.client("grid").get(f"/people/resident/{homes.people['李小明'].pk}/")
    assert page.context["sight"].identity == "已登记"
    assert identity(123)[-4:] not in page.content.decode()
    answer = reveal(homes, "grid", "李小明", "identity")
    assert answer.status_code == 403
    assert identity(123) not in answer.content.decode()
    assert not Fact.objects.filter(kind="people.revealed").exists()


@pytest.mark.parametrize("who", ["floor", "building"])
def test_a_leader_sees_no_identity_and_reveals_none(homes, who):
    page = homes.street.client(who).get(f"/people/resident/{homes.people['李小明'].pk}/").content.decode()
    assert identity(123)[-4:] not in page
    assert reveal(homes, who, "李小明", "identity").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("outside_community", 404), ("nobody", 403), ("auditor", 403)]
)
def test_out_of_reach(homes, who, status):
    answer = reveal(homes, who, "李小明", "phone")
    assert answer.status_code == status
    assert "13812340001" not in answer.content.decode()


@pytest.mark.parametrize("reason", ["", " ", "查"])
def test_without_a_reason_nothing_is_shown(homes, reason):
    answer = reveal(homes, "grid", "李小明", "phone", reason)
    assert answer.status_code == 422
    assert "13812340001" not in answer.content.decode()


def test_the_same_key_again_is_one_fact(homes):
    key = new_id()
    reveal(homes, "grid", "李小明", "phone", key=key)
    reveal(homes, "grid", "李小明", "phone", key=key)
    assert Fact.objects.filter(kind="people.revealed").count() == 1


def test_the_ceiling_counts_persons_and_refuses_the_next(homes, monkeypatch):
    monkeypatch.setattr(sight, "REVEALS_A_DAY", 2)
    assert reveal(homes, "grid", "李小明", "phone").status_code == 200
    assert reveal(homes, "grid", "王秀英", "phone").status_code == 200
    assert reveal(homes, "grid", "李小明", "phone").status_code == 200  # the same person again does not count
    answer = reveal(homes, "grid", "买买提·艾力", "phone")
    assert answer.status_code == 403
    assert refused(answer) == "people.reveal_ceiling"
    assert "09123456789" not in answer.content.decode()
    assert RevealDay.objects.get().persons == 2
    assert reveal(homes, "community", "买买提·艾力", "phone").status_code == 200  # another account


def test_the_resident_page_tells_the_keeper_who_looked(homes):
    reveal(homes, "grid", "李小明", "phone", "通知核酸时间")
    page = homes.street.client("community").get(f"/people/resident/{homes.people['李小明'].pk}/").content.decode()
    assert "马网格" in page
    assert "通知核酸时间" in page


def test_a_key_once_used_hides_no_other_look(homes):
    """The same key for the other number is recorded as another look; for another person it shows nothing."""
    key = new_id()
    for name, field, status in [("李小明", "phone", 200), ("王秀英", "phone", 422), ("李小明", "identity", 200)]:
        answer = reveal(homes, "community", name, field, key=key)
        assert answer.status_code == status
        assert (refused(answer) == "kernel.key_used") == (status == 422)
    facts = Fact.objects.filter(kind="people.revealed").order_by("seq")
    one = homes.people["李小明"].pk
    assert [(fact.about, fact.data["field"]) for fact in facts] == [(one, "phone"), (one, "identity")]
    assert RevealDay.objects.get().persons == 1


def test_who_was_opened_by_somebody_else_today_counts_for_the_next_all_the_same(homes):
    for who in ("community", "grid"):
        assert reveal(homes, who, "李小明", "phone").status_code == 200
    counted = dict(RevealDay.objects.values_list("account", "persons"))
    assert counted == {homes.street.people[who].account.pk: 1 for who in ("community", "grid")}
