"""The paper of a run of cards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.pages.forms import KeyedForm


class CardRunForm(KeyedForm):
    paper = forms.ChoiceField(label=_("纸张"), choices=[("A4", "A4"), ("A5", "A5")], initial="A4")
