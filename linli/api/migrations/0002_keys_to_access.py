"""The table stays; from here on the room below keeps it."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0001_start'),
        ('access', '0003_keys_of_other_systems'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='ApiKey')]),
    ]
