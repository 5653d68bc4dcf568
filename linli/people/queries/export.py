"""The register as a workbook: the rows of a search, and a first sheet that says who exported them and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.kernel.sheets.workbooks import Value, WorkSheet
from linli.people import rules
from linli.people.models import Resident
from linli.people.queries.records import identity_of, phone_of
from linli.places.queries import addresses

_CHUNK = 2_000


@dataclass(frozen=True)
class Wanted:
    """Columns to export besides the plain ones."""

    whole_phone: bool = False
    whole_identity: bool = False

    def columns(self) -> list[str]:
        return ["phone"] * self.whole_phone + ["identity"] * self.whole_identity


def sheets(
    rows: QuerySet[Resident], wanted: Wanted, *, actor: Actor, where: str, reason: str, count: int, now: datetime
) -> list[WorkSheet]:
    """A cover sheet with the exporter's name, and the rows. Rows are read and unsealed while they are written."""
    title = dict.fromkeys([h.title for h in actor.held])
    mark = _("%(name)s 于 %(when)s 导出") % {"name": actor.name, "when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}"}
    cover: list[tuple[Value, Value]] = [
        (_("居民台账导出"), ""),
        (_("导出人"), f"{actor.name}({'、'.join(title)})"),
        (_("时间"), f"{timezone.localtime(now):%Y-%m-%d %H:%M}"),
        (_("范围"), where),
        (_("原因"), reason),
        (_("人数"), count),
        (_("提示"), _("含个人信息。不得转发到群聊，用完即删；每次导出都有审计记录。")),
    ]
    header = [_("地址"), _("门牌"), _("姓名"), _("与户主关系"), _("居住性质"), _("性别"), _("出生年份"), _("电话")]
    header += [_("怎样联系"), _("特殊需要"), _("入住日期")] + [_("证件号码")] * wanted.whole_identity
    widths = [36, 14, 12, 12, 10, 6, 10, 16, 14, 30, 12, 22]
    return [
        WorkSheet(name=_("导出说明"), rows=cover, widths=[12, 60]),
        WorkSheet(
            name=_("居民"), above=[[mark]], header=header, rows=_lines(rows, wanted), widths=widths[: len(header)],
            text_columns=[1, 7, 11],
        ),
    ]  # fmt: skip


def _lines(rows: QuerySet[Resident], wanted: Wanted) -> Iterator[list[Value]]:
    relations, residences = dict(rules.relation_choices()), dict(rules.residence_choices())
    sexes, reaches, needs = dict(rules.sex_choices()), dict(rules.reach_choices()), dict(rules.need_choices())
    waiting = rows.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(waiting, _CHUNK)):
        where = addresses(row.path for row in chunk)
        for row in chunk:
            phone = phone_of(row)
            line: list[Value] = [
                where.get(row.path, ""),
                row.household.door,
                row.name,
                relations[row.relation],
                residences[row.residence],
                sexes[row.sex],
                row.born_on.year if row.born_on else None,
                phone if wanted.whole_phone else rules.mask_phone(phone),
                reaches[row.reach],
                "、".join(needs[n.kind] + (f"({n.note})" if n.note else "") for n in row.needs.all()),
                row.since,
            ]
            yield [*line, identity_of(row)] if wanted.whole_identity else line
