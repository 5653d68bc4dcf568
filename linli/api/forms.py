"""The form of a new key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.api_keys import rules
from linli.access.permissions import Permission
from linli.kernel.time import clock
from linli.places.choosing import Offer, PlaceField, PlaceForm

KINDS = ("subdistrict", "community", "grid")


class KeyForm(PlaceForm):
    name = forms.CharField(
        label=_("给谁用"),
        max_length=60,
        help_text=_("写清系统和单位，例如「街道 12345 平台」。单子的记录里会显示这个名字。"),
    )
    place = PlaceField(label=_("范围"), help_text=_("密钥只能用在这个地点和它下面。"))
    permissions = forms.MultipleChoiceField(
        label=_("可以做什么"), widget=forms.CheckboxSelectMultiple, help_text=_("只给用得着的。")
    )
    per_minute = forms.TypedChoiceField(label=_("每分钟最多请求"), coerce=int)
    expires_on = forms.DateField(
        label=_("到哪天失效"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("最长一年，到期换新的。"),
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        offers = {"place": Offer(actor, Permission.API_KEYS, kinds=KINDS)}
        super().__init__(*args, offers=offers, **kwargs)
        allowed = [
            (code, words)
            for code, words in rules.permission_choices()
            if actor.may(rules.held_by_maker(Permission(code)))
        ]
        self.fields["permissions"].choices = allowed  # type: ignore[attr-defined] # stubs do not know it
        self.fields["per_minute"].choices = [(rate, str(rate)) for rate in rules.RATES]  # type: ignore[attr-defined] # stubs do not know it
        self.fields["per_minute"].initial = rules.RATES[1]
        self.fields["expires_on"].initial = clock.today() + rules.USUAL
