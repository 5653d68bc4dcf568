"""What is typed about partner units and alliances."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.corps import words
from linli.corps.forms.roster import UnitChoice
from linli.corps.models import Member
from linli.kernel.pages.forms import KeyedForm, RevisedForm


class UnitForm(KeyedForm):
    name = forms.CharField(label=_("单位名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=words.unit_kind_choices)
    credit_code = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=30)
    phone = forms.CharField(
        label=_("联系电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"})
    )


class ChangeUnitForm(UnitForm, RevisedForm):
    pass


class AllianceForm(KeyedForm):
    kind = forms.ChoiceField(label=_("形式"), choices=words.alliance_kind_choices)
    name = forms.CharField(label=_("联盟名称"), max_length=40)


class MemberChoice(forms.ModelChoiceField[Member]):
    def label_from_instance(self, obj: Member) -> str:
        return obj.name


class SeatForm(KeyedForm):
    """One seat: a unit or a member."""

    role = forms.CharField(label=_("席位"), max_length=40, widget=forms.TextInput({"list": "roles"}))

    def __init__(self, *args: Any, units: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(units, label=_("单位"), required=False, empty_label=_("不选单位"))
        self.fields["member"] = MemberChoice(members, label=_("队员"), required=False, empty_label=_("不选队员"))
