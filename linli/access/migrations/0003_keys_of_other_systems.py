"""The keys of other systems come to this room as they are: same table, same rows (see `api.0002_keys_to_access`)."""

import linli.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_language_not_chosen'),
        ('api', '0001_start'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='ApiKey',
                    fields=[
                        ('path', models.CharField(max_length=80)),
                        ('id', models.UUIDField(default=linli.kernel.ids.new_id, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=60)),
                        ('digest', models.BinaryField(unique=True)),
                        ('permissions', models.JSONField(default=list)),
                        ('per_minute', models.PositiveIntegerField()),
                        ('made_by', models.UUIDField(null=True)),
                        ('made_by_name', models.CharField(blank=True, max_length=80)),
                        ('made_at', models.DateTimeField()),
                        ('expires_on', models.DateField()),
                        ('minute', models.PositiveIntegerField(default=0)),
                        ('used', models.PositiveIntegerField(default=0)),
                        ('last_used_at', models.DateTimeField(null=True)),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('revision', models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        'db_table': 'api_apikey',
                        'indexes': [models.Index(fields=['path'], name='api_key_path')],
                    },
                ),
            ],
        ),
    ]
