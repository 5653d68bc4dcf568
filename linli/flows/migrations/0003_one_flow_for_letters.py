"""What waits for one of the former flows of letters waits for the one that replaced them, once a fact."""

from django.db import migrations

FORMER = ("tell_caller", "tell_receiver", "tell_holder", "tell_units", "tell_of_clock")


def to_one(apps, _editor):
    rows = apps.get_model("flows", "Consequence").objects
    waiting = rows.filter(flow__in=FORMER, done_at=None).order_by("id")
    seen = set()
    for pk, fact in list(waiting.values_list("id", "fact")):
        if fact not in seen:
            seen.add(fact)
            rows.filter(pk=pk).update(flow="tell", attempts=0, starts=0)
    rows.filter(flow__in=FORMER, done_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [("flows", "0002_count_starts")]
    operations = [migrations.RunPython(to_one, migrations.RunPython.noop)]
