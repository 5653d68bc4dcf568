"""Possible arguments of an address, found by trying.

An id in an address is tried with a row of every model until the all-powerful asker is admitted; words in an address
come from WORDS.
"""

import inspect
import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse

from tests.addresses import Address, every_address
from tests.matrix.canaries import CELLS
from tests.matrix.world import Probe, World

# Words that addresses take, by the argument's name.
WORDS: dict[str, list[str]] = {
    "deed": ["deactivate", "confirm"],
    "reference": ["reference"],
    "token": ["token-{cell}"],
    "code": ["110101001", "own.{cell}"],
    "kind": ["xlsx", "csv"],
    "what": ["over", "soon", "phone", "all"],
    "sheet": ["0"],
    "number": ["2"],
    "name": ["claim", "assign", "finish", "merge", "reject"],
    "column": ["0"],
    "form": ["json"],
    "call_id": ["01980000-0000-7000-8000-000000000001"],
    "service_request_id": ["01980000-0000-4000-8000-000000000001"],
    "service_code": ["repair"],
}
SESSION = "usersessions.usersession"
# Addresses for which the first admitted row shows too little: these are tried first.
ALSO = {
    **dict.fromkeys(("notices:doors", "notices:told", "notices:untell"), (("notices.notice:street",),)),
    **dict.fromkeys(("incidents:edit", "incidents:declare", "incidents:drop"), (("incidents.incident:drafted",),)),
    **dict.fromkeys(("incidents:confirm", "incidents:send_back"), (("incidents.incident:declared",),)),
}


@dataclass
class Sample:
    """Arguments for an address, and the row they name."""

    arguments: dict[str, Any]
    at: str | None
    model: str
    cell: str


@dataclass
class Samples:
    """`reached`: the names of the addresses where somebody was let in."""

    world: World
    reached: set[str] = field(default_factory=set)

    def of(self, address: Address) -> Iterator[Sample]:
        if not address.arguments:
            yield Sample({}, None, "", "")
            return
        kinds, done = [*ALSO.get(address.name, ()), *self._kinds_let_in(address)], set()
        for cell in CELLS:
            for kind in kinds:
                for sample in self._filled(address, kind, cell):
                    if tuple(sample.arguments.values()) not in done:
                        done.add(tuple(sample.arguments.values()))
                        yield sample

    def first(self, address: Address) -> Sample | None:
        """Arguments by which the one who may do everything is let in; None where nobody is."""
        options = [self._options(address, name, converter) for name, converter in address.arguments]
        filled = (sample for kind in itertools.product(*options) for sample in self._filled(address, kind, "a"))
        return next((sample for sample in filled if self._is_reached(address, sample)), None)

    def _kinds_let_in(self, address: Address) -> list[tuple[str, ...]]:
        """For each argument the model or the word that the one who may do everything is let in with."""
        options = [self._options(address, name, converter) for name, converter in address.arguments]
        kinds, words = [], any(kind.startswith("=") for choice in options for kind in choice)
        for kind in itertools.product(*options):
            if any(self._is_reached(address, sample) for sample in self._filled(address, kind, "a")):
                kinds.append(kind)
                if not words:
                    break
        return kinds

    def _options(self, address: Address, name: str, converter: str) -> list[str]:
        if converter == "UUIDConverter":
            return self._models_for(address, name)
        if name == "session":
            return [SESSION]
        if converter in {"StringConverter", "SlugConverter", "IntConverter"}:
            assert name in WORDS, f"say in tests/matrix/samples.py WORDS what <{name}> of {address.route} may be"
            return [f"={word}" for word in WORDS[name]]
        raise AssertionError(f"{address.route}: no sample for a {converter}")

    def _models_for(self, address: Address, name: str) -> list[str]:
        """The models whose ids an argument may take: those it is named after, else the room's own, places and access's."""
        ids = {m: rows["a"] for m, rows in self.world.canaries.rows.items() if isinstance(rows["a"].pk, UUID)}
        if name != "pk":
            named = [m for m in ids if name in m.split(".")[1]]
            return named or [f"{m}.{name}" for m, row in ids.items() if _plain_uuid(row, name)] or list(ids)
        rooms, text = {address.name.split(":")[0], address.view_name.split(".")[1], "access"}, source_of(address)
        near = ["places.place", *(m for m in ids if m.split(".")[0] in rooms)]
        class_names = {m: type(rows["a"]).__name__ for m, rows in self.world.canaries.rows.items()} | {
            "places.place": "Place"
        }
        return sorted(near, key=lambda m: not re.search(rf"\b{class_names[m]}\b", text))

    def _filled(self, address: Address, kind: tuple[str, ...], cell: str) -> Iterator[Sample]:
        choices = [self.values(model, cell) for model in kind]
        for values in itertools.product(*choices):
            arguments = {name: value for (name, _), (value, _) in zip(address.arguments, values, strict=True)}
            model, at = next(((m, v[1]) for m, v in zip(kind, values, strict=True) if v[1] is not None), ("", None))
            yield Sample(arguments, at, model, cell)

    def values(self, model: str, cell: str) -> list[tuple[Any, str | None]]:
        if model.startswith("="):
            return [(model[1:].format(cell=cell), None)]
        if model.count(".") == 2:
            model, column = model.rsplit(".", 1)
            row = self.world.canaries.rows[model][cell]
            return [(getattr(row, column), self.world.canaries.paths[row.pk])]
        if model == "places.place":
            return self._places_over(cell)
        row = self.world.canaries.rows[model][cell]
        return [(row.pk, self.world.canaries.paths[row.pk])]

    def _places_over(self, cell: str) -> list[tuple[Any, str | None]]:
        """The cell's door and its grid; at the first and in the next community also what stands between and above;
        beside the first, a building without anybody."""
        path = self.world.canaries.street.places[CELLS[cell]].path
        above = [p for p in self.world.canaries.street.places.values() if path.startswith(p.path)]
        wanted = {"door", "building", "alley", "grid", "community"} if cell in "ae" else {"door", "grid"}
        found = [p for p in sorted(above, key=lambda p: -len(p.path)) if p.kind in wanted]
        empty = [self.world.canaries.street.places["empty"]] if cell == "a" else []
        return [(p.pk, p.path) for p in (*found, *empty)]

    def _is_reached(self, address: Address, sample: Sample) -> bool:
        url = reverse(address.name, kwargs=sample.arguments)
        answer = self.world.ask(Probe(self.world.opener(address.name), "GET", address.name, url))
        if answer.status == 405:
            answer = self.world.ask(Probe(self.world.opener(address.name), "POST", address.name, url))
        if not answer.refused:
            self.reached.add(address.name)
        return not answer.refused


def _plain_uuid(row: models.Model, name: str) -> bool:
    """True when `row` has a column of this name that holds an id but is no relation."""
    return any(
        f.name == name and isinstance(f, models.UUIDField) and not f.is_relation for f in row._meta.concrete_fields
    )


FORM_OF_WORDS = re.compile(r"(\w+Form)\(request\.GET")
QUERY_WORD = re.compile(r"GET(?:\.get(?:list)?\(|\[)\s*[\"'](\w+)[\"']")


def words_of(address: Address) -> set[str]:
    """The query words that a view reads, by itself, through a form, or through functions that the request is handed to."""
    text, known = source_of(address), vars(sys.modules[inspect.unwrap(address.view).__module__])
    forms = [known[name] for name in FORM_OF_WORDS.findall(text) if name in known]
    helpers = [helper for helper in _named(address) if not is_view(helper)]
    handed = [
        f for helper in helpers for f in _functions(helper, re.findall(r"\b(_?[a-z]\w*)\(request\b", _text(helper)))
    ]
    text += "".join(_text(f) for f in handed if not is_view(f))
    return {*QUERY_WORD.findall(text), *(word for form in forms for word in form.base_fields)}


def source_of(address: Address, *, views: bool = True) -> str:
    """The view's own text and that of the functions beside it which it names; `views`: other views among them too."""
    functions = [f for f in _named(address) if views or not is_view(f)]
    return _text(inspect.unwrap(address.view)) + "".join(map(_text, functions))


@cache
def _views() -> frozenset[Any]:
    return frozenset(inspect.unwrap(address.view) for address in every_address())


def is_view(function: Any) -> bool:
    """Whether it answers at an address, marked beside its own text or where its addresses are made."""
    return inspect.unwrap(function) in _views()


def _named(address: Address) -> list[Any]:
    view = inspect.unwrap(address.view)
    return _functions(view, re.findall(r"\b_?[a-z]\w*\b", _text(view)))


def _functions(where: Any, words: list[str]) -> list[Any]:
    """The functions of the module of `where` that `words` name."""
    beside = vars(sys.modules[inspect.unwrap(where).__module__])
    return [beside[word] for word in sorted(set(words)) if inspect.isfunction(beside.get(word))]


_text = inspect.getsource
