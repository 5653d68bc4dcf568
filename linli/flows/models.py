"""What followed from what: one row a fact and flow, so that a consequence happens exactly once."""

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Consequence(models.Model):
    """`fact` is the outbox message's id, `flow` the name in `flows.table`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fact = models.UUIDField()
    topic = models.CharField(max_length=60)
    flow = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "flow"], name="consequence_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at=None, dead_at=None), name="consequence_due")]
