"""Calls that stand still because a question waits for the resident's answer."""

from datetime import datetime, timedelta

from django.db.models import Q

from linli.calls.models import Call
from linli.calls.rules import State

WAITS = timedelta(days=3)  # then whoever holds it is reminded, and again as long after


def waiting_too_long(now: datetime) -> Q:
    return Q(state="paused", state_at__lte=now - WAITS)


def waits_too_long(call: Call, now: datetime) -> bool:
    return call.state == State.PAUSED and now - call.state_at >= WAITS
