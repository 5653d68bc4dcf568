"""Which of our residents a number belongs to, and whether it was checked."""

from uuid import UUID

from linli.calls.models import Call
from linli.kernel.sealing import crypto
from linli.notices.queries import sms_channel
from linli.people.models import PHONE_COLUMN, PHONE_TAIL_COLUMN, Resident

FROM_OUTSIDE = ("qr", "page")  # nobody of the staff has spoken with the caller


def one_with_phone(root: str, phone: str, *, at: str = "") -> UUID | None:
    """The one resident of the street `root`, living at `at` or below, who is registered with this number.

    None when there is nobody or several. Found by the index of the last four digits; then the whole number is compared.
    """
    near = Resident.objects.under(at).filter(
        root=root, until=None, phone_tail_blind=crypto.blind(phone[-4:], column=PHONE_TAIL_COLUMN)
    )
    found = near.filter(phone_blind=crypto.blind(phone, column=PHONE_COLUMN)).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def phone_checked(call: Call) -> bool:
    """The caller typed the code that was sent to their number."""
    return call.events.filter(deed="phone").exists()


def may_check_phone(call: Call) -> bool:
    """Opened by somebody unknown whose number is not verified, where the street has an SMS gateway to verify it."""
    unknown = call.channel in FROM_OUTSIDE and call.caller_phone_blind is not None
    return unknown and not phone_checked(call) and sms_channel(call.path) is not None
