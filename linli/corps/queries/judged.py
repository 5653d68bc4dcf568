"""A row of a leaders' file with what would happen, and the street's present members and terms to compare it with."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from linli.access.models import PostKind, under
from linli.access.rules import SEGMENT
from linli.corps.leaders import Row, in_words
from linli.corps.models import Appointment, Charge, Member
from linli.places.chains import Found

PHONE = "corps.member.phone"


class Term(NamedTuple):
    """A running or coming appointment of the street."""

    id: UUID
    member: UUID
    post: UUID
    starts: date
    ends: date | None
    places: frozenset[UUID]


class Person(NamedTuple):
    id: UUID
    path: str
    name: str
    phone_blind: bytes | None
    unit: UUID | None


@dataclass
class Judged:
    """`row` and what would happen. `changes` names the fields; `term` and `person` are the existing rows, if any.

    `state` is "odd" where the name may be none, "twin" where it may be the `person`, or whom the row `first` names,
    "wide" where the places are wider than the post's level, "unlike" where one would be made among others of its kind,
    "spread" where its floors may be those of several stairwells, "held" where the note leaves open whether they still
    hold the post.
    `also`: terms that end together with `term`.
    """

    row: Row
    state: str
    code: str = ""
    told: dict[str, str] = field(default_factory=dict)
    post: PostKind | None = None
    places: tuple[Found, ...] = ()
    unit: UUID | None = None
    person: Person | None = None
    blind: bytes | None = None
    term: Term | None = None
    changes: tuple[str, ...] = ()
    first: "Judged | None" = None
    also: tuple[Term, ...] = ()
    second: bool = False  # the post has rights over the register that whoever imports lacks

    @property
    def where(self) -> str:
        return in_words(self.row.chains)


@dataclass
class Corps:
    """The street's members and terms, as an import compares with them: three queries, plain tuples."""

    by_phone: dict[tuple[str, bytes], Person] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    terms: dict[tuple[UUID, UUID], list[Term]] = field(default_factory=lambda: defaultdict(list))
    bundles: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))


def corps_of(path: str, today: date) -> Corps:
    found, street = Corps(), [path[:SEGMENT]]
    members = Member.objects.filter(under(street), until=None).order_by("pk")
    for row in members.values_list("pk", "path", "name", "phone_blind", "unit"):
        person = Person(*row[:3], bytes(row[3]) if row[3] else None, row[4])
        found.people[person.id] = person
        found.by_name[person.name].append(person)
        if person.phone_blind:
            found.by_phone.setdefault((person.name, person.phone_blind), person)
    charges: dict[UUID, set[UUID]] = defaultdict(set)
    running = Appointment.objects.filter(under(street)).filter(Q(ends_on=None) | Q(ends_on__gt=today))
    for appointment, place in Charge.objects.filter(appointment__in=running).values_list("appointment_id", "place_id"):
        charges[appointment].add(place)
    columns = ("pk", "member_id", "post_id", "starts_on", "ends_on", "post__bundle")
    for pk, member, post, starts, ends, bundle in running.values_list(*columns):
        term = Term(pk, member, post, starts, ends, frozenset(charges[pk]))
        found.terms[term.member, term.post].append(term)
        found.bundles[term.member].add(bundle)
    return found
