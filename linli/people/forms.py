"""Forms about people. Each form names its own fields and nothing else reaches an action (no mass assignment)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.pages.forms import KeyedForm
from linli.people import rules
from linli.people.models import Household, Resident
from linli.people.particulars import Particulars


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class SearchForm(forms.Form):
    """Invalid filters are ignored: a search never fails because of an old address."""

    q = forms.CharField(
        label=_("查找"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text=_("姓名、拼音首字母、门牌（3-2-501）、电话后四位；按完整电话或证件号码找，要写明原因"),
    )
    place = forms.UUIDField(required=False, widget=forms.HiddenInput)
    residence = forms.ChoiceField(label=_("居住性质"), required=False)
    need = forms.ChoiceField(label=_("特殊需要"), required=False)
    cursor = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("查找原因（会记入审计，本人也能看到）"), required=False, max_length=120)

    def __init__(self, *args: Any, needs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["residence"] = forms.ChoiceField(
            label=_("居住性质"), required=False, choices=[("", _("全部")), *rules.residence_choices()]
        )
        self.fields["need"] = forms.ChoiceField(
            label=_("特殊需要"), required=False, choices=[("", _("不限")), ("any", _("有任何一项")), *needs]
        )


class NeedsMixin(forms.Form):
    """A checkbox and a note for every kind of need."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, word in rules.need_choices():
            self.fields[f"need_{kind}"] = forms.BooleanField(label=word, required=False)
            self.fields[f"how_{kind}"] = forms.CharField(
                label=_("%(need)s：怎样照顾、怎样联系") % {"need": word}, required=False, max_length=120
            )

    def need_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        for kind, _word in rules.need_choices():
            yield self[f"need_{kind}"], self[f"how_{kind}"]

    @property
    def shows_needs(self) -> bool:
        """Shown open when it has content: a known need, or a form that was sent back."""
        return self.is_bound or any(name.startswith("need_") for name in self.initial)

    def needs(self) -> dict[str, str]:
        """A note without its checkbox counts as checked, so that nothing typed is lost."""
        typed = self.cleaned_data
        kinds = [kind for kind, _word in rules.need_choices()]
        return {kind: typed[f"how_{kind}"] for kind in kinds if typed[f"need_{kind}"] or typed[f"how_{kind}"].strip()}


def needs_initial(resident: Resident) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for need in resident.needs.all():
        initial |= {f"need_{need.kind}": True, f"how_{need.kind}": need.note}
    return initial


class PersonForm(NeedsMixin, KeyedForm):
    name = forms.CharField(label=_("姓名"), max_length=60)
    relation = forms.ChoiceField(label=_("与户主关系"), choices=rules.relation_choices)
    residence = forms.ChoiceField(label=_("居住性质"), choices=rules.residence_choices)
    phone = forms.CharField(
        label=_("电话"), required=False, max_length=30, help_text=_("手机，或带区号的座机"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    reach = forms.ChoiceField(label=_("怎样联系"), choices=rules.reach_choices)
    identity_kind = forms.ChoiceField(label=_("证件种类"), choices=rules.identity_choices, initial="id_card")
    identity = forms.CharField(
        label=_("证件号码"), required=False, max_length=40, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("身份证填好后，性别和出生日期可以不填"),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("性别"), choices=rules.sex_choices)
    born_on = _day(_("出生日期"), required=False, help_text=_("更正时留空，已登记的不变"))
    note = forms.CharField(label=_("备注"), required=False, max_length=rules.NOTE_LENGTH)

    def particulars(self) -> Particulars:
        typed = self.cleaned_data
        return Particulars(
            name=typed["name"],
            sex=typed["sex"],
            born_on=typed["born_on"],
            relation=typed["relation"],
            residence=typed["residence"],
            reach=typed["reach"],
            identity_kind=typed["identity_kind"],
            identity=typed["identity"],
            phone=typed["phone"],
            note=typed["note"],
            needs=self.needs(),
        )


class ArrivalForm(PersonForm):
    on = _day(_("迁入日期"))
    reason = forms.CharField(label=_("从哪里来、因为什么"), required=False, max_length=120)
    another = forms.BooleanField(label=_("已核对：不是同一个人，仍要登记"), required=False)


class CorrectForm(PersonForm):
    """Sealed values are not shown: a field left empty keeps its value."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    since = _day(_("入住日期"), required=False)
    drop_phone = forms.BooleanField(label=_("删除已登记的电话"), required=False)
    drop_identity = forms.BooleanField(label=_("删除已登记的证件号码"), required=False)

    def particulars(self) -> Particulars:
        typed, person = self.cleaned_data, super().particulars()
        return Particulars(
            **{
                **person.__dict__,
                "phone": _kept(person.phone, drop=typed["drop_phone"]),
                "identity": _kept(person.identity, drop=typed["drop_identity"]),
            }
        )


def _kept(typed: str | None, *, drop: bool) -> str | None:
    """What was typed; "" when it is to be deleted; None when it stays."""
    return typed or ("" if drop else None)


def correct_initial(resident: Resident, note: str, *, keeps: bool) -> dict[str, Any]:
    """`keeps`: whether the reader keeps the register; others do not see the date of birth."""
    plain = ("name", "relation", "residence", "reach", "identity_kind", "sex", "born_on", "since", "revision")
    initial = {name: getattr(resident, name) for name in plain} | {"note": note} | needs_initial(resident)
    return initial if keeps else initial | {"born_on": None}


class RelationsForm(KeyedForm):
    """One row for each person: relation to the head, and how they live here."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for one in people:
            self.fields[f"relation_{one.pk}"] = forms.ChoiceField(
                label=_("%(name)s 与户主关系") % {"name": one.name},
                choices=rules.relation_choices,
                initial=one.relation,
            )
            self.fields[f"residence_{one.pk}"] = forms.ChoiceField(
                label=_("%(name)s 居住性质") % {"name": one.name},
                choices=rules.residence_choices,
                initial=one.residence,
            )

    def rows(self) -> Iterator[tuple[Resident, BoundField, BoundField]]:
        for one in self.people:
            yield one, self[f"relation_{one.pk}"], self[f"residence_{one.pk}"]

    def relations(self) -> dict[Any, tuple[str, str]]:
        typed = self.cleaned_data
        return {one.pk: (typed[f"relation_{one.pk}"], typed[f"residence_{one.pk}"]) for one in self.people}


class LeaveForm(KeyedForm):
    """Choose some or all of one household; everybody is checked when the whole household moves."""

    who = forms.MultipleChoiceField(label=_("哪些人"), widget=forms.CheckboxSelectMultiple)
    on = _day(_("日期"))
    reason = forms.CharField(label=_("去向或原因"), required=False, max_length=120)

    def __init__(self, *args: Any, people: Iterable[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["who"] = forms.MultipleChoiceField(
            label=_("哪些人"),
            widget=forms.CheckboxSelectMultiple,
            choices=[(pk, one.name) for pk, one in self.people.items()],
        )

    def chosen(self) -> list[Resident]:
        return [self.people[pk] for pk in self.cleaned_data["who"]]


class MoveForm(LeaveForm):
    """`door` is the new door; `into` a household that lives there, or empty for a household of their own."""

    door = forms.UUIDField(widget=forms.HiddenInput)
    into = forms.ChoiceField(label=_("搬进去后"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, there: Iterable[tuple[Household, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("单独成为一户")), *((str(one.pk), _("并入：%(who)s") % {"who": who}) for one, who in there)]
        self.fields["into"] = forms.ChoiceField(
            label=_("搬进去后"), required=False, widget=forms.RadioSelect, choices=choices, initial=""
        )


class DeathForm(KeyedForm):
    on = _day(_("去世日期"))
    reason = forms.CharField(label=_("备注"), required=False, max_length=120)


class RevealForm(KeyedForm):
    reason = forms.CharField(label=_("查看原因"), max_length=120)


class MergeForm(KeyedForm):
    """For each field that differs: whose value is kept."""

    def __init__(self, *args: Any, differing: Iterable[tuple[str, Any, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, one, other in differing:
            self.fields[f"pick_{name}"] = forms.ChoiceField(
                label=label,
                widget=forms.RadioSelect,
                choices=[("one", one or "—"), ("other", other or "—")],
                initial="one" if one else "other",
            )

    def chosen(self) -> dict[str, str]:
        return {name.removeprefix("pick_"): value for name, value in self.cleaned_data.items() if name != "key"}

    def picks(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name != "key"]


def _purposes() -> list[tuple[str, str | Promise]]:
    """Nothing is chosen beforehand: what stands on every sheet is somebody's word."""
    return [("", _("请选择用途")), *rules.purpose_choices()]


class ExportForm(KeyedForm):
    """Columns to export besides name, door and residence; the filters of the search are passed along."""

    purpose = forms.ChoiceField(label=_("用途"), choices=_purposes)
    reason = forms.CharField(label=_("导出原因"), max_length=120, help_text=_("写进文件水印和审计记录"))
    whole_phone = forms.BooleanField(label=_("包含完整电话（默认只有掩码）"), required=False)
    whole_identity = forms.BooleanField(label=_("包含完整证件号码（默认没有这一列）"), required=False)


class RefuseForm(KeyedForm):
    reason = forms.CharField(label=_("为什么不同意"), max_length=120)


class DecideForm(KeyedForm):
    verdict = forms.ChoiceField(
        label=_("处理"), choices=[("accept", _("采纳")), ("decline", _("不采纳"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("原因（不采纳时必填）"), required=False, max_length=120)


class SelfForm(NeedsMixin, KeyedForm):
    """What a resident may correct of their own record."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    phone = forms.CharField(
        label=_("电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"})
    )
    forget_phone = forms.BooleanField(label=_("删去登记的电话"), required=False)
    reach = forms.ChoiceField(label=_("怎样联系我最好"), choices=rules.reach_choices)
    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("改动要经社区核对"))
    identity_kind = forms.ChoiceField(label=_("证件种类"), choices=rules.identity_choices)
    identity = forms.CharField(
        label=_("证件号码"), required=False, max_length=40, help_text=_("不改就留空；改动要经社区核对")
    )

    def know_phone(self, masked: str) -> None:
        """A link shows no whole number: whoever holds it may not be the resident."""
        if masked:
            self.fields["phone"].help_text = _("现在登记的是 %(phone)s；不改就留空") % {"phone": masked}
        else:
            del self.fields["forget_phone"]

    def particulars(self) -> Particulars:
        typed = self.cleaned_data
        return Particulars(
            name=typed["name"],
            reach=typed["reach"],
            identity_kind=typed["identity_kind"],
            identity=typed["identity"],
            phone=typed["phone"] or ("" if typed.get("forget_phone") else None),
            needs=self.needs(),
        )
