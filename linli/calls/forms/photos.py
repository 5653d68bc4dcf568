"""Pictures to add to a call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.calls.words import purpose_choices
from linli.kernel.pages.forms import KeyedForm

# An iPhone converts HEIC to JPEG when the form does not accept HEIC: smaller uploads, and nothing to decode here.
ACCEPT = "image/jpeg,image/png,image/webp"
# computers at a desk may have HEIC files copied from phones
ACCEPT_INSIDE = f"{ACCEPT},image/heic,image/heif,.heic,.heif"


class PhotoForm(KeyedForm):
    """`actions.photos` checks and re-encodes the file; here only its presence is checked."""

    photos = forms.FileField(
        label=_("照片"), widget=forms.FileInput({"accept": ACCEPT}),
        help_text=_("拍照或选一张，最大 15 MB。照片里的位置信息会去掉。"),
    )  # fmt: skip


class TakenForm(PhotoForm):
    """A picture by whoever handles the call: of what."""

    photos = forms.FileField(
        label=_("照片"), widget=forms.FileInput({"accept": ACCEPT_INSIDE}),
        help_text=_("拍照或选一张，最大 15 MB。照片里的位置信息会去掉。"),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("拍的是"), choices=purpose_choices, initial="on_site")
