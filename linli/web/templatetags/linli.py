"""Template tags and filters of the shell, loaded everywhere. linli/web/README.md lists them for the other rooms."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from linli.access.permissions import Permission
from linli.corps.queries.overview import duty_phone_for
from linli.corps.words import homes_said
from linli.kernel.ids import new_id
from linli.web.icons import ICONS

register = template.Library()

SIGNS = {"bad": "▲", "warn": "●", "ok": "✔", "info": "■", "honey": "⬢"}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField, label: str = "", help_text: str = "") -> dict[str, Any]:
    """One field of a form: label, control, help and error, tied together for a screen reader."""
    widget = bound.field.widget
    if isinstance(widget, ChoiceWidget):
        widget.choices = [_translated(choice) for choice in widget.choices]
    identifier = bound.id_for_label or bound.auto_id
    told = help_text or bound.help_text
    described = " ".join([f"{identifier}-help"] * bool(told) + [f"{identifier}-error"] * bool(bound.errors))
    attributes: dict[str, str | bool] = {}
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "control": bound.as_widget(attrs=attributes),
        "label": label or bound.label,
        "id": identifier,
        "help": told,
        "described": described,
        "errors": bound.errors,
        "codes": codes(bound),
        "name": bound.name,
        "optional": not bound.field.required and _asks_for_something(bound.form),
        "check": isinstance(widget, forms.CheckboxInput),
        "file": isinstance(widget, forms.FileInput),
        "group": widget.use_fieldset and not isinstance(widget, forms.CheckboxInput),
    }


def _asks_for_something(form: forms.BaseForm) -> bool:
    """In a form without required fields, such as a search, marking each field as optional would tell nothing."""
    return any(each.required for each in form.fields.values())


def _translated(choice: Any) -> Any:
    """A choice, or a group of them, with its words in the reader's language; texts from the database stay as they
    are."""
    value, told = choice
    if isinstance(told, list | tuple):
        return (word(value), [_translated(inner) for inner in told])
    return (value, word(told))


@register.filter
def word(value: object) -> str:
    """The word of a choice in the reader's language: rooms keep the words in Chinese, as a register writes them."""
    return gettext(str(value)) if value else ""


@register.inclusion_tag("web/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """The errors above the form: each field's error links to its field; errors of hidden fields appear only here.

    A browser shows no password and no file again: `emptied` names those fields, that nobody believes them kept.
    """
    return {
        "form": form,
        "wrong": [bound for bound in form if bound.errors],
        "emptied": [bound for bound in form if _is_emptied(bound)],
    }


def _is_emptied(bound: BoundField) -> bool:
    widget = bound.field.widget
    return isinstance(widget, forms.PasswordInput) or (isinstance(widget, forms.FileInput) and bool(bound.data))


@register.filter
def codes(bound: BoundField) -> str:
    """The codes of a field's errors, separated by a space: `{% refusal_hook form.name|codes "name" %}`."""
    return " ".join(error.code or "" for error in bound.errors.as_data())


@register.simple_tag
def refusal_hook(code: str | None, field: str = "") -> SafeString:
    """Attributes with the code of a refusal, independent of its sentence and language: `<p {% refusal_hook … %}>`."""
    hook = format_html('data-code="{}"', code or "")
    return hook + format_html(' data-field="{}"', field) if field else hook


@register.simple_tag
def tag(kind: str, text: object) -> SafeString:
    """A coloured label with its icon: kind is bad, warn, ok, info or honey."""
    return format_html('<span class="tag {}">{} {}</span>', kind, SIGNS[kind], word(text))


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], permission: str, path: str = "") -> bool:
    """Whether the reader may do that, anywhere or at the place of `path`: before a link, so that none refuses."""
    actor = context.get("actor")
    return actor is not None and actor.may(Permission(permission), path)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that only decorates the word beside it."""
    return mark_safe(  # noqa: S308 (ICONS are our own constants)
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag(takes_context=True)
def whom_to_ring(context: Context) -> str:
    """The duty phone for who was refused, "" where none is known."""
    return duty_phone_for(getattr(context.get("request"), "actor", None))


@register.simple_tag
def new_key() -> str:
    """An idempotency key for a write form that is not a KeyedForm."""
    return str(new_id())


@register.filter
def refused_as(message: Message) -> str:
    """The code of a refusal stored by `kernel.pages.forms.tell_refusal`; "" for any other message."""
    found = [part for part in (message.extra_tags or "").split() if part.startswith("code:")]
    return found[0].removeprefix("code:") if found else ""


@register.filter
def undo_address(message: Message) -> str:
    """`messages.success(request, text, extra_tags="undo:/address/")` puts a 撤销 button beside the message."""
    for part in (message.extra_tags or "").split():
        if part.startswith("undo:/") and not part.startswith("undo://"):
            return part.removeprefix("undo:")
    return ""


@register.filter
def number(value: float | Decimal | None) -> str:
    """57125 -> 57,125; None -> –"""
    return "–" if value is None else f"{value:,}"


@register.filter
def homes(counted: Any) -> str:
    """ "378 户、100 店" of anything with `households` and `shops`."""
    return homes_said(counted.households, counted.shops)


@register.filter
def homes_without(counted: Any) -> str:
    """The same of those that lack somebody responsible."""
    return homes_said(counted.uncovered_households, counted.uncovered_shops)


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """A share 0..1 as per cent, never rounded up to 100 when something is missing."""
    if value is None:
        return "–"
    step = 10 ** (digits + 2)
    return f"{int(value * step + 1e-9) * 100 / step:.{digits}f}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """2022-03-01, in local time; None -> – (where None means 长期, the caller writes that)."""
    if value is None:
        return "–"
    return (timezone.localtime(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


@register.filter
def moment(value: datetime | None) -> str:
    """2022-03-01 09:12, in local time."""
    return "–" if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


@register.filter
def clock_time(value: datetime) -> str:
    """09:12:08, in local time."""
    return timezone.localtime(value).strftime("%H:%M:%S")


@register.filter
def unlocalised(value: float) -> str:
    """A number for SVG, with a decimal point in every language."""
    return f"{value:g}"
