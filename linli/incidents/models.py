"""Incidents, what they allow, who objects to what was done, and what is left when one is over.

What somebody says about themselves lies under the incident's own key (`kernel.sealing.ending`), destroyed with it.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped, StreetKind
from linli.incidents.words import (
    basis_choices,
    function_choices,
    state_choices,
    verdict_choices,
)
from linli.kernel.ids import new_id
from linli.kernel.sealing.fields import EndingField


class Incident(PlaceScoped):
    """A declared emergency, or the draft of one. `path`: the place it was declared for, with all below it.

    `asks`: what may be asked -> the bundles of those who may. `pack`: the protocol as it stood when the incident was
    drafted, so that versions do not mix; {} without one. `since`: the day on which it came into its state.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=60)
    what = models.CharField(max_length=400)
    basis = models.CharField(max_length=20, choices=basis_choices)
    basis_number = models.CharField(max_length=80)
    milder = models.CharField(max_length=400)
    contact = models.CharField(max_length=120)
    asks = models.JSONField(default=dict)
    pack = models.JSONField(default=dict)
    first_day = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=state_choices, default="drafted")
    since = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField(null=True)
    drafted_by = models.UUIDField(null=True)
    declared_by = models.UUIDField(null=True)
    declared_by_name = models.CharField(max_length=80, blank=True)
    confirmed_by_name = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    frozen = models.JSONField(default=list)  # what is kept when it is over: `actions.sunset`
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="incident_path"),
            models.Index(fields=["state"], condition=~Q(state__in=["destroyed", "dropped"]), name="incident_not_over"),
        ]

    @property
    def number(self) -> str:
        """What people call it by."""
        return self.pk.hex[-8:].upper()


class Function(models.Model):
    """One line of the register of functions: what was on, for which scene, by whom, until when. Never removed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="functions")
    code = models.CharField(max_length=20, choices=function_choices)
    scene = models.CharField(max_length=120)
    on_by_name = models.CharField(max_length=80)
    on_at = models.DateTimeField()
    until = models.DateField()
    off_at = models.DateTimeField(null=True)
    off_by_name = models.CharField(max_length=80, blank=True)  # "": by itself
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "code"], condition=Q(off_at=None), name="function_once_at_a_time"
            )
        ]


class Appeal(PlaceScoped):
    """Somebody objects to what was done about them in an incident, or wants it corrected. Taken down at the desk, on
    the telephone, at a door: nobody needs an account for it. `path`: their community, no nearer, as it is not sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="appeals")
    who_sealed = EndingField(column="incidents.appeal.who")
    what_sealed = EndingField(column="incidents.appeal.what")
    answer_sealed = EndingField(column="incidents.appeal.answer")
    verdict = models.CharField(max_length=10, choices=verdict_choices, default="open")
    taken_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["path"], name="appeal_path")]


class OwnPack(StreetKind):
    """A street's own protocol: the text of a pack, checked whole before it is kept."""

    text = models.TextField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "code"], name="own_pack_code")]


class Certificate(PlaceScoped):
    """That the rows of an incident were destroyed. `text` is what was signed, byte for byte; it names nobody."""

    id = models.UUIDField(primary_key=True, default=new_id)
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="certificate")
    text = models.TextField()
    signature = models.BinaryField()
    made_at = models.DateTimeField()
