"""Accounts say which guide their home page still opens with; those that are there open with none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_when_deactivated")]

    operations = [migrations.AddField("account", "guide", models.CharField(max_length=20, blank=True))]
