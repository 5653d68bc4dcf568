"""Opening accounts for many."""

from django import forms

from linli.corps.queries.accounts import OPEN, RENEW
from linli.kernel.pages.forms import KeyedForm


class SlipForm(KeyedForm):
    how = forms.ChoiceField(choices=[(OPEN, ""), (RENEW, "")], widget=forms.HiddenInput)
