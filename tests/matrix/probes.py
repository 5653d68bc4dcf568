"""Requests that try every address as everybody.

Bodies of posts are the page's own forms as their reader would fill them in, once as they are and once with every id
replaced by one from another cell.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from linli.kernel.ids import new_id
from tests.addresses import Address
from tests.matrix.canaries import Canaries
from tests.matrix.files import add_files
from tests.matrix.judging import Judge
from tests.matrix.pages import Control, Form, read
from tests.matrix.samples import Sample, Samples, words_of
from tests.matrix.world import Answer, Probe, World, name_of

SEARCHING = {"q", "text", "name", "search", "actor", "who"}
# Checkboxes that show more; others stay as they are.
TICKED = {"with_children", "whole_phone", "whole_identity"}
# Askers who test whether rows elsewhere show in counts: others have the same reach as one of these.
TELLERS = ("community", "grid", "street", "auditor", "administrator", "building")
FOREIGN_CELLS = ("d", "e")
# Of those who do not reach a row, how many ask for it: over the rows everybody has a turn.
STRANGERS = 3
# Fields that take an id and come without one, or come with the next fragment: what a user picks there.
PICKED: dict[str, list[dict[str, str]]] = {
    "access:new_account": [{"person": "corps.member"}],
    "access:account_person": [{"person": "corps.member"}],
    "corps:appoint": [
        {"member": "corps.member", "resident": "", "ends_on": ""},
        {"member": "", "resident": "people.resident", "name": "", "ends_on": ""},
    ],
    "corps:hand_over": [{"to": "corps.member", "ends_on": ""}],
    "people:add": [{"door": "places.place"}],
    "people:move": [{"door": "places.place"}],
}


@dataclass
class Walk:
    """The requests of a room, and what is wrong with their answers."""

    canaries: Canaries
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    forms: dict[str, list[Form]] = field(default_factory=dict)
    queries: dict[str, set[str]] = field(default_factory=dict)
    _has_files: bool = False

    def __post_init__(self) -> None:
        self.world = World(self.canaries)
        self.addresses, self.persons, self.street = self.world.addresses, self.world.persons, self.canaries.street
        self._found, self._judge = Samples(self.world), Judge(self.world)

    @property
    def reached(self) -> set[str]:
        return self._found.reached

    def ask(self, probe: Probe) -> Answer:
        return self.world.ask(probe)

    def judge(self, probe: Probe) -> list[str]:
        return self._judge.problems(probe)

    # while collecting the requests

    def prepare(self, room: str) -> None:
        """Find the samples of one room's addresses and read its pages."""
        if room in {"people", "corps"} and not self._has_files:
            self._has_files = True
            add_files(self.canaries)
        assert PICKED.keys() <= self.world.addresses.keys(), "an address in PICKED has another name by now"
        mine = {name: address for name, address in self.addresses.items() if name.split(":")[0] == room}
        for name, address in mine.items():
            self.samples[name] = list(self._found.of(address))
        self._read_pages(mine)

    def _read_pages(self, mine: dict[str, Address]) -> None:
        """Collect forms and query words from every page that the all-powerful asker can open."""
        for name, address in mine.items():
            self.queries.setdefault(name, set()).update(words_of(address))
            for sample in [s for s in self.samples[name] if s.cell in {"", "a"}]:
                url = reverse(name, kwargs=sample.arguments)
                answer = self.ask(Probe(self.world.opener(name), "GET", name, url))
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
                yield from self._twice(name, address)

    def _plain(self, name: str) -> Iterator[Probe]:
        for number, sample in enumerate(self.samples[name]):
            url = reverse(name, kwargs=sample.arguments)
            for person in self._askers(name, number):
                yield Probe(person, "GET", name, url, sample.at, sample.model)

    def _twice(self, name: str, address: Address) -> Iterator[Probe]:
        """A page of one's own, by two of those who may open it."""
        persons = [p for p in TELLERS if self.world.may_open(p, address)][:2]
        for person in persons:
            posts = self.world.posts[person]
            near = [s for s in self.samples[name] if s.at is None or any(s.at.startswith(post) for post in posts)]
            for sample in near[:1]:
                url = reverse(name, kwargs=sample.arguments)
                yield Probe(person, "GET", name, url, sample.at, sample.model, twice=True)

    def _askers(self, name: str, number: int) -> list[str]:
        """Everybody asks for the first sample; for the others, of those whom a permission admits, whoever reaches
        the row, and by turns some of those who do not."""
        if number == 0:
            return self.persons
        address, sample = self.addresses[name], self.samples[name][number]
        if address.mark[0] != "requires":
            return self.persons
        admitted = [p for p in self.persons if self.world.may_open(p, address)]
        reaching = [p for p in admitted if self._reaches(p, name, sample)]
        return [*reaching, *by_turns([p for p in admitted if p not in reaching], number, STRANGERS)]

    def _reaches(self, person: str, name: str, sample: Sample) -> bool:
        """Whether the person holds what the address asks for where the row lies; a row that lies nowhere is anybody's."""
        _, marked = self.addresses[name].mark
        paths = [at for m in marked for at in self.world.held[person].get(m, ())]
        return sample.at is None or any(sample.at.startswith(at) for at in paths)

    def _asking_words(self, name: str, address: Address) -> Iterator[Probe]:
        """Every query word with foreign ids, paths and names, asked by those who may open the page at all."""
        words = sorted(self.queries.get(name, set()) - {"next", "page", "after", "csrfmiddlewaretoken", "key"})
        persons = [p for p in self.persons if self.world.may_open(p, address)]
        for sample in self._firsts(name):
            for word, person in itertools.product(words, persons):
                for value in self._foreign_values(word):
                    url = f"{reverse(name, kwargs=sample.arguments)}?{urlencode({word: value})}"
                    yield Probe(person, "GET", name, url, sample.at, sample.model)

    def _firsts(self, name: str) -> list[Sample]:
        """The first sample of each kind of row."""
        return list({sample.model: sample for sample in reversed(self.samples[name])}.values())

    def _foreign_values(self, word: str) -> list[str]:
        """Names for words that search, ids and a path for words that choose."""
        rows, places = self.canaries.rows, self.street.places
        if word in SEARCHING:
            # Not to the end: what was typed comes back in the page, which is not a leak.
            wanted = [rows["people.resident"], rows["corps.member"]]
            names = [row[cell].name for row in wanted for cell in FOREIGN_CELLS]
            return ["鹊", *(name[:-1] for name in (places["outdoor"].name, places["fardoor"].name, *names))]
        values = [str(places[key].pk) for key in ("jucai", "grid4", "far")]
        values += [str(rows[m]["e"].pk) for m in ("people.household", "people.resident", "corps.member")]
        return [*values, places["jucai"].path]

    def _posting(self, name: str) -> Iterator[Probe]:
        forms = self.forms.get(name) or [Form("", "post")]
        for number, sample in enumerate(self.samples[name]):
            url = reverse(name, kwargs=sample.arguments)
            for person in self._posters(name, number, sample):
                bodies = [body for form in forms for body in self._bodies(name, form)]
                for body in bodies if self._reads_bodies_of(person, name) else bodies[:1]:
                    yield Probe(person, "POST", name, url, sample.at, sample.model, tuple(body.items()))
            if sample in self._firsts(name):
                for person in [p for p in self.persons if self.world.may_open(p, self.addresses[name])]:
                    for form in forms:
                        for body in self._with_foreign_ids(name, form):
                            yield Probe(person, "POST", name, url, sample.at, sample.model, body)

    def _reads_bodies_of(self, person: str, name: str) -> bool:
        """Whom the mark keeps out is refused before anything that they sent is read."""
        address = self.addresses[name]
        return address.mark[0] != "requires" or self.world.may_open(person, address)

    def _posters(self, name: str, number: int, sample: Sample) -> list[str]:
        """Everybody at the first cell, and at the others those who do not reach it."""
        askers = self._askers(name, number)
        if sample.at is None or sample.cell == "a":
            return askers
        return [p for p in askers if not self._reaches(p, name, sample)]

    def _bodies(self, name: str, form: Form) -> list[dict[str, str]]:
        """As filled in; where something is picked, with what a user of the first cell would pick; where places are
        searched for, both with the search pressed and with the first place taken and the form sent."""
        plain = dict(filled_in(form))
        picks = [self._pick(picked) for picked in PICKED.get(name, [])]
        bodies = [{**plain, **pick} for pick in picks] or [plain]
        return [*bodies, *(sent for body in bodies if (sent := _without_search(body)) != body)]

    def _pick(self, picked: dict[str, str]) -> dict[str, str]:
        return {name: str(self._found.values(model, "a")[0][0]) if model else "" for name, model in picked.items()}

    def _with_foreign_ids(self, address: str, form: Form) -> Iterator[tuple[tuple[str, str], ...]]:
        for body in self._bodies(address, form):
            for name, value in body.items():
                model = self._model_of(value)
                if name == "key" or model is None:
                    continue
                for pk in self._foreign_ids(model):
                    yield tuple({**body, name: str(pk)}.items())

    def _foreign_ids(self, model: str) -> list[Any]:
        """A row of the next grid and one of the next community; of places also that community itself."""
        near, far = (self._found.values(model, cell) for cell in FOREIGN_CELLS)
        found = [near[0][0], *(pk for pk, _ in far)]
        if model == "corps.member":  # an account is made by who keeps a whole street
            found += [self.canaries.rows[model]["f"].pk, self.canaries.far_member]
        return found

    def _model_of(self, value: str) -> str | None:
        try:
            pk = UUID(value)
        except ValueError:
            return None
        if any(place.pk == pk for place in self.street.places.values()):
            return "places.place"
        found = [label for label, rows in self.canaries.rows.items() if any(row.pk == pk for row in rows.values())]
        return found[0] if found else None


def by_turns(things: list[Any], turn: int, most: int) -> list[Any]:
    """`most` of them, beginning at another one each turn."""
    return [things[(turn + at) % len(things)] for at in range(min(most, len(things)))]


def filled_in(form: Form) -> tuple[tuple[str, str], ...]:
    """The form as a hurried user would send it: existing values stay, empty fields get a fitting value."""
    body = {name: _plausible(control) for name, control in form.controls.items() if name != "csrfmiddlewaretoken"}
    return tuple({**body, "key": str(new_id())}.items())


def _without_search(body: dict[str, str]) -> dict[str, str]:
    """The body when no place is searched for (`places/picker.html`): its button not pressed, its text left empty."""
    texts = {f"{name.removesuffix('-find')}-q": "" for name in body if name.endswith("-find")}
    return {name: texts.get(name, value) for name, value in body.items() if not name.endswith("-find")}


def _plausible(control: Control) -> str:
    if control.options == ["on"] and control.name not in TICKED:
        return control.value
    if control.options:
        return control.value or next((o for o in control.options if o), "")
    if control.value.strip():  # an empty textarea holds a line break
        return control.value
    by_kind = {
        "date": "2022-03-05",
        "number": "1",
        "tel": "13912345678",
        "email": "someone@example.com",
        "file": "FILE",
    }
    return by_kind.get(control.kind, "试填")
