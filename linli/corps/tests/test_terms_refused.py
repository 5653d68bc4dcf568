"""Terms and members as the pages refuse them: by code at the field, with nothing changed; and what the trail says."""

from datetime import timedelta

import pytest

from linli.access.models import Grant
from linli.corps.models import Appointment, Member
from linli.corps.tests.test_appointments import appoint, change
from linli.corps.tests.town import PHONE, START
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing import refusals, refused

pytestmark = pytest.mark.django_db


def term(corps, key="floor1"):
    return Appointment.objects.get(pk=corps.terms[key].pk)


def ends(corps, days):
    end = clock.today() + timedelta(days=days)
    Appointment.objects.filter(pk=corps.terms["floor1"].pk).update(ends_on=end)
    Grant.objects.filter(source=corps.terms["floor1"].pk).update(ends_on=end)


@pytest.mark.parametrize(
    ("days", "deed", "typed", "refusal"),
    [
        (None, "relieve", {"on": (START - timedelta(days=1)).isoformat()}, {"on": "corps.relief_before_start"}),
        (0, "relieve", {}, {"": "corps.already_ended"}),
        (None, "relieve", {"on": ""}, {"on": "required"}),
        (None, "extend", {"ends_on": ""}, {"": "corps.term_is_open"}),
        (0, "extend", {"ends_on": ""}, {"": "corps.already_ended"}),
        (5, "extend", {"ends_on": 5}, {"ends_on": "corps.extension_not_later"}),
        (5, "extend", {"ends_on": "2101-01-01"}, {"ends_on": "corps.term_wrong_year"}),
        (None, "hand-over", {"to": ""}, {"to": "required"}),
    ],
)
def test_a_term_that_cannot_end_or_go_on_so_stays(corps, days, deed, typed, refusal):
    if days is not None:
        ends(corps, days)
    before = term(corps).ends_on
    days_on = {name: (clock.today() + timedelta(days=n)).isoformat() for name, n in typed.items() if isinstance(n, int)}
    answer = change(corps, deed, **typed | days_on)
    assert (answer.status_code, refusals(answer)) == (422, refusal)
    assert term(corps).ends_on == before


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"starts_on": "2101-01-01"}, {"starts_on": "corps.term_wrong_year"}),
        ({"starts_on": "1989-12-31"}, {"starts_on": "corps.term_wrong_year"}),
        ({"ends_on": "2101-01-01"}, {"ends_on": "corps.term_wrong_year"}),
        ({"starts_on": "2022-03-01", "ends_on": "2022-03-01"}, {"ends_on": "corps.term_ends_before"}),
    ],
)
def test_a_term_of_no_day_or_of_no_time_of_ours_is_not_begun(corps, typed, refusal):
    answer = appoint(corps, **typed)
    assert (answer.status_code, refusals(answer)) == (422, refusal)
    assert not Member.objects.filter(name="新楼层").exists()


def test_a_post_is_not_handed_to_who_holds_it_or_has_left(corps):
    holder, gone = corps.terms["floor1"].member_id, corps.member("已离", "13900000009")
    Member.objects.filter(pk=gone.pk).update(until=clock.today())
    for to, code in [(holder, "corps.hand_over_to_self"), (gone.pk, "corps.member_gone")]:
        assert refused(change(corps, "hand-over", to=to)) == code
    assert term(corps).ends_on is None


def test_the_next_in_office_has_no_term_that_ends_before_it_begins(corps):
    new = corps.member("接任人", "13900000002")
    answer = change(corps, "hand-over", to=new.pk, ends_on=clock.today().isoformat())
    assert refused(answer) == "corps.term_ends_before"
    assert term(corps).ends_on is None and not new.appointments.exists()


def test_nothing_is_undone_that_was_not_a_relief(corps):
    assert refused(change(corps, "undo")) == "corps.nothing_to_undo"
    new = corps.member("接任人", "13900000002")
    change(corps, "hand-over", to=new.pk)
    assert refused(change(corps, "undo")) == "corps.nothing_to_undo"
    assert term(corps).ended_how == "handed_over"


def test_who_has_left_gets_no_post(corps):
    gone = corps.member("已离", "13900000009")
    Member.objects.filter(pk=gone.pk).update(until=clock.today())
    answer = appoint(corps, member=gone.pk, name="", phone="")
    assert (answer.status_code, refused(answer)) == (422, "corps.member_gone")
    assert not gone.appointments.exists()


def test_one_name_with_one_number_is_one_member(corps):
    url = f"/corps/members/new/?at={corps.street.id('xueyuan')}"
    typed = {"name": corps.terms["sector"].member.name, "phone": PHONE.format(0)}
    client = corps.street.client("community")
    again = client.post(url, {"key": new_id(), **typed})
    assert (again.status_code, refusals(again)) == (422, {"name": "corps.member_known"})
    assert typed["phone"] in again.content.decode()
    assert client.post(url, {"key": new_id(), **typed | {"phone": "13900000077"}}).status_code == 302


def test_the_trail_of_a_term_says_who_which_post_and_when(corps):
    appoint(corps)
    made = Appointment.objects.get(member__name="新楼层")
    fact = Fact.objects.get(kind="corps.appointed", about=made.pk)
    assert fact.path == corps.street.places["floor2"].path
    assert fact.data["member"] == str(made.member_id) and fact.data["from"] == clock.today().isoformat()
    assert "新楼层" not in str(fact.data) and "1390" not in str(fact.data)


def test_who_leaves_on_a_day_that_is_set_is_not_extended_beyond_it(corps):
    member, last = corps.terms["floor1"].member_id, clock.today() + timedelta(days=10)
    leave = {"key": new_id(), "on": last.isoformat()}
    assert corps.street.client("community").post(f"/corps/members/{member}/leave/", leave).status_code == 302
    for until in ("", (last + timedelta(days=1)).isoformat()):
        answer = change(corps, "extend", ends_on=until)
        assert (answer.status_code, refused(answer)) == (422, "corps.member_gone")
    assert set(Grant.objects.filter(person=member).values_list("ends_on", flat=True)) == {last}


def test_a_term_is_not_extended_into_another_of_the_same_post_there(corps):
    """On the day on which one ends the next may begin, and the reverse."""
    ends(corps, 5)
    typed = {"member": corps.terms["floor1"].member_id, "name": "", "phone": "", "places": [corps.street.id("floor1")]}
    address = f"/corps/appoint/?at={corps.street.id('floor1')}"
    start = (clock.today() + timedelta(days=5)).isoformat()
    typed |= {"key": new_id(), "post": corps.post("floor_leader").pk, "starts_on": start, "ends_on": ""}
    assert corps.street.client("community").post(address, typed).status_code == 302
    answer = change(corps, "extend", ends_on="")
    assert (answer.status_code, refused(answer)) == (422, "corps.already_in_post")
    assert term(corps).ends_on == clock.today() + timedelta(days=5)
    before = {"starts_on": (START - timedelta(days=30)).isoformat(), "ends_on": START.isoformat()}
    assert corps.street.client("community").post(address, {**typed, **before, "key": new_id()}).status_code == 302


def test_the_trail_of_a_longer_term_says_from_when_to_when(corps):
    ends(corps, 5)
    later = (clock.today() + timedelta(days=50)).isoformat()
    assert change(corps, "extend", ends_on=later).status_code == 302
    facts = Fact.objects.filter(kind="corps.extended", about=term(corps).pk).values_list("data", flat=True)
    assert list(facts) == [{"from": (clock.today() + timedelta(days=5)).isoformat(), "to": later}]
