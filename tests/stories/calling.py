"""The steps of calls that the stories share: asking from the notice, deeds on pages, parts of a whistle, the clock."""

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from linli.calls.jobs import look_after, tick
from linli.calls.models import Call
from linli.corps.models import Member
from linli.flows import jobs as flows
from linli.flows.models import Consequence
from linli.kernel.ids import new_id
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.places.models import Place
from tests.stories import steps


def in_post(office: Client, place: Place, post: str, name: str, phone: str, login: str) -> tuple[Client, Member]:
    """Appoint somebody on the page, and sign them in with an account of their own."""
    member = steps.appoint(office, place, post, name, phone)
    return steps.account(login, name, member.pk), member


def ask(place: Place, kind: str, **typed: Any) -> tuple[Client, str]:
    """A resident scans the code on the notice: kind, form, check, send. Returns their phone and their own page."""
    phone, address = Client(), reverse("calls:ask", args=[place.pk])
    assert kind in phone.get(address).content.decode()
    form = {"kind": kind, "key": str(new_id()), "title": "", "address": "1单元 101", **typed}
    checked = phone.post(address, {**form, "step": "check"})
    assert checked.status_code == 200, checked.content.decode()
    sent = phone.post(address, {**form, "step": "send"})
    assert sent.status_code == 302, sent.content.decode()
    return phone, sent["Location"]


def do(client: Client, call: Call, deed: str, **typed: Any) -> str:
    """One deed on its page; it must be accepted."""
    return steps.send(client, reverse("calls:deed", args=[call.pk, deed]), **typed)


def finish(client: Client, call: Call, **typed: Any) -> str:
    picture = jpeg()
    picture.name = "receipt.jpg"
    return do(client, call, "finish", photos=picture, **typed)


def code_on(page: str) -> str:
    found = re.search(r'class="handover">(\d{6})<', page)
    assert found, "no hand-over code on the page"
    return found[1]


def fresh(call: Call) -> Call:
    return Call.objects.select_related("kind", "place").get(pk=call.pk)


def let_pass(traveller: time_machine.Traveller, **length: float) -> None:
    """Let time pass as the scheduler of `linli serve` does: minute by minute where something is due."""
    traveller.shift(timedelta(**length))
    work()


def work() -> None:
    """What the scheduler and the worker do now. Nothing may fail."""
    tick(clock.now())
    look_after(clock.now())
    flows.run(clock.now())
    left = Consequence.objects.filter(done_at=None)
    assert not left.exists(), list(left.values_list("topic", "flow", "last_error"))


def letters(client: Client) -> str:
    """The inbox, as its owner reads it."""
    return steps.words_of(client.get(reverse("notices:inbox")))
