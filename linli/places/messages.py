"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "places.name_missing": _("名称还没有填。请写一个名称，如「7号楼」。"),
    "places.name_too_long": _("名称太长，最多 60 个字。请缩短。"),
    "places.name_unprintable": _("名称里有看不见的控制字符。请重新输入名称。"),
    "places.name_taken": _("这里已经有「%(name)s」，是同一个名称。请换一个名称，或直接使用已有的那一个。"),
    "places.code_taken": _("区划代码 %(number)s 已经被另一处使用。请核对代码。"),
    "places.public_phone": _(
        "这个号码居民打不通：请写一个手机号、座机（例如 0912-3891234），或 110、12345 这样的公共短号，只写一个。"
    ),
    "places.cannot_lie_in": _("「%(kind)s」不能放在「%(parent)s」里面。请换一个上级，或换一个类别。"),
    "places.too_many_children": _("这里的下级太多，编不了号了。请先拆分这一处。"),
    "places.changed_meanwhile": _("您打开之后，有人改过这里。请刷新页面看最新内容，再改一次。"),
    "places.closed_meanwhile": _("「%(name)s」已经停用，不能再改。请刷新页面。"),
    "places.pattern_empty": _("请写要添加什么，例如：%(example)s。"),
    "places.pattern_unread": _("看不懂「%(part)s」。请按这个样子写：%(example)s。"),
    "places.pattern_order": _("「%(part)s」的位置不对：从大到小写，先楼栋，再单元、楼层、户。"),
    "places.pattern_step_too_big": _("「%(part)s」太多，一步最多 %(most)s 个。请核对数字。"),
    "places.pattern_too_big": _("一共 %(count)s 处，一次最多 %(most)s 处。请核对数字，或分几次添加。"),
    "places.still_standing": _("「%(name)s」还不能停用：这里还有%(what)s。请先迁走、离任或合并到别处。"),
    "places.children_open": _("「%(name)s」下面还有 %(count)s 处没有停用。确认都是空的，就勾选「连同下级一起停用」。"),
    "places.was_merged": _("「%(name)s」是合并掉的，不能直接恢复。需要时请拆分合并后的那一处。"),
    "places.parent_closed": _("「%(name)s」的上级已经停用。请先恢复上级。"),
    "places.not_undoable": _("这一步之后又有了新的变动，不能再撤销。请直接修改。"),
    "places.no_floors_to_add": _(
        "「%(name)s」里没有可以补的楼层：门牌号说不出楼层，或门已经在楼层里，或这里的模式没有楼层长。请先看治理模式和门牌号。"
    ),
    "places.other_street": _("只能在同一个街道里面移动、合并或拆分，街道本身不能移动。请另选一处。"),
    "places.into_itself": _("不能把「%(name)s」移到它自己里面。请另选一处。"),
    "places.already_there": _("它本来就在「%(name)s」里面。请另选一处。"),
    "places.merge_kind": _("「%(name)s」只能并入另一处%(kind)s。请另选一处。"),
    "places.same_names": _("两边有 %(count)s 处同名：%(names)s。请说明它们是同一处，还是不同的两处。"),
    "places.split_some": _("请选出要分到新地点的下级：至少选一处，也至少留一处。"),
    "places.mode_ships": _("这是随系统提供的模式，不能改。请先复制成本街道自己的模式。"),
    "places.mode_name": _("请给模式起一个名称，最多 %(most)s 个字。"),
    "places.mode_name_taken": _("已经有一个叫「%(name)s」的模式。请换一个名称。"),
    "places.mode_in_use": _("「%(name)s」还有 %(count)s 处在用，不能停用。请先给它们换一个模式。"),
    "places.mode_unusable": _("这个模式已停用，或不属于本街道。请另选一个模式。"),
    "places.mode_on_unit": _(
        "「%(name)s」是单独一%(kind)s，不能另设治理模式。请设在它所在的楼栋、院落、商区或网格上；要与别处不同，请先拆分。"
    ),
    "places.level_count": _("一个模式要有 1 到 %(most)s 级。请添加或删去几级。"),
    "places.level_order": _("第 %(number)s 级的地点比上一级还大。请按从大到小的次序排好。"),
    "places.level_doubled": _("第 %(number)s 级与前面某一级完全相同。请改掉或删去一级。"),
    "places.level_span": _("第 %(number)s 级的幅度不对：下限不能大于上限，上限至少是 1。"),
    "places.level_post": _("第 %(number)s 级的职务不可用。请重新选择职务。"),
    "places.post_title": _("请写职务的名称，最多 %(most)s 个字。"),
    "places.post_title_taken": _("已经有「%(title)s」这个职务，可以直接选用。"),
    "places.may_not_set_up": _("新建街道要由街道办的账号来做。请联系系统管理员。"),
    "places.street_there": _("「%(name)s」已经建好了。请到「地点与模式」里查看。"),
    "places.too_many_communities": _("社区太多，一次最多 %(most)s 个。请核对名单。"),
    "places.community_name": _("第 %(number)s 个社区的名称没有填好。请检查。"),
    "places.community_twice": _("第 %(number)s 个社区「%(name)s」与前面的重名。请改名或删去。"),
    "places.no_division": _("没有代码为 %(number)s 的街道。请重新选择。"),
    "places.neighbour_elsewhere": _("相邻的只能是同一社区里的别的网格：请从名单里勾选。"),
}
