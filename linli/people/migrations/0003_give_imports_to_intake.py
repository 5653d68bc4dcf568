"""Imports are kept by intake: its tables keep their rows, ids and foreign keys under their new names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0002_day_moved_in_may_be_unknown"), ("intake", "0001_from_people")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("RegisterImport", "intake_intake"),
                migrations.AlterModelTable("ColumnMemory", "intake_columnmemory"),
            ],
            state_operations=[
                migrations.AlterField(
                    "Resident",
                    "source",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="intake.intake",
                    ),
                ),
                migrations.DeleteModel("RegisterImport"),
                migrations.DeleteModel("ColumnMemory"),
            ],
        ),
    ]
