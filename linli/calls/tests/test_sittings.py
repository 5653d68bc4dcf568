"""Sittings: when the next one is, who owes whom, and what changed since the sheet was shown."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from linli.calls import queries
from linli.calls.actions.sittings import drop_old_sittings
from linli.calls.models import Call, Sitting, SittingTime
from linli.calls.queries.sittings import next_time, of_today, sitting_moment, times_at
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.testing import refusals, refused

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)  # 12:00 in the neighbourhood
HOUR = timedelta(hours=1)


@pytest.fixture
def times(town):
    for place, at in (("street", time(9)), ("xueyuan", time(12)), ("xueyuan", time(18))):
        SittingTime.objects.create(path=town.street.places[place].path, time=at)


def order(town, amount, by="volunteer", place="door101"):
    opened = town.open("order.food", place, by=None, caller_phone="13800138000", title="买米")
    call = town.do("claim_call", opened.call, by)
    return town.do("finish_call", call, by, amount=amount, code=opened.code, photos=[jpeg()])


@pytest.fixture
def sitting(town):
    begun = press(town, f"at/{town.street.id('xueyuan')}/")
    return Sitting.objects.get(pk=begun.url.rstrip("/").split("/")[-1])


def press(town, what, key="community", **typed):
    return town.street.client(key).post(f"/calls/sittings/{what}", {"key": str(new_id()), **typed})


def close(town, sitting, *calls, **more):
    return press(town, f"{sitting.pk}/close/", call=[str(call.pk) for call in calls], **more)


def states(*calls):
    return [Call.objects.values_list("state", flat=True).get(pk=call.pk) for call in calls]


@pytest.mark.parametrize(
    ("place", "hours"), [("street", [9]), ("jucai", [9]), ("xueyuan", [12, 18]), ("door101", [12, 18])]
)
def test_the_nearest_place_with_times_sets_them(town, times, place, hours):
    assert [row.time.hour for row in times_at(town.street.places[place].path)] == hours


@pytest.mark.parametrize(
    ("now", "next_at", "of"),
    [
        (NOON - HOUR, NOON, NOON - HOUR),
        (NOON, NOON + 6 * HOUR, NOON),
        (NOON + HOUR, NOON + 6 * HOUR, NOON),  # begun a little late
        (NOON + 2 * HOUR, NOON + 6 * HOUR, NOON + 2 * HOUR),
        (NOON + 6 * HOUR, NOON + 24 * HOUR, NOON + 6 * HOUR),
    ],
)
def test_a_sitting_is_that_of_the_time_that_has_just_come(town, times, now, next_at, of):
    path = town.street.places["xueyuan"].path
    assert (next_time(path, now), sitting_moment(path, now)) == (next_at, of)


def test_a_time_has_one_sitting(town, times):
    path = town.street.places["xueyuan"].path
    Sitting.objects.create(path=path, at=NOON)
    assert sitting_moment(path, NOON + timedelta(minutes=7, seconds=9)) == NOON + timedelta(minutes=7)


def test_without_times_there_is_no_next(town):
    path = town.street.places["xueyuan"].path
    assert (next_time(path, NOON), sitting_moment(path, NOON)) == (None, NOON)


@pytest.mark.parametrize(
    ("typed", "kept", "refusal"),
    [
        ("12:00", [time(12)], {}),
        ("18：00、9:05;12:00,12:00", [time(9, 5), time(12), time(18)], {}),
        ("", [], {}),
        ("24:00", None, {"times": "no_time"}),
        ("9", None, {"times": "no_time"}),
        ("9:5", None, {"times": "no_time"}),
        ("1:00 2:00 3:00 4:00 5:00 6:00 7:00", None, {"times": "calls.sitting_times"}),
    ],
)
def test_times_as_somebody_types_them(town, typed, kept, refusal):
    before = SittingTime.objects.create(path=town.street.places["xueyuan"].path, time=time(3))
    answer = press(town, f"?at={town.street.id('xueyuan')}", times=typed)
    assert refusals(answer) == refusal
    now = list(SittingTime.objects.order_by("time").values_list("time", flat=True))
    assert now == ([before.time] if kept is None else kept)
    assert kept is not None or typed in answer.content.decode()


def test_who_laid_money_out_gets_it_back_person_by_person(town, sitting):
    for amount, by in (("10.10", "volunteer"), ("0.20", "volunteer2"), ("5", "volunteer")):
        order(town, amount, by)
    sheet = queries.sheet(sitting, town.actor("community"), town.now)
    assert sheet.total == Decimal("15.30") == sum(line.amount for line in sheet.lines)
    assert sorted((count, amount) for _name, count, amount in sheet.owed) == [
        (1, Decimal("0.20")), (2, Decimal("15.10")),
    ]  # fmt: skip


def test_what_is_not_ticked_waits_for_the_next(town, sitting):
    paid, waits = order(town, "10"), order(town, "20")
    assert close(town, sitting, paid, paid).status_code == 302
    assert states(paid, waits) == ["settled", "done"]
    sitting.refresh_from_db()
    assert (sitting.total, sitting.by_name) == (Decimal(10), town.street.people["community"].account.name)
    closed = queries.sheet(sitting, town.actor("community"), town.now)
    assert [line.call for line in closed.lines] == [paid.pk]
    following = Sitting.objects.create(path=sitting.path, at=town.now)
    open_sheet = queries.sheet(following, town.actor("community"), town.now)
    assert [line.call for line in open_sheet.lines] == [waits.pk]


def test_an_order_that_changed_since_the_sheet_was_shown_settles_nothing(town, sitting):
    stays, gone = order(town, "10"), order(town, "20")
    town.do("reopen_call", gone, "grid", reason="少了一袋")
    answer = close(town, sitting, stays, gone)
    assert (answer.status_code, refused(answer)) == (409, "calls.sitting_changed")
    assert states(stays, gone) == ["done", "opened"]
    sitting.refresh_from_db()
    assert sitting.closed_at is None


def test_an_order_of_elsewhere_is_not_settled_here(town, sitting):
    elsewhere = order(town, "10", by="outsider", place="outdoor")
    assert refused(close(town, sitting, elsewhere)) == "calls.sitting_changed"
    assert states(elsewhere) == ["done"]


@pytest.mark.parametrize("calls", [[], ["nonsense"]])
def test_nothing_ticked_closes_nothing(town, sitting, calls):
    order(town, "10")
    answer = press(town, f"{sitting.pk}/close/", call=calls)
    assert (answer.status_code, refused(answer)) == (422, "calls.sitting_nothing")
    sitting.refresh_from_db()
    assert sitting.closed_at is None


def test_a_sitting_is_closed_once(town, sitting):
    first, second = order(town, "10"), order(town, "20")
    close(town, sitting, first)
    answer = close(town, sitting, second)
    assert (answer.status_code, refused(answer)) == (409, "calls.sitting_closed")
    assert states(second) == ["done"]


@pytest.mark.parametrize(("key", "status"), [("outside_community", 404), ("volunteer", 403), ("auditor", 403)])
def test_nobody_else_opens_closes_or_reads_a_sitting(town, sitting, key, status):
    call = order(town, "10")
    client = town.street.client(key)
    assert press(town, f"at/{town.street.id('xueyuan')}/", key=key).status_code == status
    assert press(town, f"{sitting.pk}/close/", key=key, call=[str(call.pk)]).status_code == status
    assert client.get(f"/calls/sittings/{sitting.pk}/sheet.xlsx").status_code == status
    assert (states(call), Sitting.objects.count()) == (["done"], 1)


def test_a_settled_order_is_not_reopened(town, sitting):
    call = order(town, "10")
    close(town, sitting, call)
    answer = town.street.client("community").post(f"/calls/{call.pk}/reopen/", {"key": str(new_id()), "reason": "不对"})
    assert (answer.status_code, refused(answer)) == (422, "calls.settled_in_sitting")
    assert states(call) == ["settled"]


def test_the_trail_of_a_sitting_counts_and_names_nobody(town, sitting):
    call = order(town, "10")
    town.street.client("community").get(f"/calls/sittings/{sitting.pk}/")
    close(town, sitting, call)
    facts = Fact.objects.filter(about=sitting.pk).order_by("seq")
    assert [(fact.kind, fact.data) for fact in facts] == [
        ("calls.sitting_opened", {}), ("calls.sheet_read", {"count": 1}),
        ("calls.sitting_closed", {"count": 1, "total": "10.00"}),
    ]  # fmt: skip
    assert {fact.path for fact in facts} == {town.street.places["xueyuan"].path}


# --- its day --------------------------------------------------------------------------------------------------------


def begin(town):
    return Sitting.objects.get(pk=press(town, f"at/{town.street.id('xueyuan')}/").url.rstrip("/").split("/")[-1])


def test_a_sitting_of_an_earlier_day_is_dropped_for_one_of_today(town):
    town.now = clock.now()
    old = begin(town)
    assert begin(town).pk == old.pk, "the same day"
    Sitting.objects.filter(pk=old.pk).update(at=town.now - timedelta(days=2))
    new = begin(town)
    assert new.pk != old.pk and timezone.localdate(new.at) == clock.today()
    assert not Sitting.objects.filter(pk=old.pk).exists()


def test_nothing_is_settled_on_a_sheet_of_an_earlier_day(town):
    town.now = clock.now()
    call, old = order(town, "12"), begin(town)
    Sitting.objects.filter(pk=old.pk).update(at=town.now - timedelta(days=1))
    answer = close(town, old, call)
    assert (answer.status_code, refused(answer)) == (409, "calls.sitting_over")
    assert states(call) == ["done"] and Sitting.objects.get(pk=old.pk).closed_at is None


def test_empty_ones_are_dropped_at_night_and_closed_ones_stay(town):
    town.now = clock.now()
    call, closed = order(town, "12"), begin(town)
    close(town, closed, call)
    empty = Sitting.objects.create(path=closed.path, at=closed.at - timedelta(minutes=5))
    Sitting.objects.update(at=F("at") - timedelta(days=1))
    today = Sitting.objects.create(path=town.street.places["jucai"].path, at=town.now)
    drop_old_sittings(town.now)
    assert set(Sitting.objects.values_list("pk", flat=True)) == {closed.pk, today.pk}
    assert empty.pk not in {closed.pk, today.pk}


def test_the_name_of_the_file_has_the_hour_of_the_neighbourhood(town):
    sitting = Sitting.objects.create(path=town.street.places["xueyuan"].path, at=NOON)
    answer = town.street.client("community").get(f"/calls/sittings/{sitting.pk}/sheet.xlsx")
    assert "sitting-20260303-1200.xlsx" in answer["Content-Disposition"]


@pytest.mark.parametrize(("at", "now", "same"), [(7, 9, True), (23, 24 + 7, False), (0, 23, True), (9, 9 + 24, False)])
def test_the_day_of_a_sitting_is_the_neighbourhoods(at, now, same):
    """Seven in the morning there is still yesterday in UTC, as the database gives it back."""
    midnight = datetime(2022, 3, 13, 16, tzinfo=UTC)
    sitting = Sitting(at=midnight + timedelta(hours=at))
    assert of_today(sitting, midnight + timedelta(hours=now)) is same


def test_who_laid_out_money_is_told_of_the_sitting_that_was_closed(town, sitting):
    close(town, sitting, order(town, "12"))
    told = [message.payload for message in Message.objects.filter(topic="calls.sitting_closed")]
    assert told == [{"sitting": str(sitting.pk), "path": sitting.path}]
