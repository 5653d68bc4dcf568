"""Pictures to add to a call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.calls.words import purpose_choices
from linli.kernel.forms import KeyedForm


class PhotoForm(KeyedForm):
    """The file is judged and drawn anew by `actions.photos`; here only its presence."""

    photos = forms.FileField(
        label=_("照片"), widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("拍照或选一张,最大 10 MB。照片里的位置信息会去掉。"),
    )  # fmt: skip


class TakenForm(PhotoForm):
    """A picture by whoever handles the call: of what."""

    purpose = forms.ChoiceField(label=_("拍的是"), choices=purpose_choices, initial="on_site")
