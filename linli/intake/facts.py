"""The kinds of facts about an import that are the same for every list. A list may have kinds of its own instead
(`lists.ListFacts`); what it writes always is one."""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("导入")
FACTS = (
    FactKind("intake.started", _("上传文件")),
    FactKind("intake.seen", _("查看导入预览"), reads=True),
    FactKind("intake.columns_opened", _("重新核对导入的列")),
    FactKind("intake.columns_set", _("核对导入的列")),
    FactKind("intake.place_changed", _("改变导入的地方")),
    FactKind("intake.corrected", _("改正导入的单元格")),
    FactKind("intake.decided", _("决定导入的待定行")),
    FactKind("intake.confirmed", _("确认写入导入")),
    FactKind("intake.given_up", _("放弃导入")),
    FactKind("intake.expired", _("导入过期")),
    FactKind("intake.failed", _("导入失败")),
    FactKind("intake.resumed", _("接着做中断的导入"), was="corps.leaders_resumed"),
    FactKind("intake.erased", _("删除到期的个人信息")),
)
