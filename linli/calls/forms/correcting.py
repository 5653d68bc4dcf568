"""The form for correcting a call that was recorded wrongly."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.calls.actions.correcting import MOST_REASON
from linli.calls.words import class_choices
from linli.places.choosing import PlaceField, PlaceForm

Choices = Sequence[tuple[str, str]]


class CorrectForm(PlaceForm):
    """`kinds` are (id, words); `classification` "" is what the kind says."""

    kind = forms.TypedChoiceField(label=_("类别"), coerce=UUID)
    classification = forms.ChoiceField(
        label=_("轻重"), required=False, choices=lambda: [("", _("按类别")), *class_choices()]
    )
    place = PlaceField(label=_("地点"))
    title = forms.CharField(label=_("什么事"), max_length=80, error_messages={"required": _("请用一句话说说什么事。")})
    reason = forms.CharField(
        label=_("为什么更正"), max_length=MOST_REASON, widget=forms.Textarea({"rows": 2}),
        help_text=_("居民会看到这句话，和改了什么。"), error_messages={"required": _("请写明原因。")},
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined] # a choice field's own
