"""Text that somebody typed: without what nobody sees, normalised, of a bounded length.

Any script passes. Control characters, directions (bidi) and zero-width spaces go; the two joiners stay, because Persian
and Uyghur words and many emoji need them. A tab, and a line break where no lines are wanted, become a blank.
"""

import re
import unicodedata

from linli.kernel.errors import Invalid

_JOINERS = frozenset("\u200c\u200d")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")


def visible(text: str, *, lines: bool = False) -> str:
    """`text` without what nobody sees, in NFC, single blanks, none at the ends. `lines`: its line breaks stay."""
    if text.isprintable():  # nearly always, and lists of ten thousand rows come through here
        return " ".join(unicodedata.normalize("NFC", text).split())
    broken = _BLANKS.sub(" ", _BREAKS.sub("\n", text))
    seen = unicodedata.normalize("NFC", "".join(c for c in broken if c == "\n" or _is_seen(c)))
    parts = [" ".join(line.split()) for line in seen.split("\n")]
    return "\n".join(parts).strip() if lines else " ".join(filter(None, parts))


def _is_seen(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _UNSEEN


def clean_text(value: str, *, field: str, most: int, lines: bool = False, missing: str = "") -> str:
    """What may be stored. Raises Invalid at `field` when it is longer than `most`, or empty where the code `missing`
    is given.
    """
    clean = visible(value, lines=lines)
    if missing and not clean:
        raise Invalid(missing, field=field)
    if len(clean) > most:
        raise Invalid("kernel.text_too_long", field=field, most=most, count=len(clean))
    return clean


def reason_of(value: str, *, field: str = "reason", least: int = 2, most: int = 200) -> str:
    """Why somebody does what has to be explained. `least` 0 where a reason is welcome but not asked for.

    Raises Invalid at `field` when it is shorter than `least` or longer than `most`.
    """
    reason = clean_text(value, field=field, most=most, lines=True)
    if len(reason) < least:
        raise Invalid("kernel.reason_missing", field=field, least=least)
    return reason
