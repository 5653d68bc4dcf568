"""What a field says when it refuses: the words of a form at a counter instead of the framework's."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SAID: dict[type[forms.Field], dict[str, "str | _StrPromise"]] = {
    forms.Field: {"required": _("这一项要填。")},
    forms.BooleanField: {"required": _("请勾选后再提交。")},
    forms.ChoiceField: {
        "required": _("请选一项。"),
        "invalid_choice": _("「%(value)s」不在可选的范围内。请从列表里选一项。"),
    },
    forms.MultipleChoiceField: {
        "required": _("请至少选一项。"),
        "invalid_choice": _("「%(value)s」不在可选的范围内。请从列表里选。"),
    },
    forms.IntegerField: {"invalid": _("请填整数，例如 12。")},
    forms.DecimalField: {"invalid": _("请填数字，例如 38.50。")},
    forms.DateField: {"invalid": _("日期写成 2022-03-01 这样。")},
    forms.TimeField: {"invalid": _("时间写成 09:30 这样。")},
    forms.DateTimeField: {"invalid": _("日期和时间写成 2022-03-01 09:30 这样。")},
    forms.UUIDField: {"invalid": _("编号不完整。请刷新页面后再试。")},
    forms.FileField: {
        "required": _("请选一个文件。"),
        "missing": _("文件没有传上来。请重新选一次。"),
        "empty": _("这个文件是空的。请检查后重新选。"),
    },
}
LIMITS: dict[type[validators.BaseValidator], "str | _StrPromise"] = {
    validators.MaxLengthValidator: _("最多 %(limit_value)s 个字，现在有 %(show_value)s 个。请删短一些。"),
    validators.MinLengthValidator: _("至少 %(limit_value)s 个字，现在有 %(show_value)s 个。"),
    validators.MaxValueValidator: _("不能大于 %(limit_value)s。"),
    validators.MinValueValidator: _("不能小于 %(limit_value)s。"),
}


def speak() -> None:
    """Put the words into the classes of fields and limits; a field's own `error_messages` still come first."""
    for kind, words in SAID.items():
        known: dict[str, Any] = vars(kind).get("default_error_messages", {})
        kind.default_error_messages = {**known, **words}
    for limit, sentence in LIMITS.items():
        limit.message = sentence
