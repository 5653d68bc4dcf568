"""What the name of a sheet, and a line across the table, say of the rows below them. Values in, values out."""

import re
from collections.abc import Collection, Mapping, Sequence

from linli.places.written import AT, same_name, title_levels, title_names_several

_NAMES_BUILDING = frozenset({"building", "courtyard", "alley", "market", "shop"})
# Lines that say who the rows below are, or nothing at all: the rows keep the places that they say themselves.
_NO_PLACE = re.compile(
    r"户\S{0,2}$|人[员口]?$|居民|商户|租[户客]|党员|群众|低保|流动|常住|名[单册]|登记|台账|[表册]$|统计|情况|[共合总]计|备注|说明|[:]"
    r"|^(?:续表|接上页|转下页|未完|以[上下])|^\W+$|^[0-9.]+$"
)


def titles_of(sheet: str, file: str, above: Sequence[str] = ()) -> list[str]:
    """The sheet's name, or the file's where the sheet is the only one and its own name says nothing; and what stands
    above the header."""
    return [sheet if not file or title_levels(sheet) else file, *above]


def standing_levels(titles: Sequence[str], fields: Collection[str]) -> Mapping[str, str]:
    """What the titles say of all rows, whose columns mean `fields`. The columns say their building themselves; the
    compound or grid that the sheet is called by still holds. A level of which two titles say different things is said
    by none."""
    said: dict[str, str] = {}
    for levels in map(title_levels, titles):
        for level, name in levels.items():
            same = same_name(AT[level], said.setdefault(level, name), name)
            said[level] = said[level] if same else ""
    said = {level: name for level, name in said.items() if name}
    if said.keys() <= {"community"}:  # a file may be called after whoever keeps it
        return {}
    if _NAMES_BUILDING.isdisjoint(fields):
        return said
    return {level: name for level, name in said.items() if level not in {"building", *fields}}


def line_levels(said: Collection[str]) -> Mapping[str, str] | None:
    """What a line says of the rows below; empty where it speaks of no place, None where it is not understood."""
    texts = [text for text in said if text]
    found = next((levels for text in texts if (levels := title_levels(text))), None)
    if found:
        return found
    return {} if all(_NO_PLACE.search(text) or title_names_several(text) for text in texts) else None
