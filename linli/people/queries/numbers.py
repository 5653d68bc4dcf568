"""A telephone or identity number among other words."""

import re

from linli.people import rules
from linli.people.queries.search import is_number

_BETWEEN = r"[\s()./_,、·‐‑‒–—―−﹣-]{0,3}"  # blanks and marks inside a number that is written in parts
# Each begins with digits in one piece: a door ("13-1") and the number of a call ("1130-0001") side by side are none.
_WRITTEN = (
    rf"[1-9][0-9]{{5}}(?:{_BETWEEN}[0-9]){{11}}{_BETWEEN}[0-9Xx]",  # a citizen's
    rf"1[3-9][0-9](?:{_BETWEEN}[0-9]){{8}}",  # a mobile
    rf"0(?:10|2[0-9]|[3-9][1-9][0-9])(?:{_BETWEEN}[0-9]){{7,8}}",  # a landline with its area code
    r"[0-9]{7,}[Xx]?",  # any other of so many digits: no label of a door has them
)
_NUMBERS = [re.compile(rf"(?<![0-9]){written}(?![0-9])") for written in _WRITTEN]


def number_in(text: str) -> str:
    """The number that the text is or has somewhere, with or without blanks round and inside it; "" for none."""
    if is_number(text):
        return text
    plain = rules.normal_text(text)
    return next((found.group() for number in _NUMBERS if (found := number.search(plain))), "")
