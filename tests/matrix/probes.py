"""Requests that try every address as everybody, and what each answer must not show or change.

Sample arguments are found, not listed: an id in an address is tried with a row of every model until the one who may do
everything is let in; words in an address come from WORDS. Bodies of posts are the page's own forms as filled in by
their reader, once as they are and once with every id in them replaced by one from a foreign cell.
"""

import inspect
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
from django.db import connection, models, transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from linli.access.models import Grant
from linli.access.permissions import BUNDLES, Permission
from linli.kernel.ids import new_id
from tests.addresses import Address, every_address
from tests.matrix.canaries import CELLS, HOLDER, LEFT_OUT, OPENERS, OPENS_SEALS, Canaries
from tests.matrix.files import add_files
from tests.matrix.pages import Control, Form, read

REFUSED = {403, 404}
# Words that addresses take, by the argument's name.
WORDS: dict[str, list[str]] = {
    "deed": ["deactivate", "confirm"],
    "token": ["token-{cell}"],
    "code": ["110101001"],
    "kind": ["xlsx", "csv"],
    "what": ["over", "soon", "phone", "all"],
    "sheet": ["0"],
    "number": ["2"],
    "name": ["claim", "assign", "finish", "merge", "reject"],
    "column": ["0"],
    "form": ["json"],
    "call_id": ["01980000-0000-7000-8000-000000000001"],
    "service_request_id": ["01980000-0000-7000-8000-000000000001"],
    "service_code": ["repair"],
}
# Whoever may start a street makes rows where nobody had any; rows that were there must stay as they were.
STARTS_A_STREET = {"places:setup_own", "places:setup_street"}
# What hangs on the wall is public: the name of the place, its area and its telephones.
ON_THE_WALL = {"corps:at", "calls:ask", "notices:notice", "notices:paper", "notices:articles"}
# The resident of this cell has opened their own record with their link, and may see it whole: nothing else.
SELF, SELF_CELL = "resident", "b"
OPENED_BY = {"people:self_record": SELF, "people:self_correct": SELF}
SESSION = "usersessions.usersession"
# Kinds of rows that whoever stands below them sees too: a street's own modes and posts.
SEEN_FROM_BELOW = {"places.mode", "places.level", "access.postkind", "calls.callkind"}
SEARCHING = {"q", "text", "name", "search", "actor", "who"}
FOREIGN_CELLS = ("d", "e")
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
    _has_files: bool = False
    _before: dict[tuple[str, str], dict[str, list[Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.street = self.canaries.street
        self._cookies = {
            name: person.client.cookies.output(header="", sep=";") for name, person in self.street.people.items()
        }
        for name, person in self.street.people.items():
            self.held[name] = held_by(person.account.person)
        self.held["anonymous"] = self.held[SELF] = {}
        opened = Client()
        opened.post(reverse("people:self", args=[f"token-{SELF_CELL}"]))
        self._cookies[SELF] = opened.cookies.output(header="", sep=";")

    @cached_property
    def addresses(self) -> dict[str, Address]:
        return {a.name: a for a in every_address() if not a.foreign}

    @property
    def persons(self) -> list[str]:
        return [*(n for n in self.street.people if n not in OPENERS and not n.startswith(HOLDER)), "anonymous", SELF]

    def _opener(self, name: str) -> str:
        """Who is let in here: the resident by their link, or one of the two that may do everything together."""
        kind, marked = self.addresses[name].mark or ("", ())
        if name in OPENED_BY:
            return OPENED_BY[name]
        alone = kind == "requires" and not any(self.held["everywhere"].get(p) for p in marked)
        return "checker" if alone else "everywhere"

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

    def prepare(self, room: str) -> None:
        """Find the samples of one room's addresses and read its pages."""
        if room in {"people", "corps"} and not self._has_files:
            self._has_files = True
            add_files(self.canaries)
        mine = {name: address for name, address in self.addresses.items() if name.split(":")[0] == room}
        for name, address in mine.items():
            self.samples[name] = list(self._samples(address))
        self._read_pages(mine)

    def _samples(self, address: Address) -> Iterator[Sample]:
        if not address.arguments:
            yield Sample({}, None, "", "")
            return
        kinds, done = self._kinds_let_in(address), set()
        for cell in CELLS:
            for kind in kinds:
                for sample in self._filled(address, kind, cell):
                    if tuple(sample.arguments.values()) not in done:
                        done.add(tuple(sample.arguments.values()))
                        yield sample

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
            assert name in WORDS, f"say in tests/matrix/probes.py WORDS what <{name}> of {address.route} may be"
            return [f"={word}" for word in WORDS[name]]
        raise AssertionError(f"{address.route}: no sample for a {converter}")

    def _models_for(self, address: Address, name: str) -> list[str]:
        """The models whose ids an argument may take: those it is named after, else the room's own and places."""
        ids = {m: rows["a"] for m, rows in self.canaries.rows.items() if isinstance(rows["a"].pk, UUID)}
        if name != "pk":
            named = [m for m in ids if name in m.split(".")[1]]
            return named or [f"{m}.{name}" for m, row in ids.items() if _plain_uuid(row, name)] or list(ids)
        room, text = address.name.split(":")[0], _source(address)
        near = ["places.place", *(m for m in ids if m.startswith(f"{room}.") or m == "access.postkind")]
        class_names = {m: type(rows["a"]).__name__ for m, rows in self.canaries.rows.items()} | {
            "places.place": "Place"
        }
        return sorted(near, key=lambda m: not re.search(rf"\b{class_names[m]}\b", text))

    def _filled(self, address: Address, kind: tuple[str, ...], cell: str) -> Iterator[Sample]:
        choices = [self._values(model, cell) for model in kind]
        for values in itertools.product(*choices):
            arguments = {name: value for (name, _), (value, _) in zip(address.arguments, values, strict=True)}
            model, at = next(((m, v[1]) for m, v in zip(kind, values, strict=True) if v[1] is not None), ("", None))
            yield Sample(arguments, at, model, cell)

    def _values(self, model: str, cell: str) -> list[tuple[Any, str | None]]:
        if model.startswith("="):
            return [(model[1:].format(cell=cell), None)]
        if model.count(".") == 2:
            model, column = model.rsplit(".", 1)
            row = self.canaries.rows[model][cell]
            return [(getattr(row, column), self.canaries.paths[row.pk])]
        if model == "places.place":
            return self._places_over(cell)
        row = self.canaries.rows[model][cell]
        return [(row.pk, self.canaries.paths[row.pk])]

    def _places_over(self, cell: str) -> list[tuple[Any, str | None]]:
        """The cell's door, its building or alley, its grid and its community."""
        path = self.street.places[CELLS[cell]].path
        above = [p for p in self.street.places.values() if path.startswith(p.path)]
        wanted = {"door", "building", "alley", "grid", "community"}
        return [(p.pk, p.path) for p in sorted(above, key=lambda p: -len(p.path)) if p.kind in wanted]

    def _is_reached(self, address: Address, sample: Sample) -> bool:
        url = reverse(address.name, kwargs=sample.arguments)
        answer = self.ask(Probe(self._opener(address.name), "GET", address.name, url))
        if answer.status == 405:
            answer = self.ask(Probe(self._opener(address.name), "POST", address.name, url))
        if not answer.refused:
            self.reached.add(address.name)
        return not answer.refused

    def _read_pages(self, mine: dict[str, Address]) -> None:
        """Collect forms and query words from every page that the one who may do everything can open."""
        for name, address in mine.items():
            text = _source(address)
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
        for number, sample in enumerate(self.samples[name]):
            url = reverse(name, kwargs=sample.arguments)
            for person in self._askers(name, number):
                yield Probe(person, "GET", name, url, sample.at, sample.model)

    def _askers(self, name: str, number: int) -> list[str]:
        """Everybody asks for the first sample; for the others those whom the mark lets through, and the anonymous."""
        if number == 0:
            return self.persons
        address = self.addresses[name]
        return [
            p for p in self.persons if self._may_open(p, address) or p == "anonymous" or address.mark[0] == "public"
        ]

    def _asking_words(self, name: str, address: Address) -> Iterator[Probe]:
        """Every query word with foreign ids, paths and names, asked by those who may open the page at all."""
        words = sorted(self.queries.get(name, set()) - {"next", "page", "after", "csrfmiddlewaretoken", "key"})
        persons = [p for p in self.persons if self._may_open(p, address)]
        for sample in [s for s in self.samples[name] if s.cell in {"", "a"}][:2]:
            for word, person in itertools.product(words, persons):
                for value in self._foreign_values(word):
                    url = f"{reverse(name, kwargs=sample.arguments)}?{urlencode({word: value})}"
                    yield Probe(person, "GET", name, url, sample.at, sample.model)

    def _may_open(self, person: str, address: Address) -> bool:
        kind, marked = address.mark or ("", ())
        return (kind == "signed_in" and person != "anonymous") or (
            kind == "requires" and any(self.held[person].get(p) for p in marked)
        )

    def _foreign_values(self, word: str) -> list[str]:
        """Names for words that search, ids and a path for words that choose."""
        rows, places = self.canaries.rows, self.street.places
        if word in SEARCHING:
            return [
                rows["people.resident"]["d"].name,
                rows["people.resident"]["e"].name,
                rows["corps.member"]["e"].name,
                "鹊",
            ]
        values = [str(places[key].pk) for key in ("jucai", "grid4")]
        values += [str(rows[m]["e"].pk) for m in ("people.household", "people.resident", "corps.member")]
        return [*values, places["jucai"].path]

    def _posting(self, name: str) -> Iterator[Probe]:
        forms = self.forms.get(name) or [Form("", "post")]
        for number, sample in enumerate(self.samples[name]):
            url = reverse(name, kwargs=sample.arguments)
            for person in self._askers(name, number):
                for form in forms:
                    yield Probe(person, "POST", name, url, sample.at, sample.model, filled_in(form))
            if number == 0:
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
            for pk in self._foreign_ids(model):
                yield tuple({**body, name: str(pk)}.items())

    def _foreign_ids(self, model: str) -> list[Any]:
        """A row of the next grid and one of the next community; of places also that community itself."""
        found = [self._values(model, cell)[0][0] for cell in FOREIGN_CELLS]
        return [*found, self.street.id("jucai")] if model == "places.place" else found

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
        before = self._rows_before(probe) if probe.method == "POST" else None
        with transaction.atomic():
            answer = self._send(probe)
            after = self._rows_out_of_reach(probe) if before is not None else None
            transaction.set_rollback(True)
        if probe.address in STARTS_A_STREET and before is not None and after is not None:
            after = {label: [row for row in rows if row in before[label]] for label, rows in after.items()}
        problems = [*self._shown(probe, answer), *self._wrong_status(probe, answer)]
        if before != after:
            changed = [label for label in before or {} if before[label] != (after or {})[label]]
            problems.append(f"changed rows out of reach: {', '.join(changed)}")
        return [f"{probe}: {problem}" for problem in problems]

    def _marked(self, probe: Probe) -> tuple[str, tuple[Any, ...]]:
        return self.addresses[probe.address].mark or ("", ())

    def _shown(self, probe: Probe, answer: Answer) -> list[str]:
        kind, marked = self._marked(probe)
        opens = kind == "requires" and bool(set(marked) & OPENS_SEALS)
        # What the asker typed comes back in the page: that is no leak.
        text = answer.text
        for _, value in [*probe.body, *_query_of(probe.url)]:
            text = text.replace(value, "") if value else text
        foreign = self.canaries.foreign_marks(text, self.held[probe.person], opens_seals=opens)
        if probe.address in ON_THE_WALL:
            foreign = [m for m in foreign if m.model not in {"places.place", "calls.callkind", "notices.notice"}]
        if probe.person == SELF:
            own = self.street.places[CELLS[SELF_CELL]].path
            foreign = [m for m in foreign if m.path != own or not m.model.startswith("people.")]
        return [f"shows {m.model}.{m.column} of {m.path} ({m.text})" for m in foreign[:3]]

    def _wrong_status(self, probe: Probe, answer: Answer) -> list[str]:
        kind, marked = self._marked(probe)
        if answer.status >= 500:
            return [f"broke with {answer.status} {answer.crash}"]
        if kind == "public":
            return []
        if probe.person in {"anonymous", SELF}:
            return [] if answer.to_sign_in or answer.status in {401, 405} else [f"anonymous got {answer.status}"]
        if kind == "requires":
            return self._wrong_for_post(probe, answer, marked)
        return ["was sent to sign in"] if answer.to_sign_in else []

    def _wrong_for_post(self, probe: Probe, answer: Answer, marked: tuple[Permission, ...]) -> list[str]:
        held = self.held[probe.person]
        let_in = not answer.refused and answer.status != 405
        if not any(held.get(p) for p in marked):
            # 403 by the mark, before anything is looked up: a 404 would mean that only the lookup stood in the way.
            return [f"without the permission got {answer.status}"] if answer.status not in {403, 405} else []
        bare = not probe.body and not _query_of(probe.url)
        if probe.at is None:
            return ["with the permission got 403"] if answer.status == 403 and bare else []
        here = [p for p in marked if any(probe.at.startswith(path) for path in held.get(p, []))]
        if let_in and not here and not self._seen_from_below(probe, marked):
            return [f"out of reach got {answer.status}"]
        own = any(probe.at in paths for paths in held.values())  # the top of one's reach is not one's to move or merge
        if (
            not let_in
            and answer.status != 405
            and len(here) == len(marked)
            and bare
            and not own
            and probe.method == "GET"
        ):
            return [f"within reach got {answer.status}"] if self._opener_gets_in(probe) else []
        return []

    def _seen_from_below(self, probe: Probe, marked: tuple[Permission, ...]) -> bool:
        """A street's own modes and posts are read by whoever stands below; that nothing is written is checked apart."""
        held = self.held[probe.person]
        paths = [path for p in marked for path in held.get(p, [])]
        return probe.model in SEEN_FROM_BELOW and any(path.startswith(probe.at or "") for path in paths)

    def _opener_gets_in(self, probe: Probe) -> bool:
        return not self.ask(Probe(self._opener(probe.address), probe.method, probe.address, probe.url)).refused

    def _rows_out_of_reach(self, probe: Probe) -> dict[str, list[Any]]:
        """Every row that lies where the asker holds none of the permissions that the address asks for."""
        _, marked = self._marked(probe)
        held = self.held[probe.person]
        mine = tuple({path for p in marked if isinstance(p, Permission) for path in held.get(p, [])})
        found = {}
        with connection.cursor() as cursor:
            for label, (statement, where) in self._placed_rows.items():
                cursor.execute(statement)
                found[label] = [row for row in cursor.fetchall() if not (mine and row[where].startswith(mine))]
        return found

    @cached_property
    def _placed_rows(self) -> dict[str, tuple[str, int]]:
        """label -> (statement that reads the whole table, which column is the path)."""
        found = {}
        for model in self._placed_models:
            columns = [f.column for f in model._meta.concrete_fields]
            names = ", ".join(f'"{column}"' for column in columns)
            statement = f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY 1'
            found[model._meta.label_lower] = (statement, columns.index("path"))
        return found

    def _rows_before(self, probe: Probe) -> dict[str, list[Any]]:
        """The same, once an asker and address: every request is taken back, so before is always the same."""
        known = (probe.person, probe.address)
        if known not in self._before:
            self._before[known] = self._rows_out_of_reach(probe)
        return self._before[known]

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


def _plain_uuid(row: models.Model, name: str) -> bool:
    """True when `row` has a column of this name that holds an id but is no relation."""
    return any(
        f.name == name and isinstance(f, models.UUIDField) and not f.is_relation for f in row._meta.concrete_fields
    )


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


def _source(address: Address) -> str:
    """The view's own text and that of the functions beside it which it names."""
    view = inspect.unwrap(address.view)
    text = inspect.getsource(view)
    beside = vars(sys.modules[view.__module__])
    named = [beside[word] for word in sorted(set(re.findall(r"\b_?[a-z]\w*\b", text))) if word in beside]
    return text + "".join(inspect.getsource(f) for f in named if inspect.isfunction(f))
