"""A call: somebody needs something at a place; a named person answers it, and it is settled.

Kinds are data. A call changes only through `actions`, each by one conditional update on (`state`, `revision`);
`CallEvent` keeps who, when and why. What identifies the caller is sealed. Clocks are rows of their own, so that ten
thousand due ones are found by one indexed query; so is the circle it is offered to (`OfferedAt`). A whistle has a slot
for each unit it names; an order has items and is settled in a sitting.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped, StreetKind
from linli.calls.words import (
    channel_choices,
    circle_choices,
    class_choices,
    clock_choices,
    deed_choices,
    family_choices,
    privacy_choices,
    purpose_choices,
    settlement_choices,
    slot_choices,
    state_choices,
)
from linli.corps.models import PartnerUnit, Seat
from linli.kernel.ids import new_id, random_id
from linli.kernel.sealing.fields import BlindIndexField, SealedField
from linli.kernel.time.deadline_rows import Deadline
from linli.places.models import Place

# The names that the sealed values of a call are bound to (`sealing.crypto`).
DETAIL_COLUMN = "calls.call.detail"
NAME_COLUMN = "calls.call.caller_name"
PHONE_COLUMN = "calls.call.caller_phone"
ADDRESS_COLUMN = "calls.call.address"


class CallKind(StreetKind):
    """A street's own hides the shipped one of its code there.

    `may_open`: any of `words.opener_choices`; `steps`: any of `words.step_choices`. `circle`: [[minutes after opening,
    circle], …] ascending; empty: only its receiver gets it. Minutes count on working days only when `working_days`.
    `post`: code of the post that receives it, "" for the lowest leader. `most_held`: how many one person may hold at
    once, 0 for any number.
    """

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
    is_public = models.BooleanField(default=False)  # offered through Open311
    post = models.CharField(max_length=40, blank=True)
    most_held = models.PositiveSmallIntegerField(default=0)
    example = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "code"], name="call_kind_code")]

    @property
    def apart(self) -> bool:
        """Money or a hand-over code: whoever opens one for somebody neither does it nor sees its code."""
        return self.family == "order" or self.settlement == "sitting" or "code" in self.steps


class Call(PlaceScoped):
    """`root` is the street's segment of `path`; `number` can be read out on the phone ("0422-0007"); counting starts
    anew every day. `reference` is its id for the outside: of random bits, so that nobody reads a moment from it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.UUIDField(unique=True, default=random_id)
    row_was_told = models.BooleanField(default=False)  # outside, as its id, before there were references
    root = models.CharField(max_length=4)
    number = models.CharField(max_length=20)
    day = models.DateField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="calls")
    kind = models.ForeignKey(CallKind, on_delete=models.PROTECT, related_name="calls", db_index=False)
    title = models.CharField(max_length=80)
    detail_sealed = SealedField(column=DETAIL_COLUMN)
    text_only = models.BooleanField(default=False)  # a deaf caller: send text, never ring
    caller = models.UUIDField(null=True)  # resident, where known
    caller_name_sealed = SealedField(column=NAME_COLUMN)
    caller_phone_sealed = SealedField(column=PHONE_COLUMN)
    caller_phone_blind = BlindIndexField(of="caller_phone_sealed")
    address_sealed = SealedField(column=ADDRESS_COLUMN)
    # digest of the token by which the caller follows the call
    follow_digest = models.BinaryField(null=True, unique=True)
    channel = models.CharField(max_length=8, choices=channel_choices)
    opened_by = models.UUIDField(null=True)  # the opener's person id; null for a resident without an account
    on_behalf = models.BooleanField(default=False)
    # More came from this phone or to this place in a day than strangers may open: offered to nobody until somebody of
    # the desk has asked back and hands it on.
    doubtful = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    classification = models.CharField(max_length=10, choices=class_choices)
    state = models.CharField(max_length=10, choices=state_choices, default="opened")
    state_at = models.DateTimeField()
    receiver = models.UUIDField(null=True)  # the person responsible until somebody holds it
    holder = models.UUIDField(null=True)
    circle = models.CharField(max_length=10, choices=circle_choices, default="leader")
    widens_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True)
    on_site_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    estimate = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    code_digest = models.BinaryField(null=True)  # digest of the hand-over code that the resident has
    code_tries = models.PositiveSmallIntegerField(default=0)
    sitting = models.ForeignKey("Sitting", null=True, on_delete=models.PROTECT, related_name="calls")
    solved = models.BooleanField(null=True)  # the caller's answer at call-back
    rating = models.PositiveSmallIntegerField(null=True)  # 1–5
    reopened = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["root", "day", "number"], name="call_number"),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "paused", "on_site", "done"]) | Q(holder__isnull=False),
                name="call_held_has_holder",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["settled", "rejected", "merged", "withdrawn"], ended_at__isnull=False)
                | (~Q(state__in=["settled", "rejected", "merged", "withdrawn"]) & Q(ended_at=None)),
                name="call_ended_has_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["path", "state", "opened_at", "ended_at"], condition=Q(ended_at=None), name="call_open_path"
            ),
            models.Index(
                fields=["root", "state", "opened_at", "path"], condition=Q(ended_at=None), name="call_open_state"
            ),
            models.Index(
                fields=["root", "state", "ended_at", "path"], condition=Q(ended_at__isnull=False), name="call_ended"
            ),
            models.Index(fields=["holder"], condition=Q(holder__isnull=False, ended_at=None), name="call_open_holder"),
            models.Index(fields=["receiver"], condition=Q(ended_at=None), name="call_open_receiver"),
            models.Index(fields=["opened_by"], condition=Q(opened_by__isnull=False), name="call_opened_by"),
            models.Index(fields=["path"], condition=Q(doubtful=True, state="opened"), name="call_doubtful"),
            models.Index(fields=["widens_at"], condition=Q(widens_at__isnull=False), name="call_widens"),
            models.Index(fields=["path", "opened_at"], name="call_path_opened"),
            models.Index(fields=["kind", "root", "opened_at"], name="call_kind"),
            models.Index(fields=["root", "done_at"], condition=Q(done_at__isnull=False), name="call_done"),
            models.Index(fields=["caller_phone_blind", "opened_at"], name="call_phone"),
        ]


class NumberDay(models.Model):
    """The last number given to a call of a street on a day."""

    root = models.CharField(max_length=4)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "day"], name="number_day_once")]


class OfferedAt(PlaceScoped):
    """A place of the circle that a call is offered to: responders with a post at or below it may claim it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="grounds")

    class Meta:
        db_table = "calls_ground"  # where it has always been
        constraints = [models.UniqueConstraint(fields=["call", "path"], name="ground_once")]
        indexes = [models.Index(fields=["path", "call"], name="ground_path")]


class Helper(models.Model):
    """Somebody who works on a call together with its holder."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="helpers")
    person = models.UUIDField()
    name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="helper_once")]
        indexes = [models.Index(fields=["person"], name="helper_person")]


class CallEvent(models.Model):
    """One line of a call's history. `to` may be the id of a person, a place, a call or a unit.

    `revision` is the call's after it; a line that is not a move (a photo, a reminder) has that of the move before it.
    `changed`: what a correction changed, shown by `telling.reason_of`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events", db_index=False)
    deed = models.CharField(max_length=16, choices=deed_choices)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    changed = models.JSONField(default=dict)
    to = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["call", "revision"], name="call_event_call")]


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


class DoneBefore(models.Model):
    """A call was called done, and was opened again: the rates go on counting it in the time in which it was done.

    `solved` False: the caller said that it was not, or opened it again. `rating`: the one given then.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="done_before")
    done_at = models.DateTimeField()
    solved = models.BooleanField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="call_done_before")]


class Clock(Deadline, PlaceScoped):
    """A deadline of a call or of a slot. Stopped by the deed it waits for, paused in pauses."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    slot = models.ForeignKey(Slot, null=True, on_delete=models.CASCADE, related_name="clocks")
    what = models.CharField(max_length=8, choices=clock_choices)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_next"),
            models.Index(fields=["call"], name="clock_call"),
            models.Index(fields=["due_at", "path", "call"], condition=Q(stopped_at=None), name="clock_running"),
            models.Index(fields=["what", "due_at", "path", "call"], condition=Q(slot=None), name="clock_due"),
        ]


class Item(models.Model):
    """A line of an order: 米 10 千克. `amount` is what it cost, to the fen."""

    id = models.UUIDField(primary_key=True, default=new_id)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=60)
    quantity = models.CharField(max_length=30)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    order = models.PositiveSmallIntegerField()


class Sitting(PlaceScoped):
    """A settlement sitting of a community: at its fixed time all done orders are settled on one sheet."""

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
    purpose = models.CharField(max_length=10, choices=purpose_choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()


class Taker(PlaceScoped):
    """3+1+X: at this place, calls of this kind are received by this seat of the alliance, or by holders of a post."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.ForeignKey(CallKind, on_delete=models.CASCADE, related_name="takers")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("access.PostKind", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "kind"], name="taker_once")]
