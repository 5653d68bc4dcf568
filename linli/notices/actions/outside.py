"""The queue of messages sent outside: adding, sending, trying again. The texts are only those of `rules.SENTENCES`.

A sending is taken by a conditional update that also sets when it would be tried again: two workers never send the same
one, and if a worker dies the sending is tried again. After three failures in one run a channel is left alone until its
pause is over, so that a dead gateway does not delay the others.
"""

import random
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation

from linli.access.actor import Actor
from linli.access.rules import covers
from linli.kernel.errors import Conflict
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.kernel.writes import once
from linli.notices import gateway, rules, tokens
from linli.notices.models import Channel, Letter, Notice, Preference, Sending
from linli.notices.queries import channels as queries

AT_ONCE = 200
ENOUGH_FAILURES = 3
ADDRESS = "notices.channel.address"


def queue_notice(notice: Notice, now: datetime) -> None:
    """One message to each chosen group, not at night; the SMS to people follow with their letters."""
    due = now if notice.urgency == "life" else rules.after_quiet(clock.local(now), *rules.DEFAULT_QUIET)
    sentence = rules.sentence_for(notice.urgency, of_notice=True)
    rows = [
        Sending(channel=channel, notice=notice, sentence=sentence, made_at=now, due_at=due)
        for channel in notice.channels.exclude(kind="sms")
    ]
    Sending.objects.bulk_create(rows, ignore_conflicts=True)


def queue_letters(letters: QuerySet[Letter], *, now: datetime, notice: Notice | None = None) -> int:
    """One SMS for each letter whose recipient has a phone and wants it, at the time they chose. Returns at most how
    many.

    Letters of a notice use the gateway chosen for it, others the nearest gateway at or above their place.
    """
    ways = list((notice.channels if notice else Channel.objects).filter(kind="sms", active=True).order_by("-path"))
    if not ways:
        return 0
    waiting = list(letters.only("pk", "recipient", "path", "urgency"))
    phones = queries.with_phone(letter.recipient for letter in waiting)
    wishes = queries.preferences(phones)
    rows = [
        _sms(letter, way, wishes[letter.recipient], now, of_notice=notice is not None)
        for letter in waiting
        if letter.recipient in phones and wishes[letter.recipient].outside
        for way in [next((way for way in ways if covers(way.path, letter.path)), None)]
        if way is not None
    ]
    Sending.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _sms(letter: Letter, way: Channel, wish: Preference, now: datetime, *, of_notice: bool) -> Sending:
    digest = letter.urgency != "life" and (wish.digest or letter.urgency == "digest")
    due = rules.digest_time(clock.local(now)) if digest else now
    if letter.urgency != "life":
        due = rules.after_quiet(clock.local(due), wish.quiet_from, wish.quiet_until)
    sentence = rules.sentence_for(letter.urgency, of_notice=of_notice)
    return Sending(channel=way, letter=letter, sentence=sentence, digest=digest, made_at=now, due_at=due)


def send_due(now: datetime) -> int:
    """Send what is due, AT_ONCE at most; returns how many were handled."""
    failing: dict[UUID, int] = {}
    done: set[UUID] = set()
    waiting = queries.due(now, AT_ONCE)
    for sending in waiting:
        if sending.pk in done:
            continue
        if failing.get(sending.channel_id, 0) >= ENOUGH_FAILURES or not sending.channel.active:
            _put_off(sending, now)
        elif together := _take(sending, now):
            done |= {one.pk for one in together}
            failed = not _deliver(together, now)
            failing[sending.channel_id] = failing.get(sending.channel_id, 0) + 1 if failed else 0
    return len(waiting)


def anything_due(now: datetime) -> bool:
    return Sending.objects.filter(sent_at=None, dead_at=None, due_at__lte=now).exists()


def _put_off(sending: Sending, now: datetime) -> None:
    later = now + rules.pause(min(sending.channel.failures + 1, 6), random.random())  # noqa: S311 (spreads, hides nothing)
    Sending.objects.filter(pk=sending.pk, sent_at=None, dead_at=None).update(due_at=later)


@transaction.atomic
def _take(sending: Sending, now: datetime) -> list[Sending]:
    """`sending`, and for a digest the others due to the same person; [] when another worker took it or it is void."""
    notice = sending.notice or (sending.letter and sending.letter.notice)
    if notice and notice.withdrawn_at:
        Sending.objects.filter(pk=sending.pk).delete()
        return []
    again = now + rules.pause(sending.attempts + 1, random.random())  # noqa: S311 (spreads, hides nothing)
    standing = Sending.objects.filter(pk=sending.pk, attempts=sending.attempts, sent_at=None, dead_at=None)
    if not standing.update(attempts=sending.attempts + 1, due_at=again):
        return []
    sending.attempts += 1
    return [sending, *_others(sending, now, again)]


def _others(sending: Sending, now: datetime, again: datetime) -> list[Sending]:
    if not sending.digest or sending.letter is None:
        return []
    others = Sending.objects.filter(
        channel=sending.channel_id, digest=True, sent_at=None, dead_at=None, due_at__lte=now,
        letter__recipient=sending.letter.recipient,
    ).exclude(pk=sending.pk)  # fmt: skip
    found = list(others.select_related("channel", "letter"))
    Sending.objects.filter(pk__in=[one.pk for one in found]).update(attempts=F("attempts") + 1, due_at=again)
    return found


def _deliver(together: list[Sending], now: datetime) -> bool:
    """Outside any transaction, because a gateway may take seconds. True when it was accepted."""
    first = together[0]
    rows = Sending.objects.filter(pk__in=[one.pk for one in together])
    try:
        with translation.override(queries.language_of(first.letter.recipient if first.letter else None)):
            text = _text(together)
        _out(first.channel, text, first.letter)
    except gateway.Failed as failure:
        dead = failure.forever or first.attempts >= rules.MOST_ATTEMPTS
        rows.update(last_error=failure.why, **({"dead_at": now} if dead else {}))
        if failure.why != "no_mobile":
            Channel.objects.filter(pk=first.channel_id).update(failures=F("failures") + 1)
        return failure.why == "no_mobile"
    rows.update(sent_at=now, last_error="")
    Channel.objects.filter(pk=first.channel_id, failures__gt=0).update(failures=0)
    return True


def _text(together: list[Sending]) -> str:
    first = together[0]
    if len(together) > 1:
        return rules.said("digest", link=settings.LINLI_PUBLIC_URL + reverse("notices:inbox"), n=len(together))
    return rules.said(first.sentence, link=settings.LINLI_PUBLIC_URL + _link(first))


def _link(sending: Sending) -> str:
    """A letter's own link opens a notice, or a resident's own call, without signing in; other links need an account."""
    if sending.letter is None:
        return reverse("notices:notice", args=[sending.notice_id])
    if sending.letter.notice_id or tokens.is_to_be_marked(sending.letter.link):
        return reverse("notices:mine", args=[tokens.token_of(sending.letter.pk)])
    return reverse("notices:letter", args=[sending.letter.pk])


def _out(channel: Channel, text: str, letter: Letter | None) -> None:
    """Raises gateway.Failed."""
    if channel.kind != "sms":
        gateway.send_group(address_of(channel), text)
        return
    phone = queries.mobile_of(letter.recipient) if letter else ""
    if not phone:
        raise gateway.Failed("no_mobile", forever=True)
    gateway.send_sms(template_of(channel), phone, text)


def address_of(channel: Channel) -> str:
    return crypto.unseal(channel.address_sealed, row=channel.pk, column=ADDRESS)


def template_of(channel: Channel) -> rules.SmsTemplate:
    return rules.read_sms(address_of(channel))


@transaction.atomic
def try_again(*, sendings: Iterable[Sending], actor: Actor, key: UUID | None, now: datetime) -> int:
    """Give sendings that were set aside all their attempts again. Raises Conflict when none of them is set aside any
    more."""
    if once.done(key, "notices.tried_again", actor=actor):  # no `about`: those already tried again are no longer dead
        return 0
    chosen = list(sendings)
    wanted = [sending.pk for sending in chosen]
    paths = [sending.channel.path for sending in chosen]
    dead = Sending.objects.filter(pk__in=wanted, dead_at__isnull=False)
    count = dead.update(dead_at=None, attempts=0, due_at=now)
    if not count:
        raise Conflict("notices.nothing_dead")
    data = {"count": count}
    trail.record("notices.tried_again", actor=actor, path=min(paths), about=wanted[0], key=key, at=now, data=data)
    return count
