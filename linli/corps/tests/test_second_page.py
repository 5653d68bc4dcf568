"""A second person for a whole page of terms, for posts at several places, and for what is asked for again."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.access.actor import system
from linli.access.models import Grant, actor_of
from linli.access.second import Second
from linli.corps.actions import appointments as actions
from linli.corps.actions import members
from linli.corps.models import Appointment, AwaitedTerm, Member
from linli.corps.queries.second import lines, why_not
from linli.corps.tests.test_appointments import valid_grants
from linli.corps.tests.test_second import decide, town, wide
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing import refused

pytestmark = pytest.mark.django_db
__all__ = ["town"]  # the fixture


def two_communities(town, who, bundle):
    """`who` holds this post in two communities, and none above them."""
    person = town.street.people[who].account.person
    Grant.objects.filter(person=person).update(ends_on=clock.today())
    for key in ("xueyuan", "jucai"):
        Grant.objects.create(
            person=person, bundle=bundle, path=town.street.places[key].path, title="x", source=new_id(),
            starts_on=clock.today(),
        )  # fmt: skip


def test_what_a_giver_of_two_communities_asks_for_both_can_be_confirmed(town):
    both = [town.street.id("xueyuan"), town.street.id("jucai")]
    wide(town, places=[both[0]])
    AwaitedTerm.objects.update(path="0001", places=sorted(map(str, both)))
    two_communities(town, "street", "street")
    assert decide(town, "registrar").status_code == 302
    assert len(valid_grants(Member.objects.get(name="新专员"))) == 2


def test_rights_at_each_of_the_places_are_enough_to_confirm(town):
    both = [town.street.id("xueyuan"), town.street.id("jucai")]
    wide(town, places=[both[0]])
    AwaitedTerm.objects.update(path="0001", places=sorted(map(str, both)))
    two_communities(town, "community", "community")
    actor = actor_of(town.street.people["community"].account, clock.today())
    assert why_not(AwaitedTerm.objects.get(), Second(actor)) == ""
    AwaitedTerm.objects.update(places=[str(both[0]), str(town.street.id("street"))])
    assert why_not(AwaitedTerm.objects.get(), Second(actor)) == "corps.confirm_lacks"


def test_the_places_of_all_rows_are_read_at_once(town):
    wide(town)
    row = AwaitedTerm.objects.select_related("post").get()
    actor = actor_of(town.street.people["registrar"].account, clock.today())
    counts = []
    for rows in ([row], [row] * 5):
        with CaptureQueriesContext(connection) as asked:
            lines(rows, actor)
        counts.append(sum('FROM "places_place"' in query["sql"] for query in asked.captured_queries))
    assert counts[0] == counts[1]


def test_two_rows_of_one_member_are_confirmed_together(town):
    """Also two that change one term."""
    wide(town)
    member = Member.objects.get(name="新专员")
    wide(town, "community_worker", name="", phone="", member=member.pk)
    end = clock.today() + timedelta(days=9)
    term = town.appoint("老专员", "xueyuan", "registrar", "13700000060", ends_on=end)
    street = town.street.client("street")
    street.post(f"/corps/appointments/{term.pk}/extend/", {"key": new_id(), "ends_on": end + timedelta(days=30)})
    to = town.member("接手人", "13700000061")
    typed = {"key": new_id(), "to": to.pk, "on": clock.today().isoformat(), "ends_on": ""}
    street.post(f"/corps/appointments/{term.pk}/hand-over/", typed)
    rows = [str(pk) for pk in AwaitedTerm.objects.order_by("recorded_at").values_list("pk", flat=True)]
    town.street.client("auditor").post("/corps/awaited/confirm/", {"key": new_id(), "row": rows})
    assert set(AwaitedTerm.objects.values_list("state", flat=True)) == {"confirmed"}
    assert (len(rows), len(valid_grants(member)), len(valid_grants(to))) == (4, 2, 1)


def test_a_later_start_is_another_term_and_one_of_long_ago_is_that_of_today(town):
    today = clock.today()
    wide(town, starts_on=(today - timedelta(days=3)).isoformat())
    member = Member.objects.get(name="新专员").pk
    assert refused(wide(town, name="", phone="", member=member)) == "corps.asked_already"
    later = (today + timedelta(days=30)).isoformat()
    assert wide(town, name="", phone="", member=member, starts_on=later).status_code == 302
    assert AwaitedTerm.objects.count() == 2


def test_who_gives_is_asked_for_the_line_once_for_a_page(town):
    for n in range(6):
        wide(town, name=f"第{n}位", phone=f"1390000010{n}")
    actor = actor_of(town.street.people["registrar"].account, clock.today())
    rows = list(AwaitedTerm.objects.select_related("member", "post"))
    with CaptureQueriesContext(connection) as asked:
        assert all(not line.why_not for line in lines(rows, actor))
    assert sum("recorded_by" in query["sql"] and "appointment" in query["sql"] for query in asked) == 1


def test_a_term_at_two_communities_is_ended_given_back_and_lengthened_by_who_has_both(town):
    """Though the place that contains them is somebody else's."""
    two_communities(town, "street", "street")
    giver = actor_of(town.street.people["street"].account, clock.today())
    post, member = town.post("registrar"), town.member("两处专员", "13700000062")
    places = [town.street.places[key] for key in ("xueyuan", "jucai")]
    typed = {"actor": giver, "key": None, "now": clock.now()}
    end = clock.today() + timedelta(days=9)
    term = actions.appoint(
        member=member, post=post, places=places, starts_on=clock.today(), ends_on=end,
        **typed | {"actor": system()},
    )  # fmt: skip
    fresh = partial(Appointment.objects.select_related("post", "member").get, pk=term.pk)
    assert actions.extend(appointment=fresh(), ends_on=end + timedelta(days=9), **typed) is not None  # it waits
    actions.relieve(appointment=fresh(), on=clock.today(), **typed)
    assert not valid_grants(member)
    actions.undo_relief(appointment=fresh(), **typed)
    assert len(valid_grants(member)) == 2
    members.remove_member(member=Member.objects.get(pk=member.pk), on=clock.today(), **typed)
    assert not valid_grants(member)
