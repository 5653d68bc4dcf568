"""Leaders as one of the lists that are uploaded: how they declare themselves to `intake`."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.corps.actions.leaders import PLAIN, QUESTIONS
from linli.corps.leaders import COLUMNS, TITLES
from linli.corps.queries import overview
from linli.corps.queries.second import asked_by
from linli.corps.remedies import remedy
from linli.intake.lists import List, ListFacts, Onward, Option, Words
from linli.kernel.sheets.workbooks import Choice, WorkSheet
from linli.places.models import Place
from linli.places.queries import roots
from linli.places.rules import PlaceKind

_SAMPLES = (
    {"name": "赵楼层", "post": "楼层长", "phone": "13800000001", "community": "学院社区", "grid": "03网格",
     "building": "7号楼", "stairwell": "2单元", "floor": "5-6层"},
    {"name": "孙院落", "post": "院落长", "community": "学院社区", "grid": "03网格", "alley": "槐树巷",
     "courtyard": "1号院"},
    {"name": "周门店", "post": "门店长", "community": "学院社区", "grid": "03网格", "market": "学院路商街",
     "shop": "1-10号"},
)  # fmt: skip


def template_sheets(actor: Actor, place: Place | None) -> Sequence[WorkSheet]:
    """An empty table with our columns and the posts to choose from; worked examples in a sheet that is not imported."""
    at = place or roots(actor, P.CORPS_APPOINT).first()
    posts = [post.title for post in overview.appointable_posts(actor, at)] if at else []
    header, column = [TITLES[known] for known in COLUMNS], {known: number for number, known in enumerate(COLUMNS)}
    notes = {
        column["floor"]: now_("例如 5-6层"), column["door"]: now_("例如 501、502"), column["shop"]: now_("例如 1-10号"),
        column["starts"]: now_("例如 2022-03-01，不填为导入当天"), column["ends"]: now_("长期任职可以不填"),
    }  # fmt: skip
    widths, text = [12] * len(header), range(len(header))
    choices = {column["post"]: Choice(posts, now_("从列表里选"))}
    rows = [[sample.get(known, "") for known in COLUMNS] for sample in _SAMPLES]
    return [
        WorkSheet("责任人", [], header=header, widths=widths, text_columns=text, choices=choices, comments=notes),
        WorkSheet("填写示例（不导入）", rows, header=header, widths=widths, text_columns=text),
    ]


def _onward(actor: Actor, place: Place) -> Onward | None:
    if not actor.may(P.CORPS_READ, place.path):
        return None
    address = f"{reverse('corps:coverage')}?at={place.pk}"
    waiting = asked_by(actor, place.path)
    if waiting:
        said = str(_("还有 %(n)s 个任命待第二人确认，确认后权限才生效；其余的权限即时生效。")) % {"n": f"{waiting:,}"}
    else:
        said = str(_("责任人已经任命，权限即时生效。再看还有哪里没人管。"))
    return Onward(said, [(_("看还有谁没人管"), address)])


LEADERS = List(
    code="leaders",
    pages="corps:imports",
    permission=P.CORPS_APPOINT,
    roots=(PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.SECTOR, PlaceKind.GRID),
    labels=lambda: TITLES,
    synonyms=COLUMNS,
    needed=((("name",), "corps.columns_needed"), (("post",), "corps.columns_needed")),
    facts=ListFacts(
        written="corps.leaders_imported", started="corps.leaders_uploaded", columns_set="corps.leaders_columns_set",
        confirmed="corps.leaders_confirmed", given_up="corps.leaders_dropped", expired="corps.leaders_expired",
    ),
    words=Words(
        title=_("导入责任人"),
        place=_("名单属于"),
        no_place=_("请选择名单属于哪个地方。"),
        file=_("责任人名单"),
        file_help=_("Excel（.xlsx、.xls）或 .csv，最大 20 MB。先预览，确认后才写入。"),
        lead=_("已有的名单不用改格式：表头里有「姓名」和「职务」就能读。同一份导入两次，不会多出任命来。"),
        hints=(
            (_("一行一个任命"), _("同一人有几个岗位，就写几行")),
            (_("范围写在一格里"), _("2号楼1-3层；5号楼、6号楼")),
            (_("楼层"), _("5-6层，或 5、6")),
            (_("门牌、门店"), _("501、502；1-10号")),
            (_("不在表里的人"), _("不受影响，不会自动离任")),
        ),
        fresh=_("新任命"),
        write=_("写入 %(n)s 行"),
        done=_("%(n)s 行已写入。"),
        unnamed="名册",
    ),
    template=("责任人模板.xlsx", template_sheets),
    questions=QUESTIONS,
    check=PLAIN.check,
    write=PLAIN.write,
    options=(
        Option(
            "make_places", _("名单里有、地点里没有的，一并建立"), _("不勾选时，找不到地点的行会退回，并写明缺哪一处。"),
            wanted="corps.row_place_unknown", on=_("一并建立"), off=_("不建立，退回这些行"),
        ),
    ),
    remedy=remedy,
    beside={"places": _("负责范围")},
    onward=_onward,
    largest=20 * 1024 * 1024,
    header_mark="责任人",
)  # fmt: skip
