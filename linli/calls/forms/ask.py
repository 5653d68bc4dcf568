"""The forms of a resident, or of somebody for them. Only what the call needs is asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.calls.models import CallKind
from linli.kernel.pages.forms import KeyedForm

MOST_ITEMS = 20
FIRST_ITEMS = 3


class PhoneInput(forms.TextInput):
    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002 (Django names it)
        """The browser cannot know that a tick further down makes it needless."""
        return False


# What is asked of whoever opens the call for somebody else: field -> label, help.
ON_BEHALF: dict[str, tuple[Any, Any]] = {
    "caller_name": (_("怎么称呼居民"), ""),
    "caller_phone": (
        _("居民的电话"),
        _("加密保存。您和受理这一单的人能看到；接单的人看到办结后 24 小时。没有电话的不填，在下面勾选。"),
    ),
    "text_only": (
        _("不打电话，用文字联系居民"),
        _("居民听不见、没有电话、不方便接电话，请勾选：回话写在这一单的页面上。"),
    ),
}


class AskForm(KeyedForm):
    """One call. An order's `items` are typed beside the form (`items_typed`) and make its title."""

    title = forms.CharField(
        label=_("什么事"), max_length=80, help_text=_("一句话，例如：楼道灯不亮、想买降压药。"),
        error_messages={"required": _("请用一句话说说什么事。")},
    )  # fmt: skip
    detail = forms.CharField(
        label=_("说细一点"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("只有受理和来办这件事的人能看到。"),
    )  # fmt: skip
    address = forms.CharField(
        label=_("门牌"), max_length=80, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("例如：1单元 101。只有受理和来办这件事的人能看到。"),
    )  # fmt: skip
    caller_name = forms.CharField(
        label=_("怎么称呼您"), max_length=40, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    caller_phone = forms.CharField(
        label=_("电话"), max_length=30, required=False,
        widget=PhoneInput({"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("加密保存。受理的人能看到，接单的人看到办结后 24 小时。没有电话，在下面勾选「用文字联系我」。"),
    )  # fmt: skip
    text_only = forms.BooleanField(
        label=_("请不要打电话，用文字联系我"),
        required=False,
        help_text=_("听不见、没有电话、不方便接电话，请勾选：回话写在这一单的页面上。"),
    )
    estimate = forms.DecimalField(
        label=_("大约多少钱（元）"), required=False, min_value=0, max_digits=10, decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        kind: CallKind,
        items: Sequence[tuple[str, str]] = (),
        phone_needed: bool = False,
        on_behalf: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for name, (label, help_text) in ON_BEHALF.items() if on_behalf else ():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        # Whoever wants to be written to needs no telephone: the call's own page holds the answers.
        self.fields["caller_phone"].required = phone_needed and not self.data.get("text_only")
        words = _("请留一个电话，办事的人好联系您；没有电话，请勾选「用文字联系我」。")
        self.fields["caller_phone"].error_messages["required"] = words
        if kind.example:
            self.fields["title"].help_text = _("例如：%(example)s") % {"example": _(kind.example)}
        if kind.family == "order":
            self.fields["title"].required = False
            self.fields["address"].required = True
            self.fields["address"].error_messages["required"] = _("请写门牌，东西才知道送到哪里。")
        else:
            del self.fields["estimate"]

    def clean_title(self) -> str:
        """The title of an order, made from its items."""
        title = str(self.cleaned_data["title"])
        if not title and not self.items:
            raise forms.ValidationError(_("请写要哪些东西。"), code="no_items")
        return title or "、".join(name for name, _count in self.items)[:80]


def items_typed(data: Any) -> list[tuple[str, str]]:
    """(name, quantity) of the rows that were filled in, in their order; MOST_ITEMS at most."""
    names, counts = data.getlist("item"), data.getlist("count")
    rows = zip(names, [*counts, *[""] * len(names)], strict=False)
    filled = [(name.strip()[:60], (count.strip() or "1")[:30]) for name, count in rows if name.strip()]
    return filled[:MOST_ITEMS]


class RatingForm(KeyedForm):
    """The caller's rating. Five stars are five radio buttons."""

    rating = forms.TypedChoiceField(
        label=_("满意吗"), coerce=int, widget=forms.RadioSelect,
        choices=[(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))],
        error_messages={"required": _("请选一项。")},
    )  # fmt: skip


class JudgedForm(RatingForm):
    """Solved or not, and how it went: the caller's own word."""

    solved = forms.TypedChoiceField(
        label=_("事情解决了吗"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("解决了")), ("no", _("没解决"))], error_messages={"required": _("请选一项。")},
    )  # fmt: skip
    field_order = ("solved", "rating")


class WhyForm(KeyedForm):
    reason = forms.CharField(
        label=_("哪里没办好"), max_length=200, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("请说说哪里没办好，我们才知道怎么改。")},
    )  # fmt: skip


class PhoneCodeForm(KeyedForm):
    code = forms.CharField(
        label=_("短信里的验证码"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("请填短信里的六位数字。")},
    )  # fmt: skip


class AnswerForm(KeyedForm):
    answer = forms.CharField(
        label=_("您的回答"), max_length=200, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("请写下您的回答。")},
    )  # fmt: skip
