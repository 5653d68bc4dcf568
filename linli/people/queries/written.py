"""Doors by an address as the pages show it: "学院小区 3号楼 2单元 601"."""

from collections.abc import Sequence

from linli.access.rules import SEGMENT, covers
from linli.people import rules
from linli.places.models import Place
from linli.places.rules import PlaceKind, normal_name
from linli.places.written import LEVELS, parse_address

ABOVE_LABELS = ("community", "grid", "compound", "market")


def door_written(text: str, paths: Sequence[str]) -> tuple[str, list[str]]:
    """(the label that the text means, the parts of `paths` that it names). A label ends in "-" where no door is named.

    The text as a label, and all of `paths`, where it names no compound, grid or community that is there.
    """
    levels = parse_address(rules.normal_text(text))
    above = [(PlaceKind(level), levels[level]) for level in ABOVE_LABELS if level in levels]
    label = rules.door_label((level, levels[level]) for level in LEVELS if level in levels)
    named = _parts_named(above, paths) if above and label else []
    if not named:
        return rules.normal_door(text), list(paths)
    return label if "door" in levels else f"{label}-", named


def _parts_named(above: Sequence[tuple[PlaceKind, str]], paths: Sequence[str]) -> list[str]:
    parts = list(paths)
    for kind, name in above:
        roots = {path[:SEGMENT] for path in parts if path}
        places = Place.objects.filter(kind=kind, closed_on=None)
        found = [
            path
            for path, shown in places.values_list("path", "name")
            if path[:SEGMENT] in (roots or {path[:SEGMENT]}) and normal_name(kind, shown) == normal_name(kind, name)
        ]
        parts = [path for path in found if any(covers(part, path) for part in parts)] + [
            part for part in parts if any(covers(path, part) and path != part for path in found)
        ]
    return parts
