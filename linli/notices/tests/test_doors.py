"""Who must still be told in person: the list by floor and door, the ticks, a letter's own link, and who sees it."""

import re

import pytest

from linli.access.models import actor_of
from linli.corps.models import Member
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.notices.actions.letters import NewLetter, write_letters
from linli.notices.models import Letter
from linli.notices.queries import doors
from linli.notices.tests.test_publishing import publish
from linli.notices.tokens import letter_of, token_of
from linli.people.models import Resident


def letter_to(homes, name):
    return Letter.objects.get(recipient=homes.people[name].pk)


def tick(street, key, notice, *letters, deed="told"):
    sent = {"key": new_id(), "letter": [letter.pk for letter in letters]}
    return street.client(key).post(f"/notices/doors/{notice.pk}/{deed}/", sent)


def test_residents_without_an_account_are_untold_until_somebody_stands_there(street, homes):
    notice = publish(street)
    page = street.client("building").get(f"/notices/doors/{notice.pk}/").content.decode()
    page = re.sub("[0-9a-f-]{32,36}", "", page)  # an id may contain any digits
    assert [page.index(word) for word in ("101", "李小明", "102", "买买提")] == sorted(
        page.index(word) for word in ("101", "李小明", "102", "买买提")
    )
    for word in ("听力", "上门", "语言", "7号楼 1单元"):
        assert word in page
    assert "长期用药" not in page  # illnesses are not shown at the door
    assert "13812340001" not in page
    assert "还有 3 人" in page
    assert Fact.objects.get(kind="notices.doors_viewed").data == {"count": 3}


def test_tick_one_and_take_it_back(street, homes):
    notice = publish(street)
    one = letter_to(homes, "王秀英")
    assert tick(street, "building", notice, one).status_code == 302
    one.refresh_from_db()
    assert one.told_by == street.people["building"].account.pk
    assert "王秀英" not in street.client("building").get(f"/notices/doors/{notice.pk}/").content.decode()
    assert tick(street, "building", notice, one).status_code == 409
    tick(street, "building", notice, one, deed="untell")
    assert doors.untold(notice).filter(pk=one.pk).exists()
    told = Fact.objects.filter(kind__in=["notices.told", "notices.untold"]).order_by("seq")
    by = street.people["building"].account.pk
    assert list(told.values_list("kind", "actor")) == [("notices.told", by), ("notices.untold", by)]


def test_a_whole_door_at_a_time(street, homes):
    notice = publish(street)
    tick(street, "floor", notice, letter_to(homes, "李小明"), letter_to(homes, "王秀英"))
    assert list(doors.untold(notice).values_list("recipient", flat=True)) == [homes.people["买买提·艾力"].pk]
    page = street.client("community").get(f"/notices/sent/{notice.pk}/").content.decode()
    assert "66.6%" in page


@pytest.mark.parametrize("key", ["outsider", "outside_community", "street", "partner", "auditor", "nobody"])
def test_nobody_else_sees_the_list_or_ticks(street, homes, key):
    notice = publish(street)
    answer = street.client(key).get(f"/notices/doors/{notice.pk}/")
    assert answer.status_code in {403, 404}
    assert "李小明" not in answer.content.decode()
    assert tick(street, key, notice, letter_to(homes, "李小明")).status_code in {403, 404}
    assert doors.untold(notice).count() == 3


def test_a_floor_leader_s_list_ends_at_the_floor(street, homes):
    homes.add("door201", "楼上人")
    notice = publish(street)
    page = street.client("floor").get(f"/notices/doors/{notice.pk}/").content.decode()
    assert "楼上人" not in page
    assert "李小明" in page
    assert street.client("floor").get(f"/notices/doors/{notice.pk}/?at={street.id('building7')}").status_code == 404
    assert tick(street, "floor", notice, letter_to(homes, "楼上人")).status_code == 404
    assert doors.untold(notice).count() == 4


def test_a_list_too_long_is_cut_into_parts(street, homes, monkeypatch):
    monkeypatch.setattr(doors, "AT_ONCE", 2)
    notice = publish(street)
    page = street.client("community").get(f"/notices/doors/{notice.pk}/").content.decode()
    assert "人太多" in page
    assert str(street.id("grid3")) in page
    assert "李小明" not in page


def test_a_door_with_more_people_than_a_list_holds_is_never_called_told(street, homes, monkeypatch):
    monkeypatch.setattr(doors, "AT_ONCE", 1)
    notice = publish(street)
    page = street.client("community").get(f"/notices/doors/{notice.pk}/?at={street.id('door101')}").content.decode()
    assert "还有 2 人" in page
    assert "只列出前 1 人" in page
    assert "都知道了" not in page


def test_what_is_to_be_told_is_listed_for_who_knows_the_doors(street, homes):
    notice = publish(street)
    assert "还有 3 人" in street.client("building").get("/notices/doors/").content.decode()
    assert "明天停水" not in street.client("outsider").get("/notices/doors/").content.decode()
    tick(street, "community", notice, *Letter.objects.all())
    assert "家家都知道了" in street.client("building").get("/notices/doors/").content.decode()


def test_without_a_notice_nobody_is_said_to_know_of_one(street, homes):
    page = street.client("building").get("/notices/doors/").content.decode()
    assert "家家都知道了" not in page and "近两个月没有通知" in page


def test_leaders_who_have_not_read_are_named_to_the_writer(street, homes, leaders):
    notice = publish(street, audience="leaders")
    client = street.client("community")
    page = client.get(f"/notices/sent/{notice.pk}/unread/").content.decode()
    assert "罗楼栋" in page
    letter = notice.sent.get(recipient=leaders["building"].pk)
    street.client("building").get(f"/notices/{letter.pk}/")
    assert "罗楼栋" not in client.get(f"/notices/sent/{notice.pk}/unread/").content.decode()
    tick(street, "community", notice, notice.sent.get(recipient=leaders["grid"].pk))
    assert "都知道了" in client.get(f"/notices/sent/{notice.pk}/unread/").content.decode()
    assert tick(street, "building", notice, letter).status_code == 404


def test_the_link_of_one_s_own_counts_when_pressed_not_when_previewed(street, homes):
    notice = publish(street)
    letter = letter_to(homes, "李小明")
    address = f"/notices/for/{token_of(letter.pk)}/"
    anonymous = street.client("anonymous")
    page = anonymous.get(address)
    assert "提前接水" in page.content.decode()
    assert "李小明" not in page.content.decode()
    assert doors.untold(notice).count() == 3
    assert [anonymous.post(address)["Location"] for _ in range(2)] == [address] * 2
    assert doors.untold(notice).count() == 2
    assert "已记下您知道了" in anonymous.get(address).content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 34, "💡", "AAAA"])
def test_a_forged_link_opens_nothing(street, homes, token):
    publish(street)
    assert street.client("anonymous").get(f"/notices/for/{token}/").status_code == 404
    assert letter_of(token) is None


def test_a_link_is_bound_to_its_letter(street):
    one, other = new_id(), new_id()
    assert letter_of(token_of(one)) == one
    import base64

    mixed = (
        base64.urlsafe_b64encode(other.bytes + base64.urlsafe_b64decode(token_of(one) + "==")[16:]).decode().rstrip("=")
    )
    assert letter_of(mixed) is None


def test_a_withdrawn_notice_asks_nobody_to_knock(street, homes):
    notice = publish(street)
    type(notice).objects.filter(pk=notice.pk).update(withdrawn_at=clock.now())
    assert "已经撤回" in street.client("building").get(f"/notices/doors/{notice.pk}/").content.decode()
    assert tick(street, "building", notice, letter_to(homes, "李小明")).status_code == 404


GONE = {
    "died": {"until": clock.today(), "left": "died"},
    "moved away": {"until": clock.today(), "left": "out"},
    "moved behind another door": {"path": "elsewhere"},
}


@pytest.mark.parametrize("how", GONE)
def test_who_is_gone_is_on_no_list_and_lowers_no_figure(street, homes, how):
    notice = publish(street)
    tick(street, "community", notice, letter_to(homes, "李小明"), letter_to(homes, "买买提·艾力"))
    changes = {
        name: street.places["door201"].path if value == "elsewhere" else value for name, value in GONE[how].items()
    }
    Resident.objects.filter(pk=homes.people["王秀英"].pk).update(**changes)
    for address in (f"/notices/doors/{notice.pk}/", f"/notices/doors/{notice.pk}/?at={street.id('door101')}"):
        assert "王秀英" not in street.client("community").get(address).content.decode()
    assert "家家都知道了" in street.client("building").get("/notices/doors/").content.decode()
    shown = street.client("community").get(f"/notices/sent/{notice.pk}/")
    assert (shown.context["left"], shown.context["reached"], shown.context["share"]) == (0, 2, 1.0)


def test_a_member_who_left_is_not_named_among_those_to_be_told(street, homes, leaders):
    notice = publish(street, audience="leaders")
    Member.objects.filter(pk=leaders["building"].pk).update(until=clock.today())
    page = street.client("community").get(f"/notices/sent/{notice.pk}/unread/").content.decode()
    assert "罗楼栋" not in page
    assert "马网格" in page


def test_no_letter_is_written_to_who_is_gone_and_a_merged_resident_s_goes_on(street, homes, leaders):
    died, merged, still = (homes.people[name].pk for name in ("王秀英", "买买提·艾力", "李小明"))
    Resident.objects.filter(pk=died).update(until=clock.today(), left="died")
    Resident.objects.filter(pk=merged).update(until=clock.today(), left="merged", merged_into=still)
    Member.objects.filter(pk=leaders["grid"].pk).update(until=clock.today())
    known = new_id()  # neither a member nor a resident that the register has
    wanted = [died, merged, leaders["grid"].pk, leaders["building"].pk, known]
    path = street.places["door101"].path
    write_letters(
        [NewLetter(person, "calls.finish", "flows.caller_finish", path) for person in wanted], now=clock.now()
    )
    told = set(Letter.objects.values_list("recipient", flat=True))
    assert told == {still, leaders["building"].pk, known}


def test_whom_somebody_else_must_tell_is_no_work_of_mine(street, homes):
    """The floor leader's own doors know; another floor's do not."""
    homes.add("door202", "单小明")
    publish(street)
    reader = actor_of(street.people["floor"].account, clock.today())
    Letter.objects.filter(path__startswith=street.places["floor1"].path).update(told_at=clock.now())
    assert Letter.objects.filter(told_at=None).exists()
    assert doors.to_do(reader, clock.now()) == []


def test_what_went_to_other_doors_is_nothing_lately(street, homes):
    publish(street)
    assert doors.none_lately(actor_of(street.people["outsider"].account, clock.today()), clock.now())
    assert not doors.none_lately(actor_of(street.people["floor"].account, clock.today()), clock.now())
