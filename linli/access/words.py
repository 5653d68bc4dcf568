"""What the trail's kinds are called. A kind without a word is shown by its code: the trail never hides a fact."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ROOMS: dict[str, str | Promise] = {
    "access": _("账号"),
    "places": _("地点"),
    "people": _("台账"),
    "corps": _("队伍"),
    "command": _("指挥"),
    "kernel": _("系统"),
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
    "kernel.head_noted": _("记录留痕链头"),
    "kernel.keys_rotated": _("更换密钥"),
    "people.viewed": _("查看居民"),
    "people.searched": _("查找居民"),
    "people.revealed": _("显示加密信息"),
}


def deed(kind: str) -> str:
    return str(DEEDS.get(kind, kind))


def room(kind: str) -> str:
    name = kind.partition(".")[0]
    return str(ROOMS.get(name, name))
