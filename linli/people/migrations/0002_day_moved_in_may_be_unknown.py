from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import TruncDate
from zoneinfo import ZoneInfo


def forget_days_of_imports(apps, schema_editor):
    """An import wrote its own day where no list said when somebody moved in; `recorded_at` still says when it was."""
    day = TruncDate("recorded_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    apps.get_model("people", "Resident").objects.exclude(source=None).filter(since=day).update(since=None)


def say_day_of_record(apps, schema_editor):
    day = TruncDate("recorded_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    apps.get_model("people", "Resident").objects.filter(since=None).update(since=day)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_start'),
    ]

    operations = [
        migrations.AlterField(
            model_name='resident',
            name='since',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(forget_days_of_imports, say_day_of_record),
    ]
