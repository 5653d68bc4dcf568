"""Reads of the pages of an import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.people.imports import preview, staging
from linli.people.imports.columns import field_labels
from linli.people.imports.rules import BUSY, DECISIONS, STEPS, State, decision_for
from linli.people.imports.vault import Vault
from linli.people.models import RegisterImport
from linli.people.rules import mask_identity, mask_phone
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import PlaceKind, kind_word

LATEST = 20
ROOTS = (PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.SECTOR, PlaceKind.GRID)  # what a register may be of


def place_of(work: RegisterImport) -> Place:
    return Place.objects.get(path=work.path)


def latest(actor: Actor) -> QuerySet[RegisterImport]:
    return RegisterImport.objects.reachable(actor, P.PEOPLE_IMPORT).order_by("-started_at")[:LATEST]


def problem_of(work: RegisterImport) -> str:
    """The message why it stopped, or ""."""
    if not work.problem:
        return ""
    return message_of(Invalid(work.problem["code"], **work.problem.get("data", {})))


def progress(work: RegisterImport) -> int:
    return Vault(work.pk).progress()[0]


def is_busy(work: RegisterImport) -> bool:
    return work.state in BUSY


def step_of(work: RegisterImport) -> int:
    return STEPS[State(work.state)]


@dataclass(frozen=True)
class ColumnCard:
    """One column of the file: its header, its meaning, some of its values (numbers masked)."""

    at: int
    name: str
    field: str
    label: str
    examples: str


@dataclass(frozen=True)
class TableCard:
    sheet: int
    name: str
    hidden: bool
    rows: int
    used: bool
    columns: list[ColumnCard]


def tables_of(work: RegisterImport) -> list[TableCard]:
    """Every sheet with a header, its columns and a few of their values, masked, because this page must not be a way to
    read them."""
    tables = work.mapping["tables"]
    examples = staging.samples(Vault(work.pk), tables)
    labels = field_labels()
    return [
        TableCard(
            sheet,
            table["name"],
            table["hidden"],
            max(table["rows"] - table["row"] - 1, 0),
            bool(table.get("use")),
            [
                column_card(at, name, table["columns"].get(str(at), ""), _at(examples.get(sheet, []), at), labels)
                for at, name in enumerate(table["names"])
                if name or str(at) in table["columns"]
            ],
        )
        for sheet, table in enumerate(tables)
        if table["names"]
    ]


def column_card(at: int, name: str, field: str, values: Sequence[str], labels: Mapping[str, Any]) -> ColumnCard:
    """`values`: a few of the column's values."""
    shown = "、".join(_masked(value) for value in values)
    return ColumnCard(at, name, field, str(labels[field]) if field else "", shown[:60])


def _at(examples: Sequence[Sequence[str]], at: int) -> Sequence[str]:
    return examples[at] if at < len(examples) else ()


def _masked(value: str) -> str:
    """Long numbers are masked as identity numbers or phones, whatever the header says."""
    digits = sum(c.isdigit() for c in value)
    if digits >= 15:
        return mask_identity(value)
    return mask_phone(value) if digits >= 10 and digits == len(value) else value[:20]


@dataclass(frozen=True)
class WorryLine:
    worry: preview.Worry
    what: str
    decision: str


def worry_lines(work: RegisterImport, worries: list[preview.Worry]) -> list[WorryLine]:
    """A page of worries with the old addresses of those who moved and the decisions so far: one query."""
    moved = addresses({worry.other for worry in worries if worry.asks == "moved"}, from_kind="community")
    lines = []
    for worry in worries:
        before = _("原在 %(address)s") % {"address": moved.get(worry.other, "")}
        what = before if worry.asks == "moved" else worry.what
        lines.append(WorryLine(worry, what, decision_for(worry.row, worry.asks, work.mapping) if worry.asks else ""))
    return lines


@dataclass(frozen=True)
class Totals:
    """The totals of the preview.

    `people`: how many rows would be written if it were confirmed now. `together`: verdict -> how many of its rows have
    no decision of their own, so that one decision can apply to all of them.
    """

    counts: dict[str, int]
    pending: int
    decided: dict[str, int]
    people: int
    places: list[tuple[str, int]]
    together: dict[str, int]

    @property
    def undecided(self) -> int:
        return self.pending - sum(self.decided.values())


def totals(work: RegisterImport, worries: list[preview.Worry]) -> Totals:
    counts = work.counts
    said: dict[str, int] = {}
    alone = {int(row) for row, what in work.mapping.get("decisions", {}).items() if what}
    together = dict.fromkeys(DECISIONS, 0)
    for worry in worries:
        if worry.asks and worry.row not in alone:
            together[worry.asks] += 1
        what = decision_for(worry.row, worry.asks, work.mapping) if worry.asks else ""
        if what:
            said[what] = said.get(what, 0) + 1
    people = counts["new"] + counts["changed"] + said.get("move", 0) + said.get("separate", 0)
    places = [(kind_word(PlaceKind(kind)), count) for kind, count in work.mapping.get("places", {}).items()]
    return Totals(counts, counts["moved"] + counts["duplicate"], said, people, places, together)
