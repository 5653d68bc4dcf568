"""Accounts opened for many at once: the runs that print their slips."""

import django.db.models.deletion
import linli.corps.words
import linli.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("corps", "0005_terms_that_end_with_a_waiting_one")]

    operations = [
        migrations.CreateModel(
            name="SlipRun",
            fields=[
                ("path", models.CharField(max_length=80)),
                ("id", models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("how", models.CharField(max_length=6)),
                ("state", models.CharField(choices=linli.corps.words.slip_state_choices, max_length=8)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("count", models.PositiveIntegerField(default=0)),
                ("people", models.JSONField(default=list)),
                ("by", models.UUIDField(null=True)),
                ("ordered_at", models.DateTimeField()),
                ("alive_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slip_runs", to="places.place"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["path", "ordered_at"], name="slip_run_path")]},
        )
    ]
