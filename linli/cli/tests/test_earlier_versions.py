"""The drill: a backup that an earlier version made is restored on a blank machine by this one, with nothing lost.

Rows are written in the tables of then, by the models of then (the migrations hold them). After the restore counts, the
trail's head and the keys are those of the backup, and who should have been erased since is erased.
"""

import os
import shutil
import uuid

import pytest

from linli.testing_machine import Machine
from linli.testing_migrated import empty_database

EARLIER = {  # the last migration of each room then
    "when each list had its own table of imports": {
        "access": "0004_revision_of_kinds_of_posts", "api": "0002_keys_to_access",
        "calls": "0009_give_neighbours_to_places", "corps": "0002_diary_of_a_person", "flows": "0002_count_starts",
        "kernel": "0003_what_facts_touch", "notices": "0002_say_letters_in_each_language",
        "people": "0002_day_moved_in_may_be_unknown", "places": "0003_grids_that_touch",
    },
    "before calls had ids for the outside": {
        "access": "0006_guide_of_the_home_page", "api": "0002_keys_to_access", "calls": "0011_doubtful",
        "corps": "0005_terms_that_end_with_a_waiting_one", "flows": "0003_one_flow_for_letters",
        "intake": "0004_keep_no_names_of_sheets", "kernel": "0004_what_came_with_a_key",
        "notices": "0002_say_letters_in_each_language", "people": "0003_give_imports_to_intake",
        "places": "0003_grids_that_touch",
    },
}  # fmt: skip
NUMBER, PHONE, NAME, LEFT = "11010519491231002X", "13812345678", "留住的人", "走了两年的人"

WRITE = """
    from datetime import timedelta
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor
    from linli.access.actor import system
    from linli.kernel.facts import trail
    from linli.kernel.ids import new_id
    from linli.kernel.sealing import crypto
    from linli.kernel.time import clock
    from linli.people.models import PHONE_TAIL_COLUMN

    then = {then!r}
    executor = MigrationExecutor(connection)
    others = [key for key in executor.loader.graph.leaf_nodes() if not executor.loader.get_migration(*key).__module__.startswith("linli.")]
    state = executor.migrate([*then.items(), *others])
    now, today, model = clock.now(), clock.today(), state.apps.get_model
    long_ago = now - timedelta(days=800)
    with transaction.atomic():
        parent, path = None, ""
        for number, kind in enumerate(("subdistrict", "community", "building", "door"), 1):
            path += f"{{number:04d}}"
            parent = model("places", "Place").objects.create(
                path=path, parent=parent, kind=kind, name=f"地点{{number}}", opened_on=today)
        home = model("people", "Household").objects.create(path=path, root="0001", place=parent, door="1", since=today, size=1)
        for name, until, at in (({name!r}, None, now), ({left!r}, long_ago.date(), long_ago)):
            pk = new_id()
            sealed = lambda column, text: crypto.seal(text, row=pk, column="people.resident." + column)
            blind = lambda column, text: crypto.blind(text, column="people.resident." + column)
            model("people", "Resident").objects.create(
                pk=pk, path=path, root="0001", household=home, name=name, until=until, left="moved" if until else "",
                identity_kind="resident", identity_sealed=sealed("identity", {number!r}), identity_blind=blind("identity", {number!r}),
                phone_sealed=sealed("phone", {phone!r}), phone_blind=blind("phone", {phone!r}),
                phone_tail_blind=crypto.blind({phone!r}[-4:], column=PHONE_TAIL_COLUMN),
                note_sealed=sealed("note", ""), recorded_at=at)
        kind = model("calls", "CallKind").objects.create(
            code="drill", name="演练", family="repair", classification="simple", answer_minutes=1, done_minutes=1, settlement="none")
        for number in range(3):
            pk = new_id()
            empty = {{f"{{field}}_sealed": crypto.seal("", row=pk, column="calls.call." + field)
                     for field in ("detail", "caller_name", "caller_phone", "address")}}
            model("calls", "Call").objects.create(
                pk=pk, path=path, root="0001", place=parent, kind=kind, title="演练", number=f"0101-000{{number}}", day=today,
                channel="desk", opened_at=now, state_at=now, classification="simple", **empty)
        if "intake" not in then:
            model("people", "RegisterImport").objects.create(
                path=path, state="done", file_name="台账.xlsx", file_size=1, started_at=now, ended_at=now)
        trail.record("people.import_started", actor=system(), path=path, at=now)
"""
READ = """
    from linli.calls.models import Call
    from linli.intake.models import Intake
    from linli.kernel.models import Fact
    from linli.kernel.sealing import crypto
    from linli.people.models import Resident

    for one in Resident.objects.order_by("recorded_at"):
        opened = [crypto.unseal(bytes(getattr(one, f"{field}_sealed")), row=one.pk, column=f"people.resident.{field}")
                  if getattr(one, f"{field}_sealed") else "" for field in ("identity", "phone")]
        print("resident", one.name, *opened)
    calls = Call.objects.filter(kind__code="drill")
    print("calls", calls.count(), len({call.reference for call in calls}), {call.reference.version for call in calls})
    print("imports", [(one.list, one.file_name) for one in Intake.objects.all()])
    print("restored", Fact.objects.filter(kind="kernel.restored").count())
"""


@pytest.mark.slow
@pytest.mark.parametrize("then", EARLIER.values(), ids=EARLIER)
def test_a_backup_of_an_earlier_version_is_restored_on_a_blank_machine(bare_machine, tmp_path, then):
    bare_machine.run("keys", "make")
    bare_machine.python(WRITE.format(then=then, name=NAME, left=LEFT, number=NUMBER, phone=PHONE))
    bare_machine.run("backup", str(tmp_path / "backup"))
    with empty_database(os.environ.get("LINLI_DATABASE", ""), f"blank_{uuid.uuid4().hex}") as address:
        blank = Machine(tmp_path / "blank", address)
        blank.folder.mkdir(mode=0o700)
        shutil.copy2(bare_machine.folder / "keys.json", blank.folder)
        assert "都与清单一致" in blank.run("restore", str(tmp_path / "backup"))
        assert "没有发现问题" in blank.run("doctor")
        said = blank.python(READ)
    gone, kept = (line.split()[1:] for line in said.splitlines() if line.startswith("resident"))
    assert kept == [NAME, NUMBER, PHONE]
    assert LEFT not in said and len(gone) == 1  # a name that was erased, and no number
    assert "calls 3 3 {4}" in said
    assert ("imports []" if "intake" in then else "imports [('register', '台账.xlsx')]") in said
    assert "restored 1" in said
