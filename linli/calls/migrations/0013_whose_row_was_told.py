from django.db import migrations, models


def told(apps, _schema):
    """Every call that is there may have been told by the id of its row; none that comes."""
    apps.get_model("calls", "Call").objects.update(row_was_told=True)


class Migration(migrations.Migration):
    dependencies = [("calls", "0012_reference_of_random_bits")]

    operations = [
        migrations.AddField("call", "row_was_told", models.BooleanField(default=False)),
        migrations.RunPython(told, migrations.RunPython.noop),
    ]
