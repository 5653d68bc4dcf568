"""Accounts say since when they are deactivated. For those that are already, nobody wrote it down: from today on."""

from django.db import migrations, models
from django.utils import timezone


def since_today(apps, _schema_editor):
    inactive = apps.get_model("access", "Account").objects.filter(is_active=False)
    inactive.update(deactivated_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [("access", "0004_revision_of_kinds_of_posts")]

    operations = [
        migrations.AddField("account", "deactivated_on", models.DateField(null=True)),
        migrations.RunPython(since_today, migrations.RunPython.noop),
    ]
