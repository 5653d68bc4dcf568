"""One-time codes by SMS for residents without an account: whoever holds the phone may act for its number.

Limits: one code a minute and five an hour for each phone, twenty an hour for each network, five tries for each code.
The code is sent directly to the gateway and stored only as a keyed digest; only the newest code of a phone is valid,
once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.access.rules import network_of
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.sealing import crypto, tokens
from linli.kernel.writes.turns import one_at_a_time
from linli.notices import gateway, rules
from linli.notices.actions.outside import template_of
from linli.notices.models import Channel, PhoneCode
from linli.notices.queries import sms_channel
from linli.places.models import Place

VALID = timedelta(minutes=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A_PHONE_AN_HOUR, A_NETWORK_AN_HOUR, MOST_TRIES = 5, 20, 5
MARK = "notices.phonecode.phone"


def send_code(*, phone: str, place: Place, address: str, now: datetime) -> None:
    """Send six digits to `phone` by the SMS gateway of `place`; `address` is the network address of the request.

    Raises Invalid when it is not a mobile number, Conflict over a limit, without a gateway, and when the gateway
    refuses.
    """
    number = rules.mobile(phone)
    if not number:
        raise Invalid("notices.bad_mobile", field="phone")
    channel = sms_channel(place.path)
    if channel is None:
        raise Conflict("notices.no_sms_here")
    code = tokens.new_digits()
    pk = _note(number, code, network_of(address), now)
    try:
        gateway.send_sms(template_of(channel), number, rules.said("code", code=code))
    except gateway.Failed:
        _undo(pk, channel)
        raise Conflict("notices.code_not_sent") from None


@transaction.atomic
def _note(number: str, code: str, network: str, now: datetime) -> UUID:
    mark = crypto.blind(number, column=MARK)
    one_at_a_time(UUID(bytes=mark))  # two presses at once count one after the other, and only one of them is sent
    of_phone = PhoneCode.objects.filter(phone_mark=mark)
    too_many = (
        of_phone.filter(made_at__gt=now - MINUTE).exists()
        or of_phone.filter(made_at__gt=now - HOUR).count() >= A_PHONE_AN_HOUR
        or PhoneCode.objects.filter(network=network, made_at__gt=now - HOUR).count() >= A_NETWORK_AN_HOUR
    )
    if too_many:
        raise Conflict("notices.too_many_codes")
    made = PhoneCode(phone_mark=mark, network=network, made_at=now)
    made.digest = _digest(made.pk, code)
    made.save(force_insert=True)
    return made.pk


@transaction.atomic
def _undo(pk: UUID, channel: Channel) -> None:
    """A code that was not sent cannot be used; it still counts against the limits."""
    PhoneCode.objects.filter(pk=pk).update(tries=MOST_TRIES)
    Channel.objects.filter(pk=channel.pk).update(failures=F("failures") + 1)


@transaction.atomic
def check_code(*, phone: str, code: str, now: datetime) -> bool:
    """True once, for the newest code sent to `phone` within VALID; each try counts."""
    number = rules.mobile(phone)
    if not number:
        return False
    mark = crypto.blind(number, column=MARK)
    newest = PhoneCode.objects.filter(phone_mark=mark, made_at__gt=now - VALID).order_by("-made_at", "-pk").first()
    if newest is None:
        return False
    standing = PhoneCode.objects.filter(pk=newest.pk, used_at=None, tries__lt=MOST_TRIES)
    if not standing.update(tries=F("tries") + 1):
        return False
    good = tokens.same(newest.digest, _digest(newest.pk, code.strip()))
    return good and bool(PhoneCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=now))


def _digest(pk: UUID, code: str) -> bytes:
    return tokens.keyed("linli.notices.code", f"{pk.hex}{code}")


@transaction.atomic
def forget(now: datetime) -> None:
    PhoneCode.objects.filter(made_at__lt=now - DAY).delete()
