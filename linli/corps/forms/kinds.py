"""What is typed about kinds of posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.access.permissions import bundle_choices
from linli.corps.forms.roster import PostChoice
from linli.kernel.pages import kinds


class ChangeKindForm(kinds.KindForm):
    title = forms.CharField(label=_("岗位名称"), max_length=40, help_text=_("大家平时的叫法，例如「楼道长」。"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class KindForm(ChangeKindForm):
    """For a new one: what it permits is said once, because those who hold it have it from then on."""

    def __init__(self, *args: Any, bundles: list[str], principals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, title) for code, title in bundle_choices() if code in bundles]
        self.fields["bundle"] = forms.ChoiceField(label=_("权限"), choices=choices, initial="leader")
        self.fields["deputy_of"] = PostChoice(
            principals, label=_("是谁的副职"), required=False, empty_label=_("不是副职"),
            help_text=_("副职在正职空缺时代为负责，权限与正职相同。"),
        )  # fmt: skip
