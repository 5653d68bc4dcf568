"""Finding people in one's own part of the street by whatever was typed.

The text decides which kinds of search apply (`kinds_for`). Each kind is one query in the order of an index that serves
it, so a page of hits stops early however large the register is. A page is filled from the kinds in turn; the cursor
names the kind and the row after which to continue, and contains nothing personal. Out of reach looks the same as not
found.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_
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
from linli.people.queries.following import after as following
from linli.people.queries.following import read_cursor
from linli.people.queries.records import phone_of
from linli.people.queries.written import ABOVE_LABELS, door_written
from linli.places.models import Place
from linli.places.written import parse_address

PAGE = 50
COUNTED = 1_000  # of more hits only that there are more is told
MOST_WORDS = 4
MOST_DOORS = 5_000  # named to the database one by one
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
    matched. `before`: how many the pages before showed."""

    rows: list[Resident] = field(default_factory=list)
    next: str = ""
    kinds: tuple[str, ...] = ()
    before: int = 0


@dataclass(frozen=True)
class Kind:
    """One kind of search: its condition, and the columns of the index order that the cursor follows.

    `last_resort`: used only when the kinds before it found nobody. `within`: the parts of the reach that it is about,
    so that the index is read there alone. A condition that costs a query is a function.
    """

    name: str
    condition: Q | Callable[[], Q]
    order: tuple[str, ...]
    last_resort: bool = False
    within: tuple[str, ...] = ()

    def means(self) -> Q:
        return self.condition if isinstance(self.condition, Q) else self.condition()


def find(actor: Actor, asked: SearchQuery, *, cursor: str = "", limit: int = PAGE) -> Found:
    """The next page of residents within reach of PEOPLE_READ. An invalid cursor starts at the beginning."""
    paths = scope(actor, needed_for(asked), asked.place)
    if not paths:
        return Found()
    kinds = kinds_for(asked, paths)
    at, after, before = read_cursor(cursor, len(kinds), paths)
    rows: list[Resident] = []
    matched: list[str] = []
    resumed = after is not None
    shown = at  # the kind that found the last row so far
    for number in range(at, len(kinds)):
        kind = kinds[number]
        if kind.last_resort and number > at and (rows or resumed):
            continue
        more = list(following(_meant(kind, paths, asked), kind.order, after)[: limit + 1 - len(rows)])
        matched += [kind.name] if more else []
        rows += more
        after = None
        if len(rows) > limit:
            last = rows[limit - 1]
            where = number if len(rows) - len(more) < limit else shown
            return Found(rows[:limit], f"{where}-{last.pk.hex}-{before + limit}", tuple(matched), before)
        shown = number if more else shown
    return Found(rows, "", tuple(matched), before)


def read(text: str, needs: Iterable[tuple[str, str]]) -> SearchQuery:
    """The search that somebody means who types words: one that begins the name of a need, of those that they may search
    by, is a filter."""
    words = text.split()
    for word in words:
        meant = next((kind for kind, label in needs if len(word) > 1 and label.startswith(word)), "")
        if meant:
            return SearchQuery(" ".join(one for one in words if one != word), need=meant)
    return SearchQuery(text)


def count(actor: Actor, asked: SearchQuery) -> tuple[int, bool]:
    """How many the search finds, and whether there are more than are counted: each kind by its own index, like the
    pages."""
    paths = scope(actor, needed_for(asked), asked.place)
    found: set[UUID] = set()
    for kind in kinds_for(asked, paths) if paths else []:
        if not (kind.last_resort and found):
            rows = _meant(kind, paths, asked).prefetch_related(None).order_by(*kind.order)
            found |= set(rows.values_list("pk", flat=True)[: COUNTED + 1])
        if len(found) > COUNTED:
            return COUNTED, True
    return len(found), False


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
    base, means = _base(paths, asked).filter(_roots(paths)), Q(pk__in=[])
    for kind in kinds_for(asked, paths):
        if not kind.last_resort or not base.filter(means).exists():
            condition = kind.means() & (under(list(kind.within)) if kind.within else Q())
            means = means | condition if condition else Q()
    return base.filter(means).order_by("path", "id")


def scope(actor: Actor, permission: P, place: str) -> list[str]:
    """The outermost paths to search: the reach of `permission`, narrowed to `place` when one is chosen."""
    own = actor.paths(permission)
    return _narrowed(own, place) if place else own


def _narrowed(paths: list[str], place: str) -> list[str]:
    """What of `paths` lies at `place`."""
    return [place] if any(covers(path, place) for path in paths) else [p for p in paths if covers(place, p)]


def _meant(kind: Kind, paths: list[str], asked: SearchQuery) -> QuerySet[Resident]:
    """Without the street where a range of paths is read anyway: with it the database prefers an index of the street,
    and goes through everybody in it."""
    rows = _base(list(kind.within) or paths, asked).filter(kind.means())
    return rows if kind.within or not kind.condition else rows.filter(_roots(paths))


def _base(paths: list[str], asked: SearchQuery) -> QuerySet[Resident]:
    rows = (
        Resident.objects.filter(until=None).filter(under(paths)).select_related("household").prefetch_related("needs")
    )
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
    words = text.split()
    return _kinds_of_word(text, paths) if len(words) == 1 else _kinds_of_words(text, words, paths)


def _kinds_of_words(text: str, words: list[str], paths: list[str]) -> list[Kind]:
    """Of a text with blanks: a whole name, an address as the pages show it, then each word by itself."""
    name = Kind("name", begins("name", rules.normal_name(text)), ("name", "path", "id"))
    return [name, *_doors(text, paths, last_resort=not text[0].isdigit()), *_words(words, paths)]


def _kinds_of_word(text: str, paths: list[str]) -> list[Kind]:
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


def _words(words: list[str], paths: list[str]) -> list[Kind]:
    """Several words, each of which must be true of the resident: "何伟 101", "安泰 1-1-101". In the order of the first
    that is no number of a door; where that leads nowhere, of the next."""
    if len(words) > MOST_WORDS:
        return []
    kinds: list[Kind] = []
    for lead in [word for word in words if not word[0].isdigit()] or words[:1]:
        others = reduce(and_, (_says(word, paths) for word in words if word != lead), Q())
        led = [kind for kind in _kinds_of_word(lead, paths) if kind.name not in {"name_inside", "door_end"}]
        kinds += [
            replace(kind, name=f"{kind.name}_and", condition=kind.means() & others, last_resort=True) for kind in led
        ]
    return kinds


def _says(word: str, paths: list[str]) -> Q:
    """What one word may say of somebody whom another word found: asked row by row."""
    label = rules.normal_door(word)
    means = begins("household__door", label) | Q(household__door__endswith=f"-{label}") if label else Q(pk__in=[])
    if word[0].isdigit():
        return means
    means |= Q(name__contains=word)
    if word.isascii():
        means |= begins("initials", word.lower())
    for kind in _places(word, paths):
        means |= under(list(kind.within))
    return means


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
    within = tuple(paths) if narrowed else ()
    found = [Kind("door", first, order, last_resort, within)]
    if narrowed and "building" in parse_address(text):
        return found
    return [*found, Kind("door_end", lambda: _of_households(ending), order, last_resort, within)]


def _of_households(ending: QuerySet[Household]) -> Q:
    """Looked up first: the database would go through the residents of all doors in their order."""
    found = list(ending.values_list("pk", flat=True)[: MOST_DOORS + 1])
    return Q(household__in=found if len(found) <= MOST_DOORS else ending.values("pk"))


def _places(text: str, paths: list[str]) -> list[Kind]:
    """Everybody of the compounds, markets, grids and communities whose name holds the text: no label of a door names
    those."""
    if len(text) < 2 or not re.search(r"[^0-9A-Za-z\- ]", text):
        return []
    above = {path[:end] for path in paths for end in range(SEGMENT, len(path), SEGMENT)}
    places = Place.objects.filter(under(paths) | Q(path__in=above), kind__in=ABOVE_LABELS, closed_on=None)
    found = places.filter(name__contains=text).values_list("path", flat=True)[:MOST_PLACES]
    named = outermost(part for path in found for part in _narrowed(paths, path))
    return [Kind("place", Q(), ("path", "id"), last_resort=True, within=tuple(named))] if named else []


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
