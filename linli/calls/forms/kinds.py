"""Forms of kinds of calls, sitting times and receivers."""

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.calls.drafts import LONGEST_MINUTES
from linli.calls.models import CallKind
from linli.calls.words import (
    circle_choices,
    class_choices,
    family_choices,
    opener_choices,
    privacy_choices,
    settlement_choices,
    step_choices,
)
from linli.kernel.pages import kinds
from linli.kernel.pages.forms import KeyedForm

_TIME = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d$", re.ASCII)
_TIME_MARKS = re.compile("[,\uff0c\u3001;\uff1b]")


def _minutes(label: Any, help_text: Any = "", *, required: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=required, min_value=least, max_value=LONGEST_MINUTES,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip


def _several(label: Any, choices: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少勾选一项。")},
    )  # fmt: skip


class KindForm(kinds.KindForm):
    """`circle_<name>` holds the minutes after which the call widens to that circle; empty: never."""

    name = forms.CharField(label=_("名称"), max_length=40)
    family = forms.ChoiceField(label=_("属于"), choices=family_choices)
    classification = forms.ChoiceField(label=_("轻重"), choices=class_choices)
    settlement = forms.ChoiceField(label=_("怎样结单"), choices=settlement_choices)
    privacy = forms.ChoiceField(label=_("保密"), choices=privacy_choices)
    example = forms.CharField(label=_("举个例子"), max_length=120, required=False, help_text=_("居民开单时看到。"))
    may_open = _several(_("谁能开"), opener_choices, required=True)
    answer_minutes = _minutes(_("多少分钟内接单"), least=1)
    on_site_minutes = _minutes(_("多少分钟内到场"), _("不用上门填 0。"))
    done_minutes = _minutes(_("多少分钟内办结"), _("1 天 = 1440 分钟。"), least=1)
    working_days = forms.BooleanField(label=_("只算工作日"), required=False)
    most_held = forms.IntegerField(
        label=_("一个人同时最多接几单"), min_value=0, max_value=99, initial=0, help_text=_("不限就填 0。"),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip
    steps = _several(_("办的时候要"), step_choices)
    is_public = forms.BooleanField(label=_("对外公开（可通过开放接口提交和查询）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, word in circle_choices():
            self.fields[f"circle_{code}"] = _minutes(_(word), required=False)

    def circle(self) -> tuple[tuple[int, str], ...]:
        """((minutes, circle), …) rising, as `CallKind.circle` keeps it."""
        typed = [(self.cleaned_data.get(f"circle_{code}"), code) for code, _word in circle_choices()]
        return tuple((minutes, code) for minutes, code in typed if minutes is not None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = -1
        for code, word in circle_choices():
            minutes = cleaned.get(f"circle_{code}")
            if minutes is not None and last < 0 and minutes:
                self.add_error(
                    f"circle_{code}", forms.ValidationError(_("最小的范围从开单就算，请填 0。"), code="not_from_start")
                )
            elif minutes is not None and minutes <= last:
                later = _("「%(circle)s」比前面的范围大，要更晚。") % {"circle": _(word)}
                self.add_error(f"circle_{code}", forms.ValidationError(later, code="not_later"))
            last = last if minutes is None else minutes
        return cleaned


def start_of(kind: CallKind) -> dict[str, Any]:
    """What the form shows of a kind."""
    columns = [name for name in KindForm.base_fields if name != "key"]
    circle = {f"circle_{code}": minutes for minutes, code in kind.circle}
    return {name: getattr(kind, name) for name in columns} | circle


class TimesForm(KeyedForm):
    times = forms.CharField(
        label=_("几点结单"),
        required=False,
        max_length=120,
        help_text=_("用空格隔开，例如：12:00 18:00。留空就不定时。"),
    )

    def clean_times(self) -> list[time]:
        words = _TIME_MARKS.sub(" ", str(self.cleaned_data["times"]).replace("\uff1a", ":")).split()
        if not all(_TIME.match(word) for word in words):
            raise forms.ValidationError(_("时间请写成 12:00 这样。"), code="no_time")
        return sorted({time.fromisoformat(word.zfill(5)) for word in words})


class TakerForm(KeyedForm):
    """`taker` is seat:<id>, post:<id>, or nothing for the nearest leader."""

    kind = forms.UUIDField()
    taker = forms.CharField(required=False, max_length=60)
