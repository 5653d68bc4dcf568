"""Two persons, a review in time, functions that go off by themselves."""

from datetime import timedelta

import pytest

from linli.incidents import jobs
from linli.incidents.actions import declaring, functions
from linli.incidents.models import Function
from linli.incidents.queries.incidents import function_on, in_force_at, may_ask
from linli.incidents.tests.conftest import day_of, fresh, later
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import ending
from linli.kernel.time import clock


def switch_on(desk, row, code="gates", days=5, **said):
    return functions.switch_on(
        row=row, code=code, scene="小区大门", until=clock.today() + timedelta(days=days), actor=desk.actor("street"),
        key=new_id(), now=clock.now(), **said,
    )  # fmt: skip


def test_nothing_holds_before_a_second_person_confirmed(desk):
    row = desk.draft()
    grid = desk.street.places["grid3"].path
    for _step in ("drafted", "declared"):
        assert row.state == _step
        assert in_force_at(grid, clock.today()) == []
        assert not may_ask(grid, "whereabouts", ["grid"], clock.today())
        if row.state == "drafted":
            desk.do(row, declaring.declare, "street")
    assert not ending.is_there(row.pk)
    desk.do(row, declaring.confirm, "auditor")
    assert in_force_at(grid, clock.today()) == [row]
    assert ending.is_there(row.pk)
    told = list(Fact.objects.filter(about=row.pk).order_by("seq").values_list("kind", flat=True))
    assert told == ["incidents.drafted", "incidents.declared", "incidents.confirmed"]


def test_what_may_be_asked_is_what_was_ticked_by_whom_and_where(desk):
    desk.in_force(at="xueyuan", who="community")
    inside, outside = desk.street.places["door101"].path, desk.street.places["outdoor"].path
    today = clock.today()
    assert may_ask(inside, "whereabouts", ["leader", "grid"], today)
    assert not may_ask(inside, "whereabouts", ["leader"], today)
    assert not may_ask(inside, "symptoms", ["grid"], today)
    assert not may_ask(outside, "whereabouts", ["grid"], today)


@pytest.mark.parametrize(
    ("who", "code"),
    [("street", "second_own"), ("community", "second_lacks"), ("commander", "second_lacks")],
)
def test_who_is_no_second_person(desk, who, code):
    row = desk.do(desk.draft(), declaring.declare, "street")
    with pytest.raises(NotAllowed) as refused:
        desk.do(row, declaring.confirm, who)
    assert refused.value.code == f"incidents.{code}"
    assert fresh(row).state == "declared"


def test_sent_back_it_is_a_draft_again(desk):
    row = desk.do(desk.draft(), declaring.declare, "street")
    desk.do(row, declaring.send_back, "auditor", reason="文号没有写全")
    assert (row.state, row.answer, row.declared_by) == ("drafted", "文号没有写全", None)
    desk.do(row, declaring.drop, "street", reason="不需要了")
    assert row.state == "dropped"


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"title": "\u200b"}, "title", "incidents.missing"),
        ({"contact": ""}, "contact", "incidents.missing"),
        ({"what": "水" * 401}, "what", "kernel.text_too_long"),
    ],
)
def test_a_draft_that_lacks_something_is_refused_at_its_field(desk, said, field, code):
    with pytest.raises(Invalid) as refused:
        desk.draft(**said)
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize(
    ("review", "ends", "field", "code"),
    [(31, None, "review_on", "review_too_late"), (0, None, "review_on", "review_past"), (5, -1, "ends_on", "end_past"),
     (9, 5, "review_on", "review_too_late")],
)  # fmt: skip
def test_days_that_are_no_days_of_an_incident(desk, review, ends, field, code):
    today = clock.today()
    with pytest.raises(Invalid) as refused:
        desk.draft(
            review_on=today + timedelta(days=review), ends_on=None if ends is None else today + timedelta(days=ends)
        )
    assert (refused.value.field, refused.value.code) == (field, f"incidents.{code}")


def test_nobody_reviewed_it_and_everything_is_off(desk):
    row = desk.in_force()
    switch_on(desk, row)
    grid = desk.street.places["grid3"].path
    night = later(days=21)
    assert function_on(grid, "gates", clock.today())
    assert in_force_at(grid, day_of(night)) == []
    assert function_on(grid, "gates", day_of(night)) is None
    jobs.look_after(night)
    assert fresh(row).state == "lapsed"
    assert not Function.objects.filter(off_at=None).exists()
    assert Fact.objects.filter(kind="incidents.function_off").count() == 1
    jobs.look_after(night)
    assert Fact.objects.filter(kind="incidents.lapsed").count() == 1


def test_a_lapsed_one_is_taken_up_again_by_somebody_else(desk):
    row = desk.in_force()
    night = later(days=21)
    jobs.look_after(night)
    row.refresh_from_db()
    said = {"review_on": day_of(night) + timedelta(days=10), "reason": "水还没退", "now": night}
    with pytest.raises(NotAllowed):
        desk.do(row, declaring.review, "street", **said)
    desk.do(row, declaring.review, "auditor", **said)
    assert (row.state, row.review_on) == ("in_force", said["review_on"])


def test_a_review_keeps_it_in_force(desk):
    row = desk.in_force()
    next_day = clock.today() + timedelta(days=30)
    desk.do(row, declaring.review, "street", review_on=next_day, reason="水还没退")
    assert (row.state, row.review_on) == ("in_force", next_day)


def test_an_end_switches_everything_off_at_once(desk):
    row = desk.in_force()
    on = switch_on(desk, row)
    desk.do(row, declaring.end, "street", reason="水退了")
    assert row.state == "closing"
    assert in_force_at(row.path, clock.today()) == []
    on.refresh_from_db()
    assert (on.off_at is not None, on.off_by_name) == (True, "")
    with pytest.raises(Conflict) as refused:
        switch_on(desk, row, "check_in")
    assert refused.value.code == "incidents.not_in_force"


def test_its_own_last_day_ends_it(desk):
    row = desk.in_force(review_on=clock.today() + timedelta(days=3), ends_on=clock.today() + timedelta(days=3))
    jobs.look_after(later(days=3))
    assert fresh(row).state == "in_force"
    jobs.look_after(later(days=4))
    assert fresh(row).state == "closing"


def test_a_function_ends_on_its_day(desk):
    on = switch_on(desk, desk.in_force(), days=2)
    jobs.look_after(later(days=2))
    on.refresh_from_db()
    assert on.off_at is None
    jobs.look_after(later(days=3))
    on.refresh_from_db()
    assert on.off_at is not None


def test_a_function_is_on_once_and_not_past_the_review(desk):
    row = desk.in_force()
    on = switch_on(desk, row)
    for days, code in [(5, "function_is_on"), (21, "function_until"), (-1, "function_until")]:
        with pytest.raises((Conflict, Invalid)) as refused:
            switch_on(desk, row, days=days)
        assert refused.value.code == f"incidents.{code}"
    functions.switch_off(function=on, actor=desk.actor("street"), key=new_id(), now=clock.now())
    assert switch_on(desk, row).pk != on.pk


@pytest.mark.parametrize("who", ["commander", "auditor", "grid", "community"])
def test_who_may_not_draft_for_the_street(desk, who):
    with pytest.raises(NotAllowed):
        desk.draft(who)


def test_who_only_reads_it_ends_and_reviews_nothing(desk):
    row = desk.in_force(at="xueyuan", who="community")
    days = {"review_on": clock.today() + timedelta(days=9)}
    for who, deed, said in [("commander", declaring.end, {}), ("auditor", declaring.end, {}),
                            ("commander", declaring.review, days), ("auditor", declaring.review, days)]:  # fmt: skip
        with pytest.raises(NotAllowed) as refused:
            desk.do(row, deed, who, reason="水退了", **said)
        assert refused.value.code == "incidents.not_yours"
    assert fresh(row).state == "in_force"
