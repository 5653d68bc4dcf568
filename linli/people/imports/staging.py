"""The plan of a register in the vault: what would be written, staged between the check and the writing."""

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.intake.vault import Sealer, Vault
from linli.people.imports.matching import Plan
from linli.people.imports.rows import Rows, chunks_of
from linli.people.imports.territory import Territory
from linli.places.chains import Found
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind

_AT_ONCE = 20_000
_TEXTS = ("name", "born", "identity", "phone", "note")
_NUMBERS = ("number", "place", "home")
_FEW = ("sheet", "sex", "relation", "residence", "reach", "kind", "needs", "noted", "since", "gone", "lives", "fault")
_NO_REFERENCES = 2  # a marshal version that does not look for repeated objects: twice as fast

_WORDS = {kind: str(kind) for kind in PlaceKind}
_KINDS = {str(kind): kind for kind in PlaceKind}


@dataclass
class Staged:
    rows: Rows
    plan: Plan
    below: list[Chain]
    doors: list[Found | None]
    shops: list[Chain]
    fingerprint: list[int]


def dump_plan(vault: Vault, rows: Rows, plan: Plan, land: Territory, fingerprint: list[int]) -> None:
    """Made for speed: by columns, no object twice, texts with few different values as numbers."""
    below = _Chains()
    head = {
        "plan": {
            "known": plan.known, "changes": plan.changes, "first": plan.first, "faults": plan.faults,
            "gone": plan.gone, "noted": plan.noted, "odd": plan.odd, "lives": plan.lives,
        },
        "value_faults": rows.value_faults,
        "partial": rows.partial,
        "odd": rows.odd,
        "said": rows.said,
        "groups": rows.groups,
        "chains": below.dumped(rows.chains) if rows.chains != land.below else None,
        "below": below.dumped(land.below),
        "shops": below.dumped(land.shops),
        "fingerprint": fingerprint,
    }  # fmt: skip
    steps = below.steps
    del below
    with vault.writing("plan") as sealer:
        sealer.add(marshal.dumps(head, _NO_REFERENCES))
        del head
        _add_parts(sealer, steps, lambda step: step)
        _add_parts(sealer, land.doors, lambda door: (door.id.bytes, door.path) if door else None)
        for start, end in chunks_of(rows):
            part = [getattr(rows, name)[start:end] for name in _TEXTS]
            part += [array("i", getattr(rows, name)[start:end]).tobytes() for name in _NUMBERS]
            part += [_few(values[start:end]) for values in (*(getattr(rows, name) for name in _FEW), plan.verdicts)]
            sealer.add(marshal.dumps(part, _NO_REFERENCES))


def _add_parts(sealer: Sealer, values: Sequence[Any], plain: Callable[[Any], Any]) -> None:
    """The number of parts, then the parts: all doors of a district in one piece would be in memory three times."""
    starts = range(0, len(values), _AT_ONCE)
    sealer.add(marshal.dumps(len(starts)))
    for start in starts:
        sealer.add(marshal.dumps([plain(value) for value in values[start : start + _AT_ONCE]], _NO_REFERENCES))


def _parts(pieces: Iterator[Any]) -> Iterator[Any]:
    for _ in range(next(pieces)):
        yield from next(pieces)


def load_plan(vault: Vault) -> Staged:
    pieces = vault.values("plan")
    head = next(pieces)
    chains = _chains(_parts(pieces))
    doors = [Found(UUID(bytes=door[0]), door[1]) if door else None for door in _parts(pieces)]
    rows, plan = Rows(), Plan([], **head["plan"])
    for part in pieces:
        columns = iter(part)
        for name in _TEXTS:
            getattr(rows, name).extend(next(columns))
        for name in _NUMBERS:
            getattr(rows, name).extend(array("i", next(columns)))
        for values in (*(getattr(rows, name) for name in _FEW), plan.verdicts):
            different, numbers = next(columns)
            values.extend(map(different.__getitem__, array("H", numbers)))
    rows.value_faults, rows.partial, rows.groups = head["value_faults"], head["partial"], head["groups"]
    rows.odd, rows.said = head["odd"], head["said"]
    below, shops = ([chains[at] for at in head[name]] for name in ("below", "shops"))
    rows.chains = below if head["chains"] is None else [chains[at] for at in head["chains"]]
    return Staged(rows, plan, below, doors, shops, head["fingerprint"])


def _few(values: Sequence[Any]) -> tuple[list[Any], bytes]:
    """The different values, and for each row which one; a part has fewer rows than two bytes can count."""
    numbers = {value: at for at, value in enumerate(dict.fromkeys(values))}
    found = array("H", map(numbers.__getitem__, values))
    return list(numbers), found.tobytes()


class _Chains:
    """Chains for staging: a step is (number of the step above, kind, name), a chain the number of its last step."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, str, str]] = []
        self._known: dict[Chain, int] = {(): 0}

    def dumped(self, chains: Sequence[Chain]) -> list[int]:
        return list(map(self._number, chains))

    def _number(self, chain: Chain) -> int:
        number = self._known.get(chain)
        if number is None:
            kind, name = chain[-1]
            self.steps.append((self._number(chain[:-1]), _WORDS[kind], name))
            number = self._known[chain] = len(self.steps)
        return number


def _chains(steps: Iterable[tuple[int, str, str]]) -> list[Chain]:
    """By number; 0 is the empty chain."""
    found: list[Chain] = [()]
    for above, kind, name in steps:
        found.append((*found[above], (_KINDS[kind], name)))
    return found
