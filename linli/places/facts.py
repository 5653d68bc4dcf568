"""The kinds of facts about the tree."""

from functools import partial

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("地点")
_STAYS = partial(FactKind, topic="town", touches="places")  # every door, household and charge stores its path
_MOVES = partial(FactKind, topic="town", touches="paths")  # rows of all rooms may lie elsewhere now
FACTS = (
    _MOVES("places.street_started", _("建立街道")),
    _STAYS("places.opened", _("新增地点")),
    _STAYS("places.ensured", _("批量新增地点")),
    _STAYS("places.changed", _("改地点信息")),
    _MOVES("places.moved", _("移动地点")),
    _MOVES("places.floored", _("按门牌号补楼层")),
    _MOVES("places.unfloored", _("撤销补楼层")),
    _MOVES("places.merged", _("合并地点")),
    _MOVES("places.split", _("拆分地点")),
    _STAYS("places.closed", _("关闭地点")),
    _STAYS("places.reopened", _("重新开放地点")),
    _STAYS("places.mode_assigned", _("指定治理模式")),
    _STAYS("places.mode_copied", _("复制治理模式")),
    _STAYS("places.mode_saved", _("修改治理模式")),
    _STAYS("places.mode_retired", _("停用治理模式")),
    _STAYS("places.post_named", _("命名岗位")),
    _STAYS("places.day_set", _("改工作日历"), was="calls.day_set"),
    _STAYS("places.neighbours_set", _("设定相邻网格"), was="calls.neighbours_set"),
    _STAYS("places.shipped_loaded", _("装入随附的模式与岗位")),
)
DETAILS = {"places": _("地点数"), "levels": _("级数"), "below": _("下面的地点")}
