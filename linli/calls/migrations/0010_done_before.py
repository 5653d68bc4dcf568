"""What was called done and opened again since is counted from now on; the history says when it was.

Opened again by the caller, it was not solved. What the desk opened again is not carried: what the caller had said then
was deleted.
"""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids


def carry(apps, _editor):
    events = apps.get_model("calls", "CallEvent").objects
    rows = apps.get_model("calls", "DoneBefore")
    opened = events.filter(deed="reopen", before__in=["done", "settled"]).select_related("call")
    made = []
    for event in opened.iterator(chunk_size=500):
        if event.by is not None and event.by != event.call.opened_by:
            continue
        done = events.filter(call=event.call_id, deed="finish", revision__lt=event.revision).order_by("-revision").first()
        if done is not None:
            made.append(rows(call_id=event.call_id, done_at=done.at, solved=False))
    rows.objects.bulk_create(made, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("calls", "0009_give_neighbours_to_places")]
    operations = [
        migrations.CreateModel(
            name="DoneBefore",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False),
                ),
                ("done_at", models.DateTimeField()),
                ("solved", models.BooleanField(null=True)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="done_before", to="calls.call"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["done_at"], name="call_done_before")]},
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
