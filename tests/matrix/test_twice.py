"""Every form of the product is sent twice: the second time nothing is written, and the answer is the same as the first.

The forms are those that the matrix finds on the pages, filled in and sent by somebody who may. Each room says in its
tests/matrix.py what is typed into them (`TYPED_IN`) and how a row stands that can be pressed (`STANDS`), by the address
or, where a word in it says what is done, by both: "calls:deed/claim". What is refused the first time proves nothing:
those addresses are named, with the reason (`NEVER_PRESSED`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from linli.kernel.facts import declared
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from tests.architecture.source import said
from tests.matrix.pages import Form
from tests.matrix.probes import Walk
from tests.matrix.samples import Sample, source_of
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (a fixture)
from tests.matrix.world import Probe

# Field -> what is typed, or a function of the walk that says it. "?at" stands in the address.
TYPED_IN: dict[str, dict[str, str | Callable[[Walk], str]]] = said("TYPED_IN")
# Column of the row that the address names -> its value, or a function of the walk that says it; where other rows must
# stand otherwise too, one function of the walk that makes them.
STANDS: dict[str, dict[str, Any] | Callable[[Walk], None]] = said("STANDS")
# Words that an address takes and no page of the walk shows.
PRESSED_BY: dict[str, tuple[str, ...]] = said("PRESSED_BY")
NEVER_PRESSED: dict[str, str] = said("NEVER_PRESSED")
# Address -> why its form has no key. It is sent twice like the others, and done when it is not refused.
WITHOUT_KEY: dict[str, str] = said("WITHOUT_KEY")
# Address -> why the second answer is another one than the first.
ANSWERED_OTHERWISE: dict[str, str] = said("ANSWERED_OTHERWISE")
TAKES_A_FORM = re.compile(r"POST|\bkey_of\(")


class Press(NamedTuple):
    name: str
    probe: Probe
    row: Any
    keyed: bool


def written():
    """How many rows each table of ours holds; of facts those that do not only say that somebody looked."""
    models = [m for m in apps.get_models() if m.__module__.startswith("linli.") and not m._meta.proxy]
    rows = {model._meta.label: model._default_manager.count() for model in models}
    kinds = Fact.objects.order_by().values_list("kind", flat=True)
    return {**rows, Fact._meta.label: sum(not declared.kind_of(kind).reads for kind in kinds)}


def expected(found: Walk, room: str) -> set[str]:
    """The addresses of `room` that take a form, with the word that says what is done."""
    names = {name for name, address in found.addresses.items() if name.split(":")[0] == room}
    taking = {name for name in names if TAKES_A_FORM.search(source_of(found.addresses[name], views=False))}
    taking |= {name for name in names if any("key" in form.controls for form in found.forms.get(name, []))}
    return {
        label
        for name in taking
        for label in ([f"{name}/{w}" for w in PRESSED_BY[name]] if name in PRESSED_BY else [name])
    }


def presses(found: Walk, room: str) -> Iterator[list[Press]]:
    """For each address of `room` that takes a form, each way of filling it in: one press for each row that it may be
    sent to."""
    for name in sorted({label.split("/")[0] for label in expected(found, room)}):
        forms = _forms(found, name)
        for word in PRESSED_BY.get(name, ("",)):
            label = f"{name}/{word}" if word else name
            ways = _bodies(found, name, label, forms)
            samples = _samples(found, name, word)
            yield from ([_press(found, name, label, sample, body) for sample in samples] for body in ways)


def _forms(found: Walk, name: str) -> list[Form]:
    """Those with a key; where the address takes none, those without."""
    forms = found.forms.get(name, [])
    if name in WITHOUT_KEY:
        return forms or [Form("", "post")]
    return [form for form in forms if "key" in form.controls]


def _bodies(found: Walk, name: str, label: str, forms: list[Form]) -> list[dict[str, str]]:
    typed = {field: what(found) if callable(what) else what for field, what in TYPED_IN.get(label, {}).items()}
    if label in TYPED_IN and (not forms or name in PRESSED_BY):
        return [{"key": "", **typed}]
    return [{**body, **typed} for form in forms for body in found._bodies(name, form)]


def _samples(found: Walk, name: str, word: str) -> list[Sample]:
    samples = found.samples[name]
    if not word:
        return samples
    as_word = next(argument for argument, converter in found.addresses[name].arguments if converter != "UUIDConverter")
    return [replace(sample, arguments={**sample.arguments, as_word: word}) for sample in samples[:1]]


def _press(found: Walk, name: str, label: str, sample: Sample, body: dict[str, str]) -> Press:
    asked = urlencode({field[1:]: value for field, value in body.items() if field.startswith("?")})
    url = reverse(name, kwargs=sample.arguments) + (f"?{asked}" if asked else "")
    filled = {field: value for field, value in body.items() if not field.startswith("?")}
    sent = tuple({**filled, "key": str(new_id())}.items())
    probe = Probe(found.world.opener(name), "POST", name, url, sample.at, sample.model, sent)
    row = next((value for value in sample.arguments.values() if not isinstance(value, str)), None)
    return Press(label, probe, row, name not in WITHOUT_KEY)


def stand(found: Walk, press: Press) -> None:
    """Make the row stand as it must for this press."""
    stands = STANDS.get(press.name, {})
    if callable(stands):
        stands(found)
        return
    columns = {column: how(found) if callable(how) else how for column, how in stands.items()}
    if columns:
        model = ".".join(press.probe.model.split(":")[0].split(".")[:2])
        apps.get_model(model)._default_manager.filter(pk=press.row).update(**columns)


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_pressed_twice(walk, room):  # noqa: F811 (the fixture)
    walk.prepare(room)
    wrong, pressed = [], set()
    for way in presses(walk, room):
        for press in way:
            with transaction.atomic():
                stand(walk, press)
                done, problem = _twice(walk, press)
                transaction.set_rollback(True)
            wrong += [f"{press.name}: {press.probe}: {problem}"] if problem else []
            if done:
                pressed.add(press.name)
                break
    assert wrong == [], "\n".join(wrong)
    never = {label for label in NEVER_PRESSED if label.split(":")[0] == room}
    assert expected(walk, room) - pressed == never, "what is refused the first time, and what NEVER_PRESSED names"


def _twice(found: Walk, press: Press) -> tuple[bool, str]:
    """Whether the first press was done, and what is wrong with the second in the same browser."""
    first = found.world.send(press.probe)
    fact = Fact.objects.filter(key=dict(press.probe.body)["key"])
    done = fact.exists() if press.keyed else first.status < 400 and not first.to_sign_in
    before = written() if done else {}
    second = found.world.send(press.probe, cookies=first.cookies)
    after = written() if done else {}
    more = {label: (before[label], after[label]) for label in after if before[label] != after[label]}
    answers = [(answer.status, answer.location) for answer in (first, second)]
    same = answers[0] == answers[1] or (first.status < 400 and press.probe.address in ANSWERED_OTHERWISE)
    good = same and not more and max(first.status, second.status) < 500
    return done, "" if good else f"{answers} {more} {second.crash}"
