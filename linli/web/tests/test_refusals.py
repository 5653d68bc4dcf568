"""A refusal carries its code wherever it is shown: on a page, in a fragment, in JSON, at a field, on the next page."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.db import OperationalError
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from psycopg.errors import AdminShutdown, DeadlockDetected

from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import new_id
from linli.kernel.pages.forms import refusals_into, tell_refusal, tell_refusals
from linli.testing import refusals, refused


class Named(forms.Form):
    name = forms.CharField()
    note = forms.CharField(required=False)


def shown(form, text="{% form_errors form %}{% field form.name %}"):
    content = Template(text).render(Context({"form": form}))
    return SimpleNamespace(headers={}, content=content.encode())


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_refused_request(street, headers):
    answer = street.client("grid").get(reverse("places:place", args=[new_id()]), headers=headers)
    assert answer.status_code == 404
    assert refused(answer) == "access.not_found"


def broken_database(cause):
    def raises(*_given, **_named):
        raise OperationalError("ended by the server") from cause

    return raises


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_deadlock_is_a_change_that_came_first(street, monkeypatch, headers):
    monkeypatch.setattr("linli.corps.views.diary.own_entry", broken_database(DeadlockDetected()))
    answer = street.client("grid").post(
        reverse("corps:end_absence", args=[new_id()]), {"key": str(new_id())}, headers=headers
    )
    assert (answer.status_code, refused(answer)) == (409, "kernel.changed_meanwhile")


def test_a_deadlock_above_a_form():
    form = Named({"name": "x"})
    with refusals_into(form):
        broken_database(DeadlockDetected())()
    assert refusals(shown(form)) == {"": "kernel.changed_meanwhile"}


@pytest.mark.parametrize("cause", [None, AdminShutdown()])
def test_another_failure_of_the_database_is_no_refusal(street, monkeypatch, cause):
    form = Named({"name": "x"})
    with pytest.raises(OperationalError), refusals_into(form):
        broken_database(cause)()
    monkeypatch.setattr("linli.corps.views.diary.own_entry", broken_database(cause))
    with pytest.raises(OperationalError):
        street.client("grid").post(reverse("corps:end_absence", args=[new_id()]), {"key": str(new_id())})


def test_a_page_that_refuses_nothing(street):
    assert refusals(street.client("grid").get(reverse("places:place", args=[street.id("grid3")]))) == {}


def test_a_field_of_a_form():
    form = Named({"name": "x"})
    with refusals_into(form):
        raise Invalid("people.name_wrong", field="name")
    assert refusals(shown(form)) == {"name": "people.name_wrong"}
    assert refusals(shown(form, "{% field form.name %}")) == {"name": "people.name_wrong"}


def test_above_a_form():
    form = Named({"name": "x"})
    with refusals_into(form):
        raise Conflict("calls.taken", field="no such field")
    assert refusals(shown(form)) == {"": "calls.taken"}


def test_what_the_form_itself_found():
    assert refusals(shown(Named({}))) == {"name": "required"}
    assert refusals(shown(Named({"name": "x"}))) == {}


def test_on_the_next_page(monkeypatch):
    told = []
    monkeypatch.setattr(
        "django.contrib.messages.error", lambda _request, text, extra_tags: told.append(Message(40, text, extra_tags))
    )
    request, form = RequestFactory().post("/"), Named({})
    tell_refusal(request, Conflict("calls.taken"))
    tell_refusals(request, form)
    content = Template('{% include "web/flash.html" %}').render(Context({"messages": told}))
    assert refusals(SimpleNamespace(headers={}, content=content.encode())) == {"": "calls.taken required"}
