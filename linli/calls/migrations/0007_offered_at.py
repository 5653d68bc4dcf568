"""The places at which a call is offered have a name of their own; the table keeps its name and its rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_absences_into_the_diary")]

    operations = [
        migrations.AlterModelTable("Ground", "calls_ground"),
        migrations.RenameModel("Ground", "OfferedAt"),
    ]
