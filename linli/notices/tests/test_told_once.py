"""Ticks and notices that somebody else was faster with, or that are not one's own to take back."""

import pytest

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.notices.models import Letter, Notice
from linli.notices.tests.test_doors import letter_to, tick
from linli.notices.tests.test_outside import group
from linli.notices.tests.test_publishing import draft, publish, send, typed
from linli.testing import refusals, refused
from linli.testing_jobs import run_jobs


def press(street, notice, deed, key="community"):
    return street.client(key).post(f"/notices/sent/{notice.pk}/{deed}/", {"key": new_id()})


def test_nobody_takes_back_the_tick_of_somebody_else(street, homes):
    notice = publish(street)
    one = letter_to(homes, "李小明")
    tick(street, "floor", notice, one)
    assert tick(street, "building", notice, one, deed="untell").status_code == 404
    one.refresh_from_db()
    assert one.told_by == street.people["floor"].account.pk


def test_of_a_door_half_told_the_rest_is_ticked(street, homes):
    notice = publish(street)
    one, other = letter_to(homes, "李小明"), letter_to(homes, "王秀英")
    tick(street, "floor", notice, one)
    assert tick(street, "building", notice, one, other).status_code == 302
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.told_by, other.told_by) == tuple(street.people[key].account.pk for key in ("floor", "building"))
    told = Fact.objects.filter(kind="notices.told").order_by("seq")
    assert [fact.data for fact in told] == [{"count": 1}, {"count": 1}]
    assert {fact.path for fact in told} == {street.places["door101"].path}


def test_a_letter_that_was_read_needs_no_tick(street, homes):
    notice = publish(street)
    one = letter_to(homes, "李小明")
    Letter.objects.filter(pk=one.pk).update(read_at=notice.published_at)
    answer = tick(street, "building", notice, one)
    assert (answer.status_code, refused(answer)) == (409, "notices.told_already")


@pytest.mark.parametrize("letters", [[], ["nonsense"], ["00000000-0000-0000-0000-000000000000"]])
@pytest.mark.parametrize("deed", ["told", "untell"])
def test_a_tick_of_no_letter_is_not_found(street, homes, letters, deed):
    notice = publish(street)
    sent = {"key": new_id(), "letter": letters}
    assert street.client("building").post(f"/notices/doors/{notice.pk}/{deed}/", sent).status_code == 404
    assert not Letter.objects.filter(told_at__isnull=False).exists()


def test_a_letter_of_another_notice_is_not_ticked_with_it(street, homes):
    first = publish(street)
    one = letter_to(homes, "李小明")
    second = publish(street, title="后天停电")
    assert tick(street, "building", second, one).status_code == 404
    assert Letter.objects.get(pk=one.pk).told_at is None
    assert first.pk != second.pk


@pytest.mark.parametrize(("at", "back"), [("", ""), ("nonsense", ""), ("building7", "?at={building7}")])
def test_a_tick_leads_back_to_the_list_it_was_made_on(street, homes, at, back):
    notice = publish(street)
    named = {"building7": str(street.id("building7"))}
    sent = {"key": new_id(), "letter": [letter_to(homes, "李小明").pk], "at": named.get(at, at)}
    answer = street.client("building").post(f"/notices/doors/{notice.pk}/told/", sent)
    assert answer["Location"] == f"/notices/doors/{notice.pk}/" + back.format(**named)


def test_leaders_are_told_by_who_writes_to_them(street, homes, leaders):
    notice = publish(street, "grid", "grid3", audience="leaders")
    one = Letter.objects.get(notice=notice, recipient=street.people["building"].account.person)
    assert tick(street, "floor", notice, one).status_code in {403, 404}
    answer = tick(street, "grid", notice, one)
    assert (answer.status_code, answer["Location"]) == (302, f"/notices/sent/{notice.pk}/unread/")
    assert Letter.objects.get(pk=one.pk).told_by == street.people["grid"].account.pk


def test_the_list_of_leaders_is_no_list_of_residents(street, homes):
    notice = publish(street)
    assert street.client("community").get(f"/notices/sent/{notice.pk}/unread/").status_code == 404


@pytest.mark.parametrize("deed", ["send", "withdraw"])
def test_what_is_done_is_not_done_again_by_another_press(street, homes, deed):
    notice = publish(street)
    if deed == "withdraw":
        assert press(street, notice, deed).status_code == 302
    again = press(street, notice, deed)
    assert (again.status_code, refused(again)) == (409, "notices.changed_meanwhile")
    kind = {"send": "notices.published", "withdraw": "notices.withdrawn"}[deed]
    assert Fact.objects.filter(kind=kind, about=notice.pk).count() == 1


def test_a_draft_is_not_withdrawn(street):
    notice = draft(street)
    assert refused(press(street, notice, "withdraw")) == "notices.changed_meanwhile"
    assert Notice.objects.get().withdrawn_at is None


def test_a_withdrawn_notice_is_not_sent_again(street, homes):
    notice = publish(street)
    press(street, notice, "withdraw")
    run_jobs()
    assert send(street, notice).status_code == 409
    run_jobs()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"audience": "post"}, {"post": "notices.post_missing"}),
        ({"audience": "leaders", "column": "news"}, {"column": "notices.article_for_all"}),
        ({"urgency": "panic"}, {"urgency": "invalid_choice"}),
    ],
)
def test_a_draft_wrongly_changed_stays_as_it_was(street, wrong, refusal):
    notice = draft(street)
    answer = street.client("community").post(f"/notices/sent/{notice.pk}/change/", typed(title="改了的") | wrong)
    assert (answer.status_code, refusals(answer)) == (422, refusal)
    assert "改了的" in answer.content.decode()
    assert Notice.objects.get().title == "明天停水"


def test_only_channels_in_use_at_the_place_are_offered(street):
    ours, elsewhere = group(street), group(street, kind="dingtalk")
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(path=street.places["jucai"].path)
    url = f"/notices/sent/new/?at={street.id('xueyuan')}"
    refusal = street.client("community").post(url, typed(channels=[elsewhere.pk]))
    assert (refusal.status_code, refusals(refusal)) == (422, {"channels": "invalid_choice"})
    assert draft(street, channels=[ours.pk]).channels.get() == ours


@pytest.mark.parametrize("at", ["nonsense", "door101", "jucai"])
def test_no_notice_to_a_door_or_to_what_is_not_ones_own(street, at):
    asked = street.id(at) if at in street.places else at
    assert street.client("community").post(f"/notices/sent/new/?at={asked}", typed()).status_code == 404
    assert not Notice.objects.exists()


def test_the_trail_of_a_notice_says_what_and_where_and_nothing_of_its_text(street, homes):
    notice = publish(street)
    press(street, notice, "withdraw")
    facts = Fact.objects.filter(about=notice.pk).order_by("seq")
    assert [(fact.kind, fact.data) for fact in facts] == [
        ("notices.drafted", {}), ("notices.published", {"count": 3}), ("notices.withdrawn", {}),
    ]  # fmt: skip
    assert {fact.path for fact in facts} == {street.places["xueyuan"].path}
