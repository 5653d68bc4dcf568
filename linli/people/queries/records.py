"""One person and one household as a page shows them: masked according to the reader's permissions, with their
history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.kernel.errors import NotFound
from linli.kernel.sealing import crypto
from linli.people import rules
from linli.people.models import (
    IDENTITY_COLUMN,
    NOTE_COLUMN,
    PHONE_COLUMN,
    PROPOSED_IDENTITY_COLUMN,
    Household,
    Move,
    Need,
    Proposal,
    Resident,
)
from linli.places.models import Place


def keeps_register(actor: Actor, path: str) -> bool:
    """Whether `actor` keeps the register here (registrar, community): such a reader may see a whole identity number.

    Everybody else sees at most that one is registered (docs/trust.md).
    """
    return actor.may(P.PEOPLE_IMPORT, path)


def note_of(resident: Resident) -> str:
    return crypto.unseal(resident.note_sealed, row=resident.pk, column=NOTE_COLUMN)


def phone_of(resident: Resident) -> str:
    return crypto.unseal(resident.phone_sealed, row=resident.pk, column=PHONE_COLUMN)


def identity_of(resident: Resident) -> str:
    return crypto.unseal(resident.identity_sealed, row=resident.pk, column=IDENTITY_COLUMN)


def proposed_identity_of(proposal: Proposal) -> str:
    return crypto.unseal(proposal.identity_sealed, row=proposal.pk, column=PROPOSED_IDENTITY_COLUMN)


def _asked_identity_of(resident: Resident) -> str:
    proposal = open_proposal(resident)
    return proposed_identity_of(proposal) if proposal else ""


# `asked_identity`: the number that a resident asks to have registered.
REVEALED = {"phone": phone_of, "identity": identity_of, "asked_identity": _asked_identity_of}


@dataclass(frozen=True)
class Sight:
    """What one reader sees of one person. An empty `identity` or `phone` means: not registered, or not visible to the
    reader."""

    phone: str
    identity: str
    note: str
    may_reveal_phone: bool
    may_reveal_identity: bool
    sees_identity: bool
    born: str


def sight_of(resident: Resident, actor: Actor) -> Sight:
    """Phone masked; of an identity number only that it is registered, and for leaders not even that."""
    reveals, keeps = actor.may(P.PEOPLE_REVEAL, resident.path), keeps_register(actor, resident.path)
    phone, identity = phone_of(resident), identity_of(resident) if reveals else ""
    return Sight(
        phone=rules.mask_phone(phone),
        identity=identity_as_seen(identity),
        note=note_of(resident) if actor.may(P.PEOPLE_EDIT, resident.path) else "",
        may_reveal_phone=bool(phone) and actor.may(P.PEOPLE_RING, resident.path),
        may_reveal_identity=bool(identity) and keeps,
        sees_identity=reveals,
        born=born_as_seen(resident.born_on, whole=keeps),
    )


def identity_as_seen(number: str) -> str:
    """No digit of it, on any page: together with the birth date and the sex on the same page, or on another one, a few
    digits are the whole number."""
    return _("已登记") if number else ""


def born_as_seen(born: date | None, *, whole: bool) -> str:
    """A date of birth is identifying: only keepers of the register see it, others see the year."""
    if born is None:
        return ""
    return born.isoformat() if whole else f"{born.year}"


def revealed(resident: Resident, field: str) -> str:
    """The whole value of a field of `REVEALED`: called only by `actions.sight.reveal`."""
    return REVEALED[field](resident)


def needs_seen(needs: Iterable[Need], actor: Actor, path: str) -> list[tuple[str, str]]:
    """(word, note) of each need. A reader who may not edit here (a leader) sees of an illness only that care is
    needed."""
    words, whole = dict(rules.need_choices()), actor.may(P.PEOPLE_EDIT, path)
    seen: list[tuple[str, str]] = []
    for need in needs:
        if whole or need.kind not in rules.HEALTH_NEEDS:
            seen.append((words[need.kind], need.note))
        elif ("需关照", "") not in seen:
            seen.append(("需关照", ""))
    return seen


def searched_at(actor: Actor, place: str) -> str:
    """Where in the trail a search stands: at the chosen place, else at the first that the actor reads."""
    return place or next(iter(actor.paths(P.PEOPLE_READ)), "")


def needs_offered(actor: Actor) -> list[tuple[str, str]]:
    """The needs that `actor` may search by: for a leader none that reveal an illness."""
    whole = actor.may(P.PEOPLE_EDIT)
    return [(kind, word) for kind, word in rules.need_choices() if whole or kind not in rules.HEALTH_NEEDS]


def members(household: Household) -> list[Resident]:
    """Who lives here now, the head first, with needs loaded."""
    living = Resident.objects.filter(household=household, until=None).prefetch_related("needs")
    return sorted(living, key=lambda one: (one.relation != "head", one.since or date.min, one.pk))


def label_of(place: Place) -> str:
    """The short label of a door, from the names of the places above it: "3-2-501"."""
    above = Place.objects.filter(path__in=ancestors(place.path)).order_by("path")
    return rules.door_label(above.values_list("kind", "name"))


def open_proposal(resident: Resident) -> Proposal | None:
    return Proposal.objects.filter(resident=resident, state="open").first()


def open_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Changes that residents proposed and nobody has decided yet, oldest first, where `actor` keeps the register."""
    waiting = Proposal.objects.reachable(actor, P.PEOPLE_IMPORT).filter(state="open")
    return waiting.select_related("resident").order_by("made_at")


def deed_of(actor: Actor, deed: UUID) -> list[Move]:
    """Every move of one deed. Raises NotFound when the household left or entered is out of reach."""
    moves = list(Move.objects.filter(deed=deed).select_related("resident", "came_from", "went_to"))
    ends = {end for move in moves for end in (move.came_from_id, move.went_to_id) if end}
    reached = Household.objects.reachable(actor, P.PEOPLE_EDIT).filter(pk__in=ends).count()
    if not ends or reached != len(ends):
        raise NotFound("access.not_found")
    return moves
