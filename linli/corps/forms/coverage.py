"""Filters of the gap list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.corps.rules import Gap
from linli.corps.words import REASON_WORDS


class GapFilter(forms.Form):
    """Invalid filters are ignored: a list never fails because of an old address."""

    post = forms.ChoiceField(label=_("缺哪一级"), required=False)
    reason = forms.ChoiceField(label=_("原因"), required=False)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"] = forms.ChoiceField(label=_("缺哪一级"), required=False, choices=[("", _("全部")), *posts])
        reasons = list(REASON_WORDS.items())
        self.fields["reason"] = forms.ChoiceField(label=_("原因"), required=False, choices=[("", _("全部")), *reasons])

    def filtered(self, gaps: Iterable[Gap]) -> list[Gap]:
        self.is_valid()
        post, reason = self.cleaned_data.get("post"), self.cleaned_data.get("reason")
        return [gap for gap in gaps if (not post or str(gap.post) == post) and (not reason or gap.reason == reason)]
