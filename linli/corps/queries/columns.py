"""The columns of a leaders' file and their meaning, shown for correction."""

from linli.corps.models import LeaderImport
from linli.people.imports.queries import TableCard, column_card
from linli.people.imports.vault import Vault

SAMPLES = 3


def columns_of(run: LeaderImport, labels: dict[str, str]) -> TableCard | None:
    """The one sheet that is read, with a few values of each column, numbers masked. None once the file is gone."""
    table = Vault(run.pk).read("table")
    if table is None:
        return None
    cards = [
        column_card(at, name, table["mapping"].get(at, ""), _samples(table["rows"], at), labels)
        for at, name in enumerate(table["header"])
        if name or at in table["mapping"]
    ]
    return TableCard(0, run.file_name, hidden=False, rows=len(table["rows"]), used=True, columns=cards)


def _samples(rows: list[list[object]], at: int) -> list[str]:
    values = (str(row[at]) for row in rows[:60] if at < len(row) and row[at] != "")
    return list(dict.fromkeys(values))[:SAMPLES]
