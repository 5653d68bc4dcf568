"""The kinds page: what a room hands in to `web/kinds.html` and `web/kind_form.html`.

A room's list has one `KindLine` a kind, its form inherits `KindForm`, its template extends one of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.kernel.kinds.rows import Kind
from linli.kernel.pages.forms import KeyedForm


class KindForm(KeyedForm):
    """`revision`: that of the row which the page showed (in `initial`); empty for a new one."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].required = "revision" in self.initial


@dataclass(frozen=True)
class KindLine:
    """A kind as a line of the list. `cells`: (head, what stands under it), after its name.

    `change`, `retire`, `restore`: addresses, "" where the reader may not. `asks`: what is asked before it is retired.
    """

    kind: Kind
    cells: Sequence[tuple[str, str]]
    note: str = ""
    public: bool = False
    change: str = ""
    retire: str = ""
    restore: str = ""
    asks: str = ""


def turned(request: HttpRequest, kind: Kind, *, retired: bool, back: str, undo: str) -> HttpResponse:
    """Say what was done and offer to take it back at the address `undo`; then to the list, `back`."""
    said = _("已停用「%(name)s」。") if retired else _("已恢复「%(name)s」。")
    messages.success(request, said % {"name": kind.said}, extra_tags=f"undo:{undo}")
    return redirect(back)
