"""Requests that try every address as everybody, and what each answer must not show or change.

Sample arguments are found, not listed: an id in an address is tried with a row of every model until the one who may do
everything is let in; words in an address come from WORDS. Bodies of posts are the page's own forms as filled in by
their reader, once as they are and once with every id in them replaced by one from a foreign cell.
"""

import io
import itertools
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from linli.access.models import Grant
from linli.access.permissions import BUNDLES, Permission
from linli.kernel.ids import new_id
from tests.addresses import Address, every_address
from tests.matrix.canaries import CELLS, HOLDER, LEFT_OUT, OPENERS, OPENS_SEALS, Canaries
from tests.matrix.pages import Control, Form, read

REFUSED = {403, 404}
# Words that addresses take, by the argument's name.
WORDS: dict[str, list[str]] = {"deed": ["deactivate", "end-sessions"]}
SESSION = "usersessions.usersession"
# Kinds of rows that whoever stands below them sees too: a street's own modes and posts.
SEEN_FROM_BELOW = {"places.mode", "places.level", "access.postkind"}
FOREIGN_CELLS = ("d", "e", "f")
QUERY_WORD = re.compile(r"GET(?:\.get(?:list)?\(|\[)\s*[\"'](\w+)[\"']")


@dataclass(frozen=True)
class Probe:
    """One request. `at` is the path of the row that the address names, None where it names none."""

    person: str
    method: str
    address: str
    url: str
    at: str | None = None
    model: str = ""
    body: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        body = f" {dict(self.body)}" if self.body else ""
        return f"{self.person} {self.method} {self.url}{body}"


@dataclass
class Answer:
    status: int
    text: str
    location: str = ""
    crash: str = ""

    @property
    def to_sign_in(self) -> bool:
        return self.status == 302 and self.location.startswith("/sign-in/")

    @property
    def refused(self) -> bool:
        return self.status in REFUSED or self.to_sign_in


@dataclass
class Sample:
    """Arguments for an address, and the row they name."""

    arguments: dict[str, Any]
    at: str | None
    model: str
    cell: str


@dataclass
class Walk:
    canaries: Canaries
    held: dict[str, dict[Permission, list[str]]] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    forms: dict[str, list[Form]] = field(default_factory=dict)
    queries: dict[str, set[str]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.street = self.canaries.street
        self._cookies = {
            name: person.client.cookies.output(header="", sep=";") for name, person in self.street.people.items()
        }
        for name, person in self.street.people.items():
            self.held[name] = held_by(person.account.person)
        self.held["anonymous"] = {}

    @cached_property
    def addresses(self) -> dict[str, Address]:
        return {a.name: a for a in every_address() if not a.foreign}

    @property
    def persons(self) -> list[str]:
        return [*(n for n in self.street.people if n not in OPENERS and not n.startswith(HOLDER)), "anonymous"]

    def _opener(self, name: str) -> str:
        """Who of the two that may do everything together is let in here."""
        kind, marked = self.addresses[name].mark or ("", ())
        return (
            "checker"
            if kind == "requires" and not any(self.held["everywhere"].get(p) for p in marked)
            else "everywhere"
        )

    # asking

    def ask(self, probe: Probe) -> Answer:
        """The answer, everything the request wrote taken back afterwards."""
        with transaction.atomic():
            answer = self._send(probe)
            transaction.set_rollback(True)
        return answer

    def _send(self, probe: Probe) -> Answer:
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self._cookies.get(probe.person, ""))
        if probe.method == "GET":
            response = client.get(probe.url)
        else:
            response = (
                client.generic("POST", probe.url, **_encoded(probe.body))
                if not _has_file(probe.body)
                else client.post(probe.url, _with_files(probe.body))
            )
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        crash = repr(response.exc_info[1])[:200] if getattr(response, "exc_info", None) else ""
        text = headers + "\n" + _text_of(response)
        return Answer(response.status_code, text, response.headers.get("Location", ""), crash)

    # finding out what to ask

    def find_samples(self) -> None:
        for name, address in self.addresses.items():
            self.samples[name] = list(self._samples(address))

    def _samples(self, address: Address) -> Iterator[Sample]:
        if not address.arguments:
            yield Sample({}, None, "", "")
            return
        kinds = self._kinds_let_in(address)
        for cell in CELLS:
            for kind in kinds:
                yield from self._filled(address, kind, cell)

    def _kinds_let_in(self, address: Address) -> list[tuple[str, ...]]:
        """For each argument the model or the word that the one who may do everything is let in with."""
        options = [self._options(address, name, converter) for name, converter in address.arguments]
        kinds = []
        for kind in itertools.product(*options):
            if any(self._is_reached(address, sample) for sample in self._filled(address, kind, "a")):
                kinds.append(kind)
        return kinds

    def _options(self, address: Address, name: str, converter: str) -> list[str]:
        if converter == "UUIDConverter":
            return ["places.place", *(m for m, rows in self.canaries.rows.items() if isinstance(rows["a"].pk, UUID))]
        if name == "session":
            return [SESSION]
        if converter in {"StringConverter", "SlugConverter", "IntConverter"}:
            assert name in WORDS, f"say in tests/matrix/probes.py WORDS what <{name}> of {address.route} may be"
            return [f"={word}" for word in WORDS[name]]
        raise AssertionError(f"{address.route}: no sample for a {converter}")

    def _filled(self, address: Address, kind: tuple[str, ...], cell: str) -> Iterator[Sample]:
        choices = [self._values(model, cell) for model in kind]
        for values in itertools.product(*choices):
            arguments = {name: value for (name, _), (value, _) in zip(address.arguments, values, strict=True)}
            model, at = next(((m, v[1]) for m, v in zip(kind, values, strict=True) if v[1] is not None), ("", None))
            yield Sample(arguments, at, model, cell)

    def _values(self, model: str, cell: str) -> list[tuple[Any, str | None]]:
        if model.startswith("="):
            return [(model[1:], None)]
        if model == "places.place":
            return self._places_over(cell)
        row = self.canaries.rows[model][cell]
        return [(row.pk, self.canaries.paths[row.pk])]

    def _places_over(self, cell: str) -> list[tuple[Any, str | None]]:
        """The cell's door and the places above it, the community the highest."""
        path = self.street.places[CELLS[cell]].path
        above = [p for p in self.street.places.values() if path.startswith(p.path) and len(p.path) > 4]
        return [(p.pk, p.path) for p in sorted(above, key=lambda p: -len(p.path))]

    def _is_reached(self, address: Address, sample: Sample) -> bool:
        url = reverse(address.name, kwargs=sample.arguments)
        answer = self.ask(Probe(self._opener(address.name), "GET", address.name, url))
        if answer.status == 405:
            answer = self.ask(Probe(self._opener(address.name), "POST", address.name, url))
        if not answer.refused:
            self.reached.add(address.name)
        return not answer.refused

    def read_pages(self) -> None:
        """Collect forms and query words from every page that the one who may do everything can open."""
        for name, address in self.addresses.items():
            text = _module_source(address)
            self.queries.setdefault(name, set()).update(QUERY_WORD.findall(text))
            for sample in [s for s in self.samples[name] if s.cell in {"", "a"}]:
                url = reverse(name, kwargs=sample.arguments)
                answer = self.ask(Probe(self._opener(name), "GET", name, url))
                if answer.status == 200:
                    self.reached.add(name)
                    self._note(read(url, answer.text))
                elif answer.status != 404:
                    self.reached.add(name)

    def _note(self, page: Any) -> None:
        for form in page.forms:
            target = name_of(form.action)
            if target is None:
                continue
            if form.method == "get":
                self.queries.setdefault(target, set()).update(form.controls)
            else:
                known = self.forms.setdefault(target, [])
                if sorted(form.controls) not in [sorted(k.controls) for k in known]:
                    known.append(form)
        for path, words in page.queries.items():
            target = name_of(path)
            if target is not None:
                self.queries.setdefault(target, set()).update(words)

    # what to ask

    def probes(self, room: str) -> Iterator[Probe]:
        for name, address in self.addresses.items():
            if name.split(":")[0] == room:
                yield from self._plain(name)
                yield from self._asking_words(name, address)
                yield from self._posting(name)

    def _plain(self, name: str) -> Iterator[Probe]:
        for sample in self.samples[name]:
            url = reverse(name, kwargs=sample.arguments)
            for person in self.persons:
                yield Probe(person, "GET", name, url, sample.at, sample.model)

    def _asking_words(self, name: str, address: Address) -> Iterator[Probe]:
        """Every query word with foreign ids, paths and names, asked by those who may open the page at all."""
        words = sorted(self.queries.get(name, set()) - {"next", "page", "csrfmiddlewaretoken", "key"})
        persons = [p for p in self.persons if self._may_open(p, address)]
        for sample in self.samples[name]:
            if sample.cell not in {"", "a"}:
                continue
            for word, value, person in itertools.product(words, self._foreign_values(), persons):
                url = f"{reverse(name, kwargs=sample.arguments)}?{urlencode({word: value})}"
                yield Probe(person, "GET", name, url, sample.at, sample.model)

    def _may_open(self, person: str, address: Address) -> bool:
        kind, marked = address.mark or ("", ())
        return (kind == "signed_in" and person != "anonymous") or (
            kind == "requires" and any(self.held[person].get(p) for p in marked)
        )

    def _foreign_values(self) -> list[str]:
        rows, places = self.canaries.rows, self.street.places
        values = [str(places[key].pk) for key in ("jucai", "grid9", "grid4", "outdoor")]
        values += [places["jucai"].path]
        values += [rows["people.resident"][c].name for c in "de"] + [rows["corps.member"][c].name for c in "de"]
        return [*values, str(rows["people.household"]["e"].pk), str(rows["corps.member"]["e"].pk)]

    def _posting(self, name: str) -> Iterator[Probe]:
        forms = self.forms.get(name) or [Form("", "post")]
        for sample in self.samples[name]:
            url = reverse(name, kwargs=sample.arguments)
            for person in self.persons:
                for form in forms:
                    yield Probe(person, "POST", name, url, sample.at, sample.model, filled_in(form))
            if sample.cell in {"", "a"}:
                for person in [p for p in self.persons if self._may_open(p, self.addresses[name])]:
                    for form in forms:
                        for body in self._with_foreign_ids(form):
                            yield Probe(person, "POST", name, url, sample.at, sample.model, body)

    def _with_foreign_ids(self, form: Form) -> Iterator[tuple[tuple[str, str], ...]]:
        body = dict(filled_in(form))
        for name, value in body.items():
            model = self._model_of(value)
            if name == "key" or model is None:
                continue
            for cell in FOREIGN_CELLS:
                for pk, _ in self._values(model, cell)[:3]:
                    yield tuple({**body, name: str(pk)}.items())

    def _model_of(self, value: str) -> str | None:
        try:
            pk = UUID(value)
        except ValueError:
            return None
        if any(place.pk == pk for place in self.street.places.values()):
            return "places.place"
        found = [label for label, rows in self.canaries.rows.items() if any(row.pk == pk for row in rows.values())]
        return found[0] if found else None

    # judging

    def judge(self, probe: Probe) -> list[str]:
        """What is wrong with the answer: empty when nothing is."""
        before = self._rows_out_of_reach(probe) if probe.method == "POST" else None
        with transaction.atomic():
            answer = self._send(probe)
            after = self._rows_out_of_reach(probe) if before is not None else None
            transaction.set_rollback(True)
        problems = [*self._shown(probe, answer), *self._wrong_status(probe, answer)]
        if before != after:
            changed = [label for label in before or {} if before[label] != (after or {})[label]]
            problems.append(f"changed rows out of reach: {', '.join(changed)}")
        return [f"{probe}: {problem}" for problem in problems]

    def _marked(self, probe: Probe) -> tuple[str, tuple[Any, ...]]:
        return self.expected.get(probe.address) or self.addresses[probe.address].mark or ("", ())

    expected: dict[str, tuple[str, tuple[Any, ...]]] = field(default_factory=dict)

    def _shown(self, probe: Probe, answer: Answer) -> list[str]:
        kind, marked = self._marked(probe)
        opens = kind == "requires" and bool(set(marked) & OPENS_SEALS)
        # What the asker typed comes back in the page: that is no leak.
        text = answer.text
        for _, value in [*probe.body, *_query_of(probe.url)]:
            text = text.replace(value, "") if value else text
        foreign = self.canaries.foreign_marks(text, self.held[probe.person], opens_seals=opens)
        return [f"shows {m.model}.{m.column} of {m.path} ({m.text})" for m in foreign[:3]]

    def _wrong_status(self, probe: Probe, answer: Answer) -> list[str]:
        kind, marked = self._marked(probe)
        if answer.status >= 500:
            return [f"broke with {answer.status} {answer.crash}"]
        if kind == "public":
            return []
        if probe.person == "anonymous":
            return [] if answer.to_sign_in or answer.status in {401, 405} else [f"anonymous got {answer.status}"]
        if kind == "requires":
            return self._wrong_for_post(probe, answer, marked)
        return ["was sent to sign in"] if answer.to_sign_in else []

    def _wrong_for_post(self, probe: Probe, answer: Answer, marked: tuple[Permission, ...]) -> list[str]:
        held = self.held[probe.person]
        anywhere = [p for p in marked if held.get(p)]
        if not anywhere:
            return [] if answer.refused or answer.status == 405 else [f"without the permission got {answer.status}"]
        if probe.at is None or probe.model in SEEN_FROM_BELOW:
            return (
                [f"with the permission got {answer.status}"]
                if probe.at is None and answer.status == 403 and not _query_of(probe.url) and not probe.body
                else []
            )
        here = [p for p in marked if any(probe.at.startswith(path) for path in held.get(p, []))]
        if not here and not answer.refused and answer.status != 405:
            return [f"out of reach got {answer.status}"]
        if (
            len(here) == len(marked)
            and answer.refused
            and not probe.body
            and not _query_of(probe.url)
            and probe.method == "GET"
        ):
            return [f"within reach got {answer.status}"] if self._everywhere_gets_in(probe) else []
        return []

    def _everywhere_gets_in(self, probe: Probe) -> bool:
        return not self.ask(Probe(self._opener(probe.address), probe.method, probe.address, probe.url)).refused

    def _rows_out_of_reach(self, probe: Probe) -> dict[str, list[Any]]:
        """Every row that lies where the asker holds none of the permissions that the address asks for."""
        _, marked = self._marked(probe)
        held = self.held[probe.person]
        mine = tuple({path for p in marked if isinstance(p, Permission) for path in held.get(p, [])})
        found = {}
        for model in self._placed_models:
            rows = list(model.objects.order_by("pk").values_list())
            where = [f.attname for f in model._meta.concrete_fields].index("path")
            found[model._meta.label_lower] = [row for row in rows if not row[where].startswith(mine)] if mine else rows
        return found

    @cached_property
    def _placed_models(self) -> list[type[models.Model]]:
        from django.apps import apps

        return [
            m
            for m in apps.get_models()
            if m.__module__.startswith("linli.")
            and "path" in {f.name for f in m._meta.concrete_fields}
            and m._meta.label_lower not in LEFT_OUT - {"access.grant", "places.place"}
        ]


def held_by(person: UUID) -> dict[Permission, list[str]]:
    """permission -> paths, from the grants themselves: not through the code that is under test."""
    held: dict[Permission, list[str]] = {}
    for grant in Grant.objects.filter(person=person, ends_on=None):
        for permission in BUNDLES[grant.bundle]:
            held.setdefault(permission, []).append(grant.path)
    return held


def name_of(url: str) -> str | None:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def filled_in(form: Form) -> tuple[tuple[str, str], ...]:
    """The form as a hurried user would send it: what is there stays, what is empty gets something that fits."""
    body = {name: _plausible(control) for name, control in form.controls.items() if name != "csrfmiddlewaretoken"}
    return tuple({**body, "key": str(new_id())}.items())


def _plausible(control: Control) -> str:
    if control.options:
        return control.value or next((o for o in control.options if o), "")
    if control.value:
        return control.value
    by_kind = {
        "date": "2022-03-05",
        "number": "1",
        "tel": "13912345678",
        "email": "someone@example.com",
        "file": "FILE",
    }
    return by_kind.get(control.kind, "试填")


def _has_file(body: tuple[tuple[str, str], ...]) -> bool:
    return any(value == "FILE" for _, value in body)


def _with_files(body: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    content = "姓名,楼栋,门牌\n张三,7号楼,101\n".encode()
    return {
        name: SimpleUploadedFile("登记.csv", content, "text/csv") if value == "FILE" else value for name, value in body
    }


def _encoded(body: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {"data": urlencode(list(body)), "content_type": "application/x-www-form-urlencoded"}


def _query_of(url: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(urlsplit(url).query)


def _text_of(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return raw.decode(errors="replace")


def _module_source(address: Address) -> str:
    import inspect

    return inspect.getsource(inspect.unwrap(address.view)) + inspect.getsource(sys.modules[address.view.__module__])
