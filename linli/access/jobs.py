"""Timed work on sessions: nothing here decides who is in, it only clears away what is over already."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def clear_ended_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
    open_keys = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=open_keys).delete()
