"""Nobody gives rights over the register that they lack without a second person of another line: by form or file."""

from datetime import timedelta

import pytest

from linli.access.actor import system
from linli.access.models import Account, Grant, PostKind, actor_of
from linli.corps import jobs
from linli.corps.actions import appointments as actions
from linli.corps.models import Appointment, AwaitedTerm, Member
from linli.corps.queries.persons import line_of
from linli.corps.queries.second import asked_by, waiting_at
from linli.corps.tests.test_appointments import appoint, valid_grants
from linli.corps.tests.test_import import _uploads, book, load
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.tests.conftest import Homes
from linli.testing import refused

pytestmark = pytest.mark.django_db
__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test


@pytest.fixture
def town(corps):
    """A street with a register: it is set up."""
    Homes(corps.street).add("door202", "单小明", relation="head")
    return corps


def ask(town, code="registrar", who="street", **typed):
    typed = {"post": town.post(code).pk, "name": "新专员", "places": [town.street.id("floor2")], **typed}
    return appoint(town, who, **typed)


def wide(town, code="registrar", **typed):
    """At the community itself."""
    url = f"/corps/appoint/?at={town.street.id('xueyuan')}"
    data = {
        "key": new_id(), "post": town.post(code).pk, "name": "新专员", "phone": "13900000001",
        "places": [town.street.id("xueyuan")], "starts_on": clock.today().isoformat(), "ends_on": "", **typed,
    }  # fmt: skip
    return town.street.client("street").post(url, data)


def decide(town, who, deed="confirm", row=None, **typed):
    row = row or AwaitedTerm.objects.get()
    return town.street.client(who).post(f"/corps/awaited/{row.pk}/{deed}/", {"key": new_id(), **typed})


def on_page(town, who):
    page = town.street.client(who).get("/corps/awaited/")
    return page.content.decode().count("data-awaited=")


def test_the_street_gives_no_registrar_alone(town):
    answer = wide(town)
    assert answer.status_code == 302
    member = Member.objects.get(name="新专员")
    assert answer.url == f"/corps/members/{member.pk}/"
    assert (
        not Grant.objects.filter(person=member.pk).exists() and not Appointment.objects.filter(member=member).exists()
    )
    assert "data-awaited" not in town.street.client("street").get(answer.url).content.decode()
    assert Fact.objects.get(kind="corps.asked").about == AwaitedTerm.objects.get().pk


def test_a_whole_page_is_confirmed_at_once_and_what_is_refused_waits_on(town):
    for name in ("一专员", "二专员", "三专员"):
        wide(town, name=name)
    rows = list(AwaitedTerm.objects.order_by("recorded_at"))
    decide(town, "auditor", "decline", row=rows[0])  # in another window, meanwhile
    page = town.street.client("auditor").get("/corps/awaited/")
    assert [line.row.pk for line in page.context["may_confirm"]] == [row.pk for row in rows[1:]]
    sent = {"key": new_id(), "row": [str(row.pk) for row in rows]}
    for _ in range(2):
        assert town.street.client("auditor").post("/corps/awaited/confirm/", sent).status_code == 302
    assert Appointment.objects.filter(member__name__in=["二专员", "三专员"]).count() == 2
    assert not Appointment.objects.filter(member__name="一专员").exists()
    assert Fact.objects.filter(kind="corps.confirmed").count() == 2


def test_nobody_confirms_their_own_by_confirming_all(town):
    wide(town)
    town.street.client("street").post(
        "/corps/awaited/confirm/", {"key": new_id(), "row": [str(AwaitedTerm.objects.get().pk)]}
    )
    assert AwaitedTerm.objects.get().state == "waiting"


@pytest.mark.parametrize("who", ["registrar", "community", "auditor"])
def test_who_has_the_rights_or_audits_is_the_second_person(town, who):
    wide(town)
    assert on_page(town, who) == 1
    key = new_id()
    assert [decide(town, who, key=key).status_code for _ in range(2)] == [302, 302]
    member = Member.objects.get(name="新专员")
    assert valid_grants(member) == [("registrar", town.street.places["xueyuan"].path)]
    term = member.appointments.get()
    assert term.recorded_by == town.street.people["street"].account.pk
    fact = Fact.objects.get(kind="corps.confirmed")
    assert (fact.actor, fact.data["by"]) == (town.street.people[who].account.pk, str(term.recorded_by))
    assert on_page(town, who) == 0
    assert refused(decide(town, who, row=AwaitedTerm.objects.get())) == "corps.asked_over"


@pytest.mark.parametrize(
    ("who", "status"), [("street", 403), ("grid", 403), ("administrator", 403), ("outside_community", 404)]
)
def test_nobody_else_is(town, who, status):
    wide(town)
    assert decide(town, who).status_code == status
    assert decide(town, who, "decline").status_code == status
    assert AwaitedTerm.objects.get().state == "waiting"


def test_not_who_also_gave_it_nor_who_gets_it(town):
    wide(town)
    street, community = (town.street.people[who].account for who in ("street", "community"))
    Grant.objects.create(
        person=street.person, bundle="community", path=town.street.places["xueyuan"].path, title="x", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip
    assert refused(decide(town, "street")) == "corps.confirm_own"
    AwaitedTerm.objects.update(
        member=Member.objects.create(pk=community.person, path="0001", name="高", since=clock.today())
    )
    assert refused(decide(town, "community")) == "corps.confirm_own"


def test_not_whose_own_post_goes_back_to_the_giver(town):
    """Also over several steps."""
    street, community = (town.street.people[who].account for who in ("street", "community"))
    middle = town.appoint("中间人", "xueyuan", "street_office", "13700000055")
    Account.objects.create(
        username="middle", name="中间人", person=middle.member_id, path="0001", created_at=clock.now(), password="!"
    )
    own = town.appoint("高社区", "xueyuan", "community_worker", "13700000056")
    Appointment.objects.filter(pk=own.pk).update(recorded_by=Account.objects.get(username="middle").pk)
    Grant.objects.filter(person=community.person).update(person=own.member_id)
    Account.objects.filter(pk=community.pk).update(person=own.member_id)
    wide(town)
    Appointment.objects.filter(pk=middle.pk).update(recorded_by=street.pk)
    assert street.pk in line_of(own.member_id)
    assert refused(decide(town, "community")) == "corps.confirm_same_line"
    Appointment.objects.filter(pk=middle.pk).update(recorded_by=None)
    assert decide(town, "community").status_code == 302


def test_who_lacks_the_rights_at_one_of_the_places_is_not(town):
    wide(town, places=[town.street.id("xueyuan")])
    AwaitedTerm.objects.update(path="0001")
    assert decide(town, "community").status_code == 404
    assert decide(town, "registrar").status_code == 302


def test_declined_or_lapsed_it_never_begins(town):
    wide(town)
    assert decide(town, "auditor", "decline").status_code == 302
    assert refused(decide(town, "registrar")) == "corps.asked_over"
    wide(town, name="第二位", phone="13900000002")
    row = AwaitedTerm.objects.get(state="waiting")
    AwaitedTerm.objects.filter(pk=row.pk).update(lapses_on=clock.today())
    assert on_page(town, "auditor") == 0
    assert refused(decide(town, "registrar", row=row)) == "corps.asked_over"
    jobs.lapse_awaited(clock.now())
    assert AwaitedTerm.objects.get(pk=row.pk).state == "lapsed"
    assert not Grant.objects.filter(bundle="registrar", path=town.street.places["xueyuan"].path).exists()


def test_it_begins_today_at_the_earliest_and_only_if_its_giver_is_in_office(town):
    wide(town, starts_on=(clock.today() - timedelta(days=30)).isoformat())
    posts = Grant.objects.filter(person=town.street.people["street"].account.person)
    posts.update(ends_on=clock.today())
    assert refused(decide(town, "registrar")) == "corps.giver_gone"
    posts.update(ends_on=None)
    assert decide(town, "registrar").status_code == 302
    assert Member.objects.get(name="新专员").appointments.get().starts_on == clock.today()


def test_what_the_giver_has_or_what_reads_own_doors_needs_nobody(town):
    assert ask(town, "floor_leader").status_code == 302
    assert not AwaitedTerm.objects.exists() and Member.objects.get(name="新专员").appointments.exists()
    assert ask(town, "grid_leader", "community", name="网格", phone="13900000003").status_code == 302
    assert not AwaitedTerm.objects.exists()
    own = PostKind.objects.create(path="0001", code="own_wide", title="楼门大姐", bundle="leader")  # in no mode
    wide(town, name="假楼层长", phone="13900000004", post=own.pk)
    assert AwaitedTerm.objects.get().member.name == "假楼层长"


def test_the_same_is_asked_once(town):
    key = new_id()
    assert [wide(town, key=key).status_code for _ in range(2)] == [302, 302]
    member = Member.objects.get(name="新专员").pk
    answer = wide(town, name="", phone="", member=member)
    assert refused(answer) == "corps.asked_already"
    assert AwaitedTerm.objects.count() == 1


def test_a_hand_over_and_a_longer_term_wait_too(town):
    term = town.appoint("老专员", "xueyuan", "registrar", "13700000060", ends_on=clock.today() + timedelta(days=9))
    later = clock.today() + timedelta(days=400)
    street = town.street.client("street")
    typed = {"key": new_id(), "ends_on": later.isoformat()}
    assert [street.post(f"/corps/appointments/{term.pk}/extend/", typed).status_code for _ in range(2)] == [302, 302]
    assert Grant.objects.get(source=term.pk).ends_on == clock.today() + timedelta(days=9)
    assert decide(town, "auditor").status_code == 302
    assert Grant.objects.get(source=term.pk).ends_on == later
    to = town.member("新专员", "13700000061")
    typed = {"key": new_id(), "to": to.pk, "on": clock.today().isoformat(), "ends_on": ""}
    assert street.post(f"/corps/appointments/{term.pk}/hand-over/", typed).status_code == 302
    assert valid_grants(term.member) and not valid_grants(to)
    assert decide(town, "auditor", row=AwaitedTerm.objects.get(state="waiting")).status_code == 302
    assert not valid_grants(term.member) and valid_grants(to)


def test_a_file_gives_no_more_than_the_form(town):
    table = book(
        ["新网格", "网格长", "13700000071", "03网格"], ["新楼栋", "楼栋长", "13700000072", "03网格7号楼"],
        header=["姓名", "职务", "联系电话", "负责范围"],
    )  # fmt: skip
    for _ in range(2):
        load(town, table, who="street")
    assert valid_grants(Member.objects.get(name="新楼栋")) and not valid_grants(Member.objects.get(name="新网格"))
    row = AwaitedTerm.objects.get()
    assert decide(town, "community").status_code == 302
    assert valid_grants(row.member) == [("grid", town.street.places["grid3"].path)]


def listed(town, *rows):
    """A list of the street's; what waits of it."""
    header = ["姓名", "职务", "联系电话", "负责范围", "任期从", "任期到"]
    assert load(town, book(*rows, header=header), who="street").state == "done"
    return AwaitedTerm.objects.get(state="waiting")


def fourth_grid(town):
    town.street.place("grid4", "grid", "04网格", "xueyuan")


def another(town, term, place, starts_on):
    """The same post for the same member, at one more place."""
    return actions.appoint(
        member=Member.objects.get(pk=term.member_id), post=term.post, places=[town.street.places[place]],
        starts_on=starts_on, ends_on=None, actor=system(), key=None, now=clock.now(),
    )  # fmt: skip


def terms_of(member):
    return list(member.appointments.order_by("recorded_at").values_list("ended_how", "starts_on", "ends_on"))


def test_a_row_that_takes_in_two_terms_ends_both_when_it_is_confirmed(town):
    """Also one that has not begun."""
    fourth_grid(town)
    town.street.place("grid5", "grid", "05网格", "xueyuan")
    today = clock.today()
    first = town.appoint("老网格", "grid3", "grid_leader", "13700000081")
    another(town, first, "grid4", today)
    another(town, first, "grid5", today + timedelta(days=40))
    row = listed(town, ["老网格", "网格长", "13700000081", "03网格、04网格、05网格", "", ""])
    assert (row.how, len(row.also)) == ("change", 2)
    assert decide(town, "community").status_code == 302
    assert [how for how, _starts, _ends in terms_of(first.member)] == ["changed", "changed", "changed", ""]
    for day in (today, today + timedelta(days=40)):
        found = Grant.objects.valid_on(day).filter(person=first.member_id).values_list("path", flat=True)
        assert sorted(found) == sorted(town.street.places[key].path for key in ("grid3", "grid4", "grid5"))


def test_what_ended_meanwhile_hinders_no_row_that_takes_it_in(town):
    fourth_grid(town)
    first = town.appoint("老网格", "grid3", "grid_leader", "13700000081")
    terms = {str(first.pk), str(another(town, first, "grid4", first.starts_on).pk)}
    row = listed(town, ["老网格", "网格长", "13700000081", "03网格、04网格", "", ""])
    left = Appointment.objects.get(pk=(terms - {str(row.term_id)}).pop())
    actions.relieve(appointment=left, on=clock.today(), actor=system(), key=None, now=clock.now())
    assert decide(town, "community").status_code == 302
    assert Appointment.objects.get(pk=left.pk).ended_how == "relieved"
    assert len(valid_grants(first.member)) == 2


@pytest.mark.parametrize("written", ["", "today"])
def test_a_coming_term_gets_its_other_places_on_the_day_it_begins(town, written):
    fourth_grid(town)
    later = clock.today() + timedelta(days=20)
    term = town.appoint("老网格", "grid3", "grid_leader", "13700000082")
    Appointment.objects.filter(pk=term.pk).update(starts_on=later)
    Grant.objects.filter(source=term.pk).update(starts_on=later)
    starts = clock.today().isoformat() if written else ""
    row = listed(town, ["老网格", "网格长", "13700000082", "03网格、04网格", starts, ""])
    assert row.starts_on == later
    assert decide(town, "community").status_code == 302
    assert terms_of(term.member) == [("changed", later, later), ("", later, None)]
    assert Grant.objects.valid_on(later).filter(person=term.member_id).count() == 2 and not valid_grants(term.member)


@pytest.mark.parametrize(("begun", "days"), [(True, 0), (True, 9), (False, 0), (False, 9)])
def test_other_dates_alone_move_the_term_as_without_waiting(town, begun, days):
    """Its start brought forward, and a later end or the same."""
    today, end = clock.today(), clock.today() + timedelta(days=60)
    was = today - timedelta(days=30) if begun else today + timedelta(days=30)
    starts, ends = was - timedelta(days=10), end + timedelta(days=days)
    term = town.appoint("老网格", "grid3", "grid_leader", "13700000083", ends_on=end)
    Appointment.objects.filter(pk=term.pk).update(starts_on=was)
    Grant.objects.filter(source=term.pk).update(starts_on=was)
    row = listed(town, ["老网格", "网格长", "13700000083", "03网格", starts.isoformat(), ends.isoformat()])
    assert row.how == "extend"
    assert decide(town, "community").status_code == 302
    assert terms_of(term.member) == [("", starts, ends)]
    assert Grant.objects.filter(person=term.member_id).values_list("starts_on", "ends_on").get() == (starts, ends)


def test_a_later_end_alone_is_asked_as_the_form_asks_it(town):
    end = clock.today() + timedelta(days=60)
    term = town.appoint("老网格", "grid3", "grid_leader", "13700000084", ends_on=clock.today() + timedelta(days=9))
    assert listed(town, ["老网格", "网格长", "13700000084", "03网格", "", end.isoformat()]).how == "extend"
    answer = town.street.client("street").post(
        f"/corps/appointments/{term.pk}/extend/", {"key": new_id(), "ends_on": end.isoformat()}
    )
    assert refused(answer) == "corps.asked_already"
    assert decide(town, "community").status_code == 302
    assert terms_of(term.member) == [("", term.starts_on, end)]


def test_a_term_that_ended_while_its_other_dates_waited_stays_ended(town):
    end = clock.today() + timedelta(days=60)
    term = town.appoint("老网格", "grid3", "grid_leader", "13700000085", ends_on=end)
    starts = term.starts_on - timedelta(days=10)
    listed(town, ["老网格", "网格长", "13700000085", "03网格", starts.isoformat(), ""])
    actions.relieve(appointment=term, on=clock.today(), actor=system(), key=None, now=clock.now())
    assert refused(decide(town, "community")) == "corps.already_ended"
    assert not valid_grants(term.member)


def test_what_was_asked_elsewhere_is_not_counted_after_a_list(town):
    wide(town)
    giver = actor_of(town.street.people["street"].account, clock.today())
    assert asked_by(giver, town.street.places["xueyuan"].path) == 1
    assert asked_by(giver, town.street.places["jucai"].path) == 0


def test_what_waits_elsewhere_is_not_counted_in_a_briefing(town):
    wide(town)
    assert waiting_at(town.street.places["xueyuan"].path) == 1
    assert waiting_at(town.street.places["jucai"].path) == 0
