"""The levels of a mode as a set of small forms, moved, added and removed by buttons; works without JavaScript."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.places.models import Level
from linli.places.rules import Duty, PlaceKind, SpanUnit, duty_choices, kind_choices, span_unit_choices

_SPANS = ("span_unit", "span_min", "span_max", "or_span_unit", "or_span_min", "or_span_max")


class LevelForm(forms.Form):
    place_kind = forms.ChoiceField(label=_("地点"), choices=kind_choices)
    post = forms.ChoiceField(label=_("职务"))
    duty = forms.ChoiceField(label=_("职责"), choices=duty_choices)
    span_unit = forms.ChoiceField(label=_("幅度"), choices=span_unit_choices)
    span_min = forms.IntegerField(label=_("至少"), min_value=0, max_value=1_000_000, required=False)
    span_max = forms.IntegerField(label=_("至多"), min_value=0, max_value=1_000_000, required=False)
    or_span_unit = forms.ChoiceField(label=_("或者幅度"), choices=span_unit_choices)
    or_span_min = forms.IntegerField(label=_("或者至少"), min_value=0, max_value=1_000_000, required=False)
    or_span_max = forms.IntegerField(label=_("或者至多"), min_value=0, max_value=1_000_000, required=False)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts  # type: ignore[attr-defined] # stubs do not know it

    def values(self) -> dict[str, Any]:
        """The values for the action: enums instead of words, 0 for an empty number, no numbers without a unit."""
        data = self.cleaned_data
        spans: dict[str, Any] = {name: data[name] or 0 for name in _SPANS}
        for prefix in ("", "or_"):
            unit = spans[f"{prefix}span_unit"] = SpanUnit(spans[f"{prefix}span_unit"])
            if unit is SpanUnit.NONE:
                spans[f"{prefix}span_min"] = spans[f"{prefix}span_max"] = 0
        kind, duty = PlaceKind(data["place_kind"]), Duty(data["duty"])
        return {"place_kind": kind, "duty": duty, "post": UUID(data["post"]), **spans}


LevelForms = forms.formset_factory(LevelForm, extra=0, max_num=30, absolute_max=30)


def initial_of(level: Level) -> dict[str, Any]:
    return {name: getattr(level, name) for name in ("place_kind", "duty", *_SPANS)} | {"post": str(level.post_id)}


def typed(forms_now: Any) -> list[dict[str, Any]]:
    """The content of each form as it was typed, valid or not."""
    return [{name: form[name].value() for name in form.fields} for form in forms_now]


def rearrange(rows: list[dict[str, Any]], deed: str) -> list[dict[str, Any]]:
    """`rows` after a button: "add", "remove:2", "up:2", "down:2" (numbers from 0). Other values change nothing."""
    verb, _colon, number = deed.partition(":")
    rows = list(rows)
    if verb == "add":
        blank = {"span_unit": "none", "or_span_unit": "none", "duty": "cover"}
        return [*rows, {**(rows[-1] if rows else {}), **blank}]
    at = int(number) if number.isdigit() and int(number) < len(rows) else -1
    if verb == "remove" and at >= 0:
        del rows[at]
    elif verb == "up" and at > 0:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    elif verb == "down" and 0 <= at < len(rows) - 1:
        rows[at + 1], rows[at] = rows[at], rows[at + 1]
    return rows
