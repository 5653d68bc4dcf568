"""Imports of leaders are kept by intake, which took over their rows (`intake.0003_leaders_too`)."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("corps", "0002_diary_of_a_person"), ("intake", "0003_leaders_too")]

    operations = [migrations.DeleteModel("LeaderImport")]
