"""The server is stopped while people save and an import is being written: what was confirmed is stored, whole and
once."""

import http.client
import json
import threading
import urllib.parse
import uuid

import pytest

from linli.testing_machine import free_port, wait_for
from linli.testing_waiting import CEILING, until

ROWS = 20_000  # rows of the register: enough that writing takes seconds
PREPARE = f"""
    import json
    from pathlib import Path
    from django.test import Client
    from linli.access.actor import system
    from linli.kernel.time import clock
    from linli.intake.actions import deciding
    from linli.people.imports.register_list import REGISTER
    from linli.testing import Street
    street = Street()
    clients = [street.client(key) for key in ("community", "registrar")]
    lines = ["网格,楼栋,单元,房号,姓名"] + [
        f"03网格,{{n // 120 + 20}}号楼,{{n // 60 % 2 + 1}}单元,{{n // 2 % 30 + 1}}01,王{{'伟芳娜敏静'[n % 5]}}{{'甲乙丙丁戊'[n // 5 % 5]}}"
        for n in range({ROWS})
    ]
    work = deciding.start_import(
        of=REGISTER, place=street.places["xueyuan"], file_name="a.csv", pieces=["\\n".join(lines).encode()], actor=system(), key=None,
        now=clock.now(),
    )
    print(json.dumps({{
        "grid": str(street.id("grid3")), "session": clients[0].cookies["sessionid"].value, "work": str(work.pk),
    }}))
"""
CONFIRM = """
    from linli.access.actor import system
    from linli.kernel.time import clock
    from linli.intake.actions import deciding
    from linli.intake.models import Intake
    work = Intake.objects.get()
    if work.state == "mapping":
        deciding.set_columns(work=work, tables={0: (True, {n: name for n, name in enumerate(
            ["grid", "building", "stairwell", "door", "name"])}), }, actor=system(), key=None, now=clock.now())
    elif work.state == "preview":
        deciding.confirm(work=work, actor=system(), key=None, now=clock.now())
    print(work.state)
"""
LOOK = """
    import json
    from django.db.models import Sum
    from linli.kernel.facts import trail
    from linli.kernel.models import Fact
    from linli.intake.models import Intake
    from linli.people.models import Household, Resident
    from linli.places.models import Place
    keys = [str(key) for key in Fact.objects.filter(kind="places.opened").exclude(key=None).values_list("key", flat=True)]
    print(json.dumps({
        "keys": keys, "made": Place.objects.filter(name__startswith="停机").count(),
        "state": Intake.objects.get().state, "residents": Resident.objects.count(),
        "sizes": Household.objects.aggregate(n=Sum("size"))["n"] or 0, "breaks": len(list(trail.verify())),
    }))
"""


def save(port, told, answered, stop):
    """Add places, one request after another, until the server is gone; `answered` collects the keys that were
    confirmed."""
    cookies = f"sessionid={told['session']}; csrftoken={'a' * 32}"
    while not stop.is_set():
        key = str(uuid.uuid4())
        typed = {"csrfmiddlewaretoken": "a" * 32, "key": key, "kind": "alley", "name": f"停机{key[:13]}"}
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            server.request(
                "POST", f"/places/{told['grid']}/add/", urllib.parse.urlencode(typed),
                {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            status = server.getresponse().status
        except (OSError, http.client.HTTPException):
            return  # refused or cut off: not answered
        finally:
            server.close()
        assert status == 303, status
        answered.append(key)


def until_writing(machine):
    """Assign the columns and confirm as soon as each is asked; returns when the worker writes."""
    until(lambda: machine.python(CONFIRM).split()[-1] == "preview")


@pytest.mark.slow
def test_stopped_in_the_middle_of_saving_and_importing(machine):
    told = json.loads(machine.python(PREPARE).splitlines()[-1])
    port, answered, stop = free_port(), [], threading.Event()
    with machine.serving(port) as process:
        assert wait_for(port) == 200
        savers = [threading.Thread(target=save, args=(port, told, answered, stop)) for _ in range(4)]
        for saver in savers:
            saver.start()
        until_writing(machine)
        until(lambda: len(answered) >= 10)
        process.terminate()
        said, _ = process.communicate(timeout=CEILING)
        stop.set()
        for saver in savers:
            saver.join(60)
    assert process.returncode == 0, said
    assert "已停止" in said and "Traceback" not in said
    state = json.loads(machine.python(LOOK).splitlines()[-1])
    assert state["breaks"] == 0
    assert set(answered) <= set(state["keys"]), "an answered write is lost"
    assert state["made"] == len(state["keys"]), "a place without its fact, or a fact without its place"
    assert (state["state"], state["residents"]) in {("writing", 0), ("done", ROWS)}, state
    assert state["sizes"] == state["residents"]
    machine.python("""
        from datetime import timedelta
        from linli.kernel.time import clock
        from linli.intake import jobs
        from linli.testing_jobs import run_jobs
        jobs.resume_stale(clock.now() + timedelta(minutes=5))
        run_jobs()
    """)
    after = json.loads(machine.python(LOOK).splitlines()[-1])
    assert (after["state"], after["residents"], after["sizes"]) == ("done", ROWS, ROWS), after
