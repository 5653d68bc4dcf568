"""Two people edit one record: the second sees both versions, and what they typed is still in the form."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.kernel.errors import Conflict


@dataclass
class Meanwhile:
    """Set to True when the action inside found that somebody else saved first."""

    happened: bool = False

    def __bool__(self) -> bool:
        return self.happened


@contextmanager
def changed_meanwhile() -> Iterator[Meanwhile]:
    """Catches only the Conflict that can be solved by comparing both versions; others pass."""
    meanwhile = Meanwhile()
    try:
        yield meanwhile
    except Conflict as refusal:
        if refusal.code != "people.changed_meanwhile":
            raise
        meanwhile.happened = True


def with_revision(form: forms.Form, revision: int) -> None:
    """Show the typed form again, based on the newer version: sending it again overwrites knowingly."""
    form.data = {**{name: form.data.get(name) for name in form.data}, "revision": str(revision)}
    form.full_clean()


@dataclass(frozen=True)
class Difference:
    label: str
    theirs: str
    yours: str


def differences(form: forms.Form, current: Mapping[str, Any]) -> list[Difference]:
    """The fields in which the typed values differ from the current ones, both in words.

    A sealed value that was not typed is unchanged and not listed; for one that was typed, the stored value is shown
    masked, as in `current`.
    """
    found = []
    for name, field in form.fields.items():
        if field.widget.is_hidden or name not in form.cleaned_data:
            continue
        typed = form.cleaned_data[name]
        if name in {"phone", "identity"} and not typed:
            continue
        theirs, yours = _words(field, current.get(name)), _words(field, typed)
        if theirs != yours:
            found.append(Difference(str(field.label), theirs, yours))
    return found


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.widget.choices).get(value, value or ""))
    if isinstance(field, forms.BooleanField):
        return _("是") if value else _("否")
    return value.isoformat() if isinstance(value, date) else str(value or "")
