"""The resident's own link and what is asked by it: to the minute and the day, nothing twice, nobody else's record."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.actions import links
from linli.people.models import Move, Proposal, Resident, SelfLink
from linli.people.particulars import Particulars
from linli.people.queries import history
from linli.people.queries.links import OPEN_MINUTES, usable
from linli.people.queries.records import identity_of, phone_of
from linli.people.tests.conftest import identity
from linli.people.tests.deeds import register, send
from linli.testing import refusals, refused

CORRECT = "/people/self/correct/"


@pytest.fixture
def token(homes):
    return re.search(r"/people/self/([\w-]{32})/", send(homes, "link").content.decode()).group(1)


@pytest.fixture
def browser(token):
    client = Client()
    assert client.post(f"/people/self/{token}/").status_code == 303
    return client


def typed(homes, **changes):
    one = Resident.objects.get(pk=homes.people["李小明"].pk)
    known = {"revision": one.revision, "phone": phone_of(one), "reach": one.reach, "name": one.name}
    return {"key": new_id(), **known, "identity_kind": one.identity_kind, "identity": ""} | changes


def decide(homes, who="community", key=None, **answer):
    typed = {"key": key or new_id(), "verdict": "accept", "reason": "看过证件"} | answer
    return homes.street.client(who).post(f"/people/proposals/{Proposal.objects.latest('made_at').pk}/", typed)


@pytest.mark.parametrize(("left", "status"), [(1, 200), (0, 404), (-1, 404)])
def test_a_link_is_good_to_its_last_second(homes, token, left, status, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    SelfLink.objects.update(expires_at=now + timedelta(seconds=left))
    assert Client().get(f"/people/self/{token}/").status_code == status
    opened = Client().post(f"/people/self/{token}/")
    assert opened.status_code == (303 if status == 200 else 404)
    if status == 404:
        assert refused(opened) == "people.link_gone"
        assert not Fact.objects.filter(kind="people.link_opened").exists()


@pytest.mark.parametrize(("minutes", "open_still"), [(OPEN_MINUTES - 1, True), (OPEN_MINUTES, False)])
def test_a_browser_reads_and_corrects_for_half_an_hour(homes, browser, minutes, open_still, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    SelfLink.objects.update(used_at=now - timedelta(minutes=minutes))
    status = browser.get("/people/self/").status_code
    answer = browser.post(CORRECT, typed(homes, phone="13700000044"))
    assert (status, answer.status_code) == ((200, 303) if open_still else (404, 404))
    assert (phone_of(Resident.objects.get(pk=homes.people["李小明"].pk)) == "13700000044") is open_still


@pytest.mark.parametrize("what", ["left", "merged"])
def test_who_left_the_register_has_no_record_to_open(homes, token, browser, what):
    one = Resident.objects.filter(pk=homes.people["李小明"].pk)
    one.update(until=clock.today(), left="moved" if what == "left" else "merged")
    assert browser.get("/people/self/").status_code == 404
    assert browser.post(CORRECT, typed(homes)).status_code == 404
    SelfLink.objects.update(used_at=None)
    assert Client().get(f"/people/self/{token}/").status_code == 404


def test_the_page_of_ones_own_record_is_kept_nowhere_and_told_to_nobody(browser):
    """With "no-referrer" a browser would send its forms from the origin "null", and they would be refused."""
    for address in ("/people/self/", CORRECT):
        answer = browser.get(address)
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")


def test_opening_is_on_the_record_as_the_resident_themself(homes, browser):
    fact, one = Fact.objects.get(kind="people.link_opened"), homes.people["李小明"]
    assert (fact.actor, fact.about, fact.path, fact.data) == (
        None,
        one.pk,
        one.path,
        {"link_by": homes.street.people["grid"].account.name},
    )


def test_a_correction_sent_twice_is_made_once(homes, browser):
    data = typed(homes, phone="13700000044", name="李晓明")
    assert browser.post(CORRECT, data).status_code == 303
    after, facts = register(), Fact.objects.count()
    assert browser.post(CORRECT, data).status_code == 303
    assert (register(), Fact.objects.count()) == (after, facts)


def test_a_second_request_takes_the_place_of_the_first(homes, browser):
    browser.post(CORRECT, typed(homes, name="李晓明"))
    browser.post(CORRECT, typed(homes, name="李筱明"))
    assert list(Proposal.objects.order_by("made_at").values_list("name", "state")) == [
        ("李晓明", "withdrawn"), ("李筱明", "open"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [identity(123), identity(123).lower(), ""])
def test_the_same_name_and_number_ask_for_nothing(homes, browser, number):
    assert browser.post(CORRECT, typed(homes, identity=number, name=" 李 小明 ")).status_code == 303
    assert not Proposal.objects.exists()


def test_a_resident_changes_no_relation_no_note_and_nobody_elses_row(homes, browser):
    before = {row.pk: row for row in Resident.objects.all()}
    extra = {
        "relation": "child",
        "residence": "student",
        "note": "x",
        "household": new_id(),
        "sex": "2",
        "until": "2022-01-01",
    }
    browser.post(CORRECT, typed(homes, reach="door", **extra))
    for row in Resident.objects.all():
        old = before[row.pk]
        changed = [f.name for f in Resident._meta.fields if getattr(row, f.name) != getattr(old, f.name)]
        mine = row.pk == homes.people["李小明"].pk
        assert set(changed) - {"note_sealed", "phone_sealed"} == ({"reach", "revision"} if mine else set())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"phone": "123"}, {"phone": "people.phone_shape"}),
        ({"identity": "1"}, {"identity": "people.identity_shape"}),
        ({"identity_kind": "none", "identity": "E12345"}, {"identity": "people.document_kind"}),
        ({"name": "12"}, {"name": "people.name_wrong"}),
        ({"reach": "pigeon"}, {"reach": "invalid_choice"}),
        ({"how_hearing": "长" * 121}, {"how_hearing": "max_length"}),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_kept(homes, browser, changes, told):
    before = register()
    answer = browser.post(CORRECT, typed(homes, how_sight="写大字", **changes))
    assert (answer.status_code, refusals(answer)) == (422, told)
    assert "写大字" in answer.content.decode()
    assert register() == before


@pytest.mark.parametrize("verdict", ["accept", "decline"])
def test_a_decision_is_on_the_record_once_without_what_was_asked(homes, browser, verdict):
    browser.post(CORRECT, typed(homes, name="李晓明", identity=identity(345, "19800102")))
    key = new_id()
    assert decide(homes, key=key, verdict=verdict).status_code == 303
    after, facts = register(), Fact.objects.count()
    assert decide(homes, key=key, verdict=verdict).status_code == 303
    assert register() == after
    assert Fact.objects.count() == facts
    fact = Fact.objects.get(kind=f"people.proposal_{verdict}{'ed' if verdict == 'accept' else 'd'}")
    assert fact.data == {"fields": ["name", "identity_kind"], "reason": "看过证件"}
    one = Resident.objects.get(pk=homes.people["李小明"].pk)
    assert (one.name == "李晓明", identity_of(one) != identity(123)) == ((verdict == "accept"),) * 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"verdict": "decline", "reason": ""}, "kernel.reason_missing"),
        ({"verdict": "decline", "reason": "不"}, "kernel.reason_missing"),
        ({"verdict": "maybe"}, "invalid_choice"),
        ({"verdict": ""}, "required"),
        ({"reason": "长" * 121}, "max_length"),
    ],
)
def test_a_decision_that_is_none(homes, browser, answer, told):
    browser.post(CORRECT, typed(homes, name="李晓明"))
    before = register()
    refusal = decide(homes, **answer)
    assert (refusal.status_code, refused(refusal)) == (422, told)
    assert register() == before


def test_for_who_has_left_meanwhile_nothing_is_accepted(homes, browser):
    browser.post(CORRECT, typed(homes, name="李晓明"))
    Resident.objects.filter(pk=homes.people["李小明"].pk).update(until=clock.today(), left="moved")
    assert refused(decide(homes)) == "people.already_left"
    assert Proposal.objects.get().state == "open"


@pytest.mark.parametrize(("who", "status"), [("grid", 403), ("floor", 403), ("outside_community", 404)])
def test_who_does_not_keep_the_register_decides_nothing(homes, browser, who, status):
    browser.post(CORRECT, typed(homes, name="李晓明"))
    assert decide(homes, who).status_code == status
    assert Proposal.objects.get().state == "open"
    assert homes.street.client(who).get("/people/proposals/").status_code == (403 if status == 403 else 200)


def test_what_waits_is_counted_on_the_page_of_the_keeper_alone(homes, browser):
    browser.post(CORRECT, typed(homes, name="李晓明"))
    waiting = {who: homes.street.client(who).get("/people/").context["waiting"] for who in ("community", "grid")}
    assert waiting == {"community": 1, "grid": 0}
    fact_before = Fact.objects.filter(kind="people.searched").count()
    homes.street.client("community").get("/people/proposals/")
    fact = Fact.objects.filter(kind="people.searched").last()
    assert (Fact.objects.filter(kind="people.searched").count(), fact.data) == (
        fact_before + 1, {"kinds": ["proposals"], "filters": [], "hits": 1},
    )  # fmt: skip


def test_the_half_hour_is_kept_by_the_action_too(homes, browser):
    """The page was opened in time, and the form sent when the worker of the server was slow."""
    from linli.kernel.errors import NotFound

    link = SelfLink.objects.select_related("resident").get()
    person = Particulars(name="李小明", phone="13700000044")
    with pytest.raises(NotFound) as told:
        links.correct_self(
            link=link, revision=1, person=person, key=new_id(), now=link.used_at + timedelta(minutes=31)
        )  # fmt: skip
    assert told.value.code == "people.link_gone"


def test_the_story_of_a_record_says_what_the_resident_did_and_who_agreed(homes, browser):
    browser.post(CORRECT, typed(homes, name="李晓明", reach="text"))
    decide(homes)
    story = history.of_resident(Resident.objects.get(pk=homes.people["李小明"].pk), today=clock.today(), reads=bool)
    assert [event.by for event in story] == ["高社区", "本人", "本人"]
    assert not Move.objects.exists()


def test_of_two_who_press_at_once_one_opens_the_record(homes, token, monkeypatch):
    """Both have read the link as unused; the second finds it used when it writes."""
    read = usable(token, clock.now())
    assert Client().post(f"/people/self/{token}/").status_code == 303
    monkeypatch.setattr(links, "usable", lambda *_given: read)
    late = Client()
    answer = late.post(f"/people/self/{token}/")
    assert (answer.status_code, refused(answer)) == (404, "people.link_gone")
    assert late.get("/people/self/").status_code == 404
    assert Fact.objects.filter(kind="people.link_opened").count() == 1


def test_who_reads_what_a_resident_asks_for_has_looked(homes, browser):
    browser.post(CORRECT, typed(homes, name="李晓明"))
    homes.street.client("community").get(f"/people/proposals/{Proposal.objects.get().pk}/")
    looked = Fact.objects.filter(kind="people.viewed", actor=homes.street.people["community"].account.pk)
    assert list(looked.values_list("about", flat=True)) == [homes.people["李小明"].pk]
