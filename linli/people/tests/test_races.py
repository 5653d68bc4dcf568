"""Two people do the same thing at the same moment, as two processes on a real database of either kind."""

import json
import os

import pytest
from django.conf import settings
from django.db import connection, connections

from linli.people.models import Household, Resident, RevealDay
from linli.testing_forked import Running


def race(people, work, account, racers=4):
    """Each racer's answers, in a process of its own, all starting once the last of them is ready."""
    told = {
        "database": str(connection.settings_dict["NAME"]), "keys": str(settings.LINLI_KEYS), "work": work,
        "account": str(account), "people": [str(one.pk) for one in people],
    }  # fmt: skip
    connections.close_all()
    running = [Running("linli.people.tests.racer", json.dumps(told), around=os.environ) for _ in range(racers)]
    assert [one.stdout.readline() for one in running] == ["ready\n"] * racers
    for number, one in enumerate(running):
        one.tell(number)
    said = [one.stdout.read() for one in running]
    assert [one.end() for one in running] == [0] * racers
    return [answers.split() for answers in said]


@pytest.fixture
def crowd(transactional_db):
    from linli.people.tests.conftest import Homes
    from linli.testing import Street

    homes = Homes(Street())
    for number in range(12):
        homes.add("door101", f"住户{number}号", relation="kin", phone=f"1370000{number:04d}")
    return homes


@pytest.mark.slow
def test_each_leaves_once_and_the_count_is_right(crowd):
    account = crowd.street.people["community"].account.pk
    answers = race(list(crowd.people.values()), "leave", account)
    done = sum(one.count("done") for one in answers)
    assert done == 12
    assert sum(one.count("people.already_left") for one in answers) == 3 * 12
    home = Household.objects.get(pk=crowd.households["door101"].pk)
    assert (home.size, home.until is None) == (0, False)
    assert Resident.objects.filter(until=None).count() == 0


@pytest.mark.slow
def test_a_household_gets_one_head_and_whoever_is_refused_leaves(transactional_db):
    from linli.people.tests.conftest import Homes
    from linli.testing import Street

    homes = Homes(Street())
    for house in range(12):
        homes.households.pop("door101", None)
        for number in range(4):
            homes.add("door101", f"住户{'甲乙丙丁戊己庚辛壬癸子丑'[house]}{number}号", relation="kin")
    answers = race(list(homes.people.values()), "head", homes.street.people["community"].account.pk)
    assert sum(one.count("done") for one in answers) == 12
    living = Resident.objects.filter(until=None)
    assert sorted(living.values_list("relation", "household__size")) == [("head", 1)] * 12
    assert living.values("household").distinct().count() == 12


@pytest.mark.slow
def test_the_ceiling_holds_under_a_race(crowd):
    from django.utils import timezone

    from linli.kernel.time import clock
    from linli.people.actions import sight

    account = crowd.street.people["community"].account.pk
    today = timezone.localtime(clock.now()).date()
    RevealDay.objects.create(account=account, day=today, persons=sight.REVEALS_A_DAY - 5)
    people = list(crowd.people.values())
    answers = race(people, "reveal", account, racers=3)
    assert RevealDay.objects.get().persons == sight.REVEALS_A_DAY
    assert all("people.reveal_ceiling" in one for one in answers)
    from linli.kernel.models import Fact

    seen = Fact.objects.filter(kind="people.revealed").values("about").distinct().count()
    assert seen <= 5
