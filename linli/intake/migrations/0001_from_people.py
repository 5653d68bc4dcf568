"""The tables themselves are renamed by people, which had them (`people.0003_give_imports_to_intake`): here the state
alone."""

import linli.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("people", "0001_start")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Intake",
                    fields=[
                        ("path", models.CharField(max_length=80)),
                        ("id", models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False)),
                        ("state", models.CharField(max_length=12)),
                        ("file_name", models.CharField(max_length=200)),
                        ("file_size", models.PositiveBigIntegerField()),
                        ("mapping", models.JSONField(default=dict)),
                        ("counts", models.JSONField(default=dict)),
                        ("progress", models.PositiveSmallIntegerField(default=0)),
                        ("problem", models.JSONField(default=dict)),
                        ("by", models.UUIDField(null=True)),
                        ("by_name", models.CharField(blank=True, max_length=80)),
                        ("started_at", models.DateTimeField()),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("revision", models.PositiveIntegerField(default=1)),
                    ],
                ),
                migrations.CreateModel(
                    name="ColumnMemory",
                    fields=[
                        ("path", models.CharField(max_length=80)),
                        ("id", models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False)),
                        ("header", models.CharField(max_length=64)),
                        ("mapping", models.JSONField()),
                        ("used_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("path", "header"), name="column_memory_once"),
                        ],
                    },
                ),
            ],
        ),
    ]
