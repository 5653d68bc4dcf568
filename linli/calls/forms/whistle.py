"""Parts of a whistle."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.calls.forms.ask import AskForm, RatingForm
from linli.corps.models import PartnerUnit
from linli.kernel.pages.forms import KeyedForm


class UnitsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # Django's own is generic to checkers only
    def label_from_instance(self, obj: PartnerUnit) -> str:
        return f"{obj.name}({_(obj.get_kind_display())})"


class WhistleForm(AskForm):
    """What, where, and which units are called to the spot."""

    def __init__(self, *args: Any, units: QuerySet[PartnerUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "caller_name", "caller_phone", "text_only"):
            del self.fields[name]
        self.fields["units"] = UnitsChoice(
            units, label=_("叫哪些单位"), widget=forms.CheckboxSelectMultiple,
            help_text=_("每个单位单独计时。名单里没有，先到「单位与联盟」登记。"),
            error_messages={"required": _("请至少勾选一个单位。")},
        )  # fmt: skip


class RemoveUnitForm(KeyedForm):
    reason = forms.CharField(
        label=_("为什么撤出"), max_length=120, widget=forms.Textarea({"rows": 2}),
        help_text=_("单位会看到。撤出以后不再计它的时限。"), error_messages={"required": _("请写明原因。")},
    )  # fmt: skip


class NoteForm(KeyedForm):
    """Why a unit says "not ours", or why its part is asked of it again."""

    note = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("请写明原因。")},
    )  # fmt: skip
    step = forms.CharField(widget=forms.HiddenInput, max_length=10)


class SlotRatingForm(RatingForm):
    """The whistler rates the unit; the unit rates the whistle."""

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].label = label
