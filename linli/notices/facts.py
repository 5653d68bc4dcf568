"""The kinds of facts about notices and channels."""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("通知")
FACTS = (
    FactKind("notices.drafted", _("起草通知")),
    FactKind("notices.draft_changed", _("修改通知草稿")),
    FactKind("notices.draft_dropped", _("删除通知草稿")),
    FactKind("notices.published", _("发出通知")),
    FactKind("notices.withdrawn", _("撤回通知")),
    FactKind("notices.told", _("当面告知")),
    FactKind("notices.untold", _("撤回当面告知")),
    FactKind("notices.doors_viewed", _("查看上门告知名单"), reads=True),
    FactKind("notices.channel_added", _("新增对外通道")),
    FactKind("notices.channel_changed", _("修改对外通道")),
    FactKind("notices.channel_stopped", _("停用对外通道")),
    FactKind("notices.channel_resumed", _("启用对外通道")),
    FactKind("notices.channel_tested", _("测试对外通道")),
    FactKind("notices.tried_again", _("重发对外消息")),
    FactKind("notices.preference_saved", _("改提醒设置")),
)
