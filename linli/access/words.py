"""Words for the kinds of facts in the trail. A kind without a word is shown by its code, so that no fact is hidden."""

import re
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.facts import declared

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def choices() -> list[tuple[str, Any]]:
    """Choices for a select: each room as a whole, then its kinds, from the lowest floor up."""
    groups: list[tuple[str, Any]] = [("", _("全部"))]
    for code, title in reversed(declared.rooms().items()):
        whole = (code, _("%(room)s：全部") % {"room": _(title)})
        deeds = [(kind.code, _(kind.word)) for kind in declared.kinds() if kind.code.startswith(f"{code}.")]
        groups.append((_(title), [whole, *deeds]))
    return groups


def is_known(kind: str) -> bool:
    """A kind of fact that some room declares, or a whole room."""
    return kind in declared.rooms() or declared.find(kind) is not None


def details(data: dict[str, Any]) -> str:
    """The details of a fact in words: "字段 phone · 理由 …". Empty values are left out, and so are bare ids: they tell
    a reader nothing, and the fact's place and subject stand beside them. The stored fact keeps them."""
    shown = {key: ", ".join(map(str, _told(v))) if isinstance(v, list) else v for key, v in data.items()}
    kept = {key: value for key, value in shown.items() if value not in ("", None) and not _is_id(value)}
    named = declared.details()
    return " · ".join(f"{_(named[key]) if key in named else key} {value}" for key, value in kept.items())


def _told(values: list[Any]) -> list[Any]:
    return [value for value in values if not _is_id(value)]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def deed(kind: str) -> str:
    found = declared.find(kind)
    return _(found.word) if found else kind


def room(kind: str) -> str:
    name = kind.partition(".")[0]
    return _(declared.rooms()[name]) if name in declared.rooms() else name
