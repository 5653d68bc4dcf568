from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_exports_that_are_asked_for")]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.UUIDField()),
                ("day", models.DateField()),
                ("person", models.UUIDField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "day", "person"), name="look_once")],
            },
        ),
    ]
