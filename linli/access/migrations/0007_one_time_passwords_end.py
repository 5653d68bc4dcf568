"""A one-time password is taken until a moment; those that were made before this have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0006_guide_of_the_home_page")]

    operations = [migrations.AddField("account", "once_until", models.DateTimeField(null=True))]
