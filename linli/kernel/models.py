"""The trail (who did what, when, where: reads of persons too), its seals, and the outbox.

Facts are append-only: triggers on both databases refuse to change or delete one (see `append_only`). Each fact carries
an HMAC of its own content; seals chain the facts in order, so that a removed, altered or reordered fact is found.
"""

from django.db import models

from linli.kernel.ids import new_id


class Seal(models.Model):
    """One link of the chain: covers every fact that points to it, in order of `seq`."""

    number = models.BigIntegerField(primary_key=True)
    count = models.PositiveIntegerField()
    digest = models.BinaryField()
    at = models.DateTimeField()


class Fact(models.Model):
    """Something that happened. `key` is the client's idempotency key, `path` the place, `about` the row."""

    seq = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)  # account id; None is the system itself
    actor_name = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=80, blank=True)
    about = models.UUIDField(null=True)
    key = models.UUIDField(null=True, unique=True)
    data = models.JSONField(default=dict)
    mac = models.BinaryField()
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="facts")
    # Taken from the kind's declaration when recorded; NULL for most facts, which the partial index leaves out.
    touches = models.CharField(max_length=12, null=True)  # noqa: DJ001 (null keeps the fact out of the partial index)

    class Meta:
        indexes = [
            models.Index(fields=["about", "seq"], name="fact_about"),
            models.Index(fields=["kind", "at"], name="fact_kind"),
            models.Index(fields=["path", "seq"], name="fact_path"),
            models.Index(fields=["actor", "at"], name="fact_actor"),
            models.Index(fields=["seq"], condition=models.Q(seal__isnull=True), name="fact_unsealed"),
            models.Index(
                fields=["touches", "seal", "path"], condition=models.Q(touches__isnull=False), name="fact_touches"
            ),
        ]


class Message(models.Model):
    """The outbox: written in the action's transaction, delivered by the worker at least once, in order of `due_at`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(done_at__isnull=True, dead_at__isnull=True), name="message_due"
            )
        ]


class Sent(models.Model):
    """What came with a key, as a keyed digest (`writes.sent_actions`)."""

    key = models.UUIDField(primary_key=True, default=new_id)
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="sent_at")]


class Beat(models.Model):
    """When a scheduled job last ran: one row for each job, so that two schedulers cannot both start it."""

    job = models.CharField(primary_key=True, max_length=80)
    last_due = models.DateTimeField()
