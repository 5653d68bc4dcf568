import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from linli.access import words
from linli.access.queries import TrailFilter
from linli.kernel.pages.forms import KeyedForm, RevisedForm
from linli.kernel.time.clock import FIRST_DAY, LAST_DAY

KIND = re.compile(r"^[a-z]+(\.[a-z_]+)?$")


class PasswordForm(KeyedForm):
    old = forms.CharField(
        label=_("现在的密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("再输一次新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "new" in cleaned and "again" in cleaned and cleaned["new"] != cleaned["again"]:
            self.add_error("again", forms.ValidationError(_("两次输入的新密码不一样。请重新输入。"), code="unlike"))
        return cleaned


class AccountForm(KeyedForm):
    username = forms.SlugField(
        label=_("账号"),
        max_length=60,
        allow_unicode=True,
        help_text=_("登录时输入的名字：字母、数字、汉字、下划线或横线，不分大小写。建议用工号或姓名拼音。"),
        error_messages={"invalid": _("账号里只能有字母、数字、汉字、下划线和横线，不能有空格或其他符号。")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    person = forms.UUIDField(
        label=_("人员编号"),
        required=False,
        help_text=_("从「队伍与任命」里这个人的页面带过来。权限来自他的岗位；不填也可以先建账号，之后再关联。"),
        error_messages={"invalid": _("人员编号不完整。请从队伍页面整段复制。")},
    )
    path = forms.ChoiceField(label=_("由哪里的管理员管"))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        """`places`: (path, address) of where the administrator may keep accounts."""
        super().__init__(*args, **kwargs)
        field = self.fields["path"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places
        field.required = all(path for path, _address in places)  # the empty path stands for the deployment itself
        if len(places) == 1:
            field.initial = places[0][0]
            field.widget = forms.HiddenInput()


class PersonForm(RevisedForm):
    person = forms.UUIDField(
        label=_("人员编号"),
        required=False,
        help_text=_("留空表示取消关联。"),
        error_messages={"invalid": _("人员编号不完整。请从队伍页面整段复制。")},
    )


class TrailForm(forms.Form):
    """All fields are optional: an invalid one gets an error message, and the others still filter."""

    kind = forms.ChoiceField(label=_("做了什么"), required=False)
    actor = forms.CharField(label=_("谁"), max_length=80, required=False)
    at = forms.RegexField(regex=r"^([0-9a-z]{4})*$", label=_("哪里"), max_length=80, required=False)
    day = forms.DateField(
        label=_("哪一天"),
        required=False,
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期写成 2022-03-01 这样。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = words.choices()
        given = self.data.get("kind", "")
        if KIND.match(given) and not words.is_known(given):
            kind.choices = [*words.choices(), (given, given)]  # a kind without a word is offered by its code

    def chosen(self) -> TrailFilter:
        self.is_valid()
        given = self.cleaned_data
        return TrailFilter(
            kind=given.get("kind", ""), actor=given.get("actor", ""), path=given.get("at", ""), day=given.get("day")
        )
