"""Where everything lies: one tree for each street, from the sub-district to the household door.

A place's `path` is the chain of its ancestors' segments (`access.rules`); it changes when the place moves, the id never
does. Doors and shops are places too, so an empty home is still counted as a home. A place that has ended keeps its row:
`closed_on`, and `merged_into` when its people went to another place. How a part of the street is governed is data: the
mode named by the nearest ancestor that names one.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped, PostKind
from linli.kernel.ids import new_id
from linli.kernel.kinds.rows import Kind
from linli.places.rules import duty_choices, kind_choices, span_unit_choices


class Mode(Kind):
    """A way of governing a part of a street: its levels. What of `Kind` does not fit it: docs/decisions/023."""

    name = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "code"], name="mode_code")]


class Level(models.Model):
    """One link of a mode's chain: at places of `place_kind`, a holder of `post` does `duty`.

    The span of control (`span_min`–`span_max` of `span_unit`) is advice: beyond it a warning is shown, nothing is
    refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    mode = models.ForeignKey(Mode, on_delete=models.CASCADE, related_name="levels")
    order = models.PositiveSmallIntegerField()
    place_kind = models.CharField(max_length=20, choices=kind_choices)
    post = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="levels")
    duty = models.CharField(max_length=12, choices=duty_choices)
    span_unit = models.CharField(max_length=12, choices=span_unit_choices, default="none")
    span_min = models.PositiveIntegerField(default=0)
    span_max = models.PositiveIntegerField(default=0)
    # a second span, as in "2–3 floors, or 5–6 households": one of the two is enough
    or_span_unit = models.CharField(max_length=12, choices=span_unit_choices, default="none")
    or_span_min = models.PositiveIntegerField(default=0)
    or_span_max = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["mode", "order"], name="level_order")]


class Place(PlaceScoped):
    id = models.UUIDField(primary_key=True, default=new_id)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False)
    kind = models.CharField(max_length=20, choices=kind_choices)
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=60, blank=True)  # pinyin initials of the name, for search
    code = models.CharField(max_length=12, blank=True)  # official statistical code, for streets and communities
    number = models.IntegerField(default=0)  # for sorting: 3 for "3号楼"
    mode = models.ForeignKey(
        Mode, null=True, blank=True, on_delete=models.PROTECT, related_name="places", db_index=False
    )
    duty_phone = models.CharField(max_length=30, blank=True)  # printed on the public card
    supervision_phone = models.CharField(max_length=30, blank=True)
    area = models.CharField(max_length=200, blank=True)  # the boundary in words, printed on the public card
    # the highest segment number given to a child; never decreases
    children_made = models.PositiveIntegerField(default=0)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from", db_index=False
    )
    closing = models.UUIDField(
        null=True
    )  # the event that closed it, with everything below: reopening undoes that whole event
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path"], name="place_path"),
            models.UniqueConstraint(
                fields=["parent", "kind", "name"], condition=Q(closed_on=None), name="place_name_in_parent"
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code="") & Q(closed_on=None), name="place_code"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")), name="place_closes_after_opening"
            ),
        ]
        indexes = [
            models.Index(fields=["parent"], name="place_parent"),
            models.Index(fields=["mode"], condition=Q(mode__isnull=False), name="place_mode"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="place_merged"),
            models.Index(fields=["kind", "path"], condition=Q(closed_on=None), name="place_kind_path"),
        ]


class PlaceEvent(PlaceScoped):
    """What happened to a place: opened, renamed, moved, split, merged, closed; kept for ever."""

    id = models.UUIDField(primary_key=True, default=new_id)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="events", db_index=False)
    what = models.CharField(max_length=20)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["place", "at"], name="place_event_place")]


class CalendarDay(PlaceScoped):
    """A day that a street works or does not, against the week and the shipped calendar of public holidays."""

    id = models.UUIDField(primary_key=True, default=new_id)
    day = models.DateField()
    works = models.BooleanField()
    note = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "day"], name="calendar_day_once")]


class Border(PlaceScoped):
    """The grid at `path` touches the grid `beside`; null: it touches none.

    A grid with rows was entered by the community; where both were, each has a row for the other. A grid without rows
    follows the numbers.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    beside = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "beside"], name="border_once")]
