"""How a register says to reach people, and what they need: phones, channels, needs. Values in, values out.

What a cell refuses or leaves open (不要打电话, 老号码, 独居？) is not taken: it is said and kept in the note.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from linli.kernel.sheets import Cell, clean
from linli.people.imports.numbers import Phones, changed_phone
from linli.people.imports.words import Doubts, Needs, Reach
from linli.people.rules import mask_phone

Need = tuple[str, str]


@dataclass
class Told:
    """One entry for each row of a chunk. `beside`: row -> what else its phone says; `taken`: the masked number, of a
    cell of several; `open`: words of the columns for channels and needs that join the note; `faults`: (row, field,
    code)."""

    notes: Sequence[Cell]
    phones: list[str] = field(default_factory=list)
    reach: list[str] = field(default_factory=list)
    needs: list[tuple[Need, ...]] = field(default_factory=list)
    beside: dict[int, str] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    open: dict[int, str] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


class Contacts:
    """Remembers what repeated cells say."""

    def __init__(self) -> None:
        self._phones, self._reach, self._needs, self._doubts = Phones(), Reach({}), Needs(), Doubts()

    def read(self, cells: Callable[[str], Sequence[Cell] | None], count: int) -> Told:
        """`cells`: the column of a field, None where there is none; `count`: the rows of the chunk."""
        blank = [""] * count
        told = Told(cells("note") or blank)
        self._read_phones(told, cells("phone") or blank)
        self._read_reach(told, cells("reach") or blank)
        self._read_needs(told, cells("needs"), count)
        return told

    def _read_phones(self, told: Told, cells: Sequence[Cell]) -> None:
        """A number of which the note says that it was changed is not written."""
        found = list(map(self._phones.__getitem__, cells))
        for row in _changed_in(told.notes):
            if found[row][0]:
                found[row] = ("", "imports.phone_changed", f"{found[row][0]} {found[row][2]}".strip())
        told.phones = [number for number, _code, _more in found]
        told.beside = {row: more for row, (_number, _code, more) in enumerate(found) if more}
        told.faults += [(row, "phone", code) for row, (_number, code, _more) in enumerate(found) if code]
        several = "imports.phones_several"
        told.taken = {row: mask_phone(number) for row, (number, code, _more) in enumerate(found) if code == several}

    def _read_reach(self, told: Told, cells: Sequence[Cell]) -> None:
        told.reach = list(map(self._reach.__getitem__, cells))
        for row, code in enumerate(told.reach):
            if code in {"?", "refused"}:
                told.reach[row] = ""
                told.faults.append((row, "reach", "imports.reach_unknown" if code == "?" else "imports.reach_refused"))
            if code == "refused":
                told.open[row] = f"联系方法：{clean(cells[row])}"

    def _read_needs(self, told: Told, cells: Sequence[Cell] | None, count: int) -> None:
        """What the column affirms; what it leaves open is asked about with the note that it joins."""
        told.needs = [()] * count if cells is None else list(map(self._needs.__getitem__, cells))
        for row, cell in enumerate(cells or ()):
            if cell != "" and self._doubts[cell]:
                told.open[row] = f"{told.open.get(row, '')} 特殊需要：{clean(cell)}".strip()


def _changed_in(notes: Sequence[Cell]) -> list[int]:
    told = {note for note in set(notes) if type(note) is str and changed_phone(note)}
    return [row for row, note in enumerate(notes) if note in told] if told else []
