"""Who is responsible: members, their appointments to posts, the units they come from, the alliances of a place.

An appointment is a member in a kind of post from a day until a day; its charges are the places it is responsible for (a
floor leader: floors 5 and 6; another: six doors). Each charge has one grant. Relieving ends the appointment and its
grants in one transaction; on the same day it can be undone. Rows change only through `actions`.

A person's diary says where they are and when: the room that plans something for them enters it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from linli.access.models import PlaceScoped, PostKind
from linli.corps.words import (
    alliance_kind_choices,
    awaited_state_choices,
    diary_kind_choices,
    ended_how_choices,
    run_state_choices,
    slip_state_choices,
    unit_kind_choices,
)
from linli.kernel.ids import new_id
from linli.kernel.sealing.fields import BlindIndexField, SealedField
from linli.places.models import Place


class PartnerUnit(PlaceScoped):
    """A unit that works with a place: 共建单位, property company, owners' committee, police post, clinic."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=unit_kind_choices)
    credit_code = models.CharField(max_length=18, blank=True)  # GB 32100
    phone = models.CharField(max_length=30, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "name"], condition=Q(left_on=None), name="partner_unit_name")
        ]


class Member(PlaceScoped):
    """Somebody who holds or may hold a post. `path` is where they are known; `resident` their register row, if any."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=30, blank=True)
    phone_sealed = SealedField(column="corps.member.phone")
    phone_blind = BlindIndexField(of="phone_sealed")
    unit = models.ForeignKey(PartnerUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    resident = models.UUIDField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path", "name"], name="member_path_name"),
            models.Index(fields=["phone_blind"], name="member_phone"),
            models.Index(fields=["initials", "path"], name="member_initials"),
        ]


class DiaryEntry(PlaceScoped):
    """Where somebody is, or what they have taken on, over the half-open times [starts_at, ends_at).

    Of the `exclusive` entries of one person that are not cancelled, no two overlap: the database refuses it
    (`diary_constraint`). `source` is the room that made the entry and `source_id` its row there: at most one entry for
    each. `path` is where it takes place; a reader without reach there sees only the times.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    kind = models.CharField(max_length=10, choices=diary_kind_choices)
    exclusive = models.BooleanField(default=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=20)
    source_id = models.UUIDField()
    cancelled_at = models.DateTimeField(null=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="diary_ends_after_start"),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=Q(cancelled_at=None), name="diary_source_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ends_at"], condition=Q(cancelled_at=None), name="diary_person"),
            models.Index(fields=["ends_at"], name="diary_end"),
        ]

    @property
    def said(self) -> str:
        """One word in the reader's language: for an absence its own (请假), otherwise that of its kind."""
        return gettext(self.title) if self.kind == "absence" and self.title else gettext(self.get_kind_display())


class Appointment(PlaceScoped):
    """A member in a post over the half-open days [starts_on, ends_on). `path` is the place that all charges lie in."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appointments", db_index=False)
    post = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_how = models.CharField(max_length=12, blank=True, choices=ended_how_choices)  # null while the term has no end
    ended_at = models.DateTimeField(null=True)  # when an early end was recorded; it can be undone on that day only
    term_before = models.DateField(null=True)  # `ends_on` before the early end
    reason = models.CharField(max_length=120, blank=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="appointment_ends_after_start"
            )
        ]
        indexes = [
            models.Index(fields=["path", "ends_on"], name="appointment_path"),
            models.Index(fields=["member"], name="appointment_member"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="appointment_ended"),
        ]


class AwaitedTerm(PlaceScoped):
    """A term that somebody asked for who lacks rights that it carries: no effect until a second person confirms it.

    `how`: a new term (appoint), one that ends `term` (hand_over, change), or other dates of it (extend). `also` are the
    ids of terms that end together with `term`. `places` are the ids of those that the post would answer for; `path` is
    the place that all lie in. After `lapses_on` nobody can confirm it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    how = models.CharField(max_length=10)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="awaited")
    post = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="awaited", db_index=False)
    term = models.ForeignKey(Appointment, null=True, on_delete=models.PROTECT, related_name="awaited", db_index=False)
    also = models.JSONField(default=list)
    places = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    recorded_by = models.UUIDField(null=True)
    recorded_by_name = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    lapses_on = models.DateField()
    state = models.CharField(max_length=10, default="waiting", choices=awaited_state_choices)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["path"], condition=Q(state="waiting"), name="awaited_path")]


class Charge(PlaceScoped):
    """One place that an appointment is responsible for; `path` is that place's path."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="charges", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="charges")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment", "place"], name="charge_once")]
        indexes = [models.Index(fields=["path", "appointment"], name="charge_path")]


class Alliance(PlaceScoped):
    """A standing union of a place: 巷网联盟, 党建三驾车, 3+1+X."""

    id = models.UUIDField(primary_key=True, default=new_id)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="alliances")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=alliance_kind_choices)
    since = models.DateField()
    until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], condition=Q(until=None), name="alliance_name_at_place")
        ]
        indexes = [models.Index(fields=["path"], name="alliance_path")]


class Seat(models.Model):
    """One part of an alliance: a unit or a member, and what it does there."""

    id = models.UUIDField(primary_key=True, default=new_id)
    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(PartnerUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, member=None) | Q(unit=None, member__isnull=False), name="seat_is_one"
            )
        ]


class CardRun(PlaceScoped):
    """The cards of the grids and buildings of a place as one PDF, made in the background. `chosen` are the places of
    which one is printed, as ids; empty for all of them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="card_runs")
    paper = models.CharField(max_length=2, default="A4")
    chosen = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=run_state_choices)
    progress = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "started_at"], name="card_run_path")]


class SlipRun(PlaceScoped):
    """Accounts opened for many at once, and their slips as one PDF. `how`: for those without one ("open"), or new
    passwords for those who never used theirs ("renew"). `people` are ids of members, until the slips are written;
    `alive_at` is the last sign of life of the work. The passwords are in a sealed file that is given out once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="slip_runs")
    how = models.CharField(max_length=6)
    state = models.CharField(max_length=8, choices=slip_state_choices)
    progress = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    people = models.JSONField(default=list)
    by = models.UUIDField(null=True)
    ordered_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["path", "ordered_at"], name="slip_run_path")]
