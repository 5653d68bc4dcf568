"""Which of our residents a number belongs to."""

from uuid import UUID

from linli.kernel.sealing import crypto
from linli.people.models import PHONE_COLUMN, PHONE_TAIL_COLUMN, Resident


def one_with_phone(root: str, phone: str, *, at: str = "") -> UUID | None:
    """The one resident of the street `root`, living at `at` or below, who is registered with this number.

    None for nobody, and for several. The last four digits lead there by their index; the whole number decides.
    """
    near = Resident.objects.under(at).filter(
        root=root, until=None, phone_tail_blind=crypto.blind(phone[-4:], column=PHONE_TAIL_COLUMN)
    )
    found = near.filter(phone_blind=crypto.blind(phone, column=PHONE_COLUMN)).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None
