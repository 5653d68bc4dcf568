"""Pictures beside a form whose call is not open yet: uploaded with any button, kept through every error.

The browser empties a file input with each answer, so the picture is put aside at once and the form carries a signed
reference to it. No session is used: a resident has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.calls.actions.photos import MOST_AT_OPENING, put_aside
from linli.calls.forms.photos import ACCEPT, ACCEPT_INSIDE
from linli.calls.queries.photos import Aside, asides_named
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.messages import message_of


@dataclass
class Tray:
    """`pictures`: reference -> what is put aside; `refusals`: code and sentence of what could not be."""

    pictures: dict[str, Aside]
    refusals: list[tuple[str, str]] = field(default_factory=list)
    accept: str = ACCEPT
    most: int = MOST_AT_OPENING
    touched: bool = False  # a picture was removed: show the form again, do not send it

    def __iter__(self) -> Iterator[tuple[str, Aside]]:
        return iter(self.pictures.items())

    @property
    def references(self) -> list[str]:
        return list(self.pictures)

    @property
    def room(self) -> int:
        return self.most - len(self.pictures)


def tray_of(request: HttpRequest) -> Tray:
    """What earlier presses put aside, less the one taken out by this press, and what this one brought."""
    out = request.POST.get("take_out", "")
    named = asides_named(reference for reference in request.POST.getlist("photo") if reference != out)
    accept = ACCEPT_INSIDE if request.user.is_authenticated else ACCEPT
    tray = Tray(dict(list(named.items())[:MOST_AT_OPENING]), touched=bool(out), accept=accept)
    if len(named) < len({*request.POST.getlist("photo")} - {out}):
        tray.refusals.append(("gone", _("有照片放得太久，已经不在了。请重新选。")))
    for upload in request.FILES.getlist("photos"):
        if not tray.room:
            tray.refusals.append(
                ("too_many", _("一次最多带 %(most)s 张照片，多出来的没有收。") % {"most": MOST_AT_OPENING})
            )
            break
        try:
            aside = put_aside(upload, address=stranger(request))
        except (Invalid, Conflict) as refusal:
            said = f"{upload.name}: {message_of(refusal)}" if upload.name else message_of(refusal)
            tray.refusals.append((refusal.code, said))
        else:
            tray.pictures[aside.reference] = aside
    return tray


def stranger(request: HttpRequest) -> str:
    """The network address of somebody without an account, "" for accounts: they are not limited."""
    return "" if request.user.is_authenticated else str(get_adapter(request).get_client_ip(request))
