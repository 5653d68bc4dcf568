"""The life of a demonstration: two weeks up to this minute, by the actions of the pages."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.calls.models import Call
from linli.demo.cases import Case
from linli.demo.life import emergencies, ordinary, records, team, telling
from linli.demo.life.days import Days, moment
from linli.demo.life.stage import Stage
from linli.demo.life.today import Today
from linli.kernel.time import clock
from linli.places.models import Place

SET_UP = 16  # days ago: when the street was laid out and its lists were brought in


def begun(end: datetime) -> datetime:
    return moment(timezone.localdate(end) - timedelta(days=SET_UP), "08:00")


def is_lived(case: Case) -> bool:
    """A street with calls has a life, made here or by whoever uses it, and gets no second one."""
    street = Place.objects.get(parent=None, code=case.codes[0], closed_on=None)
    return Call.objects.filter(root=street.path).exists()


@transaction.atomic
def live(case: Case, end: datetime | None = None) -> None:
    """Two weeks up to `end`, now. All or nothing: an interrupted life is begun anew at the next start."""
    end = end or clock.now()
    stage, days = Stage(case), Days(begun(end), end)
    team.plan(stage, days)
    days.at(days.on(-15, "11:00"), lambda _now: _fill(stage, days))
    days.go()


def _fill(stage: Stage, days: Days) -> None:
    """The rest is planned once it is known who takes part."""
    ordinary.plan(stage, days)
    Today(stage, days).plan()
    telling.plan(stage, days)
    records.plan(stage, days)
    emergencies.plan(stage, days)
