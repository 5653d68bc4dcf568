"""Who lives where. A household lives behind a door; a resident belongs to one household at a time.

Contact and identity numbers are sealed (`sealing.crypto`) and found by blind index; lists show them masked. `size` is
the number of residents in a household now, kept by `actions`: the board folds it and never counts people. Ends are
dated: a resident who moved out, died or was merged keeps the row with `until` and `left`, and a `Move` says what
happened. A household ends with its last resident; the door stays.

Foreign keys whose column begins a named index below carry none of their own: a register is written by the ten thousand.
The partial indexes hold `until` too, though it is always null in them: SQLite reads the table for a column that the
index does not have, even to find again what the index's own condition says.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped
from linli.intake.models import Intake
from linli.kernel.ids import new_id
from linli.kernel.sealing.fields import BlindIndexField, SealedField
from linli.people.rules import (
    export_state_choices,
    identity_choices,
    left_choices,
    move_choices,
    need_choices,
    proposal_choices,
    purpose_choices,
    reach_choices,
    relation_choices,
    residence_choices,
    sex_choices,
)
from linli.places.models import Place

# The name that each sealed value and blind index of a resident is bound to (`sealing.crypto`), for forms and imports.
IDENTITY_COLUMN = "people.resident.identity"
PHONE_COLUMN = "people.resident.phone"
PHONE_TAIL_COLUMN = "people.resident.phone_tail"  # blind index of the last four digits only
NOTE_COLUMN = "people.resident.note"
PROPOSED_IDENTITY_COLUMN = "people.proposal.identity"


class Household(PlaceScoped):
    """`path` is the door's path; several households may share one door.

    `root` is the street's segment, the first four characters of `path`; `door` the short label that `rules.door_label`
    makes ("3-2-501").
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.CharField(max_length=4)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="households", db_index=False)
    door = models.CharField(max_length=80)
    size = models.PositiveIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path", "size", "until"], condition=Q(until=None), name="household_open"),
            models.Index(fields=["place"], name="household_place"),
            models.Index(
                fields=["root", "door", "path", "until"],
                condition=Q(until=None),
                opclasses=["varchar_ops", "varchar_pattern_ops", "varchar_ops", "date_ops"],
                name="household_door",
            ),
        ]


class Resident(PlaceScoped):
    """`root` is the street's segment: search inside a street starts with it. `revision` detects two editors."""

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.CharField(max_length=4)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residents", db_index=False)
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=30, blank=True)
    sex = models.CharField(max_length=1, choices=sex_choices, default="0")
    born_on = models.DateField(null=True, blank=True)
    relation = models.CharField(max_length=14, choices=relation_choices, default="unknown")
    residence = models.CharField(max_length=10, choices=residence_choices, default="owner")
    reach = models.CharField(max_length=6, choices=reach_choices, default="call")
    identity_kind = models.CharField(max_length=10, choices=identity_choices, default="none")
    identity_sealed = SealedField(column="people.resident.identity")
    identity_blind = BlindIndexField(of="identity_sealed")
    phone_sealed = SealedField(column="people.resident.phone")
    phone_blind = BlindIndexField(of="phone_sealed")
    phone_tail_blind = BlindIndexField(of="phone_sealed", last=4, column=PHONE_TAIL_COLUMN)
    note_sealed = SealedField(column="people.resident.note")
    since = models.DateField(null=True)  # unknown where no list and nobody said it
    until = models.DateField(null=True)
    left = models.CharField(max_length=10, blank=True, choices=left_choices)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from", db_index=False
    )
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    # Without an index: imports are never deleted and nobody lists the people of one, and it would slow the import down.
    source = models.ForeignKey(Intake, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None, left="") | (Q(until__isnull=False) & ~Q(left="")),
                name="resident_end_has_reason",
            ),
            models.UniqueConstraint(
                fields=["root", "identity_blind"], condition=Q(until=None), name="resident_identity_once_a_street"
            ),
        ]
        indexes = [
            models.Index(
                fields=["root", "initials", "path", "until"],
                condition=Q(until=None),
                opclasses=["varchar_ops", "varchar_pattern_ops", "varchar_ops", "date_ops"],
                name="resident_initials",
            ),
            models.Index(
                fields=["root", "name", "path", "until"],
                condition=Q(until=None),
                opclasses=["varchar_ops", "varchar_pattern_ops", "varchar_ops", "date_ops"],
                name="resident_name",
            ),
            models.Index(fields=["root", "phone_tail_blind"], condition=Q(until=None), name="resident_phone_tail"),
            models.Index(fields=["path", "residence", "until"], condition=Q(until=None), name="resident_path"),
            models.Index(fields=["household"], name="resident_household"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="resident_merged"),
        ]


class Need(PlaceScoped):
    """A special need of a resident, or how they must be reached. `note` gives details in words.

    `path` is the resident's, so that everyone with one need in a part of the street is one index range.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="needs", db_index=False)
    kind = models.CharField(max_length=10, choices=need_choices)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident", "kind"], name="need_once")]
        indexes = [models.Index(fields=["kind", "path"], name="need_kind_path")]


class Move(PlaceScoped):
    """One change of where somebody lives. Arrival by import is stored on the resident itself.

    Those who moved together share `deed` and are put back together. `before` holds what undoing restores besides the
    household: {"relation": the old relation}.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    deed = models.UUIDField()
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="moves")
    what = models.CharField(max_length=10, choices=move_choices)
    came_from = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    went_to = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    before = models.JSONField(default=dict)
    recorded_by = models.UUIDField(null=True)
    recorded_by_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["deed"], name="move_deed"),
            models.Index(fields=["came_from"], name="move_came_from"),
            models.Index(fields=["went_to"], name="move_went_to"),
        ]


class Proposal(PlaceScoped):
    """A change of name or identity number that a resident proposed by link; the registrar decides."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="proposals")
    state = models.CharField(max_length=10, choices=proposal_choices, default="open")
    name = models.CharField(max_length=60, blank=True)
    identity_kind = models.CharField(max_length=10, choices=identity_choices, blank=True)
    identity_sealed = SealedField(column="people.proposal.identity")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident"], condition=Q(state="open"), name="proposal_one_open")
        ]
        indexes = [models.Index(fields=["path", "made_at"], condition=Q(state="open"), name="proposal_open")]


class RevealDay(models.Model):
    """How many different persons an account has revealed a sealed value of on one day, for the daily limit."""

    account = models.UUIDField()
    day = models.DateField()
    persons = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="reveal_day_once")]


class Look(models.Model):
    """That an account saw somebody's record, or their line among the found, on this day: one row, however often."""

    account = models.UUIDField()
    day = models.DateField()
    person = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day", "person"], name="look_once")]


class ExportRequest(PlaceScoped):
    """Somebody asks to take people out of the register, for a purpose; somebody else grants or refuses it.

    `path` contains all that was asked for; `text`, `place` ("" everything within reach), `residence` and `need` are the
    search. `until`: nobody decides, or fetches the file, after it. The file is made when it is fetched, and not kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    text = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=80, blank=True)
    residence = models.CharField(max_length=10, blank=True, choices=residence_choices)
    need = models.CharField(max_length=10, blank=True, choices=need_choices)
    whole_phone = models.BooleanField(default=False)
    whole_identity = models.BooleanField(default=False)
    purpose = models.CharField(max_length=10, choices=purpose_choices)
    reason = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField()
    made_by = models.UUIDField(null=True)
    made_by_person = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting", choices=export_state_choices)
    until = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=120, blank=True)
    fetches = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path"], condition=Q(state="waiting"), name="export_request_waiting"),
            models.Index(fields=["made_by", "made_at"], name="export_request_own"),
        ]

    @property
    def number(self) -> str:
        """What people call it by, and what stands on every sheet."""
        return self.pk.hex[-8:].upper()


class SelfLink(models.Model):
    """A one-time link by which a resident sees and corrects their own record. Only the token's digest is stored."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="links")
    digest = models.BinaryField(unique=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
