"""A kind that ships has no path. Said to the forms alone: the column is as it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0007_offered_at")]

    operations = [
        migrations.AlterField("callkind", "path", models.CharField(blank=True, max_length=80)),
    ]
