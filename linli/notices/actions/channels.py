"""Channels (ways to send messages outside): saving, testing, switching on and off; and each person's own
preferences."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all
from linli.notices import gateway, rules, words
from linli.notices.actions.outside import ADDRESS, address_of, template_of
from linli.notices.models import Channel, Preference
from linli.places.actions.tree import hold_here
from linli.places.models import Place


@dataclass(frozen=True)
class Way:
    """`address` is a robot's address or a mailbox; `sms` the template of a gateway. What is empty stays as it is."""

    name: str
    kind: str
    address: str = ""
    sms: rules.SmsTemplate | None = None


@transaction.atomic
def save_channel(
    *, place: Place, channel: Channel | None, way: Way, actor: Actor, key: UUID | None, now: datetime
) -> Channel:
    """Make a channel, or change its address. Raises Invalid for an address that may not be contacted."""
    check_may(actor, P.NOTICES_CHANNELS, place.path)
    if channel is not None:
        return _changed(place, channel, way, actor, key, now)
    if done := once.made(Channel, key, "notices.channel_added", actor=actor):
        return done
    sealed = _checked(way)
    if not sealed:
        raise Invalid("notices.address_missing", field="address")
    hold_here(place)
    made = Channel(path=place.path, name=way.name, kind=way.kind)
    made.address_sealed = crypto.seal(sealed, row=made.pk, column=ADDRESS)
    made.save(force_insert=True)
    data = {"name": way.name}
    trail.record("notices.channel_added", actor=actor, path=place.path, about=made.pk, key=key, at=now, data=data)
    return made


def _changed(place: Place, channel: Channel, way: Way, actor: Actor, key: UUID | None, now: datetime) -> Channel:
    if not once.done(key, "notices.channel_changed", actor=actor, about=channel.pk):
        _change(channel, way, _checked(way))
        data = {"name": way.name}
        trail.record(
            "notices.channel_changed", actor=actor, path=place.path, about=channel.pk, key=key, at=now, data=data
        )
    return channel


def _change(channel: Channel, way: Way, sealed: str) -> None:
    columns: dict[str, Any] = {"name": way.name}
    if sealed:
        columns |= {"address_sealed": crypto.seal(sealed, row=channel.pk, column=ADDRESS), "failures": 0}
    change(channel, code="notices.changed_meanwhile", **columns)


def _checked(way: Way) -> str:
    """The text to seal: "" when no new address was typed."""
    if way.kind != "sms":
        return rules.group_address(way.kind, way.address) if way.address else ""
    if way.sms is None:
        return ""
    template = rules.check_sms(way.sms)
    try:
        gateway.check_reachable(template.url)
    except gateway.Failed:
        raise Invalid("notices.sms_url_blocked", field="url") from None
    return rules.write_sms(template)


@transaction.atomic
def switch_channel(*, channel: Channel, active: bool, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Switch on or off. Messages waiting for a channel that is off go on waiting."""
    kind = "notices.channel_resumed" if active else "notices.channel_stopped"
    if once.done(key, kind, actor=actor, about=channel.pk):
        return
    if not change_all(Channel.objects.filter(pk=channel.pk, active=not active), active=active, failures=0):
        raise Conflict("notices.changed_meanwhile")
    trail.record(kind, actor=actor, path=channel.path, about=channel.pk, key=key, at=now, data={"name": channel.name})


def test_channel(*, channel: Channel, phone: str, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Send the test sentence now. Raises Conflict with what went wrong; for SMS Invalid without a mobile number.

    No transaction is open while the gateway is called: the same press twice at the same moment may send two messages,
    but records one fact.
    """
    if once.done(key, "notices.channel_tested", actor=actor, about=channel.pk):
        return
    number = rules.mobile(phone)
    if channel.kind == "sms" and not number:
        raise Invalid("notices.bad_mobile", field="phone")
    try:
        if channel.kind == "sms":
            gateway.send_sms(template_of(channel), number, rules.said("test"))
        else:
            gateway.send_group(address_of(channel), rules.said("test"))
    except gateway.Failed as failure:
        raise Conflict("notices.test_failed", why=words.why(failure.why)) from None
    with transaction.atomic():
        if not once.done(key, "notices.channel_tested", actor=actor, about=channel.pk):
            trail.record("notices.channel_tested", actor=actor, path=channel.path, about=channel.pk, key=key, at=now)


@transaction.atomic
def save_preference(
    *,
    actor: Actor,
    outside: bool,
    digest: bool,
    quiet: tuple[time | None, time | None],
    key: UUID | None,
    now: datetime,
) -> None:
    """The preferences of the actor's own person. Raises NotAllowed for an account without one."""
    if actor.person is None:
        raise NotAllowed("notices.no_person")
    if once.done(key, "notices.preference_saved", actor=actor, about=actor.person):
        return
    if (quiet[0] is None) != (quiet[1] is None):
        raise Invalid("notices.quiet_half", field="quiet_until")
    columns = {"outside": outside, "digest": digest, "quiet_from": quiet[0], "quiet_until": quiet[1]}
    Preference.objects.update_or_create(pk=actor.person, defaults=columns)
    trail.record("notices.preference_saved", actor=actor, path="", about=actor.person, key=key, at=now)
