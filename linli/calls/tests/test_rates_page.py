"""The rates of some days: which days are counted, how much whistling is usual, and odd addresses."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calls.models import Call
from linli.calls.queries.rates import Rate, _band, rates, rates_of, whistle_bands
from linli.kernel.time import clock
from linli.testing import refused


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_rate_is_a_share_or_nothing(part, more):
    rate = Rate(part, part + more)
    assert (rate.percent is None) == (rate.whole == 0)
    assert rate.percent is None or 0 <= rate.percent <= 100
    assert rate.few == (0 < rate.whole < 5)


@pytest.mark.parametrize(
    ("count", "middle", "band"),
    [
        (0, 0, "none"),
        (0, 9, "none"),
        (1, 4, "low"),
        (2, 4, "usual"),
        (8, 4, "usual"),
        (9, 4, "high"),
        (5, 1, "usual"),  # few are chance
        (6, 1, "high"),
        (1, 0, "usual"),
    ],
)
def test_usual_is_from_half_to_twice_the_middle(count, middle, band):
    assert _band(count, middle) == band


def test_a_call_counts_from_the_moment_it_is_due_and_not_at_the_end_of_the_days(town):
    call = town.open("service.hazard", by=None, caller_phone="13800138000").call  # to be answered in 120 minutes
    path, due = town.street.places["xueyuan"].path, call.opened_at + timedelta(minutes=120)
    step = timedelta(seconds=1)
    for since, until, counted in [
        (due, due + step, 1), (due - step, due, 0), (due + step, due + 2 * step, 0), (due - step, due + step, 1),
    ]:  # fmt: skip
        assert rates_of(path, since, until).answered == Rate(0, counted)
        assert rates(path, since, until)["place"][0].answered == Rate(0, counted)
    town.pass_time(minutes=120)
    town.do("claim_call", call, "floor")
    assert rates_of(path, due, due + step).answered == Rate(1, 1)  # at the last moment is in time


def test_what_was_refused_or_merged_is_in_no_rate_of_what_was_solved(town):
    for deed in ("reject_call", "withdraw_call"):
        call = town.open("service.policy").call
        by, more = ("grid", {"reason": "不归社区"}) if deed == "reject_call" else ("building", {})
        town.do(deed, call, by, **more)
    found = rates_of(town.street.places["street"].path, town.now - timedelta(days=1), town.now + timedelta(days=1))
    assert (found.solved, found.satisfied) == (Rate(0, 0), Rate(0, 0))


def test_whistles_are_counted_at_the_place_below_and_the_quiet_ones_are_named(town):
    town.whistle("派出所")
    town.whistle("派出所", by="community")
    town.open("repair")
    bands = whistle_bands(town.street.places["street"].path, town.now - timedelta(days=1), town.now + timedelta(days=1))
    assert [(band.name, band.count, band.band) for band in bands] == [("学院社区", 2, "usual"), ("聚财社区", 0, "none")]


@pytest.mark.parametrize(
    "days",
    [
        "since=2026-05-02&until=2026-05-01",
        "since=2020-01-01&until=2026-01-01",
        "since=gestern",
        "until=9999-12-31",
        "since=9999-12-31&until=9999-12-31",
        "since=0001-01-01&until=0001-01-01",
        "until=0001-01-01",
    ],
)
def test_days_that_are_none_are_the_last_thirty(town, days):
    client = town.street.client("community")
    usual = client.get("/calls/rates/")
    odd = client.get(f"/calls/rates/?{days}")
    assert odd.status_code == 200
    today = clock.today()
    assert odd.context["until"] <= today
    assert (odd.context["since"], odd.context["until"]) == (usual.context["since"], usual.context["until"])


@pytest.mark.parametrize(
    ("days", "said"),
    [("since=2026-05-02&until=2026-05-01", True), ("since=2020-01-01&until=2026-01-01", True), ("since=gestern", True),
     ("until=9999-12-31", True), ("", False), ("since=2026-05-01&until=2026-05-01", False)],
)  # fmt: skip
def test_days_that_are_none_are_said(town, days, said):
    page = town.street.client("community").get(f"/calls/rates/?{days}")
    assert (refused(page) == "period") is said


def test_one_day_is_a_period(town):
    day = clock.today() - timedelta(days=3)
    shown = town.street.client("community").get(f"/calls/rates/?since={day}&until={day}")
    assert (shown.context["since"], shown.context["until"]) == (day, day)


@pytest.mark.parametrize("page", ["", "line/", "sheet.xlsx"])
@pytest.mark.parametrize(
    ("key", "at", "status"),
    [
        ("community", "jucai", 404),
        ("outsider", "xueyuan", 404),
        ("volunteer", "xueyuan", 403),
        ("nobody", "street", 403),
        ("grid", "grid3", 200),
    ],
)
def test_whose_rates_one_reads(town, page, key, at, status):
    assert town.street.client(key).get(f"/calls/rates/{page}?at={town.street.id(at)}").status_code == status
    assert not Call.objects.exists()
