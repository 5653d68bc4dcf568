"""Which days are worked: the shipped holidays, and the page on which a street enters its own."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.access.models import actor_of
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.kernel.time.deadlines import plus
from linli.places import actions
from linli.places.calendar import OFF, WORKED, works_by
from linli.places.models import CalendarDay
from linli.places.queries import working_days

ZONE = ZoneInfo("Asia/Shanghai")
WORKS = works_by({})


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False), (date(2026, 1, 4), True), (date(2026, 2, 16), False), (date(2026, 2, 28), True),
        (date(2026, 3, 3), True), (date(2026, 3, 7), False), (date(2025, 10, 8), False), (date(2025, 10, 11), True),
        (date(2040, 5, 1), True),
    ],
)  # fmt: skip
def test_public_holidays_and_worked_weekends(day, works):
    assert WORKS(day) is works


def test_the_shipped_calendar_contradicts_nothing():
    assert OFF.isdisjoint(WORKED)
    assert all(day.weekday() < 5 for day in OFF)
    assert all(day.weekday() >= 5 for day in WORKED)


def test_a_streets_own_days_come_first():
    works = works_by({date(2026, 3, 3): False, date(2026, 3, 7): True})
    assert (works(date(2026, 3, 3)), works(date(2026, 3, 7)), works(date(2026, 3, 4))) == (False, True, True)


def test_seven_working_days_over_the_spring_festival():
    friday = datetime(2026, 2, 13, 10, tzinfo=ZONE)
    # Saturday 14 is worked, 15–23 are off, 24–27 worked, Saturday 28 worked, Sunday off, Monday 2 March
    assert plus(friday, 7 * 86400, WORKS, ZONE) == datetime(2026, 3, 2, 10, tzinfo=ZONE)


# --- the page -----------------------------------------------------------------------------------------------------

PAGE = "/places/days/"
SATURDAY = date(2026, 10, 17)


def days():
    return list(CalendarDay.objects.values_list("day", "works", "note"))


def test_a_street_says_a_day_of_its_own_and_takes_it_back(street, post):
    client = street.client("street")
    path = street.places["door101"].path
    assert not working_days()(path)(SATURDAY)
    typed = {"day": SATURDAY.isoformat(), "works": "yes", "note": "国庆调休"}
    assert post(client, PAGE, **{**typed, "day": "someday"}).status_code == 422
    assert post(client, PAGE, **typed).status_code == 302
    assert days() == [(SATURDAY, True, "国庆调休")]
    assert working_days()(path)(SATURDAY)
    assert SATURDAY.isoformat() in client.get(PAGE).content.decode()
    assert post(client, PAGE, **typed | {"works": "usual"}).status_code == 302
    assert days() == []


def test_the_page_says_which_holidays_are_known(street, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 1))
    path, client = street.places["street"].path, street.client("street")
    state = lambda: re.findall(r'data-holidays="([^"]+)"', client.get(PAGE).content.decode())  # noqa: E731 (a word for the test)
    assert state() == ["2026 shipped", "2027 missing"]
    CalendarDay.objects.bulk_create(CalendarDay(path=path, day=date(2027, 2, n), works=False) for n in range(5, 10))
    assert state() == ["2026 shipped", "2027 own"]


@pytest.mark.parametrize(("who", "looks", "says"), [
    ("street", 200, 302), ("community", 200, 403), ("grid", 403, 403), ("registrar", 403, 403), ("anonymous", 302, 302),
])  # fmt: skip
def test_only_the_street_office_says_its_days(street, post, who, looks, says):
    client = street.client(who)
    assert client.get(PAGE).status_code == looks
    assert post(client, PAGE, day=SATURDAY.isoformat(), works="yes").status_code == says
    assert len(days()) == (who == "street")


def test_the_days_of_another_street_or_of_nowhere_are_not_shown(street):
    assert street.client("outsider").get(f"{PAGE}?at={street.id('street')}").status_code in {403, 404}
    for at in (new_id(), "nonsense"):
        assert street.client("street").get(f"{PAGE}?at={at}").status_code == 404


def test_a_community_does_not_write_the_streets_days(street):
    with pytest.raises(NotAllowed):
        actions.set_day(
            street=street.places["street"], day=SATURDAY, works=True, actor=actor_of(street.people["outside_community"].account, clock.today()),
            key=new_id(), now=clock.now(),
        )  # fmt: skip
