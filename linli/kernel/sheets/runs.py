"""What every file on its way in keeps of itself, whatever it brings: size, counts, progress, refusal, who and when."""

from django.db import models

from linli.kernel.ids import new_id


class FileRun(models.Model):
    """`state` is the room's own. `progress`: percent of the running step; `problem`: code and data of the refusal of a
    run that failed; `beat_at`: the worker's sign of life."""

    id = models.UUIDField(primary_key=True, default=new_id)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveBigIntegerField()
    counts = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(default=dict)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
