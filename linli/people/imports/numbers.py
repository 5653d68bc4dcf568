"""Checking whole columns of identity numbers (GB 11643-1999) and phones at once.

What passes here passes `people.rules.check_identity`; the rest is passed to it one by one, for the reason. Only the
form of the county prefix is checked, because numbers stay valid when counties are abolished.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from linli.kernel.errors import Invalid
from linli.kernel.sheets import Cell, clean
from linli.people import rules

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_PROVINCES = np.zeros(100, dtype=bool)
_PROVINCES[[*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)]] = True
_PROVINCES[[71, 81, 82, 83, 91]] = True
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0, 0, 0, 0, 0], dtype=np.int32)
_NOTHING = "x" * 18
_MANGLED_TAIL = "000"
_mobile = re.compile(r"1[3-9][0-9]{9}").fullmatch
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_PHONE = r"(?<![0-9])(?:\+?86[- ]?)?(1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}[- ]?[0-9]{7,8})(?![0-9])"
_PHONE_IN_TEXT = re.compile(_PHONE)
_OWN_PHONE = re.compile(rf"(?:本人|自己)[^0-9]{{0,4}}{_PHONE}")


@dataclass(frozen=True)
class Identities:
    """One entry for each row: the normal number or "", birth as ISO text or "", sex code or "", and {row: refusal
    code}."""

    numbers: list[str]
    born: list[str]
    sexes: list[str]
    refused: dict[int, str]


def valid_citizens(cells: Sequence[Cell], today: date) -> tuple[Any, npt.NDArray[np.int64]]:
    """Which cells are valid 18-character numbers as they stand, and their 18 characters as digits (10 for X)."""
    text = "".join(cell if type(cell) is str and len(cell) == 18 and cell.isascii() else _NOTHING for cell in cells)
    marks = np.frombuffer(text.encode(), dtype=np.uint8).reshape(len(cells), 18)
    digits = marks.astype(np.int64) - 48
    shaped: Any = (digits[:, :17] >= 0).all(axis=1) & (digits[:, :17] <= 9).all(axis=1)
    digits = np.where(shaped[:, None], digits, 0)
    right = _CHECKS[(digits[:, :17] @ _WEIGHTS) % 11] == marks[:, 17]
    year = digits[:, 6] * 1000 + digits[:, 7] * 100 + digits[:, 8] * 10 + digits[:, 9]
    month, day = digits[:, 10] * 10 + digits[:, 11], digits[:, 12] * 10 + digits[:, 13]
    leap: Any = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days = _MONTH_DAYS[np.minimum(month, 19)] - ((month == 2) & ~leap)
    packed = year * 10_000 + month * 100 + day
    real = (day >= 1) & (day <= days) & (year >= 1900) & (packed <= today.year * 10_000 + today.month * 100 + today.day)
    return shaped & right & real & _PROVINCES[digits[:, 0] * 10 + digits[:, 1]], digits


def read_identities(
    cells: Sequence[Cell], kinds: Sequence[str], today: date, *, text_table: bool, typed: frozenset[int] = frozenset()
) -> Identities:
    """`kinds` is "" or "id_card" for a citizen's number, else the other document. `typed`: rows corrected by hand.

    A number of more than fifteen digits in a number cell has lost some and is refused; in a text table (.csv) also one
    that ends in 000, because a spreadsheet rounds eighteen digits like that.
    """
    valid, digits = valid_citizens(cells, today)
    men = (digits[:, 16] % 2).tolist()
    numbers: list[str] = []
    born: list[str] = []
    sexes: list[str] = []
    refused: dict[int, str] = {}
    for row, (cell, good, man) in enumerate(zip(cells, valid.tolist(), men, strict=True)):
        if (
            good
            and kinds[row] in _CITIZEN
            and not (text_table and row not in typed and str(cell)[15:] == _MANGLED_TAIL)
        ):
            number = str(cell)
            numbers.append(number)
            born.append(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
            sexes.append("1" if man else "2")
            continue
        number, reason = ("", "") if cell == "" else _one(cell, kinds[row], today, text_table and row not in typed)
        if reason:
            refused[row] = reason
        citizen = number if kinds[row] in _CITIZEN else ""
        numbers.append(number)
        born.append(f"{citizen[6:10]}-{citizen[10:12]}-{citizen[12:14]}" if citizen else "")
        sexes.append(rules.sex_of(citizen) if citizen else "")
    return Identities(numbers, born, sexes, refused)


_CITIZEN = frozenset({"", "id_card", "permit"})


def _one(cell: Cell, kind: str, today: date, text_table: bool) -> tuple[str, str]:
    """(number, "") or ("", code of the refusal)."""
    if not isinstance(cell, str) and not _is_exact(cell):
        return "", "imports.identity_number_cell"
    text = clean(cell).replace(" ", "")
    if "*" in text:
        return "", "imports.identity_masked"
    if not text or text in {"无", "暂无", "不详", "/", "-", "未知", "未提供"}:
        return "", ""
    if _SCIENTIFIC.fullmatch(text.lstrip("'")):
        return "", "imports.identity_scientific"
    if text_table and kind in _CITIZEN and len(text) == 18 and text.endswith(_MANGLED_TAIL):
        return "", "imports.identity_rounded"
    try:
        return rules.check_document(kind or "id_card", text, today=today), ""
    except Invalid as refusal:
        return "", _OURS.get(refusal.code, refusal.code)


def _is_exact(cell: Cell) -> bool:
    """Fifteen digits or a permit's eight are the same as a number; eighteen are not."""
    return type(cell) is int and 0 < cell < 2**53


# Short messages for rows: the messages for a single person explain lengths and digits at more length.
_OURS = {f"people.identity_{what}": f"imports.identity_{what}" for what in ("shape", "region", "birth", "check_digit")}
_OURS |= {"people.document_shape": "imports.identity_shape"}


_LONG_DISTANCE = re.compile(r"^0(?=1[3-9][0-9]{9}$)")
_DEAD = re.compile("空号|停机|打不通|错号|作废|不用了|停用|已不用|注销|欠费|不通|暂停")
_CALLED = "(?:电话|手机|号码?|联系方式)"
_CHANGED = (
    rf"(?<![未没])(?:更换|变更|改换?|换)了?(?:新?{_CALLED})|{_CALLED}(?:号码?)?(?:已经?)?(?:更换|变更|改了|换了?|变了)"
    rf"|(?:老(?!人)|旧|原)的?{_CALLED}"
)
changed_phone = re.compile(_CHANGED).search  # in a note
_CHANGED_HERE = re.compile(
    rf"{_CHANGED}|老(?!人|[公婆伴爸妈])|[旧原]|以前|改[为成]|→|->|[更变换]|已改"
)  # in the cell of the phone itself


class Phones(dict[Cell, tuple[str, str, str]]):
    """Raw cell -> (number, refusal code, what else the cell says: other numbers, whose it is)."""

    def __missing__(self, cell: Cell) -> tuple[str, str, str]:
        if type(cell) is str and _mobile(cell):
            return (cell, "", "")  # not cached: a street has as many phones as people
        if isinstance(cell, float):
            return ("", "imports.phone_wrong", "")
        return read_phone(clean(cell))


def read_phone(text: str) -> tuple[str, str, str]:
    """(number, refusal code, what else the text says)."""
    if not text or text in {"无", "暂无", "不详", "/", "-", "没有", "未知"}:
        return ("", "", "")
    if "*" in text:
        return ("", "imports.phone_masked", "")
    text = _LONG_DISTANCE.sub("", text)
    try:
        return (rules.check_phone(text), "", "")
    except Invalid:
        return _phone_among_words(text)


def _phone_among_words(text: str) -> tuple[str, str, str]:
    """The person's own number where one is called so, else the first; the rest of the cell is kept as it is."""
    numbers = [match for match in _PHONE_IN_TEXT.finditer(text) if _valid(match[1])]
    if _CHANGED_HERE.search(text):
        return ("", "imports.phone_changed", text)
    if not numbers:
        return ("", "imports.phone_wrong", "")
    if len(numbers) == 1 and _DEAD.search(text):
        return ("", "imports.phone_dead", text)
    own = next((match for match in _OWN_PHONE.finditer(text) if _valid(match[1])), None)
    taken = own or numbers[0]
    rest = f"{text[: taken.start()]} {text[taken.end() :]}".strip(" ,，、;；/:：")
    return (_valid(taken[1]), "imports.phones_several" if len(numbers) > 1 else "", rest)


def _valid(text: str) -> str:
    try:
        return rules.check_phone(text)
    except Invalid:
        return ""
