"""Forms of incidents. Each names its own fields; nothing else reaches an action."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.incidents.actions.declaring import Draft
from linli.incidents.words import ask_choices, asker_choices, basis_choices, function_choices
from linli.incidents.written import LONGEST
from linli.kernel.pages import kinds
from linli.kernel.pages.forms import KeyedForm, RevisedForm
from linli.places.choosing import PlaceField, PlaceForm

Choices = Sequence[tuple[str, Any]]


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _long(label: Any, help_text: Any = "", most: int = 400) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=most, widget=forms.Textarea({"rows": 3}))


def _several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class DraftForm(KeyedForm):
    """`packs`: (code, title) of the protocols that may be used."""

    title = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：7·21 暴雨内涝"))
    what = _long(_("发生了什么"))
    basis = forms.ChoiceField(label=_("法律依据"), choices=basis_choices)
    basis_number = forms.CharField(label=_("文号"), max_length=80, help_text=_("上级决定或命令的文号"))
    milder = _long(_("考虑过哪些更轻的措施"), _("为什么不够用。措施要选损害最小的。"))
    contact = forms.CharField(label=_("向谁咨询和投诉"), max_length=120, help_text=_("单位和电话，会告诉居民"))
    pack = forms.ChoiceField(label=_("防控方案"), required=False)
    first_day = forms.TypedChoiceField(
        label=_("事件当天算第几天"), coerce=int, choices=[(1, _("第 1 天")), (0, _("第 0 天"))]
    )
    asks = _several(_("可以向居民问什么"), ask_choices, _("只勾选用得着的。没有勾选的不能问。"))
    askers = _several(_("由谁来问"), asker_choices)
    review_on = _day(_("复核日期"), help_text=_("最迟 30 天。过了这一天没有复核，自动停用。"))
    ends_on = _day(_("结束日期"), required=False, help_text=_("还不知道就留空。"))

    def __init__(self, *args: Any, packs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = [("", _("不用方案")), *packs]  # type: ignore[attr-defined] # a choice field's own

    def draft(self, pack: dict[str, Any]) -> Draft:
        typed = self.cleaned_data
        askers = list(typed["askers"])
        names = ("title", "what", "basis", "basis_number", "milder", "contact", "first_day", "review_on", "ends_on")
        return Draft(**{name: typed[name] for name in names}, pack=pack, asks=dict.fromkeys(typed["asks"], askers))


class EditForm(DraftForm, RevisedForm):
    pass


class NewForm(DraftForm, PlaceForm):
    place = PlaceField(label=_("在哪里"))


class ReasonForm(KeyedForm):
    reason = _long(_("原因"), most=200)


class ReviewForm(ReasonForm):
    review_on = _day(_("下次复核日期"), help_text=_("从今天起最多 30 天。"))


class FunctionForm(KeyedForm):
    code = forms.ChoiceField(label=_("功能"), choices=function_choices)
    scene = forms.CharField(label=_("用在什么场合"), max_length=120)
    until = _day(_("用到哪一天"), help_text=_("不晚于复核日期，到期自动关闭。"))


class AppealForm(PlaceForm):
    place = PlaceField(label=_("哪个社区"))
    who = forms.CharField(label=_("谁申诉"), max_length=80, help_text=_("姓名和怎样联系"))
    what = _long(_("申诉或更正什么"), most=1_000)


class DecideForm(KeyedForm):
    verdict = forms.ChoiceField(label=_("结果"), choices=[("upheld", _("已采纳")), ("declined", _("未采纳"))])
    answer = _long(_("答复"))


class PackForm(kinds.KindForm):
    text = forms.CharField(
        label=_("方案正文"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 30, "class": "code", "spellcheck": "false"}),
    )


class PreviewForm(forms.Form):
    """Whose calendar is shown: nobody's. Wrong values show the first class, from today."""

    person = forms.ChoiceField(label=_("人员类别"), required=False)
    event = _day(_("事件日期"), required=False)
    first_day = forms.TypedChoiceField(
        label=_("事件当天算第几天"), coerce=int, required=False, choices=[(1, _("第 1 天")), (0, _("第 0 天"))]
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined] # a choice field's own
