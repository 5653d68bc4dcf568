"""Two thousand marked people in an incident; afterwards nobody finds them: not in the files of the deployment, not in
the oldest backup, not after restoring it."""

import pytest

PEOPLE = 2_000
MARK = "标记人七七"
BEGIN = f"""
    from datetime import timedelta
    from linli.access.models import actor_of
    from linli.incidents.actions import appeals, declaring
    from linli.incidents.tests.conftest import typed
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.testing import Street
    from django.db import transaction

    with transaction.atomic():
        street, now = Street(), clock.now()
        def who(key):
            return actor_of(street.people[key].account, clock.today())
        row = declaring.draft(path="0001", typed=typed(), actor=who("street"), key=new_id(), now=now)
        declaring.declare(row=row, actor=who("street"), key=new_id(), now=now)
        row.refresh_from_db()
        declaring.confirm(row=row, actor=who("auditor"), key=new_id(), now=now)
        row.refresh_from_db()
        at, desk = street.places["xueyuan"], who("community")
        for number in range({PEOPLE}):
            made = appeals.take(
                row=row, place=at, who=f"{MARK}{{number:04d}}", what=f"{MARK}{{number:04d}}：那天不在家", actor=desk,
                key=new_id(), now=now,
            )
            if number % 7 == 0:
                said = f"{MARK}{{number:04d}}：已更正"
                appeals.decide(appeal=made, verdict="upheld", answer=said, actor=desk, key=new_id(), now=now)
    print(appeals.opened(appeal=made, actor=desk, now=now)[0])
"""
END = """
    from datetime import timedelta
    from linli.access.models import Account, actor_of
    from linli.incidents.actions import declaring
    from linli.incidents.jobs import destroy_due
    from linli.incidents.models import Appeal, Certificate, Incident
    from linli.kernel.ids import new_id
    from linli.kernel.jobs import empty_log
    from linli.kernel.time import clock

    now = clock.now()
    office = actor_of(Account.objects.get(username="street"), clock.today())
    declaring.end(row=Incident.objects.get(), reason="水退了", actor=office, key=new_id(), now=now)
    destroy_due(now + timedelta(days=15))
    empty_log(now)
    print(Incident.objects.get().state, Appeal.objects.count(), Certificate.objects.count())
"""
LOOK = """
    from linli.incidents.models import Appeal, Certificate, Incident
    from linli.kernel.sealing import ending

    row = Incident.objects.get()
    print(row.state, Appeal.objects.count(), Certificate.objects.count(), ending.is_there(row.pk))
"""
# The rows of the backup as they come back, before anything erases them: nobody opens one.
OPEN = """
    from linli.incidents.models import Appeal
    from linli.kernel.sealing import ending
    from linli.kernel.sealing.crypto import KeyMissing

    closed = 0
    for one in Appeal.objects.all():
        try:
            ending.unseal(one.who_sealed, key_id=one.incident_id, row=one.pk, column="incidents.appeal.who")
        except KeyMissing:
            closed += 1
    print(Appeal.objects.count(), closed)
"""
RESTORED_ALONE = """
    from pathlib import Path
    from linli.cli import backups
    from linli.kernel.time import clock

    folder = Path({folder!r})
    backups.put_back(folder, backups.read(folder), now=clock.now())
"""


def holding(folder, text):
    """The files under `folder` in which `text` stands, in any of the encodings that databases and Python write."""
    wanted = [text.encode(), text.encode("utf-16-le"), text.encode("unicode_escape")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(one in path.read_bytes() for one in wanted)]


@pytest.mark.slow
def test_nobody_is_found_and_nobody_comes_back(machine, tmp_path):
    assert f"{MARK}{PEOPLE - 1:04d}" in machine.python(BEGIN)
    machine.run("backup", str(tmp_path / "oldest"))
    assert machine.python(END).split() == ["destroyed", "0", "1"]
    assert holding(tmp_path, MARK) == []
    machine.python(RESTORED_ALONE.format(folder=str(tmp_path / "oldest")))
    assert machine.python(OPEN).split() == [str(PEOPLE), str(PEOPLE)]
    assert holding(tmp_path, MARK) == []
    machine.run("restore", str(tmp_path / "oldest"), "--yes")
    assert machine.python(LOOK).split() == ["destroyed", "0", "1", "False"]
    assert holding(tmp_path, MARK) == []


def test_what_is_looked_for_would_be_found(tmp_path):
    for name, encoding in (("one", "utf-8"), ("two", "utf-16-le"), ("three", "unicode_escape")):
        (tmp_path / name).write_bytes(b"\0\1" + f"{MARK}0042".encode(encoding))
    assert len(holding(tmp_path, MARK)) == 3
    assert holding(tmp_path, "别的人") == []
