"""Which grids touch is kept by places: the table keeps its rows under its new name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("calls", "0008_path_of_kinds_that_ship"), ("places", "0003_grids_that_touch")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("Border", "places_border")],
            state_operations=[migrations.DeleteModel("Border")],
        ),
    ]
