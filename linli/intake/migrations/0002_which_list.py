"""Which list a file and a remembered header belong to; the sheets that were left out; what the engine refuses has codes
of its own.

Decisions hung on the index of a row, which says nothing without the plan that was staged: what is open is checked
again, and asks again.
"""

from django.db import migrations, models

OF_THE_ENGINE = (
    "disk_full", "gone", "unknown_field", "field_twice", "no_table_used", "changed_meanwhile", "not_decidable",
    "cell_gone",
)


def check_again(apps, _schema_editor):
    rows = apps.get_model("intake", "Intake").objects
    for work in rows.filter(state__in=["preview", "writing", "checking"]).iterator():
        work.mapping.pop("decisions", None)
        work.state = "checking"
        work.save(update_fields=["mapping", "state"])


def rename(apps, before, after):
    rows = apps.get_model("intake", "Intake").objects.exclude(problem={})
    for work in rows.iterator():
        room, _dot, what = work.problem.get("code", "").partition(".")
        if room == before and what in OF_THE_ENGINE:
            work.problem["code"] = f"{after}.{what}"
            work.save(update_fields=["problem"])


def forwards(apps, schema_editor):
    check_again(apps, schema_editor)
    rename(apps, "imports", "intake")


def backwards(apps, schema_editor):
    check_again(apps, schema_editor)
    rename(apps, "intake", "imports")


class Migration(migrations.Migration):

    dependencies = [("intake", "0001_from_people"), ("people", "0003_give_imports_to_intake")]

    operations = [
        migrations.RunPython(forwards, backwards, elidable=False),
        migrations.AddField("intake", "list", models.CharField(default="register", max_length=20)),
        migrations.AddField("columnmemory", "list", models.CharField(default="register", max_length=20)),
        migrations.AddField("columnmemory", "left_out", models.JSONField(default=list)),
        migrations.RemoveConstraint("columnmemory", "column_memory_once"),
        migrations.AddConstraint(
            "columnmemory",
            models.UniqueConstraint(fields=("list", "path", "header"), name="column_memory_of_list"),
        ),
        migrations.AddIndex("intake", models.Index(fields=["path", "started_at"], name="intake_path")),
    ]
