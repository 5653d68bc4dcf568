"""Every list that is uploaded, and how the columns of its place's files were matched last time."""

from django.db import models

from linli.access.models import PlaceScoped
from linli.kernel.ids import new_id
from linli.kernel.sheets.runs import FileRun


class Intake(PlaceScoped, FileRun):
    """One file being imported. `list` is the code of the `lists.List` that it is one of; `path` the place it belongs
    to. The file and its rows are stored sealed outside the database until it ends.

    `mapping`: "tables" (the sheets and their columns), "decisions" and "all" (what the user decided), "options" (what
    was ticked at the upload), "places" (how many would be made), "remembered" (the columns were not asked for). Of an
    ended one only `rules.KEPT` stays: names of sheets and headers may be those of people.
    """

    list = models.CharField(max_length=20, default="register")
    state = models.CharField(max_length=12)
    mapping = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["path", "started_at"], name="intake_path")]


class ColumnMemory(PlaceScoped):
    """How a header row was matched last time. `header` is a digest of the normalised header cells.

    `left_out`: digests of the names of sheets with this header that were not to be imported.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    header = models.CharField(max_length=64)
    mapping = models.JSONField()
    left_out = models.JSONField(default=list)
    used_at = models.DateTimeField()
    list = models.CharField(max_length=20, default="register")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "path", "header"], name="column_memory_of_list")]
