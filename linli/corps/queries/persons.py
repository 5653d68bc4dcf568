"""Members, for the room of accounts, which is below this one and calls these functions by name
(`LINLI_PERSON_BOOK`)."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from linli.access.models import under
from linli.access.persons import Known, Ringing
from linli.corps.models import Member
from linli.corps.queries.roster import PHONE
from linli.kernel.errors import Invalid
from linli.kernel.sealing import crypto
from linli.people.rules import check_phone


def person(pk: UUID) -> Known | None:
    """A member who has not left; None for anybody else."""
    found = Member.objects.filter(pk=pk, until=None).first()
    return Known(found.pk, found.name, found.path) if found else None


def find(text: str, paths: Sequence[str], limit: int) -> list[Known]:
    """Members known at `paths` or below whose name holds `text`, or whose initials begin with it."""
    rows = Member.objects.filter(under(list(paths)), until=None)
    rows = rows.filter(Q(name__contains=text) | Q(initials__startswith=text.lower())).order_by("name", "path", "pk")
    return [Known(*row) for row in rows.values_list("pk", "name", "path")[:limit]]


def by_phone(text: str) -> Ringing | None:
    """None where `text` is no phone number."""
    try:
        number = check_phone(text)
    except Invalid:
        return None
    known = Member.objects.filter(phone_blind=crypto.blind(number, column=PHONE), until=None)
    return Ringing(number, known.values("pk")) if number else None
