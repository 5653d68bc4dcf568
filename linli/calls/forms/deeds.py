"""Forms of deeds. A deed without a form here needs only its button."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.calls.forms.ask import RatingForm
from linli.calls.forms.photos import ACCEPT_INSIDE
from linli.calls.models import Call
from linli.calls.queries.photos import proofs_of
from linli.calls.rules import Deed
from linli.kernel.pages.forms import KeyedForm

RATINGS = RatingForm.base_fields["rating"].choices  # type: ignore[attr-defined] # a choice field's own


def _why(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, help_text=help_text, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("请写明原因。")},
    )  # fmt: skip


def _money(label: Any, *, required: bool) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=10, decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={"required": _("请填实际花了多少钱，没花钱填 0。")},
    )  # fmt: skip


class ToForm(KeyedForm):
    """`to` is one of the people offered; the page draws them with what they hold and whether they are away."""

    to = forms.UUIDField(label=_("给谁"), error_messages={"required": _("请选一个人。")})


class ToWithReasonForm(ToForm):
    reason = _why(_("原因"))


class ReasonForm(KeyedForm):
    reason = _why(_("原因"))


class WaiveForm(KeyedForm):
    reason = _why(_("为什么免去交接码"), _("请先打电话或上门问过居民，写明问到了什么。"))


class ObjectForm(KeyedForm):
    reason = _why(_("为什么不该由您办"), _("裁定的人会看到。例如：这是物业维修范围。"))


class PauseForm(KeyedForm):
    reason = _why(_("要问居民什么"), _("居民会看到这句话，请写得清楚。等他回答期间停止计时，三天没有回答会提醒您。"))


class RejectForm(KeyedForm):
    reason = _why(_("为什么不受理，请居民找谁"), _("居民会看到这句话。"))


class FinishForm(KeyedForm):
    """Only what the kind of the call asks for."""

    amount = _money(_("实际花了多少钱（元）"), required=True)
    code = forms.CharField(
        label=_("居民的交接码"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("请居民念给您听。"), error_messages={"required": _("请向居民要交接码。")},
    )  # fmt: skip
    photos = forms.FileField(
        label=_("照片（小票或办好的样子）"), required=False,
        widget=forms.FileInput({"accept": ACCEPT_INSIDE}),
    )  # fmt: skip

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = call.kind.steps
        if "amount" not in steps:
            del self.fields["amount"]
        if "code" not in steps or not call.code_digest:
            del self.fields["code"]
        if "photo" in steps and not proofs_of(call).exists():
            self.fields["photos"].required = True
            self.fields["photos"].error_messages["required"] = _("这一类要有照片，请拍一张。")


class EndForm(KeyedForm):
    """The whistler confirms that it is over."""

    note = forms.CharField(
        label=_("结果"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("每个单位都办完，才能结束。一句话写明怎样解决的。"),
    )  # fmt: skip


class CallBackForm(KeyedForm):
    solved = forms.TypedChoiceField(
        label=_("居民说解决了吗"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("解决了")), ("no", _("没解决"))], error_messages={"required": _("请选一项。")},
    )  # fmt: skip
    rating = forms.TypedChoiceField(
        label=_("居民满意吗"), coerce=int, required=False, empty_value=None, widget=forms.RadioSelect, choices=RATINGS
    )


class SettleForm(KeyedForm):
    rating = forms.TypedChoiceField(
        label=_("居民满意吗"), coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
        choices=RATINGS, help_text=_("问过居民再填；没问到就空着。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, rates: bool, **kwargs: Any) -> None:
        """`rates` False for whoever did the work: the field is not offered, and refused when it is sent."""
        super().__init__(data, **kwargs)
        if not rates and not self.is_bound:
            del self.fields["rating"]


class MergeForm(KeyedForm):
    into = forms.TypedChoiceField(
        label=_("并到哪一单"), coerce=UUID, widget=forms.RadioSelect, error_messages={"required": _("请选一单。")}
    )
    reason = _why(_("原因"), _("例如：同一处漏水，两户都报了。"))

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = others  # type: ignore[attr-defined] # a choice field's own


NEEDS_PERSON = frozenset({Deed.ROUTE, Deed.ADJUDICATE, Deed.ASSIGN, Deed.TRANSFER})
MAKES_RECEIVER = frozenset({Deed.ROUTE, Deed.ADJUDICATE})  # `to` becomes responsible; the others hold it
DANGEROUS = frozenset({Deed.REJECT, Deed.WITHDRAW})
FORMS: dict[Deed, type[KeyedForm]] = {
    Deed.ROUTE: ToWithReasonForm,
    Deed.OBJECT: ObjectForm,
    Deed.ADJUDICATE: ToWithReasonForm,
    Deed.ASSIGN: ToForm,
    Deed.TRANSFER: ToWithReasonForm,
    Deed.GIVE_BACK: ReasonForm,
    Deed.PAUSE: PauseForm,
    Deed.FINISH: FinishForm,
    Deed.CALL_BACK: CallBackForm,
    Deed.SETTLE: SettleForm,
    Deed.REOPEN: ReasonForm,
    Deed.REJECT: RejectForm,
    Deed.MERGE: MergeForm,
    Deed.WITHDRAW: KeyedForm,
}
