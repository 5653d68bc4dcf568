"""The imports of leaders, with their ids, and what was remembered of their columns.

The engine reads a file into sheets that the leaders' wizard did not keep: what is open is read again, and says that it
must be uploaded again where its file is gone.
"""

from django.db import migrations

STATES = {"done": "done", "failed": "failed", "dropped": "cancelled"}
SAME = (
    "id", "path", "file_name", "file_size", "by", "by_name", "started_at", "beat_at", "ended_at", "revision",
    "progress",
)


def counts_of(run):
    rows = {name: run.counts.get(name, 0) for name in ("new", "changed", "same", "rejected")}
    if not run.counts:
        return {}
    total = sum(rows.values())
    told = {"total": total, "accepted": total - rows["rejected"], "undecided": 0}
    return rows | told | {"values_left_out": run.counts.get("phones", 0), "lines": 0}


def forwards(apps, _schema_editor):
    Intake, Memory = apps.get_model("intake", "Intake"), apps.get_model("intake", "ColumnMemory")
    for run in apps.get_model("corps", "LeaderImport").objects.iterator():
        problem = run.problem
        if problem.get("code") in {"imports.disk_full", "imports.gone"}:
            problem["code"] = problem["code"].replace("imports.", "intake.")
        mapping = {"options": {"make_places": run.make_places}, "columns": run.columns, "tables": []}
        Intake.objects.create(
            **{name: getattr(run, name) for name in SAME}, list="leaders", state=STATES.get(run.state, "received"),
            counts=counts_of(run) if run.ended_at else {}, mapping=mapping, problem=problem if run.ended_at else {},
        )
    for memory in Memory.objects.iterator():  # only a list of leaders has a column for the post
        if "post" in memory.mapping.values():
            memory.list = "leaders"
            memory.save(update_fields=["list"])


def backwards(apps, _schema_editor):
    Intake, Run = apps.get_model("intake", "Intake"), apps.get_model("corps", "LeaderImport")
    places = dict(apps.get_model("places", "Place").objects.values_list("path", "id"))
    states = {"done": "done", "failed": "failed"}
    for work in Intake.objects.filter(list="leaders").iterator():
        if work.path in places:
            Run.objects.create(
                **{name: getattr(work, name) for name in SAME}, place_id=places[work.path],
                state=states.get(work.state, "dropped"),
                make_places=work.mapping.get("options", {}).get("make_places", False),
                columns=work.mapping.get("columns", {}), problem=work.problem,
                counts={**work.counts, "phones": work.counts.get("values_left_out", 0)},
            )
    Intake.objects.filter(list="leaders").delete()
    apps.get_model("intake", "ColumnMemory").objects.filter(list="leaders").update(list="register")


class Migration(migrations.Migration):

    dependencies = [("intake", "0002_which_list"), ("corps", "0002_diary_of_a_person")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
