"""The audit trail: what happened, who did it, and the hash chain that shows when a fact was altered.

Also the kinds of facts that each room declares in its `facts.py`.
"""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("系统")
FACTS = (
    FactKind("kernel.backed_up", _("备份数据库")),
    FactKind("kernel.keys_rotated", _("更换密钥")),
    FactKind("kernel.blind_rotated", _("更换索引密钥")),
    FactKind("kernel.restored", _("从备份恢复")),
    FactKind("kernel.started", _("启动服务")),
)
DETAILS = {  # details that facts of many rooms carry
    "fields": _("字段"),
    "field": _("字段"),
    "count": _("数量"),
    "reason": _("理由"),
    "from": _("从"),
    "to": _("到"),
    "on": _("日期"),
    "kind": _("种类"),
    "name": _("名称"),
    "title": _("名称"),
    "number": _("编号"),
    "values": _("加密值"),
    "rows": _("行数"),
    "total": _("总行数"),
    "bytes": _("字节"),
    "before": _("原来"),
    "after": _("现在"),
    "made": _("新增"),
}
