"""Forms of members and their posts. Each form names its own fields: nothing else reaches an action."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.access.models import PostKind
from linli.corps.models import PartnerUnit
from linli.kernel.pages.forms import KeyedForm, RevisedForm
from linli.places.models import Place


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class UnitChoice(forms.ModelChoiceField[PartnerUnit]):
    def label_from_instance(self, obj: PartnerUnit) -> str:
        return obj.name


def choose_unit(units: QuerySet[PartnerUnit]) -> UnitChoice:
    return UnitChoice(units, label=_("所在单位"), required=False, empty_label=_("没有单位"))


class MemberForm(KeyedForm):
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("手机号，或带区号的座机。加密保存，列表里只显示前三位和后四位。"),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = choose_unit(units)


class ChangeMemberForm(MemberForm, RevisedForm):
    """The stored number is not shown: an empty field keeps it."""

    no_phone = forms.BooleanField(label=_("删去电话"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _("不改就留空。要删去电话，请勾选下面一项。")

    def phone_to_save(self) -> str | None:
        """None keeps the stored number."""
        return "" if self.cleaned_data["no_phone"] else self.cleaned_data["phone"] or None


class PostChoice(forms.ModelChoiceField[PostKind]):
    def label_from_instance(self, obj: PostKind) -> str:
        return gettext(obj.title)


class AppointForm(KeyedForm):
    """`member` is an existing one; a new one is `name` and `phone`. `places` are those that the post is responsible
    for. The post is one of the street's modes (`post`) or another (`other_post`); cleaned, it is `post`."""

    use_required_attribute = False  # the browser would insist on `post` where the other select says it

    member = forms.UUIDField(label=_("队员"), required=False)
    name = forms.CharField(label=_("新队员姓名"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("新队员电话"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    resident = forms.UUIDField(required=False, widget=forms.HiddenInput)
    wide = forms.BooleanField(label=_("由一个人负责所选的整个范围"), required=False)
    starts_on = day_field(_("任期从"))
    ends_on = day_field(_("任期到"), required=False, help_text=_("这一天起不再任职；长期任职可以留空。"))

    def __init__(self, *args: Any, posts: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"required": _("请选择职务。")}
        self.fields["post"] = PostChoice(
            posts, label=_("职务"), required=not self.data.get("other_post"), error_messages=wanted
        )
        self.fields["other_post"] = PostChoice(posts, label=_("其他职务"), required=False)
        self.fields["places"] = forms.TypedMultipleChoiceField(
            label=_("负责范围"), choices=places, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请至少勾选一个地点。")},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("member") and not cleaned.get("name") and not cleaned.get("resident"):
            self.add_error(
                "name", forms.ValidationError(_("请选一位已登记的队员，或填写新队员的姓名。"), code="nobody")
            )
        chosen = {cleaned[name] for name in ("post", "other_post") if cleaned.get(name)}
        if len(chosen) == 1:
            cleaned["post"] = chosen.pop()
        elif chosen:
            self.add_error("post", forms.ValidationError(_("「职务」和「其他职务」只选一个。"), code="two_posts"))
        return cleaned

    def offer(self, ours: list[tuple[Any, Any]], others: list[tuple[Any, Any]]) -> None:
        """Choices of the two selects; a post that is asked for beforehand stands in the one that has it."""
        for name, choices in (("post", ours), ("other_post", others)):
            self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined] # stubs
        asked = str(self.initial.get("post", ""))
        if asked in {str(post) for post, _title in others}:
            self.initial["other_post"] = self.initial.pop("post")


class RelieveForm(KeyedForm):
    on = day_field(_("离任日期"), help_text=_("这一天起不再任职，权限同时收回。"))
    reason = forms.CharField(label=_("原因"), required=False, max_length=120, help_text=_("例如：搬走、身体原因。"))


class HandOverForm(KeyedForm):
    to = forms.UUIDField(label=_("接任人"), error_messages={"required": _("请查找并选择接任人。")})
    on = day_field(_("交接日期"), help_text=_("这一天起由接任人负责，中间不空档。"))
    ends_on = day_field(_("接任人任期到"), required=False, help_text=_("长期任职可以留空。"))


class ExtendForm(KeyedForm):
    ends_on = day_field(_("任期延长到"), required=False, help_text=_("留空表示长期任职。"))


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("查看原因"), max_length=120, help_text=_("会记入审计。例如：通知今晚值守。"))


class LeaveForm(KeyedForm):
    on = day_field(_("离队日期"), help_text=_("这一天起结束他的全部岗位。"))


class MemberFilter(forms.Form):
    """Invalid filters are ignored."""

    q = forms.CharField(
        label=_("查找"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    post = forms.ChoiceField(label=_("职务"), required=False)
    gone = forms.BooleanField(label=_("已离队"), required=False)

    def __init__(self, *args: Any, posts: Iterable[PostKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(post.pk), gettext(post.title)) for post in posts]
        self.fields["post"] = forms.ChoiceField(label=_("职务"), required=False, choices=[("", _("全部")), *choices])


def place_choices(place: Place, below: Iterable[Place]) -> list[tuple[str, str]]:
    """The place itself and what lies directly in it."""
    whole = _("整个%(name)s") % {"name": place.name}
    return [(str(place.pk), whole), *((str(child.pk), child.name) for child in below)]
