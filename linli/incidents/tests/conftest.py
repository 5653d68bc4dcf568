"""Incidents in every state, made by the actions of the pages."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from linli.access.models import actor_of
from linli.incidents.actions import declaring
from linli.incidents.actions.declaring import Draft
from linli.incidents.models import Incident
from linli.kernel.ids import new_id
from linli.kernel.time import clock


def typed(**said):
    today = clock.today()
    values = {
        "title": "7·21 暴雨内涝", "what": "河水漫堤，低洼楼栋进水", "basis": "flood", "basis_number": "防指〔2026〕7 号",
        "milder": "先劝导、再设警示，水位仍在上涨", "contact": "街道办 87654321", "asks": {"whereabouts": ["grid"]},
        "pack": {}, "first_day": 1, "review_on": today + timedelta(days=20), "ends_on": None,
    }  # fmt: skip
    return Draft(**{**values, **said})


@pytest.fixture
def desk(street):
    """Deeds by name, each done by one of the cast at a moment."""

    def actor(who):
        return actor_of(street.people[who].account, clock.today())

    def draft(who="street", at="street", now=None, **said):
        return declaring.draft(
            path=street.places[at].path, typed=typed(**said), actor=actor(who), key=new_id(), now=now or clock.now()
        )

    def do(row, deed, who, now=None, **said):
        deed(row=row, actor=actor(who), key=new_id(), now=now or clock.now(), **said)
        row.refresh_from_db()
        return row

    def in_force(who="street", second="auditor", **said):
        row = draft(who, **said)
        do(row, declaring.declare, who)
        return do(row, declaring.confirm, second)

    return SimpleNamespace(actor=actor, draft=draft, do=do, in_force=in_force, street=street)


def later(**by):
    return clock.now() + timedelta(**by)


def day_of(moment):
    return timezone.localdate(moment)


def fresh(row):
    return Incident.objects.get(pk=row.pk)
