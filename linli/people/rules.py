"""Words of the register; valid identity numbers, phones and names; masks; labels of doors.

Values in, values out. The checks return the normal form that is stored and blind-indexed, or raise `Invalid` naming the
field: entry of one person and the import of a whole register must agree on what "the same number" is.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import phonenumbers

from linli.kernel.errors import Invalid
from linli.kernel.text import visible
from linli.places.rules import numeral


def residence_choices() -> list[tuple[str, str]]:
    return [("owner", "自住"), ("lodger", "租住"), ("student", "学生"), ("floating", "流动人口"), ("other", "其他")]


def call_reason_choices() -> list[tuple[str, str]]:
    """Why a resident is rung, most days: one tap each. Another reason is typed."""
    return [("visit", "上门前联系"), ("check", "核对登记"), ("care", "问问近况")]


def relation_choices() -> list[tuple[str, str]]:
    """A short list of our own, mapped from GB/T 4761-2008 (relation to the head of the household)."""
    return [
        ("head", "户主"), ("spouse", "配偶"), ("child", "子女"), ("child_in_law", "儿媳女婿"), ("grandchild", "孙辈"),
        ("parent", "父母"), ("grandparent", "祖辈"), ("sibling", "兄弟姐妹"), ("kin", "其他亲属"),
        ("non_kin", "非亲属"), ("unknown", "未填"),
    ]  # fmt: skip


def sex_choices() -> list[tuple[str, str]]:
    """GB/T 2261.1."""
    return [("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明")]


def need_choices() -> list[tuple[str, str]]:
    return [
        ("hearing", "听力"), ("sight", "视力"), ("speech", "言语"), ("language", "语言"), ("mobility", "行动"),
        ("alone", "独居老人"), ("chronic", "长期用药"), ("dialysis", "透析"), ("pregnant", "孕产"),
        ("child", "无人照看儿童"), ("other", "其他"),
    ]  # fmt: skip


# What a building or floor leader never sees: they see that somebody needs care, not which illness.
HEALTH_NEEDS = frozenset({"chronic", "dialysis", "pregnant", "other"})


def reach_choices() -> list[tuple[str, str]]:
    return [("call", "打电话"), ("text", "发文字"), ("door", "上门"), ("relay", "找联系人转达")]


def identity_choices() -> list[tuple[str, str]]:
    return [
        ("id_card", "居民身份证"), ("permit", "港澳台居民居住证"), ("passport", "护照"),
        ("foreign", "外国人永久居留身份证"), ("other", "其他证件"), ("none", "未登记"),
    ]  # fmt: skip


EARLIEST_BIRTH = date(1900, 1, 1)
NOTE_LENGTH = 2_000  # of the note about a person, by hand and from a list
MERGE_DAYS = 30  # how long a merge can be undone; afterwards the old rows lose their numbers (`people.retention`)


def left_choices() -> list[tuple[str, str]]:
    return [("moved", "已迁出"), ("died", "已去世"), ("merged", "已合并"), ("undone", "登记已撤回")]


def move_choices() -> list[tuple[str, str]]:
    return [("in", "迁入"), ("out", "迁出"), ("within", "迁居"), ("death", "去世"), ("merge", "合并")]


def proposal_choices() -> list[tuple[str, str]]:
    return [("open", "待核对"), ("accepted", "已采纳"), ("declined", "未采纳"), ("withdrawn", "已被新的申请代替")]


# --- exports (docs/decisions/030) ---------------------------------------------------------------------------------

EXPORT_WAITS = timedelta(days=14)  # for an approver
EXPORT_OPEN = timedelta(hours=72)  # how long what was granted can be fetched
EXPORT_FETCHES = 3


def purpose_choices() -> list[tuple[str, str]]:
    return [
        ("visit", "上门走访"), ("care", "特殊需要照护"), ("health", "接种、体检等公共卫生"), ("emergency", "应急处置"),
        ("report", "上级要求报送"), ("handover", "工作交接"), ("other", "其他用途"),
    ]  # fmt: skip


def export_state_choices() -> list[tuple[str, str]]:
    return [("waiting", "等审批"), ("granted", "同意导出"), ("refused", "不同意导出"), ("lapsed", "没人审批，已过期")]


def needs_approver(rows: int, left: int, *, whole: bool) -> bool:
    """Whether an export of `rows` people is asked for. `left`: how many may still leave today without asking."""
    return whole or rows > left


def can_be_fetched(state: str, until: datetime, fetches: int, now: datetime) -> bool:
    return state == "granted" and now < until and fetches < EXPORT_FETCHES


# --- text -------------------------------------------------------------------------------------------------------

# GBK kept these 80 characters in private use until GB 18030-2005; names typed long ago still have them (䶮, 㳠).
_FORMERLY_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺"
    "𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_HALF_WIDTH = {0xE815 + at: ord(character) for at, character in enumerate(_FORMERLY_PRIVATE)}
_HALF_WIDTH |= {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_DOTS = dict.fromkeys(map(ord, "•・‧∙●･᛫⋅"), "·")
_DOT = re.compile(r"(?<=[\u3400-\u9fff])[.。](?=[\u3400-\u9fff])")
_DAMAGED = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd?]")
_LONG_NUMBER = re.compile(r"[0-9][0-9 -]{4,}[0-9Xx]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")


def normal_text(text: str) -> str:
    """Half-width, without control and invisible characters, single blanks, trimmed."""
    half = unicodedata.normalize("NFC", text).translate(_HALF_WIDTH)
    if not half.isprintable():
        half = "".join(c for c in half if unicodedata.category(c) != "Cf")  # joiners too
    return visible(half)


def normal_name(text: str) -> str:
    """A person's name as it is stored: Chinese without inner blanks, the dot of Uyghur and Tibetan names unified."""
    name = normal_text(text).translate(_DOTS)
    return _DOT.sub("·", name.replace(" ", "")) if any("\u4e00" <= c <= "\u9fff" for c in name) else name


def check_name(text: str) -> str:
    """The normal form of a person's name. Raises Invalid at field "name": also for several lines or columns pasted into
    it, a number in it, and a character that was lost on the way (�, ?, private use)."""
    name = normal_name(text)
    if not name:
        raise Invalid("people.name_empty", field="name")
    if len(name) > 60 or not any(unicodedata.category(c)[0] == "L" or c >= "\U00020000" for c in name):
        raise Invalid("people.name_wrong", field="name")
    if _LONG_NUMBER.search(name):
        raise Invalid("people.name_number", field="name")
    if _DAMAGED.search(name):
        raise Invalid("people.name_damaged", field="name")
    if re.search(r"[\t\r\n]", text.strip()):
        raise Invalid("people.name_lines", field="name")
    return name


# --- identity documents -----------------------------------------------------------------------------------------

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_REGIONS = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
) | {"71", "81", "82", "83", "91"}  # GB/T 2260 provinces; 81–83 residence permits, 91 foreign permanent residents
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_DOCUMENT = re.compile(r"[A-Z0-9()/-]{5,20}")


def normal_identity(text: str) -> str:
    """Half-width upper case without blanks and dashes, so that different spellings of one number are equal."""
    return normal_text(text).translate(_DASHES).upper().replace(" ", "").replace("-", "").lstrip("'")


def check_digit(first17: str) -> str:
    """GB 11643-1999 (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(c) * w for c, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def check_identity(text: str, *, today: date | None = None) -> str:
    """The 18 characters of a citizen's number (GB 11643-1999). The 15-digit form of before 1999 is converted.

    Raises Invalid at field "identity": people.identity_scientific (a spreadsheet has destroyed it), identity_shape,
    identity_region, identity_birth (no such day, or after `today`), identity_check_digit.
    """
    raw = normal_identity(text)
    if _SCIENTIFIC.fullmatch(raw):
        raise Invalid("people.identity_scientific", field="identity")
    if _FIFTEEN.fullmatch(raw):
        raw = raw[:6] + "19" + raw[6:]
        raw += check_digit(raw)
    if not _EIGHTEEN.fullmatch(raw):
        raise Invalid("people.identity_shape", field="identity", length=len(raw))
    if raw[:2] not in _REGIONS:
        raise Invalid("people.identity_region", field="identity", region=raw[:2])
    born = birth_of(raw)
    if born is None or (today is not None and born > today):
        raise Invalid("people.identity_birth", field="identity", born=raw[6:14])
    if check_digit(raw[:17]) != raw[17]:
        raise Invalid("people.identity_check_digit", field="identity")
    return raw


def birth_of(identity: str) -> date | None:
    """The date of birth in a citizen's number; None when it is no date or before 1900."""
    try:
        born = date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    except ValueError:
        return None
    return born if born.year >= EARLIEST_BIRTH.year else None


def sex_of(identity: str) -> str:
    """GB/T 2261.1 code from the 17th digit of a citizen's number: odd is a man."""
    return "1" if int(identity[16]) % 2 else "2"


def check_document(kind: str, text: str, *, today: date | None = None) -> str:
    """The normal form of the number of a document of `kind` (see `identity_choices`); "" when none was given."""
    if not normal_text(text):
        return ""
    if kind in {"id_card", "permit"}:
        return check_identity(text, today=today)
    raw = normal_identity(text)
    if kind == "none" or not _DOCUMENT.fullmatch(raw):
        raise Invalid("people.document_shape" if kind != "none" else "people.document_kind", field="identity")
    return raw


# --- phones -----------------------------------------------------------------------------------------------------

_MAINLAND = 86
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"^(\+|00)?86(?=1[3-9][0-9]{9}$|0)")


def normal_phone(text: str) -> str:
    """Digits alone, without the country code: "+86 138-0000-0001" is "13800000001"."""
    digits = re.sub(r"[\s()./-]", "", normal_text(text).translate(_DASHES)).lstrip("'")
    return _COUNTRY.sub("", digits)


def check_phone(text: str) -> str:
    """A mainland mobile or a landline with its area code, in digits; a number of elsewhere (港澳台 too) as E.164 writes
    it, "+85291234567"; "" when none was given.

    Raises Invalid at field "phone": people.phone_scientific, people.phone_area (a landline without area code),
    people.phone_shape.
    """
    digits = normal_phone(text)
    if not digits or _MOBILE.fullmatch(digits):
        return digits
    if _SCIENTIFIC.fullmatch(normal_text(text)):
        raise Invalid("people.phone_scientific", field="phone")
    if re.fullmatch(r"[2-8][0-9]{6,7}", digits):
        raise Invalid("people.phone_area", field="phone")
    if re.fullmatch(r"0[0-9]{9,11}", digits) and phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN")):
        return digits
    return _from_elsewhere(digits)


def _from_elsewhere(digits: str) -> str:
    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", digits), None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.country_code == _MAINLAND or not phonenumbers.is_valid_number(number):
        raise Invalid("people.phone_shape", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


# --- masks ------------------------------------------------------------------------------------------------------


def mask_name(name: str) -> str:
    """李小明 -> 李**: the first character and at most two stars, so that the length of a longer name is not shown."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""


def mask_phone(phone: str) -> str:
    """13812340001 -> 138****0001; a number of fewer than ten characters becomes stars only."""
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}" if len(phone) >= 10 else "*" * len(phone)


# --- doors ------------------------------------------------------------------------------------------------------

_NOT_IN_LABELS = frozenset(
    {"subdistrict", "community", "sector", "grid", "compound", "market", "building_group", "floor"}
)
_UNITS = re.compile(r"(号楼|号院|栋|幢|座|#|单元|室|号|户|门)$")
_PARTS = re.compile(r"号楼|号院|[栋幢座#]|单元|(?<=[0-9一二三四五六七八九十])楼|[室号户门层]|[,，、/\s]+")
_FLOOR_BEFORE = re.compile(r"(?:(?<=单元)|(?<=[栋幢座楼#-]))-?[0-9]{1,3}[层楼](?=-?[0-9])")
_STREET_NUMBER = re.compile(r"(?<=[巷弄路街坊里院])(?=[0-9])")


def door_part(name: str) -> str:
    """One place's name in a label: "3号楼", "03栋" and "三幢" -> "3", "2单元" -> "2", "东屋" -> "东屋"."""
    plain = normal_text(name).upper()
    part = _UNITS.sub("", plain).strip() or plain
    number = numeral(part)
    return str(number) if number is not None else part.lstrip("0") or part


def door_label(chain: Iterable[tuple[str, str]]) -> str:
    """The short label of a door from (kind, name) of the places above it, outermost first, the door last: "3-2-501".

    Floors, grids and compounds are left out: 501 already contains the floor, and people say 3号楼 without the grid.
    """
    parts = [door_part(name) for kind, name in chain if kind not in _NOT_IN_LABELS]
    return "-".join(part for part in parts if part)[:80]


def normal_door(text: str) -> str:
    """The label that somebody's text for a door means: "3号楼2单元501室", "3栋2单元5层501" and "3 2 501" are "3-2-501".

    A floor before a door is left out; "槐树巷1号" is an alley and a number.
    """
    plain = normal_text(text).translate(_DASHES).replace("_", "-").upper()
    if plain.isdigit():
        return plain  # "0501" alone could also be the end of a phone number
    plain = _FLOOR_BEFORE.sub("-", _STREET_NUMBER.sub("-", plain))
    return "-".join(door_part(part) for part in _PARTS.sub("-", plain).split("-") if part)


def may_take_back(what: str, recorded_on: date, today: date) -> bool:
    """A merge for MERGE_DAYS, other deeds on the day when they were recorded."""
    return (today - recorded_on).days <= (MERGE_DAYS if what == "merge" else 0)
