"""Eight processes send the same request at the same moment: one writes, all get the same answer, none gets an error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from linli.kernel.ids import new_id

ROOT = Path(__file__).resolve().parent.parent.parent
PRESSERS, KEYS = 8, 12
PREPARE = """
import django
django.setup()
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


def run(deployment, script):
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=deployment,
        cwd=ROOT,
        check=True,
        timeout=300,
        stdout=subprocess.PIPE,
        text=True,
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
def test_the_same_request_from_eight_sides_at_once_is_one(deployment):
    run(deployment, PREPARE)
    command = [sys.executable, "-m", "tests.trouble.presser"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    pressers = [subprocess.Popen(command, env=deployment, cwd=ROOT, **pipes) for _ in range(PRESSERS)]
    try:
        assert [one.stdout.readline().strip() for one in pressers] == ["ready"] * PRESSERS
        answers = {str(key): press(pressers, key) for key in (new_id() for _ in range(KEYS))}
    finally:
        for one in pressers:
            one.stdin.close()
            one.wait(60)
            one.stdout.close()
    look = json.loads(run(deployment, LOOK).splitlines()[-1])
    assert look["rows"] == len(look["facts"]) == KEYS
    assert answers == {key: [about] * PRESSERS for key, about in look["facts"]}
