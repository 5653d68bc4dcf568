"""A call's id for the outside, which tells no moment. Those that are there get one each."""

from django.db import migrations, models

import linli.kernel.ids

RANDOM = {
    "postgresql": "gen_random_uuid()",
    "sqlite": (
        "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || substr('89AB', 1 + (random() & 3), 1)"
        " || substr(hex(randomblob(2)), 2) || hex(randomblob(6)))"
    ),
}


def give(_apps, editor):
    editor.execute(f"UPDATE calls_call SET reference = {RANDOM[editor.connection.vendor]} WHERE reference IS NULL")


class Migration(migrations.Migration):
    dependencies = [("calls", "0011_doubtful")]
    operations = [
        migrations.AddField("call", "reference", models.UUIDField(null=True)),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.AlterField("call", "reference", models.UUIDField(default=linli.kernel.ids.random_id, unique=True)),
    ]
