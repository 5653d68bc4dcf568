"""What is over the limits of strangers is taken and verified by somebody, where it was refused before."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("calls", "0010_done_before")]
    operations = [
        migrations.AddField("call", "doubtful", models.BooleanField(default=False)),
        migrations.AddIndex(
            "call", models.Index(fields=["path"], condition=Q(doubtful=True, state="opened"), name="call_doubtful")
        ),
    ]
