"""Whether the number that a caller left was checked."""

from linli.calls.models import Call
from linli.notices.queries import sms_channel
from linli.notices.queries.channels import gets_messages

FROM_OUTSIDE = ("qr", "page")  # nobody of the staff has spoken with the caller


def phone_checked(call: Call) -> bool:
    """The caller typed the code that was sent to their number."""
    return call.events.filter(deed="phone").exists()


def judged_by_caller(call: Call) -> bool:
    """The caller said on their own page how it went, since it was last called done."""
    done = call.events.filter(deed="finish").order_by("-revision").values_list("revision", flat=True).first() or 0
    return call.events.filter(deed__in=["call_back", "settle"], by=None, revision__gt=done).exists()


def may_check_phone(call: Call) -> bool:
    """Opened by somebody unknown whose number is not verified, where the street has an SMS gateway to verify it."""
    unknown = call.channel in FROM_OUTSIDE and call.caller_phone_blind is not None
    return unknown and not phone_checked(call) and sms_channel(call.path) is not None


def to_be_rung(call: Call) -> bool:
    """No letter reaches the caller: a question to them must be asked by telephone or at the door."""
    return call.caller is None or not gets_messages(call.caller, call.path)
