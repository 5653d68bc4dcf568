"""The pages of a diary: one's own with its absences, and a member's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Account, Grant
from linli.corps.actions import diary
from linli.corps.models import DiaryEntry
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing import refusals, refused

NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def typed(starts, ends, **more):
    return {"key": str(new_id()), "why": "trip", "starts_at": starts, "ends_at": ends, **more}


def test_the_page_of_ones_own_diary(corps):
    client = corps.street.client("grid")
    url, enter = "/corps/diary/", "/corps/diary/absences/"
    wrong = client.post(enter, typed("2030-05-02T08:00", "2030-05-01T08:00"))
    assert wrong.status_code == 422
    assert refusals(wrong) == {"ends_at": "ends_first"}
    day = clock.today() + timedelta(days=3)
    assert client.post(enter, typed(f"{day}T08:00", f"{day}T12:00")).status_code == 302
    again = client.post(enter, typed(f"{day}T11:00", f"{day}T13:00"))
    assert again.status_code == 422
    assert "corps.diary_taken" in refusals(again).values()
    entry = DiaryEntry.objects.get()
    end = f"/corps/diary/{entry.pk}/end/"
    assert end in client.get(url).content.decode()
    assert corps.street.client("community").post(end, {"key": str(new_id())}).status_code == 404
    key = str(new_id())
    assert client.post(end, {"key": key}).status_code == 302
    assert end not in client.get(url).content.decode()
    assert DiaryEntry.objects.get().cancelled_at
    again = client.post(end, {"key": key}, follow=True)
    assert (again.status_code, refusals(again)) == (200, {})
    assert refused(client.post(end, {"key": str(new_id())})) == "kernel.changed_meanwhile"


def test_an_absence_sent_again_after_its_end_is_done(corps, monkeypatch):
    client, url, enter = corps.street.client("grid"), "/corps/diary/", "/corps/diary/absences/"
    now = clock.now()
    begin, end = timezone.localtime(now - HOUR), timezone.localtime(now + timedelta(minutes=3))
    body = typed(f"{begin:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}")
    assert client.post(enter, body).headers["Location"] == url
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=5))
    assert client.post(enter, body).headers["Location"] == url
    late = client.post(enter, body | {"key": str(new_id())})
    assert (late.status_code, refusals(late)) == (422, {"ends_at": "corps.diary_times"})
    assert DiaryEntry.objects.count() == 1


def test_an_account_without_a_person_is_told_so(corps):
    client = corps.street.client("outsider")
    Account.objects.filter(pk=corps.street.people["outsider"].account.pk).update(person=None)
    assert client.get("/corps/diary/").context["diary"] is None
    assert client.post("/corps/diary/absences/", typed("2030-05-01T08:00", "2030-05-02T08:00")).status_code == 403


@pytest.mark.parametrize("who", ["community", "grid", "building", "volunteer"])
def test_posts_that_are_sent_to_doors_enter_their_absences(corps, who):
    if who == "volunteer":
        corps.street.person(who, "何志愿", who, "grid3", "志愿者")
    client = corps.street.client(who)
    assert "/corps/diary/absences/" in client.get("/corps/diary/").content.decode()
    assert client.get("/corps/diary/absences/").headers["Location"] == "/corps/diary/"
    made = client.post("/corps/diary/absences/", typed("2030-05-01T08:00", "2030-05-02T08:00"))
    assert made.headers["Location"] == "/corps/diary/"
    assert DiaryEntry.objects.get().person == corps.street.people[who].account.person


@pytest.mark.parametrize("who", ["street", "partner", "guard", "auditor", "administrator", "nobody"])
def test_others_read_their_own_diary_and_enter_nothing(corps, who):
    if who == "guard":
        corps.street.person(who, "秦门卫", who, "grid3", "门卫")
    client = corps.street.client(who)
    page = client.get("/corps/diary/")
    assert page.status_code == 200
    assert "/corps/diary/absences/" not in page.content.decode()
    made = client.post("/corps/diary/absences/", typed("2030-05-01T08:00", "2030-05-02T08:00"))
    assert (made.status_code, refused(made)) == (403, "access.not_allowed")
    assert DiaryEntry.objects.count() == 0


def test_a_members_diary_is_for_who_reads_the_members(corps):
    member = corps.member("方成员")
    now = clock.now()
    for path, title in (("grid3", "东门卡口"), ("jucai", "远处卡口")):
        starts = now + (HOUR if path == "grid3" else 3 * HOUR)
        planned = diary.Planned(
            person=member.pk, kind="shift", starts_at=starts, ends_at=starts + HOUR, title=title, source="duties",
            source_id=new_id(), path=corps.street.places[path].path,
        )  # fmt: skip
        diary.enter(planned=planned, actor=Actor(None, "系统"), key=None, now=now)
    url = f"/corps/members/{member.pk}/diary/"
    text = corps.street.client("community").get(url).content.decode()
    assert "东门卡口" in text
    assert "远处卡口" not in text
    assert text.count("已有安排") == 1
    looks = Fact.objects.filter(kind="corps.diary_viewed", about=member.pk)
    assert looks.get().actor == corps.street.people["community"].account.pk
    assert url in corps.street.client("community").get(f"/corps/members/{member.pk}/").content.decode()
    assert corps.street.client("outside_community").get(url).status_code == 404
    assert corps.street.client("nobody").get(url).status_code in {403, 404}
    assert looks.count() == 1
    account = corps.street.people["community"].account
    Grant.objects.filter(person=account.person).update(person=member.pk)
    Account.objects.filter(pk=account.pk).update(person=member.pk)
    assert corps.street.client("community").get(url).status_code == 200
    assert looks.count() == 1, "one's own"


def test_an_unknown_entry_is_not_found(corps):
    from linli.corps.queries.diary import own_entry

    with pytest.raises(NotFound):
        own_entry(Actor(None, "系统"), new_id())


@pytest.mark.parametrize(
    ("starts", "ends"), [("0001-01-01T00:00", "2030-01-01T00:00"), ("2030-01-01T00:00", "9999-12-31T23:59")]
)
def test_an_absence_of_two_thousand_years_is_refused_and_the_page_still_opens(corps, starts, ends):
    client = corps.street.client("grid")
    answer = client.post("/corps/diary/absences/", typed(starts, ends))
    assert answer.status_code == 422
    assert refused(answer) == "corps.diary_years"
    assert client.get("/corps/diary/").status_code == 200
