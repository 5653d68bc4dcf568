"""Letters: written once, listed to their owner alone, read one by one or all, counted by one query."""

import pytest
from django.utils import translation

from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.actions import NewLetter, write_letter, write_letters
from linli.notices.models import Letter
from linli.notices.queries import badge_tag, inbox, unread_count
from linli.notices.tests.conftest import make_member


def write(street, key="building", **known):
    person = street.people[key].account.person
    plain = {
        "topic": "calls.claim",
        "code": "flows.caller_claim",
        "data": {"number": "0312-0007"},
        "path": street.places["building7"].path,
        "about": new_id(),
    }
    write_letter(recipient=person, now=clock.now(), **{**plain, **known})
    return Letter.objects.filter(recipient=person).latest("at")


def test_a_letter_about_one_thing_is_written_once(street):
    about = new_id()
    for _ in range(3):
        write(street, about=about)
    write(street, about=about, topic="calls.claim.80")
    assert unread_count(street.people["building"].account.person) == 2


def test_bulk_counts_only_what_is_new(street):
    about, path = new_id(), street.places["grid3"].path
    new = [
        NewLetter(new_id(), "calls.open", "flows.receiver_open", path, {"number": "1"}, about=about) for _ in range(5)
    ]
    assert write_letters(new, now=clock.now()) == 5
    assert (
        write_letters(
            [*new, NewLetter(new_id(), "calls.open", "flows.receiver_open", path, {"number": "1"}, about=about)],
            now=clock.now(),
        )
        == 1
    )


def test_a_letter_speaks_the_language_of_its_reader(street):
    write(street)
    client = street.client("building")
    assert "您的单子 0312-0007 有人接了。" in client.get("/notices/").content.decode()
    account = street.people["building"].account
    type(account).objects.filter(pk=account.pk).update(language="en")
    assert "Somebody took your call 0312-0007." in street.client("building").get("/notices/").content.decode()


def test_letters_of_an_earlier_and_of_a_later_version_are_shown(street):
    """A letter from before letters had codes shows its title; one with an unknown code is still shown."""
    Letter.objects.filter(pk=write(street).pk).update(code="", data={}, title="从前的一封")
    Letter.objects.filter(pk=write(street).pk).update(code="rounds.later")
    page = street.client("building").get("/notices/").content.decode()
    assert "从前的一封" in page and "您有一条消息，请打开看看。" in page


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_letter_never_leads_out(street, link):
    with pytest.raises(Invalid):
        write(street, link=link)


def test_reading_a_letter_marks_it_and_leads_to_what_it_is_about(street):
    letter = write(street, link="/board/")
    client = street.client("building")
    assert "您的单子 0312-0007 有人接了。" in client.get("/notices/").content.decode()
    answer = client.get(f"/notices/{letter.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/board/")
    assert unread_count(street.people["building"].account.person) == 0


def test_marked_twice_as_read_the_first_time_counts(street):
    letter, client = write(street), street.client("building")
    read = []
    for _ in range(2):
        assert client.post(f"/notices/{letter.pk}/read/")["Location"] == "/notices/"
        read.append(Letter.objects.get(pk=letter.pk).read_at)
    assert read[0] is not None
    assert read[0] == read[1]


@pytest.mark.parametrize("key", ["outsider", "community", "administrator"])
def test_nobody_reads_another_s_letter(street, key):
    letter = write(street)
    assert street.client(key).get(f"/notices/{letter.pk}/").status_code == 404
    assert street.client(key).post(f"/notices/{letter.pk}/read/").status_code == 404
    assert "0312-0007" not in street.client(key).get("/notices/").content.decode()
    assert Letter.objects.get(pk=letter.pk).read_at is None
    assert street.client("anonymous").get(f"/notices/{letter.pk}/").status_code == 302


def test_all_read_leaves_what_came_after_the_page_was_shown(street):
    write(street)
    shown = clock.now()
    write(street)
    street.client("building").post("/notices/read-all/", {"until": shown.isoformat()})
    assert unread_count(street.people["building"].account.person) == 1
    street.client("building").post("/notices/read-all/", {"until": "no time"})
    assert unread_count(street.people["building"].account.person) == 0


def test_a_leader_who_lives_here_sees_the_letters_to_the_resident_too(street, homes):
    one = homes.people["李小明"]
    make_member(street, "building", "building7", "building_leader", resident=one.pk)
    write_letter(
        recipient=one.pk,
        topic="t",
        code="flows.caller_finish",
        data={"number": "居民的"},
        path=one.path,
        about=new_id(),
        now=clock.now(),
    )
    assert unread_count(street.people["building"].account.person) == 1
    assert inbox(street.people["building"].account.person, unread=True).count() == 1
    assert "居民的" in street.client("building").get("/notices/").content.decode()


def test_the_badge_is_one_query_and_304_while_nothing_changed(street, django_assert_num_queries):
    person = street.people["building"].account.person
    write(street)
    with django_assert_num_queries(1):
        assert unread_count(person) == 1
    client = street.client("building")
    first = client.get("/notices/badge/", headers={"HX-Request": "true"})
    assert "1" in first.content.decode()
    again = client.get("/notices/badge/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    write(street)
    later = client.get("/notices/badge/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert later.status_code == 200
    assert later["ETag"] != first["ETag"]


def test_the_badge_of_the_frame_is_the_badge_of_the_address(street):
    write(street)
    page = street.client("building").get("/notices/").content.decode()
    badge, below = street.client("building").get("/notices/badge/").content.decode().split('<span id="badge-below"')
    assert badge.strip() in page
    assert "hx-swap-oob" in below and "条未读" in below
    for_phones = page.split('id="badge-below">')[1].split("</a>")[0]
    assert below.partition(">")[2].strip() == for_phones.strip()


def test_a_hundred_letters_are_paged_and_counted_as_more(street):
    path, person = street.places["grid3"].path, street.people["building"].account.person
    write_letters(
        [NewLetter(person, "t", "flows.caller_claim", path, {"number": str(n)}, about=new_id()) for n in range(120)],
        now=clock.now(),
    )
    page = street.client("building").get("/notices/").content.decode()
    assert "99+" in page
    assert "更早的" in page
    assert len(inbox(person, unread=True)) == 120


def test_an_account_without_a_person_has_an_empty_inbox(street):
    account = street.people["administrator"].account
    type(account).objects.filter(pk=account.pk).update(person=None)
    assert "还没有消息" in street.client("administrator").get("/notices/").content.decode()
    assert street.client("administrator").get("/notices/reminders/").status_code == 403


def test_the_tag_of_the_badge_knows_the_language():
    with translation.override("en"):
        english = badge_tag(3)
    with translation.override("zh-hans"):
        assert len({english, badge_tag(3), badge_tag(4)}) == 3
