"""The table itself is renamed by calls, which had it (`calls.0005_give_days_to_places`): here the state alone."""

from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("places", "0001_start")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        ("path", models.CharField(max_length=80)),
                        (
                            "id",
                            models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False),
                        ),
                        ("day", models.DateField()),
                        ("works", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("path", "day"), name="calendar_day_once"),
                        ],
                    },
                ),
            ],
        ),
    ]
