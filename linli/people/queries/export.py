"""The register as a workbook: the rows of a search, and a first sheet that says who exported them and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.sheets.workbooks import Value, WorkSheet
from linli.people import rules
from linli.people.models import Resident
from linli.people.queries.records import identity_of, note_of, phone_of
from linli.places.queries import levels
from linli.places.rules import PlaceKind
from linli.places.written import LEVELS

_CHUNK = 2_000
# Chinese in every language, and by the names that the import knows: the file can be imported again as it is.
_KINDS = [PlaceKind(level) for level in LEVELS if level != "shop"]
# a blank one would be that of the row above, or asked about
_ABSENT = dict.fromkeys((PlaceKind.GRID, PlaceKind.COMPOUND, PlaceKind.FLOOR), "无")
_HEADER = [
    "社区", "网格", "小区", "巷道", "商区", "院落", "楼栋", "单元", "楼层", "房号", "姓名", "与户主关系", "居住性质",
    "性别", "出生年份", "电话", "怎样联系", "特殊需要", "入住日期", "备注",
]  # fmt: skip
_IDENTITY = ["证件种类", "证件号码"]
_WIDTHS = [12, 10, 14, 12, 12, 10, 10, 8, 8, 10, 12, 12, 10, 6, 12, 16, 14, 30, 12, 30, 16, 22]


@dataclass(frozen=True)
class Wanted:
    """Columns to export besides the plain ones."""

    whole_phone: bool = False
    whole_identity: bool = False

    def columns(self) -> list[str]:
        return ["phone"] * self.whole_phone + ["identity"] * self.whole_identity


@dataclass(frozen=True)
class Why:
    """`number` and `granted_by` of a request that was granted; "" for a small export, which nobody grants."""

    reason: str
    purpose: str
    number: str = ""
    granted_by: str = ""

    def said(self) -> str:
        return "：".join(filter(None, (self.purpose, self.reason)))


def mark_of(why: Why, actor: Actor, now: datetime) -> str:
    """Who took the file out, when, and under which number: on every sheet, so that a copy says where it is from."""
    parts = {"name": actor.name, "when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}", "number": why.number}
    mark = _("%(name)s 于 %(when)s 导出 · 编号 %(number)s") if why.number else _("%(name)s 于 %(when)s 导出")
    return " · ".join(filter(None, (mark % parts, why.purpose, _("不得转发"))))


def sheets(
    rows: QuerySet[Resident], wanted: Wanted, *, actor: Actor, where: str, why: Why, count: int, now: datetime
) -> list[WorkSheet]:
    """A cover sheet with the exporter's name, and the rows. Rows are read and unsealed while they are written."""
    title, mark = dict.fromkeys([h.title for h in actor.held]), mark_of(why, actor, now)
    cover: list[tuple[Value, Value]] = [
        (_("居民台账导出"), ""),
        *([(_("申请编号"), why.number), (_("同意的人"), why.granted_by)] if why.number else []),
        (_("导出人"), f"{actor.name}({'、'.join(title)})"),
        (_("时间"), f"{timezone.localtime(now):%Y-%m-%d %H:%M}"),
        (_("范围"), where),
        (_("原因"), why.said()),
        (_("人数"), count),
        (_("提示"), _("含个人信息。不得转发到群聊，用完即删；每次导出都有审计记录。")),
    ]
    header, widths = _HEADER + _IDENTITY * wanted.whole_identity, _WIDTHS[: len(_HEADER) + 2 * wanted.whole_identity]
    if wanted.whole_identity:
        header[header.index("出生年份")] = "出生日期"
    return [
        WorkSheet(name=_("导出说明"), rows=cover, widths=[12, 60], watermark=mark),
        WorkSheet(
            name=_("居民"), above=[[mark]], header=header, rows=_lines(rows, wanted, actor), widths=widths,
            text_columns=[9, 15, 21], watermark=mark,
        ),
    ]  # fmt: skip


def _lines(rows: QuerySet[Resident], wanted: Wanted, actor: Actor) -> Iterator[list[Value]]:
    relations, residences = dict(rules.relation_choices()), dict(rules.residence_choices())
    kinds = dict(rules.identity_choices())
    sexes, reaches, needs = dict(rules.sex_choices()), dict(rules.reach_choices()), dict(rules.need_choices())
    waiting = rows.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(waiting, _CHUNK)):
        where = levels(row.path for row in chunk)
        for row in chunk:
            phone = phone_of(row)
            line: list[Value] = [
                *(where.get(row.path, {}).get(kind, _ABSENT.get(kind, "")) for kind in _KINDS),
                row.name,
                relations[row.relation],
                residences[row.residence],
                sexes[row.sex],
                _born(row, wanted),
                phone if wanted.whole_phone else rules.mask_phone(phone),
                reaches[row.reach],
                "、".join(needs[n.kind] + (f"({n.note})" if n.note else "") for n in row.needs.all()),
                row.since,
                note_of(row) if actor.may(P.PEOPLE_EDIT, row.path) else "",
            ]
            yield [*line, kinds[row.identity_kind], identity_of(row)] if wanted.whole_identity else line


def _born(row: Resident, wanted: Wanted) -> Value:
    if row.born_on is None or wanted.whole_identity:
        return row.born_on
    return row.born_on.year
