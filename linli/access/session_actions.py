"""Writes about sessions that no button starts: noting use, ending sessions that are over, deleting ended ones."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from linli.access.actor import Actor
from linli.access.models import Account
from linli.kernel.facts import trail


@transaction.atomic
def note_use(session_key: str, now: datetime) -> None:
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)


@transaction.atomic
def expire(request: HttpRequest, account: Account, now: datetime) -> None:
    """End this session because its longest time or its idle time has passed."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    actor = Actor(account=account.pk, name=account.name, person=account.person)
    trail.record("access.session_expired", actor=actor, path=account.path, at=now, about=account.pk)
    logout(request)


@transaction.atomic
def renew(request: HttpRequest, account: Account) -> None:
    """Keep this one session after a change of password or epoch that ended all others. Its key changes."""
    before = request.session.session_key
    update_session_auth_hash(request, account)
    request.session.save()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@transaction.atomic
def clear_ended(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
