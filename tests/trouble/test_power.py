"""A full disk and killed processes: what was confirmed is stored, whole and once; what was not is not stored at all."""

import json
import random
from pathlib import Path

import pytest

from linli.testing import refused
from linli.testing_forked import Running, run_script
from linli.testing_migrated import environment

WRITER = "tests.trouble.writer"
PREPARE = """
from datetime import date
from linli.places.models import Place
Place.objects.create(path="0001", kind="subdistrict", name="崇文路街道", opened_on=date(2022, 3, 1))
"""
LOOK = """
import json
from django.db import connection
from linli.kernel.facts import trail
from linli.kernel.models import Fact
from linli.places.models import Place
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    whole = cursor.fetchone()[0]
keys = [str(key) for key in Fact.objects.exclude(key=None).values_list("key", flat=True)]
print(json.dumps({"whole": whole, "keys": keys, "communities": Place.objects.filter(kind="community").count(),
                  "made": Place.objects.get(parent=None).children_made, "breaks": len(list(trail.verify()))}))
"""


@pytest.fixture
def around(tmp_path, migrated):
    """The environment of a deployment of its own, migrated, with one street in it."""
    migrated.lay(tmp_path)
    found = environment(tmp_path)
    run(PREPARE, found)
    return found


def run(script, around):
    ran = run_script(script, around=around)
    assert ran.code == 0, ran.errors
    return ran.out


def look(around):
    return json.loads(run(LOOK, around).splitlines()[-1])


def check_all_is_well(state, answered):
    assert state["whole"] == "ok"
    assert state["breaks"] == 0
    assert set(answered) <= set(state["keys"]), "an answered write is lost"
    assert state["communities"] == len(state["keys"]) == state["made"], "a write without its fact, or half of one"


@pytest.mark.slow
@pytest.mark.one_database
def test_a_pulled_plug_loses_nothing_that_was_answered(around):
    answered, chance = [], random.Random(7)
    for _ in range(5):
        writer = Running(WRITER, around=around)
        answered.append(writer.stdout.readline().split()[1])
        answered += [writer.stdout.readline().split()[1] for _ in range(chance.randint(1, 30))]
        writer.kill()
        lines = [line for line in writer.stdout.read().splitlines(keepends=True) if line.startswith("made ")]
        writer.end()
        answered += [line.split()[1] for line in lines if line.endswith("\n")]
    assert len(answered) >= 5
    check_all_is_well(look(around), answered)


@pytest.mark.slow
@pytest.mark.one_database
def test_a_full_disk_refuses_and_goes_on_reading(around):
    size = max(path.stat().st_size for path in Path(around["LINLI_DATA"]).glob("linli.sqlite3*"))
    writer = Running(WRITER, size + 300_000, around=around)
    lines = writer.stdout.read().splitlines()
    assert writer.end() == 0
    answered = [line.split()[1] for line in lines if line.startswith("made ")]
    assert lines[-2] == "refused OperationalError"
    assert lines[-1] == f"read {len(answered) + 1}"
    check_all_is_well(look(around), answered)
    assert len(answered) >= 3


@pytest.mark.slow
@pytest.mark.one_database
def test_the_page_says_that_nothing_was_saved(street, monkeypatch):
    """A disk that fills up in the middle of a request: a clear message, no traceback, nothing half-written."""
    from django.db.utils import OperationalError

    from linli.kernel.facts import trail
    from linli.places.models import Place

    def full(*_args, **_data):
        raise OperationalError("database or disk is full")

    before = Place.objects.count()
    monkeypatch.setattr(trail, "record", full)
    client = street.client("community")
    client.raise_request_exception = False
    answer = client.post(
        f"/places/{street.id('grid3')}/add/",
        {"kind": "building", "name": "11号楼", "key": "01980000-0000-7000-8000-000000000001"},
    )
    page = answer.content.decode()
    assert refused(answer) == "kernel.disk_full"
    assert 'value="11号楼"' in page, "what was typed is gone"
    assert "Traceback" not in page
    assert Place.objects.count() == before
