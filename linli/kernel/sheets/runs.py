"""Fields common to every uploaded list: size, counts, progress, refusal, who and when."""

from django.db import models

from linli.kernel.ids import new_id


class FileRun(models.Model):
    """`state`: as each room defines it. `progress`: percent of the running step; `problem`: code and data of the
    refusal when a run failed; `beat_at`: when the worker last reported that it is alive."""

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
