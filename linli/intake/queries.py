"""Reads of the pages of an import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.intake import staging
from linli.intake.lists import (
    AS_READ,
    CHANGED,
    NEW,
    PASSED,
    REJECTED,
    SAME,
    VALUES,
    AlikePlaces,
    Line,
    List,
    Option,
    Question,
    list_of,
    sentence_of,
)
from linli.intake.models import Intake
from linli.intake.rules import BUSY, STEPS, State, decision_for, masked, row_key
from linli.intake.staging import may_say
from linli.intake.vault import Vault
from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.places.models import Place
from linli.places.queries import address, addresses
from linli.places.rules import DEPTH, PlaceKind, kind_word

LATEST = 20
PAGE = 50
_PAGES = ("index", "start", "template")
_PAGES_OF_ONE = (
    "show", "state", "columns", "change_columns", "place", "decide", "confirm", "give_up", "returned",
)  # fmt: skip


def place_of(work: Intake) -> Place:
    return Place.objects.get(path=work.path)


def latest(of: List, actor: Actor) -> QuerySet[Intake]:
    rows = Intake.objects.reachable(actor, of.permission).filter(list=of.code)
    return rows.order_by("-started_at")[:LATEST]


def links(of: List, work: Intake | None = None) -> dict[str, str]:
    """Name of a page of this list, and of this import -> its address: the templates are those of every list."""
    found = {name: reverse(f"{of.pages}:{name}") for name in _PAGES}
    if work is not None:
        found |= {name: reverse(f"{of.pages}:{name}", args=[work.pk]) for name in _PAGES_OF_ONE}
    return found


def problem_of(work: Intake) -> str:
    """The message why it stopped, or ""."""
    return sentence_of(work.problem.get("code", ""), work.problem.get("data", {}))


def missing_of(work: Intake) -> str:
    """The message about the first column that is needed and not recognised, "" when the columns could be accepted."""
    of = list_of(work)
    for table in work.mapping["tables"]:
        if table.get("use"):
            try:
                of.check_columns({int(at): name for at, name in table["columns"].items()})
            except Invalid as refusal:
                return message_of(refusal)
    return ""


def progress(work: Intake) -> int:
    return Vault(work.pk).progress()[0]


def is_busy(work: Intake) -> bool:
    return work.state in BUSY


def step_of(work: Intake) -> int:
    return STEPS[State(work.state)]


def belongs_to(work: Intake) -> str:
    """The place of the list in words, from the street down."""
    return address(place_of(work), from_kind="subdistrict")


@dataclass(frozen=True)
class ColumnCard:
    """One column of the file: its header ("第 C 列" without one), its meaning, some of its values (numbers masked), and
    whether it holds anything."""

    at: int
    name: str
    field: str
    label: str
    examples: str
    filled: bool


@dataclass(frozen=True)
class TableCard:
    """`unread`: the headers of columns with values that are not imported, without those that say nothing of anybody (a
    running number, what we wrote ourselves into a workbook that came back); `note`: what the sheet's name says of its
    rows."""

    sheet: int
    name: str
    hidden: bool
    rows: int
    used: bool
    columns: list[ColumnCard]
    note: str

    @property
    def unread(self) -> list[str]:
        unread = [column.name for column in self.columns if not column.field and column.filled]
        return [name for name in unread if may_say(name)]


def tables_of(work: Intake) -> list[TableCard]:
    """Every sheet with a header, its columns and a few of their values, masked, because this page must not be a way to
    read them."""
    tables = work.mapping["tables"]
    examples, titles = staging.samples(Vault(work.pk), tables), staging.titles(Vault(work.pk), tables)
    labels, alone = list_of(work).labels(), sum(bool(table.get("use")) for table in tables) == 1
    return [
        TableCard(
            sheet,
            table["name"],
            table["hidden"],
            max(table["rows"] - table["row"] - 1, 0),
            bool(table.get("use")),
            [
                _column_card(table, at, _at(examples.get(sheet, []), at), labels)
                for at, name in enumerate(table["names"])
                if name or str(at) in table["columns"] or _filled(table, at)
            ],
            list_of(work).of_title(
                table["name"], work.file_name if alone else "", titles.get(sheet, ()), table["columns"].values()
            ),
        )
        for sheet, table in enumerate(tables)
        if table["names"]
    ]  # fmt: skip


def _column_card(table: staging.Table, at: int, values: Sequence[str], labels: Mapping[str, Any]) -> ColumnCard:
    """`values`: a few of the column's values."""
    shown, field = "、".join(masked(value) for value in values), table["columns"].get(str(at), "")
    return ColumnCard(
        at, name_of(table, at), field, str(labels.get(field, field)), shown[:60], filled=_filled(table, at)
    )


def _filled(table: staging.Table, at: int) -> bool:
    filled = table.get("filled", ())  # an upload of before says nothing of it
    return at < len(filled) and filled[at] > 0


def name_of(table: staging.Table, at: int) -> str:
    """The header of a column, "第 C 列" where it has none."""
    return table["names"][at] or _("第 %(letter)s 列（没有表头）") % {"letter": _letters(at)}


def cell_of(table: staging.Table, number: int, at: int) -> str:
    """A cell as the user's own program calls it, and its column: "D5 姓名"."""
    return f"{_letters(at)}{number} {table['names'][at]}".strip()


def _letters(at: int) -> str:
    return f"{chr(64 + at // 26) if at >= 26 else ''}{chr(65 + at % 26)}"


def _at(examples: Sequence[Sequence[str]], at: int) -> Sequence[str]:
    return examples[at] if at < len(examples) else ()


def header_of(work: Intake, sheet: int) -> Sequence[str]:
    tables = work.mapping["tables"]
    return [name_of(tables[sheet], at) for at in range(len(tables[sheet]["names"]))] if sheet < len(tables) else ()


def meaning_of(work: Intake, sheet: int, column: int) -> str:
    """What a column was said to mean, "" for one that is not imported."""
    field = work.mapping["tables"][sheet]["columns"].get(str(column), "")
    return str(list_of(work).labels().get(field, ""))


def left_out(work: Intake) -> list[str]:
    """The sheets with rows that are not imported, the hidden ones marked: nothing is passed over in silence."""
    found = []
    for table in work.mapping["tables"]:
        if not table.get("use") and table["rows"]:
            name = table["name"]
            found.append(_("%(name)s（隐藏）") % {"name": name} if table["hidden"] else name)
    return found


def lines_of(vault: Vault) -> list[Line]:
    return [Line(*entry) for entry in vault.read("lines", [])]


@dataclass(frozen=True)
class ShownLine:
    """A line of the preview: its sheet's name where there are several, its sentence, what happens, what was decided."""

    line: Line
    sheet: str
    what: str
    remedy: str
    key: str
    asks: str
    decision: str
    choices: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    cell: str  # which can be corrected: "D5 姓名"


def shown_lines(work: Intake, lines: Sequence[Line]) -> list[ShownLine]:
    """A page of lines: one query for the addresses in them."""
    of, tables = list_of(work), work.mapping["tables"]
    where = addresses({line.path for line in lines if line.path}, from_kind="community")
    labels = {**of.labels(), **of.beside}
    several = sum(bool(table.get("use")) for table in tables) > 1
    found = []
    for line in lines:
        told = line._replace(told=line.told | {"address": where.get(line.path, "")}) if line.path else line
        question = of.questions.get(line.kind)
        key, choices = row_key(line.sheet, line.number), question.choices if question else {}
        found.append(
            ShownLine(
                line, tables[line.sheet]["name"] if several else "", of.sentence(told), of.remedy(line), key,
                line.kind if question and not question.offer else "",
                decision_for(key, line.kind, work.mapping, choices),
                [(code, str(choice.word)) for code, choice in choices.items()],
                [(str(labels.get(name, name)), old, new) for name, old, new in line.changes],
                cell_of(tables[line.sheet], line.number, line.column) if line.column >= 0 else "",
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class MadePlaces:
    """Places of one kind that would be made; `names`: where they are few enough."""

    kind: str
    count: int
    names: Sequence[str]


def places_made(work: Intake, lines: Sequence[Line] = ()) -> list[MadePlaces]:
    """As it stands now: with those of rows that are asked and decided to be written."""
    told, decided = Vault(work.pk).read("places", {}), decisions(work, lines)
    writes = {key for key, (question, what) in decided.items() if question.choices[what].writes}
    more = {one for key, some in told.get("asked", {}).items() if key in writes for one in some}
    counts = Counter(work.mapping.get("places", {})) + Counter(kind for kind, _name in more)
    named = {
        kind: [*names, *sorted(name for of, name in more if of == kind)]
        for kind, names in told.get("named", {}).items()
    }
    found = sorted(counts.items(), key=lambda one: DEPTH[PlaceKind(one[0])])
    return [MadePlaces(kind_word(PlaceKind(kind)), count, named.get(kind, ())) for kind, count in found]


def decisions(work: Intake, lines: Sequence[Line]) -> dict[str, tuple[Question, str]]:
    """Row -> its question, and what was decided, of rows that are decided."""
    found, questions = {}, list_of(work).questions
    for line in lines:
        question = questions.get(line.kind)
        if question and not question.offer:
            key = row_key(line.sheet, line.number)
            if what := decision_for(key, line.kind, work.mapping, question.choices):
                found[key] = question, what
    return found


def not_returned(work: Intake, lines: Sequence[Line]) -> set[tuple[int, int]]:
    """The rows that came back while nobody had decided about them, and no longer do."""
    kept = (key.split(":") for key, (_question, what) in decisions(work, lines).items() if what != "return")
    return {(int(sheet), int(number)) for sheet, number in kept}


def options_of(work: Intake, lines: Sequence[Line]) -> list[tuple[Option, bool, int]]:
    """(option, whether it is ticked, how many rows are rejected for want of it), of those that would change
    something."""
    said, made = work.mapping.get("options", {}), work.mapping.get("places", {})
    found = []
    for option in list_of(work).options:
        ticked = said.get(option.name, option.start)
        rows = sum(line.kind == REJECTED and line.code == option.wanted for line in lines)
        if made if ticked else rows:
            found.append((option, ticked, rows))
    return found


def alike_places(work: Intake) -> list[tuple[AlikePlaces, str, str]]:
    """(the two names, the word for their kind, what the user says of them)."""
    said = work.mapping.get("alike", {})
    asked = [AlikePlaces(*one) for one in Vault(work.pk).read("places", {}).get("alike", ())]
    return [(one, kind_word(PlaceKind(one.kind)), said.get(one.key, "")) for one in asked]


def tabs_of(of: List, lines: Sequence[Line]) -> list[tuple[str, str, int]]:
    """(kind, word, how many lines) of the tabs that have any, all of them first."""
    counted = Counter(line.kind for line in lines)
    words = {
        REJECTED: _("退回"), PASSED: _("略过"), **{verdict: str(asked.tab) for verdict, asked in of.questions.items()},
        VALUES: _("有内容没写入"), AS_READ: _("会写入，请核对"), CHANGED: _("变更"), NEW: str(of.words.fresh),
        SAME: _("不变"),
    }  # fmt: skip
    shown = [(kind, word, counted[kind]) for kind, word in words.items() if counted[kind]]
    return [("", _("全部"), len(lines)), *shown]


@dataclass(frozen=True)
class Together:
    """One decision for all rows of a verdict that have none of their own."""

    verdict: str
    sentence: str
    buttons: list[tuple[str, str, str]]  # code, word, what is asked before
    said: str


@dataclass(frozen=True)
class Totals:
    """The totals of the preview. `written`: how many rows would be written if it were confirmed now; `nothing`: no row
    may be, whatever is decided; `asked`: verdict -> how many rows."""

    counts: Mapping[str, int]
    pending: int
    undecided: int
    written: int
    nothing: bool
    together: list[Together]
    asked: Mapping[str, int]


def totals(work: Intake, lines: Sequence[Line]) -> Totals:
    of, counts, alone = list_of(work), work.counts, Counter[str]()
    own = {key for key, what in work.mapping.get("decisions", {}).items() if what}
    said: Counter[tuple[str, str]] = Counter()
    offered = 0
    for line in lines:
        if question := of.questions.get(line.kind):
            key = row_key(line.sheet, line.number)
            alone[line.kind] += question.offer or key not in own
            what = decision_for(key, line.kind, work.mapping, question.choices)
            if not question.offer:
                said[line.kind, what] += 1
            elif line.alone and what:
                offered += question.choices[what].writes
    written = sum(n for (kind, what), n in said.items() if what and of.questions[kind].choices[what].writes)
    written += offered
    return Totals(
        counts=counts, pending=sum(said.values()), undecided=sum(n for (_kind, what), n in said.items() if not what),
        written=counts[NEW] + counts[CHANGED] + written,
        nothing=not (counts[NEW] or counts[CHANGED] or counts[SAME] or said),
        together=[_together(of, kind, n, work.mapping.get("all", {}).get(kind, "")) for kind, n in alone.items() if n],
        asked=Counter(line.kind for line in lines if line.kind in of.questions),
    )  # fmt: skip


def _together(of: List, verdict: str, rows: int, said: str) -> Together:
    question, told = of.questions[verdict], {"n": f"{rows:,}"}
    buttons = [(code, str(one.all_word), str(one.all_sure) % told) for code, one in question.choices.items()]
    return Together(verdict, str(question.all_of) % told, buttons, said)
