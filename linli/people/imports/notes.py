"""What a row says in words beside its columns: its note, and what follows from it. Values in, values out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from linli.kernel.sheets import Cell, clean
from linli.people.imports.words import Gone, Lives, Noted
from linli.people.rules import NOTE_LENGTH

_NUMBER = re.compile(r"[0-9][0-9 -]{5,}")


@dataclass
class Said:
    """What belongs into the notes of a chunk of rows, by row; "" and nothing where there is no such column."""

    notes: Sequence[Cell]
    asides: dict[int, str] = field(default_factory=dict)  # "张三(曾用名张四)"
    phones: dict[int, str] = field(default_factory=dict)  # further numbers, whose the number is
    landlords: Sequence[Cell] = ()
    landlord_phones: Sequence[Cell] = ()
    open: dict[int, str] = field(default_factory=dict)  # words of other columns that nobody could take as they stand


def notes_of(said: Said, names: Sequence[str]) -> list[str]:
    """The notes, with what else a row says about its name, its phones and the owner of the home."""
    notes = [clean(cell) if cell != "" else "" for cell in said.notes]
    for row, aside in said.asides.items():
        notes[row] = f"{notes[row]} 姓名后注：{aside}".strip()
    for row, more in said.phones.items():
        label = "其他电话" if _NUMBER.search(more) else "电话注"  # whose the number is
        notes[row] = f"{notes[row]} {label}：{more}".strip()
    for row, owner in enumerate(map(clean, said.landlords)):
        number = clean(said.landlord_phones[row]) if said.landlord_phones else ""
        if owner and owner != names[row]:
            notes[row] = f"{notes[row]} 房东：{owner} {number}".strip()
    for row, words in said.open.items():
        notes[row] = f"{notes[row]} {words}".strip()
    return [note[:NOTE_LENGTH] for note in notes]


class Readings:
    """What the notes say: special needs, how somebody lives there, and that they no longer do."""

    def __init__(self) -> None:
        self._noted, self._gone, self._lives = Noted(), Gone(), Lives()

    def needs(self, notes: Sequence[str]) -> list[tuple[tuple[str, str], ...]]:
        return list(map(self._noted.__getitem__, notes))

    def lives(self, notes: Sequence[str], residences: Sequence[str]) -> list[str]:
        """How they live there (`words.Lives`), where no column says it; "empty" in any case but that of a lodger."""
        found = list(map(self._lives.__getitem__, notes))
        return [
            said if not told or (said == "empty" and told != "lodger") else ""
            for said, told in zip(found, residences, strict=True)
        ]

    def gone(self, notes: Sequence[str], statuses: Sequence[str], lives: Sequence[str]) -> list[str]:
        """Whether they are gone (`words.Gone`), the column of their own before the note; else "empty" where the home is
        said to be empty or let."""
        return [
            said or self._gone[note] or (home if home == "empty" else "")
            for said, note, home in zip(statuses, notes, lives, strict=True)
        ]
