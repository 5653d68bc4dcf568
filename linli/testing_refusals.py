"""Reading what an answer refuses, by its codes. Knows no room, so that the lowest may use it too."""

import json
import re
from typing import Any

REFUSAL_HOOK = re.compile(r'data-code="([^"]*)"(?: data-field="([^"]*)")?')  # {% refusal_hook … %}


def refusals(answer: Any) -> dict[str, str]:
    """field -> code of each refusal that an answer tells, page, fragment or JSON; "" is the field of what stands above.

    Two codes of one field have a space between. {} where nothing is refused, or where another page will tell it.
    """
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        told = json.loads(answer.content)
        return {told.get("field", ""): told["code"]} if isinstance(told, dict) and "code" in told else {}
    found: dict[str, list[str]] = {}
    for codes, field in REFUSAL_HOOK.findall(answer.content.decode()):
        known = found.setdefault(field, [])
        known += [code for code in codes.split() if code not in known]
    return {field: " ".join(codes) for field, codes in found.items()}


def refused(answer: Any) -> str:
    """The code of the one refusal that an answer tells, whatever its field; "" where nothing is refused."""
    return " ".join(refusals(answer).values())
