"""The resident's own link: shown once, used once, valid for half an hour; what it changes, what waits for the
registrar."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.models import Proposal, Resident, SelfLink
from linli.people.queries.records import identity_of, phone_of
from linli.people.tests.conftest import identity
from linli.testing import refusals, refused


def make(homes, who="grid", name="李小明"):
    one = homes.people[name]
    return homes.street.client(who).post(f"/people/resident/{one.pk}/link/", {"key": new_id()})


@pytest.fixture
def token(homes):
    return re.search(r"/people/self/([\w-]{32})/", make(homes).content.decode()).group(1)


@pytest.fixture
def browser(token):
    client = Client()
    assert client.post(f"/people/self/{token}/").status_code == 303
    return client


def correction(homes, **changes):
    one = Resident.objects.get(pk=homes.people["李小明"].pk)
    return {
        "key": new_id(), "revision": one.revision, "phone": phone_of(one), "reach": one.reach, "name": one.name,
        "identity_kind": one.identity_kind, "identity": "",
    } | changes  # fmt: skip


def test_the_token_is_shown_once_with_its_code_and_only_a_digest_is_kept(homes):
    answer = make(homes)
    text = answer.content.decode()
    token = re.search(r"/people/self/([\w-]{32})/", text).group(1)
    assert "<svg" in text
    assert answer["Cache-Control"] == "no-store"
    assert token.encode() not in bytes(SelfLink.objects.get().digest)
    assert token not in str(Fact.objects.values_list("data", flat=True))


def test_a_link_is_shown_once_also_to_who_sends_the_form_again(homes):
    address, typed = f"/people/resident/{homes.people['李小明'].pk}/link/", {"key": new_id()}
    assert homes.street.client("grid").post(address, typed).status_code == 200
    again = homes.street.client("grid").post(address, typed)
    assert (again.status_code, refused(again)) == (409, "people.link_shown_once")
    assert SelfLink.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("floor", 403), ("anonymous", 302), ("auditor", 403)])
def test_who_may_not_make_one(homes, who, status):
    assert make(homes, who).status_code == status
    assert not SelfLink.objects.exists()


def test_looking_shows_a_masked_name_and_uses_nothing_up(homes, token):
    for _ in range(3):
        text = Client().get(f"/people/self/{token}/").content.decode()
        assert "李**" in text
        assert "李小明" not in text
    assert SelfLink.objects.get().used_at is None


def test_opening_works_once(homes, token, browser):
    text = browser.get("/people/self/").content.decode()
    assert "李小明" in text
    assert "13812340001" not in text and "138****0001" in text
    assert identity(123) not in text
    assert 'class="large"' in text
    other = Client()
    assert other.post(f"/people/self/{token}/").status_code == 404
    assert other.get(f"/people/self/{token}/").status_code == 404
    assert other.get("/people/self/").status_code == 404


def test_whoever_made_the_link_does_not_open_it(homes, token):
    """Neither signed in, nor in the browser of a colleague; the link stays good for the resident."""
    for who in ("grid", "community", "street"):
        for answer in (homes.street.client(who).get(f"/people/self/{token}/"),
                       homes.street.client(who).post(f"/people/self/{token}/")):  # fmt: skip
            assert refused(answer) == "people.link_not_for_staff"
    assert SelfLink.objects.get().used_at is None
    assert Client().post(f"/people/self/{token}/").status_code == 303


def test_a_link_shows_no_whole_number_anywhere(homes, browser):
    pages = [browser.get(address).content.decode() for address in ("/people/self/", "/people/self/correct/")]
    assert all("13812340001" not in page and identity(123) not in page for page in pages)
    assert "138****0001" in pages[1]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ({"phone": ""}, "13812340001"),
        ({"phone": "", "forget_phone": "on"}, ""),
        ({"phone": "13700000044", "forget_phone": "on"}, "13700000044"),
    ],
)
def test_a_number_that_is_not_typed_stays_unless_it_is_taken_away(homes, browser, typed, phone):
    assert browser.post("/people/self/correct/", correction(homes, **typed)).status_code == 303
    assert phone_of(Resident.objects.get(pk=homes.people["李小明"].pk)) == phone


def test_the_browser_gets_another_session_with_the_record(token):
    client = Client()
    client.get(f"/people/self/{token}/")
    client.session.save()
    before = client.session.session_key
    client.post(f"/people/self/{token}/")
    assert client.session.session_key != before


@pytest.mark.parametrize("wrong", ["x", "A" * 32, "%00", "..", "correct", "名" * 9])
def test_a_wrong_token_is_as_gone_as_a_used_one(token, browser, wrong):
    used, absent = Client().get(f"/people/self/{token}/"), Client().get(f"/people/self/{wrong}/")
    assert used.status_code == absent.status_code == 404


def test_an_old_link_ends_when_a_new_one_is_made(homes, token):
    make(homes)
    assert Client().post(f"/people/self/{token}/").status_code == 404


def test_after_seven_days_or_half_an_hour_it_is_over(homes, token, browser):
    SelfLink.objects.update(used_at=clock.now() - timedelta(minutes=31))
    assert browser.get("/people/self/").status_code == 404
    assert browser.post("/people/self/correct/", correction(homes, phone="13700000044")).status_code == 404
    SelfLink.objects.update(used_at=None, expires_at=clock.now() - timedelta(seconds=1))
    assert Client().post(f"/people/self/{token}/").status_code == 404


def test_a_resident_sees_who_opened_their_record(homes, browser):
    one = homes.people["李小明"]
    homes.street.client("grid").post(
        f"/people/resident/{one.pk}/reveal/phone/", {"reason": "通知停水", "key": new_id()}
    )
    text = browser.get("/people/self/").content.decode()
    assert "马网格" in text
    assert "通知停水" in text


def test_contact_and_needs_change_at_once(homes, browser):
    answer = browser.post(
        "/people/self/correct/", correction(homes, phone="13700000044", reach="text", need_hearing="on")
    )
    assert answer.status_code == 303
    one = Resident.objects.get(pk=homes.people["李小明"].pk)
    assert (phone_of(one), one.reach) == ("13700000044", "text")
    assert identity_of(one) == identity(123)
    assert one.relation == "head"
    assert [n.kind for n in one.needs.all()] == ["hearing"]
    fact = Fact.objects.get(kind="people.self_corrected")
    assert (fact.actor, fact.actor_name, fact.data) == (
        None,
        "本人",
        {"fields": ["reach", "phone", "needs"], "link_by": homes.street.people["grid"].account.name},
    )
    assert not Proposal.objects.exists()


def test_a_name_or_number_waits_for_the_keeper(homes, browser):
    number = identity(345, "19800102")
    browser.post("/people/self/correct/", correction(homes, name="李晓明", identity=number))
    one = Resident.objects.get(pk=homes.people["李小明"].pk)
    assert (one.name, identity_of(one)) == ("李小明", identity(123))
    proposal = Proposal.objects.get()
    assert homes.street.client("grid").get(f"/people/proposals/{proposal.pk}/").status_code == 403
    assert homes.street.client("outside_community").get(f"/people/proposals/{proposal.pk}/").status_code == 404
    assert "李小明" in homes.street.client("community").get("/people/proposals/").content.decode()
    assert "李小明" not in homes.street.client("outside_community").get("/people/proposals/").content.decode()
    url = f"/people/proposals/{proposal.pk}/"
    page = homes.street.client("community").get(url).content.decode()
    assert "李晓明" in page
    assert number not in page
    assert (
        homes.street.client("community").post(url, {"key": new_id(), "verdict": "decline", "reason": ""}).status_code
        == 422
    )
    assert (
        homes.street.client("community")
        .post(url, {"key": new_id(), "verdict": "accept", "reason": "看过证件"})
        .status_code
        == 303
    )
    one.refresh_from_db()
    assert (one.name, one.initials, identity_of(one), one.born_on.isoformat()) == (
        "李晓明",
        "lxm",
        number,
        "1980-01-02",
    )
    again = homes.street.client("community").post(url, {"key": new_id(), "verdict": "decline", "reason": "又不行"})
    assert refused(again) == "people.changed_meanwhile"


def test_a_number_that_somebody_else_has_cannot_be_accepted(homes, browser):
    browser.post("/people/self/correct/", correction(homes, identity=identity(777)))
    proposal = Proposal.objects.get()
    answer = homes.street.client("community").post(
        f"/people/proposals/{proposal.pk}/", {"key": new_id(), "verdict": "accept", "reason": ""}
    )
    assert answer.status_code == 422
    assert refused(answer) == "people.identity_taken"
    assert Proposal.objects.get().state == "open"


@pytest.mark.parametrize(
    "changes",
    [{"phone": "123"}, {"identity": "1"}, {"name": "12"}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_wrong_value_keeps_the_rest(homes, browser, changes):
    answer = browser.post("/people/self/correct/", correction(homes, how_hearing="写字条", **changes))
    assert answer.status_code == 422
    assert refusals(answer).keys() == changes.keys()
    assert "写字条" in answer.content.decode()


def test_the_worker_was_faster(homes, browser):
    data = correction(homes, phone="13700000055")
    Resident.objects.filter(pk=homes.people["李小明"].pk).update(reach="door", revision=2)
    answer = browser.post("/people/self/correct/", data)
    assert answer.status_code == 409
    assert "上门" in answer.content.decode()
    assert "13700000055" in answer.content.decode()


def test_the_paper_form_has_everything_to_correct_and_no_whole_number(homes):
    one = homes.people["王秀英"]
    text = homes.street.client("grid").get(f"/people/resident/{one.pk}/paper/").content.decode()
    assert "☑ 听力" in text
    assert "138****0002" in text
    assert "13812340002" not in text
    assert Fact.objects.filter(kind="people.printed", about=one.pk).exists()
