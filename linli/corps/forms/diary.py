"""One's own absence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.corps.words import absence_choices
from linli.kernel.pages.forms import KeyedForm


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class AbsenceForm(KeyedForm):
    why = forms.ChoiceField(label=_("为什么"), choices=absence_choices)
    starts_at = _moment(_("从"))
    ends_at = _moment(_("到"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", forms.ValidationError(_("结束要晚于开始。"), code="ends_first"))
        return cleaned
