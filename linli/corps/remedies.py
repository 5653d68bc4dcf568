"""What happens with a line of a leaders' preview: the words in its column 怎么办."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.intake.lists import CHANGED, NEW, REJECTED, SAME, Line, Text

WAITS = "corps.row_waits"
_PLACE = _("改好这一格就能写入；不改就退回，写进退回表")
_OF_KIND: Mapping[str, Text] = {
    NEW: _("任命，权限即时生效"),
    CHANGED: _("有变化的内容会写入；范围变了，原任期今天结束，另起一个"),
    SAME: _("已经是这样，不动"),
    "odd": _("是姓名：照写；不是：退回，写进退回表"),
    "twin": _("同一人：改他的电话或范围；另一人：另外登记；退回：不写入"),
    "held": _("在任：照写；不在任：退回，缺口照样显示"),
    "wide": _("由一人负责：照写；退回后写明具体的地点"),
    "spread": _("每个单元都算：照写；只是一个单元：改这一格或退回"),
    "unlike": _("新建：连同地点写入；写错了：改这一格或退回"),
}
_OF_CODE: Mapping[str, Text] = {
    "corps.row_vacant": _("不任命，缺口照样显示；有了人再任命"),
    WAITS: _("写入后等第二人确认，确认后权限才生效；电话和单位当时就改"),
    "corps.row_twice": _("已按第一行处理，不用管"),
    "corps.row_oneself": _("请另一位有任命权限的人导入这一行"),
    "corps.row_may_not_give": _("请上级导入这一行"),
    "corps.row_above": _("请到上一级导入这一行"),
    "corps.row_unread": _("回到「对列」，指明哪一列是负责范围"),
    "corps.row_place_inside": _("按大的范围写入"),
    "corps.row_phone_words": _("只写入取出的一个号码"),
    "imports.phone_changed": _("人照常任命，电话不写"),
    "corps.row_phones": _("人照常任命，电话不改"),
}


def remedy(line: Line) -> str:
    if line.code in _OF_CODE and not (line.code == "corps.row_vacant" and line.column >= 0):
        return str(_OF_CODE[line.code])
    if line.kind in _OF_KIND:
        return str(_OF_KIND[line.kind])
    if line.kind != REJECTED:
        return str(_("人照常任命，这一格不写入"))
    return str(_PLACE if line.column >= 0 else _("退回，写进退回表"))
