"""Which cards are printed, and on what paper."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.pages.forms import KeyedForm
from linli.places.models import Place


class CardRunForm(KeyedForm):
    """`chosen` are the boxes of the list below; they count only with the button that says so (`which`)."""

    paper = forms.ChoiceField(label=_("纸张"), choices=[("A4", "A4"), ("A5", "A5")], initial="A4")
    which = forms.ChoiceField(choices=[("all", "all"), ("chosen", "chosen")], required=False)
    chosen: forms.ModelMultipleChoiceField[Place] = forms.ModelMultipleChoiceField(
        None, required=False, label=_("要印的")
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["chosen"].queryset = places  # type: ignore[attr-defined] # a field of models

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("which") != "chosen":
            typed["chosen"] = []
        elif not self.errors and not typed.get("chosen"):
            self.add_error("chosen", forms.ValidationError(_("没有勾选。请勾选要印的，或印全部。"), code="none_chosen"))
        return typed
