"""From a letter to the caller's own page: by the link in an SMS, by the inbox of an account, and by nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.calls.actions.opening import open_call
from linli.calls.models import Call
from linli.calls.tests.test_pages_resident import PHONE, follow, opened, phone  # noqa: F401 (the fixture)
from linli.calls.tests.town import Town
from linli.flows import jobs
from linli.kernel.sealing.tokens import digest_of
from linli.kernel.time import clock
from linli.notices.models import Letter
from linli.notices.tests.conftest import gateway, make_member  # noqa: F401 (the fixture)
from linli.notices.tests.test_channels import code_in
from linli.notices.tests.test_outside import sms
from linli.notices.tokens import marked, token_of
from linli.people.tests.conftest import Homes
from linli.testing_kept import laid


@pytest.fixture
def town(street):
    return laid(Town, street)


@pytest.fixture
def resident(town):
    """A resident behind door 101, registered with the number that the calls are opened with."""
    return Homes(town.street).add("door101", "王秀英", phone=PHONE)


@pytest.fixture
def followed(town, phone, gateway, resident):  # noqa: F811 (fixtures)
    """A call whose caller has shown that the number is theirs, and the letter that it was claimed."""
    sms(town.street, gateway.host)
    token = opened(town, phone, kind="service.help")
    follow(phone, token, "send_code")
    assert follow(phone, token, "code", code=code_in(gateway)).status_code == 302
    town.do("claim_call", Call.objects.get(), "grid")
    jobs.run(clock.now())
    return token, Letter.objects.get(recipient=resident.pk, topic="calls.claim")


def test_the_link_of_the_letter_leads_to_the_callers_own_page(followed):
    token, letter = followed
    answer = Client().get(f"/notices/for/{token_of(letter.pk)}/", follow=True)
    assert answer.redirect_chain[-1] == (f"/calls/follow/{token}/", 302)
    assert Call.objects.get().number in answer.content.decode()
    letter.refresh_from_db()
    assert letter.read_at is None, "looking is not reading: programs that preview a link open it too"


def test_no_row_of_the_database_opens_the_page(followed):
    token, letter = followed
    assert letter.link == reverse("calls:by_letter", args=[Call.objects.get().pk]) + "?mark="
    assert token not in str([list(Letter.objects.values()), list(Call.objects.values())])
    for mark in ("", "x", "A" * 24, "\u4e2d"):
        assert Client().get(letter.link + mark).status_code == 404
    assert Client().get(marked(letter.link)).status_code == 302


def test_a_mark_opens_the_address_it_was_made_for_alone(followed, town):
    _token, letter = followed
    other = town.open("service.help", by=None, caller_phone="13900000000").call
    mark = marked(letter.link).rpartition("=")[2]
    assert Client().get(reverse("calls:by_letter", args=[other.pk]), {"mark": mark}).status_code == 404


def test_a_resident_with_an_account_finds_it_in_their_inbox_and_nobody_else_does(followed, town, resident):
    token, letter = followed
    make_member(town.street, "volunteer", "building7", "volunteer", resident=resident.pk)
    for who in ("outsider", "community", "administrator"):
        assert town.street.client(who).get(f"/notices/{letter.pk}/").status_code in {303, 404}
    answer = town.street.client("volunteer").get(f"/notices/{letter.pk}/", follow=True)
    assert answer.redirect_chain[-1] == (f"/calls/follow/{token}/", 302)
    letter.refresh_from_db()
    assert letter.read_at


def test_a_number_of_two_residents_tells_neither(town, phone, gateway, resident):  # noqa: F811 (fixtures)
    Homes(town.street).add("door102", "张建国", phone=PHONE)
    sms(town.street, gateway.host)
    token = opened(town, phone, kind="service.help")
    follow(phone, token, "send_code")
    assert follow(phone, token, "code", code=code_in(gateway)).status_code == 302
    assert Call.objects.get().caller is None


def test_an_unchecked_number_tells_nobody(town, phone, resident):  # noqa: F811 (fixtures)
    opened(town, phone, kind="service.help")
    assert Call.objects.get().caller is None


@pytest.mark.parametrize(("place", "known"), [("door101", True), ("building7", True), ("door102", False)])
def test_whom_staff_open_a_call_for_is_known_where_they_live(town, resident, place, known):
    """A number typed by a leader is trusted when it belongs to a resident of this door; one from elsewhere may be a
    slip."""
    call = town.open("service.help", place, caller_phone=PHONE, on_behalf=True).call
    assert call.caller == (resident.pk if known else None)


def test_a_call_opened_without_a_key_has_the_way_of_its_letters_too(town):
    made = open_call(
        place=town.street.places["building7"], kind=town.kind("service.help"), title="请帮忙", caller_phone=PHONE,
        channel="page", actor=None, key=None, now=town.now,
    )  # fmt: skip
    link = reverse("calls:by_letter", args=[made.call.pk]) + "?mark="
    assert Client().get(marked(link)).url == f"/calls/follow/{made.follow_token}/"


def test_a_call_whose_token_was_made_by_chance_has_no_second_way(town):
    opened_call = town.open("service.help", by=None, caller_phone=PHONE).call
    Call.objects.filter(pk=opened_call.pk).update(follow_digest=digest_of("by chance"))
    link = reverse("calls:by_letter", args=[opened_call.pk]) + "?mark="
    assert Client().get(marked(link)).status_code == 404
