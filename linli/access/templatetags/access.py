"""Filters of this room's pages: `{% load access %}`."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]
BROWSERS = [
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]


@register.filter
def at(places: dict[str, str], path: str) -> str:
    """The address of `path` from a dictionary that the view loaded in one query."""
    return places.get(path, path)


@register.filter
def device(user_agent: str) -> str:
    """ "Windows · Chrome" from a browser's User-Agent."""
    found = [next((shown for sign, shown in known if sign in user_agent), "") for known in (SYSTEMS, BROWSERS)]
    return " · ".join(part for part in found if part) or _("未知设备")
