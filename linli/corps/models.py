"""Who answers for it: members, their appointments to posts, the units they come from, the alliances of a place.

An appointment is a member in a kind of post from a day until a day; its charges are the places it answers for (a floor
leader: floors 5 and 6; another: six doors). Each charge writes one grant. Relieving ends the appointment and its grants
in one transaction.
"""

from django.db import models
from django.db.models import F, Q

from linli.access.models import PlaceScoped, PostKind
from linli.kernel.fields import BlindIndexField, SealedField
from linli.kernel.ids import new_id
from linli.places.models import Place


def unit_kind_choices() -> list[tuple[str, str]]:
    return [
        ("government", "机关单位"), ("police", "社区民警"), ("medical", "医疗机构"), ("school", "学校"),
        ("enterprise", "企业"), ("property_company", "物业公司"), ("owners_committee", "业委会"),
        ("party", "党组织"), ("social", "社会组织"), ("volunteers", "志愿队伍"), ("self_governance", "居民自治组织"),
    ]


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
    phone_blind = BlindIndexField()
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


class Appointment(PlaceScoped):
    """A member in a post over the half-open days [starts_on, ends_on). `path` is the place that all charges lie in."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_how = models.CharField(max_length=12, blank=True)  # relieved | handed_over, empty when the term runs
    reason = models.CharField(max_length=120, blank=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="appointment_ends_after_start")
        ]
        indexes = [
            models.Index(fields=["path", "ends_on"], name="appointment_path"),
            models.Index(fields=["member"], name="appointment_member"),
        ]


class Charge(PlaceScoped):
    """One place that an appointment answers for; `path` is that place's path."""

    id = models.UUIDField(primary_key=True, default=new_id)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="charges")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="charges")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment", "place"], name="charge_once")]
        indexes = [models.Index(fields=["path", "appointment"], name="charge_path")]


class Alliance(PlaceScoped):
    """A standing union of a place: 巷网联盟, 党建三驾车, 3+1+X."""

    id = models.UUIDField(primary_key=True, default=new_id)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="alliances")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)


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
