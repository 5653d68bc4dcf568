"""Filters of the desk. Invalid ones are ignored."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _

from linli.calls.queries import Filters
from linli.calls.words import family_choices
from linli.kernel.time.clock import FIRST_DAY, LAST_DAY

USUAL, LONGEST = timedelta(days=29), timedelta(days=366)
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

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("开始的日期在结束的日期后面。请改好再看。"), code="order")
        if since and until and until - since > LONGEST:
            raise forms.ValidationError(_("一次最多看 %(days)s 天。"), code="too_long", params={"days": LONGEST.days})
        return typed

    def days(self, today: date) -> tuple[date, date]:
        """Where they are none, or in the wrong order, the last USUAL, and the form has its errors."""
        if self.is_valid():
            until = self.cleaned_data["until"] or today
            since = self.cleaned_data["since"] or until - USUAL
            if timedelta(0) <= until - since <= LONGEST:
                return since, until
        return today - USUAL, today
