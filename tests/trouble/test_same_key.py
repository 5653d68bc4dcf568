"""Eight processes send the same request at the same moment: one writes, all get the same answer, none gets an error."""

import json

import pytest

from linli.kernel.ids import new_id
from linli.testing_forked import Running, run_script

PRESSERS, KEYS = 8, 12
PREPARE = """
from datetime import date
from linli.places.models import Place
Place.objects.create(path="0001", kind="subdistrict", name="崇文路街道", opened_on=date(2022, 3, 1))
"""
LOOK = """
import json
from linli.corps.models import Alliance
from linli.kernel.models import Fact
facts = Fact.objects.exclude(key=None).values_list("key", "about")
print(json.dumps({"facts": [[str(key), str(about)] for key, about in facts], "rows": Alliance.objects.count()}))
"""


def run(deployment, script):
    ran = run_script(script, around=deployment)
    assert ran.code == 0, ran.errors
    return ran.out


def press(pressers, key):
    """What each of them is answered when all send `key` at once."""
    for one in pressers:
        one.tell(key)
    return [one.stdout.readline().strip() for one in pressers]


@pytest.mark.slow
def test_the_same_request_from_eight_sides_at_once_is_one(deployment):
    run(deployment, PREPARE)
    pressers = [Running("tests.trouble.presser", around=deployment) for _ in range(PRESSERS)]
    try:
        assert [one.stdout.readline().strip() for one in pressers] == ["ready"] * PRESSERS
        answers = {str(key): press(pressers, key) for key in (new_id() for _ in range(KEYS))}
    finally:
        for one in pressers:
            one.end()
    look = json.loads(run(deployment, LOOK).splitlines()[-1])
    assert look["rows"] == len(look["facts"]) == KEYS
    assert answers == {key: [about] * PRESSERS for key, about in look["facts"]}
