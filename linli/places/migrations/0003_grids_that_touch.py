"""The table itself is renamed by calls, which had it (`calls.0009_give_neighbours_to_places`): here the state alone."""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("places", "0002_days_a_street_works")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Border",
                    fields=[
                        ("path", models.CharField(max_length=80)),
                        (
                            "id",
                            models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False),
                        ),
                        (
                            "beside",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("path", "beside"), name="border_once"),
                        ],
                    },
                ),
            ],
        ),
    ]
