"""Reading a row of a leaders' file. Values in, values out.

A row names a person, a post and its places, in the columns that every street already keeps: community, grid, group of
buildings, building, stairwell, "5-6层", "501、502", "1-13号", or in one cell (`scopes`); a row that names only the
street covers all of it. One row is one appointment. A blank cell means that the level does not apply; "同上" repeats
the cell above. A row whose name says that nobody holds the post (空缺, 待定) is no appointment.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from linli.corps.scopes import chains_of
from linli.intake.plain import Record
from linli.kernel.errors import Invalid
from linli.kernel.sheets import Cell, clean, parse_date
from linli.kernel.sheets.cells import DITTO
from linli.people.imports.numbers import changed_phone, read_phone
from linli.people.imports.persons import NOBODIES, ODD, no_person, read_name
from linli.people.imports.words import Gone
from linli.people.rules import check_name
from linli.places.patterns import Chain
from linli.places.rules import DEPTH, PlaceKind, normal_name, street_name
from linli.places.written import apart

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "责任人", "责任人姓名", "负责人", "任职人", "人员姓名", "名字"),
    "post": ("职务", "岗位", "职责", "角色", "责任人类别", "类别", "长别", "任职"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码"),
    "subdistrict": ("街道", "所属街道", "街道名称", "镇街", "乡镇"),
    "community": ("社区", "所属社区", "社区名称", "村居", "居委会"),
    "sector": ("片区", "所属片区", "片区名称"),
    "grid": ("网格", "所属网格", "网格名称", "网格号"),
    "compound": ("小区", "小区名称", "所属小区"),
    "building_group": ("楼组", "居民小组", "居民组", "楼组名称"),
    "building": ("楼栋", "楼号", "楼", "楼栋号", "幢", "栋"),
    "stairwell": ("单元", "楼道", "单元号"),
    "floor": ("楼层", "层", "负责楼层"),
    "door": ("门牌", "户", "房号", "室", "负责户", "门牌号"),
    "alley": ("巷道", "巷", "巷道名称"),
    "courtyard": ("院落", "院", "院落名称", "大院"),
    "market": ("商区", "商圈", "市场", "商业街"),
    "shop": ("门店", "店铺", "商铺", "负责门店"),
    "scope": (
        "负责范围",
        "范围",
        "管理范围",
        "责任范围",
        "管辖范围",
        "包保范围",
        "负责区域",
        "责任区域",
        "责任区",
        "负责地点",
        "负责楼栋",
        "包联范围",
        "辖区",
    ),
    "unit": ("单位", "工作单位", "所在单位"),
    "note": ("备注（只核对，不写入）", "备注", "备注说明", "说明", "情况说明"),
    "starts": ("任期从", "开始日期", "任职日期", "任职时间", "起", "从"),
    "ends": ("任期到", "结束日期", "到期日期", "任期止", "止", "到"),
}
# The fields that say a place, the one that is corrected first in front.
PLACE_FIELDS = (
    "scope", "shop", "door", "floor", "stairwell", "building", "building_group", "courtyard", "market", "alley",
    "compound", "grid", "sector", "community", "subdistrict",
)  # fmt: skip
TITLES = {known: names[0] for known, names in COLUMNS.items()}
_LEFT_POST = re.compile(r"^(?:原|前|已故|已?(?:死|去世|病故|搬走|迁出|调走|退休))")
_PARTS = re.compile(r"[\s,，;；。、()（）]+")
_DAY = r"(?:(?:19|20)?[0-9]{2}[年./-])?(?:[0-9]{1,2}[月./-](?:[0-9]{1,2}[日号]?)?|[0-9]{1,2}[日号])?"
_LEFT_NOTE = re.compile(
    rf"{_DAY}(?:现|目前|本人|该?岗位?|职务)?(?:已经?|现已)?"
    r"(?:离[任职岗]|卸任|免职|辞[职任]|调[离走出任]|搬[走离家]|迁[出走]|(?<=已)退休|去[世逝]|[病亡]故|死亡|过[世逝]|(?<=已)[死故]|撤销|取消"
    r"|亡|殁|销户|空[缺岗编]|缺[岗位员编]?|暂缺|待[定补聘招配选任]|待任命|招募中?|未[定聘选设]|不设|无人(?:担任)?|(?:由.{2,6})(?:代[管理]|兼[任管]?))了?"
)
# What leaves open whether they hold the post still, or alone: 因病离任, 轮流, 兼, 由李四代.
_DOUBT_NOTE = re.compile(
    r"(?<!未)(?:离[任职岗]|卸任|免[职去]|辞[职任去]|已辞|停职|撤职|罢免|落选|调[离走出]|退[出下]|届满|到龄|换人|更换|替换|换届|不[干做当]了|不再|不愿)"
    r"|轮[流值换岗]|空[缺岗]|暂缺|代[理管职班]|暂代|兼任?$|代$|由.{1,6}[代兼]|病假|产假|休假|请假|住院|外出|在外|打工"
)
_OPEN_ENDED = frozenset({"", "长期", "无", "-", "/", "至今", "现任", "在任", "永久"})
_NOTHING_BESIDE = re.compile(r"[\s():]*(?:手机|电话|座机|本人|自己)?[\s():]*")


@dataclass
class Row:
    """`number` is the user's own row number in the `sheet`. `problem` is the code of the refusal, with `told` to fill
    it; `unread`: another column of the row holds something, which may say where it is; `written`: the cell of a name
    that may be none, or says more than the name; `inside`: places were left out that lie in others of the row;
    `unlike`: what is said of a place that would be made among others of its kind; `spread`: and of floors that are
    taken for those of every stairwell of their building; `place_cell`: the innermost field that says the place;
    `doubt`: words of the note that leave open whether they hold the post."""

    number: int
    sheet: int = 0
    name: str = ""
    title: str = ""
    phone: str = ""
    unit: str = ""
    starts: date | None = None
    ends: date | None = None
    chains: tuple[Chain, ...] = ()
    problem: str = ""
    told: dict[str, str] = field(default_factory=dict)
    warning: str = ""
    unread: bool = False
    written: str = ""
    inside: bool = False
    unlike: dict[str, str] = field(default_factory=dict)
    spread: dict[str, str] = field(default_factory=dict)
    doubt: str = ""
    place_cell: str = ""

    @property
    def key(self) -> tuple[int, int]:
        return self.sheet, self.number


def parse_rows(records: Iterable[Record]) -> Iterator[Row]:
    above: Row | None = None
    for record in records:
        text, raw = record.text, record.raw
        row = Row(
            record.number, record.sheet, title=text.get("post", ""), unit=text.get("unit", ""),
            unread=record.unread or bool(text.get("note")), place_cell=_place_cell(text),
        )  # fmt: skip
        _read(row, text, raw)
        if raw.get("name") in DITTO and above and above.sheet == row.sheet and not row.phone:
            row.phone = above.phone  # the same person: one telephone
        above = row
        yield row


def _place_cell(text: Mapping[str, str]) -> str:
    return next((known for known in PLACE_FIELDS if text.get(known)), "")


def _read(row: Row, text: Mapping[str, str], raw: Mapping[str, Cell]) -> None:
    try:
        row.name, row.written = _holder(text.get("name", ""), raw.get("name", ""))
        row.doubt = _doubt_of(text.get("note", ""))
        row.starts, row.ends = _day(raw, text, "starts"), _day(raw, text, "ends")
        _check(row)
        row.chains = chains_of({known: _apart(raw.get(known, ""), cell) for known, cell in text.items()})
    except Invalid as refusal:
        row.name = row.name or text.get("name", "")
        row.problem, row.told = refusal.code, {key: str(value) for key, value in refusal.data.items()}
    # a wrong phone is left out; the person is still accepted
    row.phone, row.warning, beside = read_phone(text.get("phone", ""))
    if row.phone and changed_phone(text.get("note", "")):
        row.phone, row.warning = "", "imports.phone_changed"
    elif row.phone and beside and not _NOTHING_BESIDE.fullmatch(beside):
        row.warning = "corps.row_phone_words"


def _apart(cell: Cell, text: str) -> str:
    """ "①②号楼" as "1、2号楼"."""
    found = apart(cell) if type(cell) is str else cell
    return text if found == cell else clean(found)


def _holder(name: str, cell: Cell) -> tuple[str, str]:
    """The name, as the register reads it, and the whole cell where that must be asked about. A post that somebody left,
    or fills in for, is vacant."""
    if not isinstance(cell, str) or cell in DITTO:
        cell = name
    found, fault, aside = read_name(cell)
    beside = no_person(aside) if aside and "兼" not in aside else ""
    if "imports.vacant" in {fault, beside} or _LEFT_POST.search(aside) or Gone()[aside]:
        raise Invalid("corps.row_vacant", text=name[:20])
    if fault in NOBODIES:
        raise Invalid("corps.row_nobody", text=name[:20])
    if fault not in {"", "imports.no_name", "imports.bad_name", ODD}:
        raise Invalid(fault)
    return check_name(found if fault in {"", ODD} else name), name if fault == ODD or aside else ""


def _doubt_of(note: str) -> str:
    """The note where it leaves open whether they hold the post; "" for an ordinary one: 没有微信, 原社区书记, 退休教师.
    Raises Invalid where the note, or a part of it, only says that nobody holds it any more."""
    parts = _PARTS.split(note)
    if any(map(_LEFT_NOTE.fullmatch, parts)):
        raise Invalid("corps.row_vacant", text=note[:20], known="note")
    return note if Gone()[note] or any(map(_DOUBT_NOTE.search, parts)) else ""


def _check(row: Row) -> None:
    if row.starts and row.ends and row.ends <= row.starts:
        raise Invalid("corps.row_term")
    if not row.title:
        raise Invalid("corps.row_no_post")


def _day(raw: Mapping[str, Cell], text: Mapping[str, str], known: str) -> date | None:
    written = text.get(known, "")
    if written in _OPEN_ENDED:
        return None
    found = parse_date(raw.get(known, "")) or parse_date(written)
    if found is None or not 1990 <= found.year <= 2100:
        raise Invalid("corps.row_date", column=TITLES[known], text=written[:20], known=known)
    return found


def in_words(chains: Sequence[Chain]) -> str:
    """What the row says about its places, for the preview: "学院社区 03网格 7号楼 5层、6层"; "" for the root itself."""
    named = [chain for chain in chains if chain]
    if not named:
        return ""
    heads = {chain[:-1] for chain in named}
    if len(heads) > 1:
        return "、".join(" ".join(name for _, name in chain) for chain in named)
    head = " ".join(name for _, name in named[0][:-1])
    return f"{head} {'、'.join(chain[-1][1] for chain in named)}".strip()


def narrow(chain: Chain, line: Mapping[PlaceKind, str], root_kind: PlaceKind) -> Chain:
    """`chain` from below the root of the import: a file for one community names that community in every row.

    `line` names the root and the places above it. Raises Invalid for a chain that leads elsewhere, or ends above the
    root: a row of another community must not be taken for the grid of the same name in this one.
    """
    for kind, name in chain:
        if DEPTH[kind] <= DEPTH[root_kind] and _bare(kind, line.get(kind, "")) != _bare(kind, name):
            raise Invalid("corps.row_elsewhere", place=name[:30], root=line[root_kind])
    if DEPTH[chain[-1][0]] < DEPTH[root_kind]:
        raise Invalid("corps.row_above", place=chain[-1][1][:30], root=line[root_kind])
    return tuple((kind, name) for kind, name in chain if DEPTH[kind] > DEPTH[root_kind])


def _bare(kind: PlaceKind, name: str) -> str:
    normal = normal_name(kind, name)
    return street_name(normal) if kind is PlaceKind.SUBDISTRICT else normal
