"""What the trail's kinds are called. A kind without a word is shown by its code: the trail never hides a fact."""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ROOMS: dict[str, str | Promise] = {
    "access": _("账号"),
    "places": _("地点"),
    "people": _("台账"),
    "corps": _("队伍"),
    "command": _("指挥"),
    "calls": _("诉求"),
    "flows": _("联动"),
    "api": _("接口"),
    "kernel": _("系统"),
    "web": _("界面"),
    "notices": _("通知"),
}
DEEDS: dict[str, str | Promise] = {
    "access.signed_in": _("登录"),
    "access.signed_out": _("退出登录"),
    "access.sign_in_failed": _("登录失败:密码不对"),
    "access.code_failed": _("登录失败:验证码不对"),
    "access.session_expired": _("登录到时,自动退出"),
    "access.session_ended": _("结束自己的一处登录"),
    "access.sessions_ended": _("结束账号的全部登录"),
    "access.account_made": _("新建账号"),
    "access.account_linked": _("账号关联人员"),
    "access.account_unlinked": _("账号取消关联"),
    "access.account_deactivated": _("停用账号"),
    "access.account_reactivated": _("恢复账号"),
    "access.password_changed": _("更改密码"),
    "access.password_reset": _("重设密码"),
    "access.second_factor_added": _("启用验证器"),
    "access.second_factor_removed": _("停用验证器"),
    "access.second_factor_reset": _("清除他人的验证器"),
    "access.recovery_codes_made": _("生成恢复码"),
    "access.post_given": _("在控制台给予岗位"),
    "web.reading_changed": _("改语言或字号"),
    "kernel.backed_up": _("备份数据库"),
    "kernel.keys_rotated": _("更换密钥"),
    "kernel.blind_rotated": _("更换索引密钥"),
    "kernel.restored": _("从备份恢复"),
    "kernel.started": _("启动服务"),
    "people.viewed": _("查看居民"),
    "people.searched": _("查找居民"),
    "people.revealed": _("显示居民的加密信息"),
    "people.exported": _("导出台账"),
    "people.printed": _("打印居民记录"),
    "people.corrected": _("更正居民信息"),
    "people.self_corrected": _("本人更正"),
    "people.proposed": _("本人申请更正"),
    "people.proposal_accepted": _("同意本人的更正"),
    "people.proposal_declined": _("不同意本人的更正"),
    "people.household_added": _("新增一户"),
    "people.household_ended": _("一户结束"),
    "people.moved_in": _("迁入"),
    "people.moved_out": _("迁出"),
    "people.moved_within": _("街道内迁居"),
    "people.died": _("登记死亡"),
    "people.merged": _("合并重复的居民"),
    "people.relations_set": _("改与户主关系"),
    "people.taken_back": _("撤回变动"),
    "people.link_made": _("生成本人链接"),
    "people.link_opened": _("本人打开链接"),
    "people.import_started": _("上传台账文件"),
    "people.import_seen": _("查看导入预览"),
    "people.import_columns_opened": _("重新核对导入的列"),
    "people.import_columns_set": _("核对导入的列"),
    "people.import_corrected": _("改正导入的单元格"),
    "people.import_decided": _("决定导入的待定行"),
    "people.import_confirmed": _("确认写入导入"),
    "people.import_given_up": _("放弃导入"),
    "people.import_expired": _("导入过期"),
    "people.import_failed": _("导入失败"),
    "people.erased": _("删除到期的个人信息"),
    "people.imported": _("写入导入的台账"),
    "places.street_started": _("建立街道"),
    "places.opened": _("新增地点"),
    "places.ensured": _("批量新增地点"),
    "places.renamed": _("地点改名"),
    "places.changed": _("改地点信息"),
    "places.moved": _("移动地点"),
    "places.floored": _("按门牌号补楼层"),
    "places.unfloored": _("撤销补楼层"),
    "places.merged": _("合并地点"),
    "places.split": _("拆分地点"),
    "places.closed": _("关闭地点"),
    "places.reopened": _("重新开放地点"),
    "places.mode_assigned": _("指定治理模式"),
    "places.mode_copied": _("复制治理模式"),
    "places.mode_saved": _("修改治理模式"),
    "places.mode_retired": _("停用治理模式"),
    "places.post_named": _("命名岗位"),
    "places.shipped_loaded": _("装入随附的模式与岗位"),
    "calls.opened": _("提出诉求"),
    "calls.routed": _("转派诉求"),
    "calls.objected": _("提出派单异议"),
    "calls.adjudicated": _("裁定诉求归属"),
    "calls.offered": _("把诉求发到圈内"),
    "calls.widened": _("扩大诉求的范围"),
    "calls.claimed": _("接单"),
    "calls.assigned": _("指派诉求"),
    "calls.transferred": _("移交诉求"),
    "calls.given_back": _("退回诉求"),
    "calls.released": _("承办人离任,退回诉求"),
    "calls.paused": _("暂停诉求计时"),
    "calls.resumed": _("恢复诉求计时"),
    "calls.arrived": _("到场"),
    "calls.joined": _("一同承办"),
    "calls.corrected": _("更正诉求的类别、地点或事情"),
    "calls.code_waived": _("免交接码"),
    "calls.phone_checked": _("诉求的电话已核实"),
    "calls.finished": _("办结诉求"),
    "calls.called_back": _("回访"),
    "calls.settled": _("结单"),
    "calls.reopened": _("重开诉求"),
    "calls.rejected": _("不予受理诉求"),
    "calls.merged": _("诉求并案"),
    "calls.withdrawn": _("撤回诉求"),
    "calls.viewed": _("查看诉求人信息"),
    "calls.photo_added": _("添加诉求照片"),
    "calls.slot_received": _("单位接哨"),
    "calls.slot_on_site": _("单位到场"),
    "calls.slot_done": _("单位办完"),
    "calls.slot_objected": _("单位称不归其管"),
    "calls.slot_asked": _("裁定仍归该单位"),
    "calls.slot_removed": _("撤出单位"),
    "calls.slot_rated": _("互评"),
    "calls.clocks_told": _("时限提醒与上报"),
    "calls.sitting_times_set": _("设定结单时间"),
    "calls.sitting_opened": _("开始结单"),
    "calls.sitting_closed": _("完成结单"),
    "calls.sheet_read": _("查看结单表"),
    "calls.kind_added": _("新增诉求种类"),
    "calls.kind_edited": _("修改诉求种类"),
    "calls.kind_retired": _("停用或恢复诉求种类"),
    "calls.neighbours_set": _("设定相邻网格"),
    "calls.taker_set": _("指定谁来承接"),
    "calls.day_set": _("改工作日历"),
    "calls.away_recorded": _("登记当班或外出"),
    "calls.away_ended": _("结束当班或外出"),
    "calls.erased": _("删除到期的诉求人信息"),
    "calls.shipped_loaded": _("装入随附的诉求种类"),
    "corps.member_added": _("新增队员"),
    "corps.member_changed": _("修改队员"),
    "corps.member_left": _("队员离队"),
    "corps.appointed": _("任命"),
    "corps.relieved": _("离任"),
    "corps.relief_undone": _("撤回离任"),
    "corps.handed_over": _("交接岗位"),
    "corps.extended": _("延长任期"),
    "corps.phone_revealed": _("显示责任人电话"),
    "corps.cards_printed": _("打印公示牌"),
    "corps.unit_added": _("新增共建单位"),
    "corps.unit_changed": _("修改共建单位"),
    "corps.unit_left": _("共建单位退出"),
    "corps.alliance_founded": _("成立联盟"),
    "corps.alliance_ended": _("结束联盟"),
    "corps.seat_taken": _("加入联盟"),
    "corps.seat_left": _("退出联盟"),
    "corps.kind_added": _("新增岗位种类"),
    "corps.kind_retired": _("停用岗位种类"),
    "corps.kind_restored": _("恢复岗位种类"),
    "corps.leaders_uploaded": _("上传责任人名册"),
    "corps.leaders_columns_set": _("核对责任人名册的列"),
    "corps.leaders_confirmed": _("确认责任人名册"),
    "corps.leaders_imported": _("写入责任人名册"),
    "corps.leaders_dropped": _("放弃责任人名册"),
    "corps.leaders_expired": _("责任人名册过期"),
    "notices.drafted": _("起草通知"),
    "notices.draft_changed": _("修改通知草稿"),
    "notices.draft_dropped": _("删除通知草稿"),
    "notices.published": _("发出通知"),
    "notices.withdrawn": _("撤回通知"),
    "notices.told": _("当面告知"),
    "notices.untold": _("撤回当面告知"),
    "notices.doors_viewed": _("查看上门告知名单"),
    "notices.channel_added": _("新增对外通道"),
    "notices.channel_changed": _("修改对外通道"),
    "notices.channel_stopped": _("停用对外通道"),
    "notices.channel_resumed": _("启用对外通道"),
    "notices.channel_tested": _("测试对外通道"),
    "notices.tried_again": _("重发对外消息"),
    "notices.preference_saved": _("改提醒设置"),
    "corps.leaders_resumed": _("接着写入责任人名册"),
    "flows.tried_again": _("重试没办成的联动"),
    "api.key_adopted": _("接管接口密钥"),
    "api.key_made": _("新建接口密钥"),
    "api.key_revoked": _("停用接口密钥"),
}


# Names of what facts carry besides; the rest is shown by its code.
DETAILS: dict[str, str | Promise] = {
    "fields": _("字段"),
    "field": _("字段"),
    "count": _("数量"),
    "hits": _("命中"),
    "kinds": _("按"),
    "filters": _("筛选"),
    "reason": _("理由"),
    "from": _("从"),
    "to": _("到"),
    "on": _("日期"),
    "places": _("地点数"),
    "post": _("岗位"),
    "posts": _("岗位数"),
    "bundle": _("权限"),
    "name": _("名称"),
    "values": _("加密值"),
    "rows": _("行数"),
    "total": _("总行数"),
    "bytes": _("字节"),
    "before": _("原来"),
    "after": _("现在"),
    "title": _("名称"),
    "levels": _("级数"),
    "made": _("新增"),
    "below": _("下面的地点"),
    "residents": _("人数"),
    "seats": _("席位"),
    "number": _("编号"),
    "kind": _("种类"),
    "channel": _("渠道"),
    "unit": _("单位"),
    "flow": _("联动"),
    "permissions": _("权限"),
}


def choices() -> list[tuple[str, Any]]:
    """For a select: a room as a whole, then its deeds, group by group."""
    groups: list[tuple[str, Any]] = [("", _("全部"))]
    for code, title in ROOMS.items():
        whole = (code, _("%(room)s:全部") % {"room": title})
        groups.append((str(title), [whole, *((k, str(v)) for k, v in DEEDS.items() if k.startswith(f"{code}."))]))
    return groups


def details(data: dict[str, Any]) -> str:
    """What a fact carries besides, in words: "字段 phone · 理由 …". What is empty is left out, and so are bare ids:

    they tell a reader nothing, and the fact's own place and subject stand beside them. The chain keeps them.
    """
    shown = {key: ", ".join(map(str, _told(v))) if isinstance(v, list) else v for key, v in data.items()}
    kept = {key: value for key, value in shown.items() if value not in ("", None) and not _is_id(value)}
    return " · ".join(f"{DETAILS.get(key, key)} {value}" for key, value in kept.items())


def _told(values: list[Any]) -> list[Any]:
    return [value for value in values if not _is_id(value)]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def deed(kind: str) -> str:
    return str(DEEDS.get(kind, kind))


def room(kind: str) -> str:
    name = kind.partition(".")[0]
    return str(ROOMS.get(name, name))
