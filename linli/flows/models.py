"""What followed from what: one row a fact and flow, so that a consequence happens exactly once."""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped
from linli.kernel.ids import new_id


class Consequence(PlaceScoped):
    """`fact` is the outbox message's id, `flow` the name in `flows.table`; `payload` holds ids only.

    Waiting until `due_at`; then `done_at`, or after the last attempt `dead_at`, until somebody says "try again".
    `starts` counts the starts since it last ended in any way; one that kills its process never ends. `path` is where
    the fact happened ("" when it has no place) and decides who may see the consequence.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    fact = models.UUIDField()
    topic = models.CharField(max_length=60)
    flow = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    starts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "flow"], name="consequence_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(done_at=None, dead_at=None), name="consequence_due"),
            models.Index(fields=["done_at"], name="consequence_done"),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="consequence_dead"),
        ]
