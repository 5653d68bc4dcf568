"""What still exists at or below a path: open households, charges, members, units, grants.

Rooms above own these rows and this room does not know them. It asks every `PlaceScoped` table by one convention: a row
that can end has one of the columns in `ENDS`, and is open while that is empty or in the future. A row without an end of
its own that points to a place (a charge) is as open as the row it belongs to (its appointment). Rows of pure history
have neither and do not count.
"""

# ruff: noqa: SLF001 (`_meta` and `_default_manager` are documented names of Django)

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.access.models import Grant, PlaceScoped, under
from linli.places.models import Place, PlaceEvent

ENDS = ("until", "ends_on", "left_on", "ended_at")

NAMES: dict[str, str | Promise] = {
    "people.household": _("户住户"),
    "people.resident": _("名居民"),
    "intake.intake": _("项未结束的导入"),
    "corps.charge": _("项责任人任命"),
    "corps.appointment": _("项任命"),
    "corps.member": _("名队伍成员"),
    "corps.partnerunit": _("个共建单位"),
    "corps.alliance": _("个联盟"),
    "access.grant": _("项系统授权"),
    "calls.call": _("件未结束的诉求"),
}


@dataclass(frozen=True)
class Standing:
    """`label` is "app.model" in lower case; `name` its counted word in Chinese, e.g. "户住户"."""

    label: str
    name: str
    count: int


def standing_below(path: str, day: date) -> list[Standing]:
    """How many open rows of each table lie at or below `path` on `day`; only tables that have any.

    The street office's post that the starter got from starting the street (`start_street`) does not count: a street
    started by mistake can be closed again by the starter, and the closing undone.
    """
    itself = Place.objects.filter(path=path).values("pk")
    found = []
    for model in apps.get_models():
        if not issubclass(model, PlaceScoped) or model in (Place, PlaceEvent):
            continue
        open_rows = _open(model, day)
        rows = model._default_manager.filter(under([path]))
        if model is Grant:
            rows = rows.exclude(Q(source__in=itself))
        count = rows.filter(open_rows).count() if open_rows else 0
        if count:
            label = model._meta.label_lower
            found.append(Standing(label, str(NAMES.get(label, _("条其他记录"))), count))
    return found


def _open(model: type[models.Model], day: date) -> Q | None:
    own = _not_ended(model, "", day)
    if own is not None or not _points_to_place(model):
        return own
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
            theirs = _not_ended(field.related_model, f"{field.name}__", day)
            if theirs is not None and field.related_model is not Place:
                return theirs
    return None


def _not_ended(model: type[models.Model], prefix: str, day: date) -> Q | None:
    names = {field.name: field for field in model._meta.get_fields()}
    for end in ENDS:
        field = names.get(end)
        if isinstance(field, models.DateTimeField):
            return Q(**{f"{prefix}{end}": None})
        if isinstance(field, models.DateField):
            return Q(**{f"{prefix}{end}": None}) | Q(**{f"{prefix}{end}__gt": day})
    return None


def _points_to_place(model: type[models.Model]) -> bool:
    return any(
        isinstance(field, models.ForeignKey) and field.related_model is Place for field in model._meta.get_fields()
    )
