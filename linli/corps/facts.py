"""The kinds of facts about members, posts, units, and the steps of a leaders' file (the others: `intake.facts`)."""

from functools import partial

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("队伍")
_CHANGES = partial(FactKind, topic="town", touches="posts")
FACTS = (
    _CHANGES("corps.member_added", _("新增队员")),
    _CHANGES("corps.member_changed", _("修改队员")),
    _CHANGES("corps.member_left", _("队员离队")),
    _CHANGES("corps.appointed", _("任命")),
    _CHANGES("corps.relieved", _("离任")),
    _CHANGES("corps.relief_undone", _("撤回离任")),
    _CHANGES("corps.handed_over", _("交接岗位")),
    _CHANGES("corps.extended", _("延长任期")),
    FactKind("corps.asked", _("任命待第二人确认")),
    _CHANGES("corps.confirmed", _("第二人确认任命")),
    FactKind("corps.declined", _("第二人不同意任命")),
    FactKind("corps.lapsed", _("待确认的任命过期")),
    FactKind("corps.slips_ordered", _("批量开通账号、印登录条")),
    FactKind("corps.slips_not_printed", _("登录条没有印成")),
    FactKind("corps.slips_taken", _("取走登录条")),
    FactKind("corps.slips_lapsed", _("没人取的登录条作废")),
    FactKind("corps.receipt_confirmed", _("确认本人收到账号")),
    FactKind("corps.receipt_refused", _("账号不在本人手里，停用")),
    FactKind("corps.phone_revealed", _("显示责任人电话"), reads=True),
    FactKind("corps.diary_viewed", _("查看他人日程"), reads=True),
    FactKind("corps.diary_entered", _("登记日程"), was="calls.away_recorded"),
    FactKind("corps.diary_moved", _("日程改期")),
    FactKind("corps.diary_ended", _("提前结束日程"), was="calls.away_ended"),
    FactKind("corps.diary_cancelled", _("取消日程")),
    FactKind("corps.diary_erased", _("删除到期的日程")),
    FactKind("corps.erased", _("删除到期的个人信息")),
    FactKind("corps.cards_printed", _("打印公示牌")),
    _CHANGES("corps.unit_added", _("新增共建单位")),
    _CHANGES("corps.unit_changed", _("修改共建单位")),
    _CHANGES("corps.unit_left", _("共建单位退出")),
    _CHANGES("corps.alliance_founded", _("成立联盟")),
    _CHANGES("corps.alliance_ended", _("结束联盟")),
    _CHANGES("corps.seat_taken", _("加入联盟")),
    _CHANGES("corps.seat_left", _("退出联盟")),
    _CHANGES("corps.kind_added", _("新增岗位种类")),
    _CHANGES("corps.kind_changed", _("修改岗位种类")),
    _CHANGES("corps.kind_retired", _("停用岗位种类")),
    _CHANGES("corps.kind_restored", _("恢复岗位种类")),
    FactKind("corps.leaders_uploaded", _("上传责任人名册")),
    FactKind("corps.leaders_columns_set", _("核对责任人名册的列")),
    FactKind("corps.leaders_confirmed", _("确认责任人名册")),
    _CHANGES("corps.leaders_imported", _("写入责任人名册")),
    FactKind("corps.leaders_dropped", _("放弃责任人名册")),
    FactKind("corps.leaders_expired", _("责任人名册过期")),
)
DETAILS = {"post": _("岗位"), "posts": _("岗位数"), "seats": _("席位"), "run": _("批次"), "how": _("怎样")}
