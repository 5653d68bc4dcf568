from django.db import migrations, models


def lift(apps, schema_editor):
    from linli.kernel.facts import append_only

    append_only.remove(schema_editor.connection)


def put_back(apps, schema_editor):
    from linli.kernel.facts import append_only

    append_only.install(schema_editor.connection)


def say_what_waits(apps, schema_editor):
    """Those sealed are behind whatever a process looks at after it started; those that wait are counted once more."""
    from linli.kernel.facts import declared

    waiting = apps.get_model("kernel", "Fact").objects.filter(seal=None)
    for kind in declared.kinds():
        if kind.touches:
            waiting.filter(kind=kind.code).update(touches=kind.touches)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AddField("fact", "touches", models.CharField(max_length=12, null=True)),
        migrations.AddIndex(
            "fact",
            models.Index(
                condition=models.Q(("touches__isnull", False)),
                fields=["touches", "seal", "path"],
                name="fact_touches",
            ),
        ),
        migrations.RunPython(say_what_waits, migrations.RunPython.noop),
        migrations.RunPython(put_back, lift),
    ]
