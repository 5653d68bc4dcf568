"""Eight processes send the same request at the same moment: one writes, all get the same answer, none gets an error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from linli.kernel.ids import new_id

ROOT = Path(__file__).resolve().parent.parent.parent
PRESSERS, KEYS = 8, 12
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import date
from linli.places.models import Place
Place.objects.create(path="0001", kind="subdistrict", name="崇文路街道", opened_on=date(2022, 3, 1))
"""
LOOK = """
import json, django
django.setup()
from linli.corps.models import Alliance
from linli.kernel.models import Fact
facts = Fact.objects.exclude(key=None).values_list("key", "about")
print(json.dumps({"facts": [[str(key), str(about)] for key, about in facts], "rows": Alliance.objects.count()}))
"""


@pytest.fixture
def around(tmp_path, django_db_setup):
    """The environment of a deployment of its own, on the kind of database that is under test."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    plain |= {"LINLI_ENV": "development", "LINLI_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    plain["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
    at = settings.DATABASES["default"]
    if "postgresql" not in at["ENGINE"]:
        yield plain
        return
    import psycopg

    name = f"presses_{os.getpid()}"
    address = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {**plain, "LINLI_DATABASE": f"{address}/{name}"}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(around, script):
    done = subprocess.run(
        [sys.executable, "-c", script], env=around, cwd=ROOT, check=True, timeout=300, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def press(pressers, key):
    """What each of them is answered when all send `key` at once."""
    for one in pressers:
        one.stdin.write(f"{key}\n")
    for one in pressers:
        one.stdin.flush()
    return [one.stdout.readline().strip() for one in pressers]


@pytest.mark.slow
def test_the_same_request_from_eight_sides_at_once_is_one(around):
    run(around, PREPARE)
    command = [sys.executable, "-m", "tests.trouble.presser"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    pressers = [subprocess.Popen(command, env=around, cwd=ROOT, **pipes) for _ in range(PRESSERS)]
    try:
        assert [one.stdout.readline().strip() for one in pressers] == ["ready"] * PRESSERS
        answers = {str(key): press(pressers, key) for key in (new_id() for _ in range(KEYS))}
    finally:
        for one in pressers:
            one.stdin.close()
            one.wait(60)
            one.stdout.close()
    look = json.loads(run(around, LOOK).splitlines()[-1])
    assert look["rows"] == len(look["facts"]) == KEYS
    assert answers == {key: [about] * PRESSERS for key, about in look["facts"]}
