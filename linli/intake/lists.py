"""How a list of another room declares itself: its columns, its words, and its two steps of the worker.

A room names its lists in `offers.LISTS`, by the dotted path of a `List`. Small lists make theirs with `plain`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.intake import staging
from linli.intake.models import Intake
from linli.intake.rules import decision_for, row_key
from linli.intake.vault import Vault
from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.kernel.sheets import Cell
from linli.kernel.sheets.header import Weak
from linli.kernel.sheets.workbooks import WorkSheet
from linli.places.models import Place
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind

Text = str | Promise
NEW, CHANGED, SAME, REJECTED, VALUES = "new", "changed", "same", "rejected", "values"
AS_READ = "as_read"  # a value that is written, not quite as it stands: the row does not come back for it
PASSED = "passed"  # a line that is no row of anybody: a title, a total, a signature. It does not come back


@dataclass(frozen=True)
class ListFacts:
    """The kinds of facts that are recorded of a list. `written` is its own: it says whose pages change."""

    written: str
    started: str = "intake.started"
    seen: str = "intake.seen"
    columns_opened: str = "intake.columns_opened"
    columns_set: str = "intake.columns_set"
    place_changed: str = "intake.place_changed"
    corrected: str = "intake.corrected"
    decided: str = "intake.decided"
    confirmed: str = "intake.confirmed"
    given_up: str = "intake.given_up"
    expired: str = "intake.expired"
    failed: str = "intake.failed"


@dataclass(frozen=True)
class Choice:
    """One answer to a question. `word`: the button of a row; `all_word` and `all_sure`: of all rows, and what is asked
    before, with %(n)s. `writes`: the row is written then."""

    word: Text
    all_word: Text
    all_sure: Text
    writes: bool = False


@dataclass(frozen=True)
class Question:
    """A verdict that the user decides. `all_of`: the sentence before the buttons for all its rows, with %(n)s.

    `offer`: asked for all rows at once and beside another verdict; the row is written whatever is said.
    """

    tab: Text
    all_of: Text
    choices: Mapping[str, Choice]
    offer: bool = False


@dataclass(frozen=True)
class Option:
    """Something to tick at the upload, unless it is ticked from the `start`, and in the preview, where rows are
    rejected with `wanted`: `Job.option(name)`. `on`, `off`: the buttons there."""

    name: str
    label: Text
    help: Text
    wanted: str
    on: Text
    off: Text
    start: bool = False


@dataclass(frozen=True)
class Onward:
    """Where the page leads after writing: a sentence, and (words, address) for each button."""

    text: Text
    links: Sequence[tuple[Text, str]]


@dataclass(frozen=True)
class Words:
    """`place`: the label of the place that the list belongs to; `lead`: below the upload; `hints`: (what, how) beside
    it; `write`, `done`: the button and what stands after it, with %(n)s rows."""

    title: Text
    place: Text
    no_place: Text
    file: Text
    file_help: Text
    lead: Text
    hints: Sequence[tuple[Text, Text]]
    fresh: Text
    write: Text
    done: Text
    unnamed: str  # of a file without a name


class Line(NamedTuple):
    """A row of the file as the preview shows it, masked; a row may have several.

    `kind`: the tab that it stands under: a verdict, VALUES for a value that is left out, or AS_READ. `sign`: of its
    tag. `told` fills the sentence of `code`; `field`: the value left out; `column`: what can be corrected in place, -1
    for nothing; `path`: a place whose address fills %(address)s; `changes`: (field, old, new), masked, "" for what is
    not shown; `alone`: an offer of a row that changes nothing otherwise.
    """

    sheet: int
    number: int
    who: str
    kind: str
    sign: str
    code: str = ""
    told: dict[str, str] = {}
    field: str = ""
    column: int = -1
    path: str = ""
    where: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    alone: bool = False


class Returned(NamedTuple):
    """A row that comes back: `rejected`, or written without some value. `extra`: (header, value) of columns put before
    the user's own, such as what was understood; `cells`: column -> what a blank cell, or one that says 同上,
    stood for, because the row above does not come along."""

    rejected: bool
    why: str
    extra: tuple[tuple[str, str], ...] = ()
    cells: Mapping[int, str] = {}


Returns = Mapping[tuple[int, int], Returned]


class AlikePlaces(NamedTuple):
    """Two names of one kind that may be one place: "锦绣新村" of the list, and "锦绣家园". `rows`: how many name the
    first; `key`: what the answer hangs on."""

    key: str
    kind: str
    name: str
    other: str
    rows: int


@dataclass
class Checked:
    """What the check found. `counts`: the rows of each verdict, "total", and "values_left_out"; `returns`: (sheet,
    number) -> why it would come back; `places`: those that would be made, each once; `places_asked`: (sheet, number) of
    a row that waits for a decision -> those that would be made besides, if it is written; `alike`: names asked about.
    """

    counts: dict[str, int]
    lines: Sequence[Line]
    returns: Returns
    places: Collection[Chain] = ()
    places_asked: Mapping[tuple[int, int], Collection[Chain]] = field(default_factory=dict)
    alike: Sequence[AlikePlaces] = ()


@dataclass
class Written:
    """`undecided`: how many rows nobody decided; they come back like the rejected ones. `skipped`: how many the user
    decided not to write."""

    undecided: int
    returns: Returns
    skipped: int = 0


@dataclass
class Job:
    """One step of the worker: what a list's `check` and `write` are called with."""

    of: "List"
    work: Intake
    vault: Vault
    actor: Actor
    now: datetime

    @cached_property
    def place(self) -> Place:
        return Place.objects.get(path=self.work.path)

    @property
    def tables(self) -> Sequence[staging.Table]:
        tables: Sequence[staging.Table] = self.work.mapping["tables"]
        return tables

    def option(self, name: str) -> bool:
        start = next((one.start for one in self.of.options if one.name == name), False)
        said: bool = self.work.mapping.get("options", {}).get(name, start)
        return said

    @cached_property
    def edits(self) -> staging.Edits:
        """(sheet, row, column) -> what the user typed in its place."""
        edits: staging.Edits = self.vault.read("edits", {})
        return edits

    @property
    def said_alike(self) -> Mapping[str, str]:
        """`AlikePlaces.key` -> what the user says of the two names (`places.alike`)."""
        said: Mapping[str, str] = self.work.mapping.get("alike", {})
        return said

    @cached_property
    def titles(self) -> Mapping[int, Sequence[str]]:
        """Sheet -> the texts above its header."""
        return staging.titles(self.vault, self.tables)

    def tell(self, percent: int) -> None:
        self.vault.tell(percent)

    def decision(self, verdict: str, sheet: int, number: int) -> str:
        question = self.of.questions.get(verdict)
        return decision_for(row_key(sheet, number), verdict, self.work.mapping, question.choices) if question else ""

    def pieces(self) -> Iterator[tuple[int, int, Sequence[Sequence[Cell]]]]:
        """(sheet, the user's number of the first row, columns) of the rows below the header, of the sheets that are
        used. Corrections are not made in them."""
        total, done = sum(table["rows"] for table in self.tables) or 1, 0
        for sheet, first, columns in staging.chunks(self.vault):
            table = self.tables[sheet]
            done += len(columns[0]) if columns else 0
            if not table.get("use"):
                continue
            skip = max(table["row"] + 2 - first, 0)
            yield sheet, first + skip, [column[skip:] for column in columns] if skip else columns
            self.tell(5 + 55 * done // total)


@dataclass(frozen=True, eq=False)
class List:
    """`pages`: the namespace of its addresses. `roots`: the kinds of places that it may belong to. `labels`: field ->
    its name on a page, in reading order; `synonyms`: field -> the headers that mean it; `weak`: headers that give way
    to a plainer one, and what they mean then; `needed`: (fields of which a used sheet must have one, code of the
    refusal).

    `check(job)` says what would be written and changes nothing; `write(job)` writes it in the caller's transaction,
    under the street's lock, and raises Conflict when it would no longer be what the preview showed. `header_mark`: what
    the digests of remembered headers begin with; `beside`: words for what changes and is no column.
    `of_title(sheet's name, file's name or "", texts above the header, fields)`: what these say of its rows, in words.
    """

    code: str
    pages: str
    permission: Permission
    roots: tuple[PlaceKind, ...]
    labels: Callable[[], Mapping[str, Text]]
    synonyms: Mapping[str, Sequence[str]]
    needed: Sequence[tuple[Sequence[str], str]]
    facts: ListFacts
    words: Words
    template: tuple[str, Callable[[Actor, Place | None], Sequence[WorkSheet]]]  # the file's name, its sheets
    check: Callable[[Job], Checked]
    write: Callable[[Job], Written]
    weak: Weak = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    sentence: Callable[[Line], str] = lambda line: sentence_of(line.code, line.told)
    remedy: Callable[[Line], str] = lambda _line: ""
    beside: Mapping[str, Text] = field(default_factory=dict)
    of_title: Callable[[str, str, Sequence[str], Collection[str]], str] = lambda _sheet, _file, _above, _fields: ""
    onward: Callable[[Actor, Place], Onward | None] = lambda _actor, _place: None
    largest: int = 60 * 1024 * 1024
    header_mark: str = ""

    def check_columns(self, columns: Mapping[int, str]) -> None:
        """Raises Invalid when a field is given twice, unknown, or when one that is needed is missing."""
        labels, seen = self.labels(), set[str]()
        for name in columns.values():
            if name not in labels:
                raise Invalid("intake.unknown_field", name=name)
            if name in seen:
                raise Invalid("intake.field_twice", field=name, name=str(labels[name]))
            seen.add(name)
        for fields, code in self.needed:
            if seen.isdisjoint(fields):
                raise Invalid(code, field=fields[0], columns=str(labels[fields[0]]))


def sentence_of(code: str, told: Mapping[str, Any]) -> str:
    """The message in the active language, "" without a code."""
    return message_of(Invalid(code, **told)) if code else ""


@cache
def all_lists() -> Mapping[str, List]:
    """Code -> list, of every room."""
    found = [import_string(path) for path in settings.LINLI_LISTS]
    return {one.code: one for one in found}


def list_of(work: Intake) -> List:
    return all_lists()[work.list]
