"""A list of some thousand rows: a table of columns, a matcher, and a writer are all that it needs.

LEADERS = List(..., check=PLAIN.check, write=PLAIN.write)   with   PLAIN = Plain(match, save)
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from linli.intake.lists import CHANGED, NEW, REJECTED, SAME, VALUES, Checked, Job, Line, Returned, Written, sentence_of
from linli.intake.staging import by_row, corrected, may_say
from linli.kernel.errors import Conflict
from linli.kernel.sheets import Cell, clean
from linli.kernel.sheets.cells import DITTO
from linli.places.patterns import Chain

_SIGNS = {NEW: "ok", CHANGED: "info", SAME: "info", REJECTED: "bad"}


@dataclass(frozen=True)
class Record:
    """One row of the file. `text`: field -> its text, with 同上 replaced; `raw`: the cells as they are. `unread`: a
    column that is not imported holds something in this row."""

    sheet: int
    number: int
    text: Mapping[str, str]
    raw: Mapping[str, Cell]
    unread: bool


@dataclass
class Verdict:
    """What becomes of a row. `verdict`: NEW, CHANGED, SAME, REJECTED, or a question of the list; the sentence of `code`
    says why. `correctable`: the field whose cell can be corrected. `changes`: (field, old, new), masked.

    `left_out`: (field, code) of values that are not written. `extra`: as in `Returned`. `own`: what the writer needs.
    `decision`: what the user chose, set before the row is written.
    """

    sheet: int
    number: int
    verdict: str
    who: str
    where: str = ""
    code: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    correctable: str = ""
    changes: Sequence[tuple[str, str, str]] = ()
    left_out: Sequence[tuple[str, str]] = ()
    extra: Sequence[tuple[str, str]] = ()
    path: str = ""
    own: Any = None
    decision: str = ""


def records_of(job: Job) -> Iterator[Record]:
    """The rows of every sheet that is used, with the user's corrections."""
    for sheet, rows in groupby(_rows(job), key=itemgetter(0)):
        table = job.tables[sheet]
        at = {name: int(column) for column, name in table["columns"].items()}
        beside = [n for n, name in enumerate(table["names"]) if n not in at.values() and may_say(name)]
        yield from read_records(sheet, ((number, cells) for _sheet, number, cells in rows), at, beside)


def _rows(job: Job) -> Iterator[tuple[int, int, Sequence[Cell]]]:
    typed = by_row(job.edits)
    for sheet, first, columns in job.pieces():
        for number, cells in enumerate(zip(*columns, strict=True), first):
            yield sheet, number, corrected(cells, typed.get((sheet, number)))


def read_records(
    sheet: int, rows: Iterable[tuple[int, Sequence[Cell]]], at: Mapping[str, int], beside: Collection[int] = ()
) -> Iterator[Record]:
    """`rows`: (the user's number, cells); `at`: field -> column; `beside`: columns that are not read. Blank rows are
    passed over."""
    above: dict[str, str] = {}
    for number, cells in rows:
        raw = {name: cells[column] for name, column in at.items() if column < len(cells)}
        text = {name: clean(cell) for name, cell in raw.items()}
        if any(text.values()):
            above = {name: above.get(name, "") if cell in DITTO else cell for name, cell in text.items()}
            unread = any(_says(clean(cells[column])) for column in beside if column < len(cells))
            yield Record(sheet, number, above, raw, unread)


def _says(text: str) -> bool:
    """A running number says nothing, whatever it is called."""
    return bool(text) and not text.isdigit()


def _nothing(_job: Job, _found: Sequence[Verdict]) -> Collection[Chain]:
    return ()


@dataclass(frozen=True)
class Plain:
    """`match(job, records)` gives each row its verdict and changes nothing; `save(job, accepted)` writes those that are
    new, changed or decided so. `places(job, found)`: the places that would be made, each once."""

    match: Callable[[Job, Sequence[Record]], Sequence[Verdict]]
    save: Callable[[Job, Sequence[Verdict]], None]
    places: Callable[[Job, Sequence[Verdict]], Collection[Chain]] = _nothing

    def check(self, job: Job) -> Checked:
        found = self.match(job, list(records_of(job)))
        job.vault.write("plan", [_stands(item) for item in found])
        counts: Counter[str] = Counter(dict.fromkeys((NEW, CHANGED, SAME, REJECTED, *job.of.questions), 0))
        counts.update(item.verdict for item in found)
        counts["total"] = len(found)
        counts["values_left_out"] = sum(bool(item.left_out) and item.verdict != REJECTED for item in found)
        lines = [line for item in found for line in _lines(job, item)]
        return Checked(dict(counts), lines, _returns(job, found, _decide(job, found)), self.places(job, found))

    def write(self, job: Job) -> Written:
        """Judged again under the lock: what stands otherwise now goes back to the preview."""
        found = self.match(job, list(records_of(job)))
        if [_stands(item) for item in found] != job.vault.read("plan"):
            raise Conflict("intake.written_meanwhile")
        job.tell(10)
        open_ones = _decide(job, found)
        self.save(job, [item for item in found if _is_written(job, item)])
        job.tell(95)
        skipped = sum(item.decision not in {"", "return"} and not _is_written(job, item) for item in found)
        return Written(len(open_ones), _returns(job, found, open_ones), skipped)


def _stands(item: Verdict) -> tuple[Any, ...]:
    """What must be the same when it is written as it was in the preview."""
    return item.sheet, item.number, str(item.verdict), item.code, tuple(map(tuple, item.changes))


def _decide(job: Job, found: Sequence[Verdict]) -> Collection[tuple[int, int]]:
    """Set the decision of each; returns the rows that are still open, or come back as the user says."""
    for item in found:
        item.decision = job.decision(item.verdict, item.sheet, item.number)
    asked = (item for item in found if item.verdict in job.of.questions)
    return {(item.sheet, item.number) for item in asked if item.decision in {"", "return"}}


def _is_written(job: Job, item: Verdict) -> bool:
    question = job.of.questions.get(item.verdict)
    if question is None:
        return item.verdict in {NEW, CHANGED}
    return bool(item.decision) and question.choices[item.decision].writes


def _lines(job: Job, item: Verdict) -> Iterator[Line]:
    columns = {name: int(at) for at, name in job.tables[item.sheet]["columns"].items()}
    where = (item.sheet, item.number, item.who)
    yield Line(
        *where, str(item.verdict), _SIGNS.get(item.verdict, "warn"), item.code, dict(item.told), "",
        columns.get(item.correctable, -1), item.path, item.where, tuple(map(tuple, item.changes)),  # type: ignore[arg-type] # triples
    )  # fmt: skip
    for name, code in item.left_out if item.verdict != REJECTED else ():
        yield Line(*where, VALUES, "warn", code, {}, name, columns.get(name, -1), where=item.where)


def _returns(
    job: Job, found: Sequence[Verdict], open_ones: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Returned]:
    back: dict[tuple[int, int], Returned] = {}
    for item in found:
        key, lines = (item.sheet, item.number), list(_lines(job, item))
        rejected = item.verdict == REJECTED or key in open_ones
        if rejected or item.left_out:
            said = [job.of.sentence(line) for line in (lines if rejected else lines[1:])]
            said += [sentence_of("intake.undecided", {})] if key in open_ones else []
            back[key] = Returned(rejected, "；".join(filter(None, said)), tuple(item.extra))
    return back
