"""The two formats of Open311: one value, written as JSON or as XML. JSON lists are XML elements with a name each."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse, JsonResponse

XML_TYPE = "text/xml"


class Format(StrEnum):
    XML = "xml"
    JSON = "json"


def written(form: Format, found: Any, root: str, item: str = "", status: int = 200) -> HttpResponse:
    if form is Format.JSON:
        return JsonResponse(found, safe=False, status=status, json_dumps_params={"ensure_ascii": False})
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, found, item)}\n'
    return HttpResponse(text, status=status, content_type=f"{XML_TYPE}; charset=utf-8")


CONTROLS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What the items of a list inside an element are called.
ITEMS = {"attributes": "attribute", "endpoints": "endpoint", "formats": "format"}


def _element(name: str, value: Any, item: str = "") -> str:
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(key, inner) for key, inner in value.items())}</{name}>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"<{name}>{''.join(_element(item or ITEMS[name], inner) for inner in value)}</{name}>"
    if value is None:
        return f"<{name}/>"
    text = str(value).lower() if isinstance(value, bool) else _without_controls(str(value))
    return f"<{name}>{escape(text)}</{name}>"


def _without_controls(text: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
