"""Two people do the same thing at the same moment, as two processes on a real database of either kind."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection, connections

from linli.people.models import Household, Resident, RevealDay

RACER = """
import os, sys
import django
from django.conf import settings
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
database = {database!r}
from linli.project import settings as project
project.DATABASES["default"]["NAME"] = database
project.LINLI_KEYS = __import__("pathlib").Path({keys!r})
django.setup()
from linli.access.actor import Actor, Held
from linli.kernel.time import clock
from linli.kernel.errors import Expected
from linli.kernel.ids import new_id
from linli.people.actions import moves, sight
from linli.people.models import Resident
from linli.people.tests.heads import become_head
actor = Actor(__import__("uuid").UUID({account!r}), "马网格", held=(Held("community", "0001"),))
work = {work!r}
by = {{"actor": actor, "now": clock.now()}}
people = list(Resident.objects.filter(pk__in={people!r}).select_related("household").order_by("pk"))
print("ready", flush=True)
number = int(sys.stdin.readline())
for one in people:
    try:
        if work == "leave":
            moves.move_out(residents=[one], on=clock.today(), reason="", key=new_id(), **by)
        elif work == "reveal":
            sight.reveal(resident=one, field="phone", reason="压力测试", key=new_id(), **by)
        elif str(number) in one.name:
            become_head(one, by_list=number % 2, **by)
        else:
            continue
        print("done")
    except Expected as refused:
        print(refused.code)
        if work == "head":
            moves.move_out(residents=[one], on=clock.today(), reason="", key=new_id(), **by)
"""


def race(people, work, account, racers=4):
    """Each racer's answers, in a process of its own, all starting once the last of them is ready."""
    code = RACER.format(
        database=str(connection.settings_dict["NAME"]), keys=str(settings.LINLI_KEYS), work=work, account=str(account),
        people=[str(one.pk) for one in people],
    )  # fmt: skip

    connections.close_all()
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [subprocess.Popen([sys.executable, "-c", code], **piped) for _ in range(racers)]
    ready = [one.stdout.readline() for one in running]
    for number, one in enumerate(running):
        one.stdin.write(f"{number}\n")
        one.stdin.flush()
    said = [one.communicate() for one in running]
    assert [one.returncode for one in running] == [0] * racers, [errors[-2_000:] for _, errors in said]
    assert ready == ["ready\n"] * racers
    return [answers.split() for answers, _ in said]


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
