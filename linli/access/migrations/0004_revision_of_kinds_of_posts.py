"""Kinds of posts are changed like every other row: by the revision that was read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_keys_of_other_systems")]

    operations = [
        migrations.AddField("postkind", "revision", models.PositiveIntegerField(default=1)),
    ]
