"""Filters of the desk. Invalid ones are ignored."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from linli.calls.queries import Filters
from linli.calls.words import family_choices
from linli.kernel.time.clock import FIRST_DAY, LAST_DAY

_OUR_TIME = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class DeskFilter(forms.Form):
    kind = forms.ChoiceField(required=False, choices=lambda: [("", ""), *family_choices()])
    q = forms.CharField(required=False, max_length=40)
    overdue = forms.BooleanField(required=False)
    doubtful = forms.BooleanField(required=False)

    def chosen(self) -> Filters:
        self.is_valid()
        typed = self.cleaned_data
        return Filters(
            family=typed.get("kind", ""), text=typed.get("q", ""), overdue=typed.get("overdue", False),
            doubtful=typed.get("doubtful", False),
        )  # fmt: skip


class PeriodForm(forms.Form):
    """The days of the rates, both included. A year that no calendar of ours reaches is no day."""

    since = forms.DateField(required=False, validators=_OUR_TIME)
    until = forms.DateField(required=False, validators=_OUR_TIME)
