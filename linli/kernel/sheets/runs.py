"""Fields common to every uploaded list: size, counts, progress, refusal, who and when."""

from datetime import datetime

from django.apps import apps
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


def still_open(started_before: datetime | None = None) -> int:
    """How many uploaded lists of all rooms have not ended; until then each keeps its file sealed outside the
    database."""
    started = {"started_at__lt": started_before} if started_before else {}
    kinds = [model for model in apps.get_models() if issubclass(model, FileRun)]
    return sum(model._default_manager.filter(ended_at=None, **started).count() for model in kinds)  # noqa: SLF001 (public API)
