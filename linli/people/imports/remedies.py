"""What happens with a line of a register's preview: the words in its column 怎么办."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.intake.lists import PASSED, Line, Text
from linli.people.imports.matching import EMPTY, GONE, LEFT, LEFT_MOVED, LIVES, NOTED, ODD, TOGETHER

_REWRITE = _("人照常导入，证件号留空。不猜：请从原件重录")
_OF_CODE: Mapping[str, Text] = {
    "": _("有变化的内容会写入"),
    "imports.identity_number_cell": _REWRITE,
    "imports.identity_scientific": _REWRITE,
    "imports.identity_rounded": _REWRITE,
    "imports.room_letters": _("按数字写入；不对的话，改这一格"),
    "imports.name_sex_age": _("性别照写，年龄留在备注；不对的话，改这一格"),
    "imports.reach_refused": _("人照常导入，原话记在备注里"),
    "imports.phone_changed": _("人照常导入，原号码记在备注里"),
    "imports.phones_several": _("取本人的或第一个号码，其余写进备注"),
    "imports.sex_differs": _("以证件号里的性别为准"),
    "imports.born_differs": _("以证件号里的出生日期为准"),
    "imports.moved": _("确认搬家：旧门牌今日起少一人；不搬：住址不变"),
    "imports.duplicate": _("合并：两行各有的都保留，不同的以那一行为准；分开：另记一人，不写证件号"),
    "imports.duplicate_number": _("合并：两行各有的都保留，不同的以那一行为准；分开：另记一人，不写证件号"),
    "imports.other_number": _("同一人：改证件号；另一人：另外登记；号码写错：退回"),
    "imports.other_name": _("同一人：改成表里的姓名和内容，住址不变；号码写错：退回"),
}
_OF_KIND: Mapping[str, Text] = {
    ODD: _("是姓名：照写；不是：退回，写进退回表"),
    GONE: _("不写入：台账不变；又住回来：重新登记"),
    LEFT: _("不写入：台账不变；仍住在这里：照常登记"),
    EMPTY: _("不写入：台账不变；租户：居住方式写租住；本人住：照常登记"),
    TOGETHER: _("是一户：照写；各是一户：每人另立一户；退回：写上关系或户号"),
    LIVES: _("同意以后写进居住方式；不同意，新登记的写自住"),
    LEFT_MOVED: _("不写入：台账不变；仍在：照常登记，住址由您定"),
    PASSED: _("略过，不用处理"),
    NOTED: _("同意以后写进特殊需要，备注也保留"),
}


def remedy(line: Line) -> str:
    if line.kind in _OF_KIND:
        return str(_OF_KIND[line.kind])
    if line.code in _OF_CODE:
        return str(_OF_CODE[line.code])
    if line.field == "identity":
        return str(_("人照常导入，证件号留空待补"))
    return str(_("人照常导入，这一格不写入") if line.field else _("退回，写进退回表"))
