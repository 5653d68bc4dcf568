"""Text typed by users: without invisible characters, normalised, of limited length.

Every script is accepted. Control characters, directions (bidi) and zero-width spaces are removed; the two joiners stay,
because Persian and Uyghur words and many emoji need them. A tab, and a line break where lines are not allowed, become a
blank.
"""

import re
import unicodedata

from linli.kernel.errors import Invalid

_JOINERS = frozenset("\u200c\u200d")
# Letters that draw nothing: joiners, fillers of Hangul, the empty braille cell, selectors of a variant.
_BLANK = "".join({*_JOINERS, *"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0 \n", *map(chr, range(0xFE00, 0xFE10))})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")


def visible(text: str, *, lines: bool = False) -> str:
    """`text` without invisible characters, in NFC, single blanks, trimmed; "" when nothing of it is drawn. With `lines`
    its line breaks stay."""
    seen = _cleaned(text, lines=lines)
    return seen if seen.strip(_BLANK) else ""


def _cleaned(text: str, *, lines: bool) -> str:
    if text.isprintable():  # the usual case, made fast: lists of ten thousand rows are cleaned here
        return " ".join(unicodedata.normalize("NFC", text).split())
    broken = _BLANKS.sub(" ", _BREAKS.sub("\n", text))
    seen = unicodedata.normalize("NFC", "".join(c for c in broken if c == "\n" or _is_seen(c)))
    parts = [" ".join(line.split()) for line in seen.split("\n")]
    return "\n".join(parts).strip() if lines else " ".join(filter(None, parts))


def _is_seen(character: str) -> bool:
    """The planes of ideographs count as seen: names use characters that this Python does not know yet."""
    if "\U00020000" <= character <= "\U0003ffff":
        return ord(character) & 0xFFFE != 0xFFFE
    return character in _JOINERS or unicodedata.category(character) not in _UNSEEN


def clean_text(value: str, *, field: str, most: int, lines: bool = False, missing: str = "") -> str:
    """The text to store. Raises Invalid at `field` when it is longer than `most`, or empty where the code `missing` is
    given."""
    clean = visible(value, lines=lines)
    if missing and not clean:
        raise Invalid(missing, field=field)
    if len(clean) > most:
        raise Invalid("kernel.text_too_long", field=field, most=most, count=len(clean))
    return clean


def reason_of(value: str, *, field: str = "reason", least: int = 2, most: int = 200) -> str:
    """A reason for a deed that needs one. `least` 0 where a reason is optional.

    Raises Invalid at `field` when it is shorter than `least` or longer than `most`.
    """
    reason = clean_text(value, field=field, most=most, lines=True)
    if len(reason) < least:
        raise Invalid("kernel.reason_missing", field=field, least=least)
    return reason
