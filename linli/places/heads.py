"""The beginning of an address that names a street and what it lies in, "榆林市榆阳区崇文路街道": whether it is ours."""

import re
from collections.abc import Collection

from linli.places import divisions
from linli.places.rules import street_name

_DIVISION = "[省市区县旗州盟]"
_NAMED = re.compile(rf".[^省市区县旗州盟]{{0,7}}?(?:自治区|自治州|自治县|{_DIVISION})")
_PARTS = re.compile(rf"(?P<region>(?:{_NAMED.pattern})*)(?P<town>.{{2,}}(?:街道办事处|街道办|街道|镇|乡))?")


def parted(head: str) -> tuple[str, str]:
    """(what the street lies in, the street) of a head, "" for what it does not name."""
    found = _PARTS.fullmatch(head)
    return (found["region"] or "", found["town"] or "") if found else ("", head)


class OurStreet:
    """`code`: the official code of the street or of a place in it, "" where there is none."""

    def __init__(self, name: str, code: str) -> None:
        self.name = name
        above = divisions.line(code[:6]) if code and divisions.ready() else ()
        self._above = frozenset(_bare(one.name) for one in above)

    def is_named(self, head: str, heads: Collection[str]) -> bool:
        """`heads`: all those of the list. Where nobody knows what the street lies in, the only district that a list
        names before our street is taken for its own; one without a street is not."""
        region, town = parted(head)
        if town and street_name(town) != street_name(self.name):
            return False
        if not region:
            return True
        if not self._above:
            return bool(town) and len({parted(one)[0] for one in heads} - {""}) == 1
        return all(_bare(part) in self._above for part in _NAMED.findall(region))


def _bare(division: str) -> str:
    return re.sub(rf"(?<=..)(?:自治区|自治州|自治县|{_DIVISION})$", "", division)
