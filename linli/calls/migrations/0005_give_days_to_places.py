"""The working days of a street are the street's: the table keeps its rows under its new name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("calls", "0004_changes_of_corrections"), ("places", "0002_days_a_street_works")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("CalendarDay", "places_calendarday")],
            state_operations=[migrations.DeleteModel("CalendarDay")],
        ),
    ]
