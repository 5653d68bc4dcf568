"""Forms that keep what was typed: a refusal by an action lands at the field it names, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from linli.kernel.errors import Conflict, Expected, Invalid
from linli.kernel.ids import new_id
from linli.kernel.messages import message_of


class KeyedForm(forms.Form):
    """A form of a write: carries the idempotency key, made when the form is shown."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


@contextmanager
def refusals_into(form: forms.Form) -> Iterator[None]:
    """Turn Invalid and Conflict raised inside into an error of `form`, at the field it names or above the form."""
    try:
        yield
    except (Invalid, Conflict) as refusal:
        error = forms.ValidationError(message_of(refusal), code=refusal.code)
        form.add_error(refusal.field if refusal.field in form.fields else None, error)


def tell_refusal(request: HttpRequest, refusal: Expected) -> None:
    """Say it above the next page: for a one-button form, which has no page of its own to be shown again."""
    messages.error(request, message_of(refusal), extra_tags=f"code:{refusal.code}")


def tell_refusals(request: HttpRequest, form: forms.Form) -> None:
    """The same for all that is wrong with `form`."""
    for problems in form.errors.as_data().values():
        for problem in problems:
            messages.error(request, " ".join(problem.messages), extra_tags=f"code:{problem.code or ''}")


def key_of(request: HttpRequest) -> UUID:
    """The idempotency key of a one-button form (`{% new_key %}`). Raises Invalid when it is missing or no UUID."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Invalid("kernel.no_key") from None
