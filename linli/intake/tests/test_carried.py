"""The imports of the register and of the leaders, and what was remembered of columns, are all there afterwards."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.intake.models import ColumnMemory, Intake
from linli.kernel.time import clock
from linli.testing import Street

BEFORE = [("people", "0002_day_moved_in_may_be_unknown"), ("corps", "0002_diary_of_a_person"), ("intake", None)]
AT = [one for one in BEFORE if one[1]]


def old(room, model):
    return MigrationExecutor(connection).loader.project_state(AT).apps.get_model(room, model).objects


def file(street, **columns):
    at = street.places["xueyuan"]
    return {"path": at.path, "file_name": "a.xlsx", "file_size": 1, "started_at": clock.now(), **columns}


@pytest.mark.django_db(transaction=True)
def test_rows_ids_and_foreign_keys_are_carried_over_and_back():
    street = Street()
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        register = old("people", "RegisterImport").create(
            **file(street, state="preview", mapping={"decisions": {"3": "move"}, "all": {"moved": "keep"}})
        )
        failed = old("people", "RegisterImport").create(
            **file(street, state="failed", problem={"code": "imports.gone", "data": {}}, ended_at=clock.now())
        )
        runs = old("corps", "LeaderImport")
        told = {"new": 3, "changed": 1, "same": 0, "rejected": 2, "phones": 1}
        at = {"place_id": street.id("xueyuan"), "make_places": True}
        sheets = {"tables": [{"name": "王芳网格"}], "options": {"make_places": True}}
        kept = old("people", "RegisterImport").create(
            **file(street, state="done", mapping=sheets, ended_at=clock.now())
        )
        done = runs.create(**file(street, state="done", counts=told, ended_at=clock.now(), **at))
        ready = runs.create(**file(street, state="ready", counts=told, **at))
        memories = old("people", "ColumnMemory")
        for header, field in (("r", "door"), ("l", "post")):
            mapping = {"0": "name", "1": field}
            memories.create(path=register.path, header=header, mapping=mapping, used_at=clock.now())
        before = set(memories.values_list("pk", flat=True))
        home = old("people", "Household").create(
            path=street.places["door101"].path, root="0001", place_id=street.id("door101"), door="101",
            since=clock.today(),
        )  # fmt: skip
        old("people", "Resident").create(
            path=home.path,
            root="0001",
            household_id=home.pk,
            name="王伟",
            recorded_at=clock.now(),
            source_id=failed.pk,
        )
        MigrationExecutor(connection).migrate(latest)
        found = {work.pk: work for work in Intake.objects.all()}
        assert {pk: (work.list, work.state) for pk, work in found.items()} == {
            register.pk: ("register", "checking"), failed.pk: ("register", "failed"), kept.pk: ("register", "done"),
            done.pk: ("leaders", "done"), ready.pk: ("leaders", "received"),
        }  # fmt: skip
        assert found[register.pk].mapping == {"all": {"moved": "keep"}}
        assert found[kept.pk].mapping == {"options": {"make_places": True}}
        assert found[failed.pk].problem["code"] == "intake.gone"
        assert (found[done.pk].counts["total"], found[done.pk].counts["accepted"]) == (6, 4)
        assert found[done.pk].mapping["options"] == {"make_places": True}
        assert dict(ColumnMemory.objects.values_list("header", "list")) == {"r": "register", "l": "leaders"}
        assert set(ColumnMemory.objects.values_list("pk", flat=True)) == before
        assert apps.get_model("people", "Resident").objects.get().source_id == failed.pk
        MigrationExecutor(connection).migrate(BEFORE)
        assert dict(runs.values_list("pk", "state")) == {done.pk: "done", ready.pk: "dropped"}
        assert set(old("people", "RegisterImport").values_list("pk", flat=True)) == {register.pk, failed.pk, kept.pk}
        assert old("people", "Resident").get().source_id == failed.pk
    finally:
        MigrationExecutor(connection).migrate(latest)
