"""Forms of the tree and of the setup wizard. An action's refusal is shown at the field that it names."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel.pages.forms import KeyedForm, RevisedForm
from linli.places.choosing import PlaceField, PlaceForm
from linli.places.models import Mode, Place
from linli.places.rules import LONGEST_NAME, PlaceKind, kind_choices, kinds_to_add


class AddForm(KeyedForm):
    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME, help_text=_("如：03网格、7号楼、槐树巷。"))

    def __init__(self, *args: Any, parent: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(kind_choices())
        kinds = kinds_to_add(PlaceKind(parent.kind))
        self.fields["kind"].choices = [("", _("请选择类别")), *((kind.value, words[kind]) for kind in kinds)]  # type: ignore[attr-defined] # stubs do not know it


class PatternForm(KeyedForm):
    text = forms.CharField(
        label=_("写一行，添加一批"),
        max_length=200,
        help_text=_(
            "从大到小，用逗号隔开。例：「1-12号楼，2单元，18层，每层3户」；或「1-40号院，每院3户」；或「1-30号门店」。一次写一种。"
        ),
    )


class EditForm(RevisedForm):
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME)
    duty_phone = forms.CharField(label=_("值班电话"), max_length=30, required=False, help_text=_("印在公示牌上。"))
    supervision_phone = forms.CharField(
        label=_("监督电话"), max_length=30, required=False, help_text=_("印在公示牌上。")
    )
    area = forms.CharField(
        label=_("四至范围"), max_length=200, required=False, help_text=_("如：东至槐树巷，西至学院路。印在公示牌上。")
    )


class MoveForm(PlaceForm):
    to = PlaceField(label=_("移到哪里"))


class MergeForm(PlaceForm):
    into = PlaceField(label=_("并入哪里"))
    same_names_are = forms.ChoiceField(
        label=_("两边同名的下级"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("没有同名的")),
            ("one", _("是同一处，一并合并")),
            ("two", _("是不同的两处，都保留，名称后注明原来在哪里")),
        ],
    )


class SplitForm(KeyedForm):
    name = forms.CharField(label=_("新地点的名称"), max_length=LONGEST_NAME)
    children = forms.MultipleChoiceField(
        label=_("分到新地点的下级"), widget=forms.CheckboxSelectMultiple, help_text=_("没有勾选的留在原处。")
    )

    def __init__(self, *args: Any, children: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["children"].choices = children  # type: ignore[attr-defined] # stubs do not know it


class CloseForm(KeyedForm):
    reason = forms.CharField(label=_("原因"), max_length=120, required=False, help_text=_("如：拆迁、并入、录入有误。"))
    with_children = forms.BooleanField(label=_("连同下级一起停用（下级都是空的）"), required=False)


def _described(mode: Mode) -> str:
    """Shipped names and notes are translated by the catalogue; a street's own are shown as typed."""
    return " — ".join(gettext(text) for text in (mode.name, mode.note) if text)


class AssignModeForm(RevisedForm):
    mode = forms.ChoiceField(label=_("治理模式"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, modes: list[Mode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("沿用上级的模式"))] + [(str(mode.pk), _described(mode)) for mode in modes]
        self.fields["mode"].choices = choices  # type: ignore[attr-defined] # stubs do not know it


class OwnStreetForm(KeyedForm):
    name = forms.CharField(label=_("街道名称"), max_length=LONGEST_NAME, help_text=_("如：崇文路街道。"))
    communities = forms.CharField(
        label=_("社区"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("一行一个。可以先空着，以后再加。"),
    )
    mode = forms.ChoiceField(label=_("先用哪种治理模式"), required=False, help_text=_("以后可以改，各片可以不同。"))

    def __init__(self, *args: Any, modes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = [("", _("以后再定")), *modes]  # type: ignore[attr-defined] # stubs do not know it


class CopyModeForm(KeyedForm):
    name = forms.CharField(label=_("新模式的名称"), max_length=40)
    street = forms.ChoiceField(label=_("属于哪个街道"))

    def __init__(self, *args: Any, streets: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].choices = [(str(s.pk), s.name) for s in streets]  # type: ignore[attr-defined] # stubs do not know it


class ModeForm(RevisedForm):
    name = forms.CharField(label=_("模式名称"), max_length=40)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    title = forms.CharField(
        label=_("需要一个新职务？"),
        max_length=20,
        required=False,
        help_text=_("写上名称，按「添加职务」，再到各级里选用。如：楼门长。"),
    )


class DayForm(KeyedForm):
    """`works` "usual" removes the street's own entry."""

    day = forms.DateField(label=_("哪一天"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    works = forms.ChoiceField(
        label=_("这一天"), widget=forms.RadioSelect, initial="no",
        choices=[("no", _("放假")), ("yes", _("上班")), ("usual", _("照常"))],
    )  # fmt: skip
    note = forms.CharField(label=_("说明"), max_length=40, required=False, help_text=_("例如：国庆调休。"))


class NeighboursForm(KeyedForm):
    """`how` "usual": by the numbers again, whatever is checked."""

    beside = forms.TypedMultipleChoiceField(
        label=_("和它相邻的网格"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不勾就是没有相邻的网格。对面的网格也会跟着改。"),
    )  # fmt: skip
    how = forms.ChoiceField(choices=[("said", ""), ("usual", "")], widget=forms.HiddenInput, initial="said")

    def __init__(self, *args: Any, grids: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = grids  # type: ignore[attr-defined] # a choice field's own
