"""Fields common to every uploaded list: size, counts, progress, refusal, who and when."""

from django.apps import apps
from django.db import models

from linli.kernel.ids import new_id
from linli.kernel.text import visible

LONGEST_FILE_NAME = 200


class FileRun(models.Model):
    """`state`: as each room defines it. `progress`: percent of the running step; `problem`: code and data of the
    refusal when a run failed; `beat_at`: when the worker last reported that it is alive."""

    id = models.UUIDField(primary_key=True, default=new_id)
    file_name = models.CharField(max_length=LONGEST_FILE_NAME)
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


def shown_file_name(name: str, unnamed: str) -> str:
    """What is stored of an upload's name: no folders, no invisible characters, the end of one that is too long.

    Nobody types it, so it is cut and not refused; its end says what kind of file it was.
    """
    return visible(name.replace("\\", "/").rsplit("/", 1)[-1])[-LONGEST_FILE_NAME:] or unnamed


def still_open() -> int:
    """How many uploaded lists have not ended; until then each keeps its file sealed outside the database."""
    kinds = [model for model in apps.get_models() if issubclass(model, FileRun)]
    return sum(model._default_manager.filter(ended_at=None).count() for model in kinds)  # noqa: SLF001 (public API)
