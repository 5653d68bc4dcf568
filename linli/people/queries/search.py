"""Finding people in one's own part of the street by whatever was typed.

The text decides which kinds of search apply (`kinds_for`). Each kind is one query in the order of an index that serves
it, so a page of hits stops early however large the register is. A page is filled from the kinds in turn; the cursor
names the kind and the row after which to continue, and contains nothing personal. Out of reach looks the same as not
found.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, covers, outermost
from linli.kernel.sealing import crypto
from linli.people import rules
from linli.people.models import IDENTITY_COLUMN, PHONE_COLUMN, PHONE_TAIL_COLUMN, Household, Need, Resident
from linli.people.queries.records import phone_of
from linli.people.queries.written import ABOVE_LABELS, door_written
from linli.places.models import Place
from linli.places.written import parse_address

PAGE = 50
# phones opened for one search by a tail: about one phone in ten thousand shares its last four digits
MOST_OPENED = 2_000
MOST_PLACES = 50
SHORTEST_PHONE, LONGEST_TAIL = 10, 11
_LAST = "\U0010ffff"  # sorts after every text with the same beginning


@dataclass(frozen=True)
class SearchQuery:
    """A search. `place` is the path of the chosen part of the street, "" for everything within reach. `by_number`: a
    text of `is_number` is looked up as a number; otherwise it can only be a door."""

    text: str = ""
    by_number: bool = False
    place: str = ""
    residence: str = ""
    need: str = ""


@dataclass(frozen=True)
class Found:
    """A page of residents with household loaded, the cursor of the next page ("" on the last), the kinds that
    matched."""

    rows: list[Resident] = field(default_factory=list)
    next: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of search: its condition, and the columns of the index order that the cursor follows.

    `last_resort`: used only when the kinds before it found nobody.
    """

    name: str
    condition: Q
    order: tuple[str, ...]
    last_resort: bool = False


def find(actor: Actor, asked: SearchQuery, *, cursor: str = "", limit: int = PAGE) -> Found:
    """The next page of residents within reach of PEOPLE_READ. An invalid cursor starts at the beginning."""
    paths = scope(actor, needed_for(asked), asked.place)
    if not paths:
        return Found()
    kinds = kinds_for(asked, paths)
    at, after = _read_cursor(cursor, len(kinds), paths)
    base = _base(paths, asked)
    rows: list[Resident] = []
    matched: list[str] = []
    resumed = after is not None
    shown = at  # the kind that found the last row so far
    for number in range(at, len(kinds)):
        kind = kinds[number]
        if kind.last_resort and number > at and (rows or resumed):
            continue
        more = list(_after(base.filter(kind.condition), kind.order, after)[: limit + 1 - len(rows)])
        matched += [kind.name] if more else []
        rows += more
        after = None
        if len(rows) > limit:
            last = rows[limit - 1]
            where = number if len(rows) - len(more) < limit else shown
            return Found(rows[:limit], f"{where}-{last.pk.hex}", tuple(matched))
        shown = number if more else shown
    return Found(rows, "", tuple(matched))


def needed_for(asked: SearchQuery) -> P:
    """The permission whose reach limits this search: a number, or an illness, may be searched only where a post of the
    actor may see it."""
    if asked.by_number and is_number(asked.text):
        return P.PEOPLE_REVEAL
    return P.PEOPLE_EDIT if asked.need in rules.HEALTH_NEEDS else P.PEOPLE_READ


def everything(actor: Actor, permission: P, asked: SearchQuery) -> QuerySet[Resident]:
    """Everything that the search finds within reach of `permission`, by door: for the export."""
    paths = scope(actor, permission, asked.place)
    if not paths:
        return Resident.objects.none()
    base, means = _base(paths, asked), Q(pk__in=[])
    for kind in kinds_for(asked, paths):
        if not kind.last_resort or not base.filter(means).exists():
            means = means | kind.condition if kind.condition else Q()
    return base.filter(means).order_by("path", "id")


def scope(actor: Actor, permission: P, place: str) -> list[str]:
    """The outermost paths to search: the reach of `permission`, narrowed to `place` when one is chosen."""
    own = actor.paths(permission)
    return _narrowed(own, place) if place else own


def _narrowed(paths: list[str], place: str) -> list[str]:
    """What of `paths` lies at `place`."""
    return [place] if any(covers(path, place) for path in paths) else [p for p in paths if covers(place, p)]


def _base(paths: list[str], asked: SearchQuery) -> QuerySet[Resident]:
    rows = (
        Resident.objects.filter(until=None).filter(under(paths)).select_related("household").prefetch_related("needs")
    )
    roots = {path[:SEGMENT] for path in paths}
    if "" not in roots:  # a post held everywhere belongs to no street
        rows = rows.filter(root=next(iter(roots))) if len(roots) == 1 else rows.filter(root__in=roots)
    if asked.residence:
        rows = rows.filter(residence=asked.residence)
    if asked.need == "any":
        return rows.filter(Exists(Need.objects.filter(resident=OuterRef("pk"))))
    if asked.need:
        return rows.filter(Q(needs__kind=asked.need) & under(paths, "needs__path"))  # one join: a single filter()
    return rows


def kinds_for(asked: SearchQuery, paths: list[str]) -> list[Kind]:
    """Which kinds of search fit a text, most exact first."""
    text = rules.normal_text(asked.text)
    if not text:
        return [Kind("list", Q(), ("path", "id"))]
    if is_number(text):
        return _numbers(text, paths) if asked.by_number else _doors(text, paths, last_resort=False)
    kinds: list[Kind] = []
    letters, digits = re.fullmatch(r"[A-Za-z]{1,30}", text), text[0].isdigit()
    if re.fullmatch(r"[0-9]{4}", text):
        tail = crypto.blind(text, column=PHONE_TAIL_COLUMN)
        kinds.append(Kind("phone_tail", Q(phone_tail_blind=tail), ("path", "id")))
    if letters:
        kinds.append(Kind("initials", begins("initials", text.lower()), ("initials", "path", "id")))
    if not digits:
        kinds += _names(text, last_resort=bool(letters))
    return kinds + _doors(text, paths, last_resort=not digits) + _places(text, paths)


def _numbers(text: str, paths: list[str]) -> list[Kind]:
    """By an identity number, a whole phone, or the end of one. `paths`: where the actor may see a whole number."""
    if is_identity(text):
        return [_identity(text)]
    digits = _digits(text)
    whole = [Kind("phone", _phone(digits), ("path", "id"))] if len(digits) >= SHORTEST_PHONE else []
    return whole + _tails(digits, paths, last_resort=bool(whole))


def _tails(digits: str, paths: list[str], *, last_resort: bool) -> list[Kind]:
    """By the last 5 to 11 digits of a phone: among those with the same last four, the numbers are opened and
    compared."""
    if len(digits) > LONGEST_TAIL:
        return []
    tail = crypto.blind(digits[-4:], column=PHONE_TAIL_COLUMN)
    rows = Resident.objects.filter(_roots(paths), under(paths), until=None, phone_tail_blind=tail).order_by(
        "path", "id"
    )
    alike = [row.pk for row in rows.only("pk", "phone_sealed")[:MOST_OPENED] if phone_of(row).endswith(digits)]
    return [Kind("phone_tail", Q(pk__in=alike), ("path", "id"), last_resort)] if alike else []


def one_with_phone(root: str, phone: str, *, at: str = "") -> UUID | None:
    """The one resident of the street `root`, living at `at` or below, who is registered with this number.

    None when there is nobody or several.
    """
    found = Resident.objects.under(at).filter(_phone(phone), root=root, until=None).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def has_alike(actor: Actor, root: str, name: str, phone: str) -> bool:
    """Whether somebody of that name whom `actor` may see lives in the street `root` with that phone."""
    seen = Resident.objects.all() if actor.account is None else Resident.objects.reachable(actor, P.PEOPLE_READ)
    return seen.filter(_phone(phone), root=root, name=name, until=None).exists()


def is_number(text: str) -> bool:
    """An identity number, or more of a phone than the mask shows: it stands in no address and no log, and looking it up
    is a reveal (`actions.sight.find_by_number`)."""
    return is_identity(text) or bool(_digits(text))


def _digits(text: str) -> str:
    """Five and more digits of a phone; "" for other texts. Only a whole phone is recognised in spite of dashes:
    3-2-501 is a door."""
    phone, plain = rules.normal_phone(text), rules.normal_text(text).replace(" ", "")
    if re.fullmatch(r"[0-9]{10,12}", phone):
        return phone
    return plain if re.fullmatch(r"[0-9]{5,9}", plain) else ""


def is_digits(text: str) -> bool:
    """Text that may be part of a phone, though not its last four digits."""
    return bool(re.fullmatch(r"[0-9]{1,3}|[0-9]{5,12}", rules.normal_text(text).replace(" ", "")))


def is_identity(text: str) -> bool:
    """A citizen's whole number, of 18 characters or of the 15 digits before 1999."""
    return bool(re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", rules.normal_identity(text)))


def _phone(number: str) -> Q:
    """The index covers the last four digits; among those that share them, the whole number is compared."""
    tail = crypto.blind(number[-4:], column=PHONE_TAIL_COLUMN)
    return Q(phone_tail_blind=tail, phone_blind=crypto.blind(number, column=PHONE_COLUMN))


def _identity(text: str) -> Kind:
    raw = rules.normal_identity(text)
    if len(raw) == 15:
        raw = raw[:6] + "19" + raw[6:]
        raw += rules.check_digit(raw)
    return Kind("identity", Q(identity_blind=crypto.blind(raw, column=IDENTITY_COLUMN)), ("path", "id"))


def _names(text: str, *, last_resort: bool) -> list[Kind]:
    order, text = ("name", "path", "id"), rules.normal_name(text)
    return [
        Kind("name", begins("name", text), order, last_resort),
        Kind("name_inside", _inside("name", text), order, last_resort),
    ]


def _inside(column: str, text: str) -> Q:
    """`text` occurs in `column`, not at its beginning: answered from the index, without LIKE's escapes."""
    return Q(GreaterThan(StrIndex(column, Value(text)), 1))


def _doors(text: str, paths: list[str], *, last_resort: bool) -> list[Kind]:
    """By the beginning of the label ("3-2-5"), then by its end: "501" is every door 501, "2-501" in stairwell 2.

    The reach is repeated on the household, for the household's own index; the end of a label is searched among labels
    only, before any resident is read.
    """
    label, named = door_written(text, paths)
    if not label or not any(c.isalnum() for c in label):
        return []
    narrowed = named != paths
    paths = named
    order = ("household__door", "path", "id")
    here = Household.objects.filter(_roots(paths), until=None)
    if any(len(path) > SEGMENT for path in paths):  # a whole street is already one range of the index
        here = here.filter(under(paths))
    ending = here.filter(door__endswith=f"-{label}").exclude(begins("door", label))
    first = Q(household__until=None) & _roots(paths, "household__root") & begins("household__door", label)
    if narrowed:
        first &= under(paths)
    whole = narrowed and "building" in parse_address(text)
    return (
        [Kind("door", first, order, last_resort)]
        if whole
        else [
            Kind("door", first, order, last_resort),
            Kind("door_end", Q(household__in=ending.values("pk")), order, last_resort),
        ]
    )


def _places(text: str, paths: list[str]) -> list[Kind]:
    """Everybody of the compounds, markets, grids and communities whose name holds the text: no label of a door names
    those."""
    if len(text) < 2 or not re.search(r"[^0-9A-Za-z\- ]", text):
        return []
    above = {path[:end] for path in paths for end in range(SEGMENT, len(path), SEGMENT)}
    places = Place.objects.filter(under(paths) | Q(path__in=above), kind__in=ABOVE_LABELS, closed_on=None)
    found = places.filter(name__contains=text).values_list("path", flat=True)[:MOST_PLACES]
    named = outermost(part for path in found for part in _narrowed(paths, path))
    return [Kind("place", under(named), ("path", "id"), last_resort=True)] if named else []


def _roots(paths: list[str], column: str = "root") -> Q:
    """The streets that `paths` lie in: the first column of the indexes."""
    roots = sorted({path[:SEGMENT] for path in paths})
    if "" in roots:
        return Q()
    return Q(**{column: roots[0]}) if len(roots) == 1 else Q(**{f"{column}__in": roots})


def begins(column: str, text: str) -> Q:
    """`column` starts with `text`, written so that the database's index is used.

    SQLite compares bytes and does not use an index for LIKE with an escape; PostgreSQL does for the operator class of
    our indexes, while its `<` follows the locale.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})
    return Q(**{f"{column}__startswith": text})


def _after(rows: QuerySet[Resident], order: tuple[str, ...], after: Resident | None) -> QuerySet[Resident]:
    """`rows` in `order`, after the row `after`."""
    if after is not None:
        values = [_value(after, name) for name in order]
        behind = Q()
        for depth, name in enumerate(order):
            same = Q(**dict(zip(order[:depth], values, strict=False)))
            behind |= same & Q(**{f"{name}__gt": values[depth]})
        rows = rows.filter(Q(**{f"{order[0]}__gte": values[0]})).filter(behind)
    return rows.order_by(*order)


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _read_cursor(cursor: str, kinds: int, paths: list[str]) -> tuple[int, Resident | None]:
    """Cursors come from the address bar: one that is invalid or out of reach is ignored."""
    number, _, last = cursor.partition("-")
    if not re.fullmatch(r"[0-9]", number) or int(number) >= kinds or not re.fullmatch(r"[0-9a-f]{32}", last):
        return 0, None
    row = Resident.objects.filter(under(paths)).select_related("household").filter(pk=UUID(last)).first()
    return (int(number), row) if row else (0, None)
