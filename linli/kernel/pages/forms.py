"""Forms that keep what was typed when an action refuses: the message is shown at the field that it names."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import OperationalError, transaction
from django.http import HttpRequest

from linli.kernel.errors import Conflict, Expected, Invalid
from linli.kernel.facts.trail import Who
from linli.kernel.ids import new_id
from linli.kernel.messages import message_of
from linli.kernel.writes import once
from linli.kernel.writes.refused import refusal_of


class KeyedForm(forms.Form):
    """A form that writes: it carries the idempotency key, made when the form is shown."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


class RevisedForm(KeyedForm):
    """A form that changes a row: `revision` is that of the row which the page showed. The action hands it to `change`,
    so that who saves an old page is refused instead of undoing what somebody else saved meanwhile."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


def pressed_before(form: forms.Form, *deeds: str, actor: Who) -> UUID | None:
    """What the earlier press of `actor` with the form's key was about; None when there was none.

    For a form that no longer fits what it changed: those who left are no longer a choice. `deeds` as in `once.done`.
    """
    if not form.is_bound:
        return None
    form.is_valid()
    key = form.cleaned_data.get("key")
    try:
        with transaction.atomic():
            return once.done(key, *deeds, actor=actor)
    except Conflict:
        return None


@contextmanager
def refusals_into(form: forms.Form) -> Iterator[None]:
    """Turn Invalid and Conflict raised inside into an error of `form`, at the field it names or above the form.

    A deadlock counts as Conflict: outside a transaction only, as what follows it inside would fail.
    """
    try:
        yield
    except (Invalid, Conflict, OperationalError) as raised:
        refusal = refusal_of(raised)
        if refusal is None:
            raise
        error = forms.ValidationError(message_of(refusal), code=refusal.code)
        form.add_error(refusal.field if refusal.field in form.fields else None, error)


def tell_refusal(request: HttpRequest, refusal: Expected) -> None:
    """Show the message on the next page: for a one-button form, which has no page of its own to show again."""
    messages.error(request, message_of(refusal), extra_tags=f"code:{refusal.code}")


def tell_refusals(request: HttpRequest, form: forms.Form) -> None:
    """The same for all errors of `form`."""
    for problems in form.errors.as_data().values():
        for problem in problems:
            messages.error(request, " ".join(problem.messages), extra_tags=f"code:{problem.code or ''}")


def key_of(request: HttpRequest) -> UUID:
    """The idempotency key of a one-button form (`{% new_key %}`). Raises Invalid when it is missing or no UUID."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Invalid("kernel.no_key") from None
