"""A call: someone needs something, at a place; it is answered by somebody named, and settled.

Kinds are data. A call changes only through `actions`, one conditional update on (`state`, `revision`) each; `CallEvent`
keeps who, when and why. What would name the caller is sealed. Clocks are rows of their own, so that ten thousand due
ones are one indexed query. A whistle has a slot for each unit it names; an order has items and is settled in a sitting.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped
from linli.calls.words import (
    channel_choices,
    class_choices,
    family_choices,
    privacy_choices,
    settlement_choices,
    slot_choices,
    state_choices,
)
from linli.corps.models import PartnerUnit, Seat
from linli.kernel.fields import BlindIndexField, SealedField
from linli.kernel.ids import new_id
from linli.places.models import Place


class CallKind(PlaceScoped):
    """`path` "" for the kinds that ship, else the street that made it.

    `may_open`: any of resident, leader, guard, staff, api. `steps`: any of on_site, photo, amount, second_person, code.
    `circle`: [[minutes after opening, circle], …] rising. Minutes are working time when `working_days`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    icon = models.CharField(max_length=20, default="help")
    family = models.CharField(max_length=10, choices=family_choices)
    may_open = models.JSONField(default=list)
    classification = models.CharField(max_length=10, choices=class_choices)
    answer_minutes = models.PositiveIntegerField()  # until claimed (a unit: received)
    on_site_minutes = models.PositiveIntegerField(default=0)  # 0: no visit needed
    done_minutes = models.PositiveIntegerField()
    working_days = models.BooleanField(default=False)
    circle = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    settlement = models.CharField(max_length=10, choices=settlement_choices)
    privacy = models.CharField(max_length=10, choices=privacy_choices, default="contact")
    is_public = models.BooleanField(default=False)  # offered through Open311 and on the public page
    example = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "code"], name="call_kind_code")]


class Call(PlaceScoped):
    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)  # read aloud on the phone: 0422-0007
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="calls")
    kind = models.ForeignKey(CallKind, on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(max_length=80)
    detail_sealed = SealedField(column="calls.call.detail")
    text_only = models.BooleanField(default=False)  # a deaf caller: never ring, write
    caller = models.UUIDField(null=True)  # resident, where known
    caller_name_sealed = SealedField(column="calls.call.caller_name")
    caller_phone_sealed = SealedField(column="calls.call.caller_phone")
    caller_phone_blind = BlindIndexField()
    address_sealed = SealedField(column="calls.call.address")
    follow_digest = models.BinaryField(null=True, unique=True)  # of the token by which the caller follows the call
    channel = models.CharField(max_length=8, choices=channel_choices)
    opened_by = models.UUIDField(null=True)  # person behind the account; null for a resident without one
    on_behalf = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    classification = models.CharField(max_length=10, choices=class_choices)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=state_choices, default="opened")
    state_at = models.DateTimeField()
    receiver = models.UUIDField(null=True)  # person responsible until it is held
    holder = models.UUIDField(null=True)
    circle = models.CharField(max_length=10, default="leader")
    circle_path = models.CharField(max_length=80, blank=True)  # whose responders may see and claim it
    pause_reason = models.CharField(max_length=120, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    on_site_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    estimate = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    code_digest = models.BinaryField(null=True)  # of the hand-over code that the resident holds
    sitting = models.ForeignKey("Sitting", null=True, on_delete=models.PROTECT, related_name="calls")
    solved = models.BooleanField(null=True)  # at call-back, in the caller's word
    rating = models.PositiveSmallIntegerField(null=True)  # 1–5
    reopened = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    level_up = models.PositiveSmallIntegerField(default=0)  # how often it went up the chain
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "paused", "on_site", "done"]) | Q(holder__isnull=False),
                name="call_held_has_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "state"], condition=Q(ended_at=None), name="call_open_path"),
            models.Index(fields=["circle_path", "state"], condition=Q(ended_at=None), name="call_open_circle"),
            models.Index(fields=["holder"], condition=Q(ended_at=None), name="call_open_holder"),
            models.Index(fields=["path", "opened_at"], name="call_path_opened"),
            models.Index(fields=["caller_phone_blind", "opened_at"], name="call_phone"),
        ]


class CallEvent(models.Model):
    """One line of a call's history. `to` may name a person, a place or a unit by id."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    deed = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    to = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="call_event_call")]


class Slot(models.Model):
    """One unit's part of a whistle, with its own clock."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="slots")
    unit = models.ForeignKey(PartnerUnit, on_delete=models.PROTECT, related_name="slots")
    state = models.CharField(max_length=8, choices=slot_choices, default="asked")
    received_at = models.DateTimeField(null=True)
    on_site_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)  # by the whistler; units rate the whistle too
    whistle_rating = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "unit"], name="slot_once")]
        indexes = [models.Index(fields=["unit", "state"], name="slot_unit")]


class Clock(PlaceScoped):
    """A deadline of a call or a slot: `what` is answer, on_site or done. Stopped by the deed, shifted by pauses.

    `next_at` is when the worker must look again: 50 %, 80 %, 100 %, then each level up. Null: nothing left to do.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="clocks")
    slot = models.ForeignKey(Slot, null=True, on_delete=models.CASCADE, related_name="clocks")
    what = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0)  # 0 running, 1 half, 2 four fifths, 3 overdue, then levels up
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_next"),
            models.Index(fields=["call"], name="clock_call"),
        ]


class Item(models.Model):
    """A line of an order: 米 10 千克."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=60)
    quantity = models.CharField(max_length=30)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    order = models.PositiveSmallIntegerField()


class Sitting(PlaceScoped):
    """A settlement sitting of a community: at its fixed time everything done is settled on one sheet."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "at"], name="sitting_once")]


class SittingTime(PlaceScoped):
    """The clock times at which a community settles, e.g. 12:00 and 18:00."""

    id = models.UUIDField(primary_key=True, default=new_id)
    time = models.TimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "time"], name="sitting_time_once")]


class Photo(PlaceScoped):
    """A picture re-encoded by us; the file lies outside the web root under its id."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="photos")
    purpose = models.CharField(max_length=10)  # opened | on_site | done | receipt
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()


class Taker(PlaceScoped):
    """3+1+X: at this place, calls of this kind are taken on by this seat of the alliance, or by holders of a post."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.ForeignKey(CallKind, on_delete=models.CASCADE, related_name="takers")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("access.PostKind", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "kind"], name="taker_once")]


class Away(models.Model):
    """A responder who is away or on a shift: claims are refused (on shift, away) or warned (soon)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["person", "ends_at"], name="away_person")]
