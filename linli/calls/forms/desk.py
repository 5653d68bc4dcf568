"""What of the desk to show. A bad filter is no filter."""

from django import forms

from linli.calls.queries import Filters
from linli.calls.words import family_choices


class DeskFilter(forms.Form):
    kind = forms.ChoiceField(required=False, choices=lambda: [("", ""), *family_choices()])
    q = forms.CharField(required=False, max_length=40)
    overdue = forms.BooleanField(required=False)

    def chosen(self) -> Filters:
        self.is_valid()
        typed = self.cleaned_data
        return Filters(family=typed.get("kind", ""), text=typed.get("q", ""), overdue=typed.get("overdue", False))


class PeriodForm(forms.Form):
    """The days of the rates, both included."""

    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
