"""Lists that name the owner of a home in the column 姓名 and who rents it beside it. Values in, values out."""

import re
from collections.abc import Mapping, Sequence

from linli.kernel.sheets import Cell, clean

_PERSONAL = ("identity", "identity_kind", "phone", "born_on", "sex", "relation")
_LOUD = frozenset({"identity", "born_on"})  # the owner's phone goes into the note


def owners_columns(at: Mapping[str, int], header: Sequence[str], owner: str) -> dict[str, int]:
    """Field -> column of what stands between the owner's name and the tenant's, and is not called the tenant's."""
    first, last = at.get(owner, at["tenant"]), at["tenant"]
    between = {name: at[name] for name in _PERSONAL if first < at.get(name, last) < last}
    return {name: column for name, column in between.items() if not re.search("[租住]", header[column])}


class Tenancy:
    """`at`: field -> column; `header`: what the columns are called."""

    def __init__(self, at: Mapping[str, int], header: Sequence[str]) -> None:
        self._name, self._tenant = at["name"], at["tenant"]
        before = {name: at[name] for name in _PERSONAL if at.get(name, self._tenant) < self._tenant}
        self._of_owner = {name: column for name, column in before.items() if not re.search("[租住]", header[column])}

    def put_in(
        self, columns: Sequence[Sequence[Cell]]
    ) -> tuple[list[Sequence[Cell]], dict[int, str], list[tuple[int, str]]]:
        """(columns, row -> its landlord, (row, field) of values left out): where there is a tenant the row is theirs,
        and what the owner's columns say (those before the tenant's) is not their number or birth."""
        found = list(columns)
        if self._tenant >= len(found):
            return found, {}, []
        let = [row for row, cell in enumerate(found[self._tenant]) if clean(cell)]
        phones = found[self._of_owner["phone"]] if "phone" in self._of_owner else [""] * len(found[self._tenant])
        told = {row: f"{clean(found[self._name][row])} {clean(phones[row])}".strip() for row in let}
        lost = [
            (row, name) for name, at in self._of_owner.items() for row in let if name in _LOUD and clean(found[at][row])
        ]
        for at in (self._name, *self._of_owner.values()):
            changed = list(found[at])
            for row in let:
                changed[row] = found[self._tenant][row] if at == self._name else ""
            found[at] = changed
        return found, told, lost
