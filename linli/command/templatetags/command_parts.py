"""Parts of the board that use other modules of this room."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from linli.command.handling_views import drawn
from linli.places.models import Place

register = template.Library()


@register.simple_tag(takes_context=True)
def needs_handling(context: dict[str, Any], place: Place) -> SafeString:
    """The column of calls as it is now; afterwards it refreshes itself."""
    return mark_safe(drawn(context["request"], context["actor"], place))  # noqa: S308 (rendered by a template)
