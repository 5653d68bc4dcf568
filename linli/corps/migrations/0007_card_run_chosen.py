"""Of which places a run of cards is, when only some were chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("corps", "0006_slips_for_many_accounts")]

    operations = [migrations.AddField("cardrun", "chosen", models.JSONField(default=list))]
