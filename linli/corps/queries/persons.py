"""Members, for the room of accounts, which is below this one and calls these functions by name
(`LINLI_PERSON_BOOK`)."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from linli.access.actor import Actor
from linli.access.models import Account, Grant, under
from linli.access.persons import Known, Ringing
from linli.corps.appointing import MAY_GIVE, lacked
from linli.corps.models import Appointment, Member
from linli.corps.queries.ground import in_office
from linli.corps.queries.roster import PHONE
from linli.corps.queries.second import bundles_at, is_set_up
from linli.kernel.errors import Invalid
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.people.rules import check_phone
from linli.places.models import Place

READS_NOBODY = frozenset({"administrator", "none"})


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


def vouches(actor: Actor, pk: UUID) -> bool:
    """Whether `actor` could give every post of this person, and has the rights over the register that they carry: who
    opens the account then reads nothing by it that they may not read. Who has no post yet may get any."""
    if actor.account is None:
        return True
    posts = [(post.bundle, post.path) for post in Grant.objects.filter(person=pk).not_over(clock.today())]
    if not posts:
        known = person(pk)
        posts = [("community", known.path)] if known else []
    kinds = dict(Place.objects.filter(path__in={path for _bundle, path in posts}).values_list("path", "kind"))
    return all(gives(actor, bundle, path, kinds.get(path, "subdistrict")) for bundle, path in posts)


def gives(actor: Actor, bundle: str, path: str, kind: str) -> bool:
    """Whether `actor` reads nothing by this post at a place of this kind that they may not read anyway."""
    mine = bundles_at(actor, path)
    if bundle in READS_NOBODY:
        return True
    if not any(bundle in MAY_GIVE.get(held, ()) for held in mine):
        return False
    return not lacked(mine, bundle, kind) or not is_set_up(path)


def givers(pk: UUID) -> set[UUID]:
    """The accounts that gave this person the posts they hold."""
    return _givers({pk})


def line_of(pk: UUID | None) -> set[UUID]:
    """The accounts that the posts of this person go back to: who gave them, who gave those their posts, and so on."""
    found: set[UUID] = set()
    people: set[UUID | None] = {pk} - {None}
    while people:
        more = _givers(people) - found
        found |= more
        people = set(Account.objects.filter(pk__in=more).values_list("person", flat=True)) - {None}
    return found


def _givers(people: set[UUID | None] | set[UUID]) -> set[UUID]:
    terms = Appointment.objects.filter(in_office(clock.today()), member__in=people).exclude(recorded_by=None)
    return {giver for giver in terms.values_list("recorded_by", flat=True) if giver}
