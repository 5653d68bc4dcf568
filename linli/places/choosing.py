"""Choosing one place in a form: the same field for every room. README, "A place to choose"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission
from linli.access.rules import SEGMENT, ancestors
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import KeyedForm
from linli.kernel.text import visible
from linli.places.models import Place
from linli.places.queries import addresses, search_in

MOST = 20  # places shown at a time
LONGEST_TEXT = 60  # characters of a text that are searched for
SEARCHING = "choose"  # the code of the step that only looks for a place


@dataclass(frozen=True)
class Offer:
    """What may be chosen: open places where `actor` holds `permission`, of `kinds` (none named: of any kind).

    `within` and `without` are paths: only what lies in the one, nothing that lies in the other. What lies above,
    beside and in `near`, a path, is shown before anything is looked for. `here` is what stands now: it may be kept,
    whatever holds of it.
    """

    actor: Actor
    permission: Permission
    kinds: tuple[str, ...] = ()
    within: str = ""
    without: str = ""
    near: str = ""
    here: Place | None = None

    def rows(self) -> QuerySet[Place]:
        rows = self._fitting(Place.objects.reachable(self.actor, self.permission))
        return rows.filter(closed_on=None)

    def _fitting(self, rows: QuerySet[Place]) -> QuerySet[Place]:
        rows = rows.filter(kind__in=self.kinds) if self.kinds else rows
        rows = rows.filter(under([self.within])) if self.within else rows
        return rows.exclude(under([self.without])) if self.without else rows

    def found(self, text: str) -> list[Place]:
        """What `text` finds, or without a text what is nearest at hand: one more than MOST where there are more."""
        wanted = visible(text)[:LONGEST_TEXT].strip()  # no NUL among others: PostgreSQL takes none
        return search_in(self.rows(), wanted, MOST + 1) if wanted else self._at_hand()

    def _at_hand(self) -> list[Place]:
        rows = self.rows()
        if self.near:
            beside = self.near[:-SEGMENT]
            around = Q(path__in=ancestors(self.near)) | Q(parent__path=self.near)
            rows = rows.filter(around | Q(parent__path=beside) if beside else around)
        elif not self.kinds:
            outermost = self.actor.paths(self.permission)
            rows = rows.filter(parent=None) if "" in outermost else rows.filter(path__in=outermost)
        found = list(rows.order_by(Length("path"), "number", "path")[: MOST + 1])
        return [self.here, *(one for one in found if one.pk != self.here.pk)] if self.here else found

    def place(self, pk: UUID) -> Place:
        """The one chosen. Raises NotFound out of reach as for an absent one; ValidationError where it does not fit."""
        if self.here is not None and pk == self.here.pk:
            return self.here
        reached = Place.objects.reachable(self.actor, self.permission).filter(pk=pk)
        place = reached.first()
        if place is None:
            raise NotFound("access.not_found")
        if place.closed_on is not None:
            raise forms.ValidationError(_("「%(name)s」已经停用。请另选一处。"), "closed", {"name": place.name})
        if not self._fitting(reached).exists():
            raise forms.ValidationError(
                _("「%(name)s」不能选在这里。请另选一处。"), "not_offered", {"name": place.name}
            )
        return place

    def shown(self, pk: str) -> Place | None:
        """What was chosen before, for showing it again; None where it cannot be chosen."""
        try:
            return self.place(UUID(pk))
        except (ValueError, NotFound, forms.ValidationError):
            return None

    def address(self, name: str, *, required: bool = False) -> str:
        """Where a page asks for what a text finds. It narrows the asker's own reach and gives nobody more."""
        asked = {
            "name": name, "required": "1" if required else "", "may": self.permission, "kind": self.kinds,
            "in": self.within, "out": self.without, "near": self.near, "here": self.here.pk if self.here else "",
        }  # fmt: skip
        return f"{reverse('places:choose')}?{urlencode({key: said for key, said in asked.items() if said}, doseq=True)}"


@dataclass(frozen=True)
class Typed:
    """What came back: the id that was chosen, the text of the search, and the text that the shown places answer."""

    chosen: str
    text: str
    asked: str
    pressed: bool  # the button that looks for a place

    @classmethod
    def of(cls, data: Mapping[str, Any], name: str) -> "Typed":
        text, asked = (str(data.get(f"{name}-{part}", "")).strip() for part in ("q", "asked"))
        return cls(str(data.get(name, "")), text, asked, f"{name}-find" in data)

    @property
    def searching(self) -> bool:
        return self.pressed or (bool(self.text) and self.text != self.asked)


def choices(offer: Offer, name: str, typed: Typed, *, required: bool) -> dict[str, Any]:
    """What `places/picker_found.html` shows: the place chosen already, and what the text finds."""
    found = offer.found(typed.text)
    chosen = offer.shown(typed.chosen) if typed.chosen else None
    rows = ([chosen] if chosen and chosen.pk not in {one.pk for one in found[:MOST]} else []) + found[:MOST]
    streets = {path[:SEGMENT] for path in offer.actor.paths(offer.permission)}
    where = addresses([one.path for one in rows], from_kind="community" if len(streets) == 1 else "subdistrict")
    return {
        "name": name, "required": required, "text": typed.text, "more": len(found) > MOST, "none": not found,
        "rows": [(one, where.get(one.path, one.name), bool(chosen and one.pk == chosen.pk)) for one in rows],
    }  # fmt: skip


class PlaceWidget(forms.Widget):
    use_fieldset = True
    offer: Offer | None = None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:  # noqa: ARG002 (Django names it)
        return Typed.of(data, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 (likewise)
        return name not in data

    def id_for_label(self, id_: str) -> str:
        return id_

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002 (likewise)
        """It is the choice that may be required, never a text in the search: `picker_found.html` says so."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:  # noqa: ARG002 (likewise)
        assert self.offer is not None, "a PlaceSearch is given what each of its places may be"
        typed = value if isinstance(value, Typed) else self._first(value)
        told = choices(self.offer, name, typed, required=self.is_required)
        given, address = self.build_attrs(self.attrs, attrs), self.offer.address(name, required=self.is_required)
        told |= {"id": given.pop("id", f"id_{name}"), "attrs": given, "url": address}
        return render_to_string("places/picker.html", told)

    def _first(self, value: Any) -> Typed:
        """Nothing typed yet: the initial place, or the only one that there is."""
        chosen = getattr(value, "pk", value)
        if not chosen and self.offer is not None and len(only := self.offer.found("")) == 1:
            chosen = only[0].pk
        return Typed(str(chosen or ""), "", "", pressed=False)


class PlaceField(forms.Field):
    """Gives a `Place`, None where it is not required and nothing was chosen. Stands in a `PlaceSearch`."""

    widget = PlaceWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("请选一处地点。"),
        "invalid": _("请从列出的地点里选一处。"),
        SEARCHING: _("请从列出的地点里选一处，再提交。"),
    }
    offer: Offer | None = None

    def clean(self, value: Typed) -> Place | None:
        if value.searching:
            raise forms.ValidationError(self.error_messages[SEARCHING], SEARCHING)
        if not value.chosen:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], "required")
            return None
        try:
            pk = UUID(value.chosen)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from None
        assert self.offer is not None
        return self.offer.place(pk)


class PlaceSearch(forms.Form):
    """A form with places to choose: `offers` says for each `PlaceField`, by its name, what may be chosen.

    While a place is only being looked for, nothing else is judged: the form comes back with all that was typed.
    """

    def __init__(self, *args: Any, offers: Mapping[str, Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offer in offers.items():
            field = self.fields[name]
            assert isinstance(field, PlaceField)
            assert isinstance(field.widget, PlaceWidget)
            field.offer = field.widget.offer = offer

    def full_clean(self) -> None:
        super().full_clean()
        looking = {name: error for name, error in self.errors.items() if self.has_error(name, SEARCHING)}
        if looking:
            self._errors = ErrorDict(looking)


class PlaceForm(PlaceSearch, KeyedForm):
    """The same for a write."""
