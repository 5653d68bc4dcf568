"""The kinds of facts about the register. The steps of an import record nothing; what it writes is `people.imported`."""

from functools import partial

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("台账")
_CHANGES = partial(FactKind, topic="town", touches="people")
FACTS = (
    FactKind("people.viewed", _("查看居民"), reads=True),
    FactKind("people.searched", _("查找居民"), reads=True),
    FactKind("people.looks_refused", _("查看的人数到了每日上限")),
    FactKind("people.revealed", _("显示居民的加密信息"), reads=True),
    FactKind("people.exported", _("导出台账"), reads=True),
    FactKind("people.export_asked", _("申请导出台账")),
    FactKind("people.export_granted", _("同意导出台账")),
    FactKind("people.export_refused", _("不同意导出台账")),
    FactKind("people.export_lapsed", _("导出申请过期")),
    FactKind("people.printed", _("打印居民记录"), reads=True),
    _CHANGES("people.corrected", _("更正居民信息")),
    _CHANGES("people.self_corrected", _("本人更正")),
    _CHANGES("people.proposed", _("本人申请更正")),
    _CHANGES("people.proposal_accepted", _("同意本人的更正")),
    _CHANGES("people.proposal_declined", _("不同意本人的更正")),
    _CHANGES("people.household_added", _("新增一户")),
    _CHANGES("people.moved_in", _("迁入")),
    _CHANGES("people.moved_out", _("迁出")),
    _CHANGES("people.moved_within", _("街道内迁居")),
    _CHANGES("people.died", _("登记死亡")),
    _CHANGES("people.merged", _("合并重复的居民")),
    _CHANGES("people.relations_set", _("改与户主关系")),
    _CHANGES("people.taken_back", _("撤回变动")),
    FactKind("people.link_made", _("生成本人链接")),
    FactKind("people.link_opened", _("本人打开链接"), reads=True),
    FactKind("people.import_started", _("上传台账文件")),
    FactKind("people.import_seen", _("查看导入预览"), reads=True),
    FactKind("people.import_columns_opened", _("重新核对导入的列")),
    FactKind("people.import_columns_set", _("核对导入的列")),
    FactKind("people.import_corrected", _("改正导入的单元格")),
    FactKind("people.import_decided", _("决定导入的待定行")),
    FactKind("people.import_confirmed", _("确认写入导入")),
    FactKind("people.import_given_up", _("放弃导入")),
    FactKind("people.import_expired", _("导入过期")),
    FactKind("people.import_failed", _("导入失败")),
    _CHANGES("people.erased", _("删除到期的个人信息")),
    _CHANGES("people.imported", _("写入导入的台账")),
)
DETAILS = {
    "link_by": _("链接由谁生成"),
    "hits": _("命中"),
    "kinds": _("按"),
    "filters": _("筛选"),
    "residents": _("人数"),
    "purpose": _("用途"),
    "request": _("申请编号"),
    "most": _("每日上限"),
}
