"""The kinds of facts about accounts, sign-in and posts given at the console."""

from functools import partial

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("账号")
_CHANGES = partial(FactKind, topic="town", touches="posts")  # who of the leaders can sign in
FACTS = (
    FactKind("access.signed_in", _("登录")),
    FactKind("access.signed_out", _("退出登录")),
    FactKind("access.sign_in_failed", _("登录失败：密码不对")),
    FactKind("access.one_time_over", _("登录失败：一次性密码对，但已过期")),
    FactKind("access.code_failed", _("登录失败：验证码不对")),
    FactKind("access.session_expired", _("登录到时，自动退出")),
    FactKind("access.session_ended", _("结束自己的一处登录")),
    FactKind("access.sessions_ended", _("结束账号的全部登录")),
    _CHANGES("access.account_made", _("新建账号")),
    _CHANGES("access.account_linked", _("账号关联人员")),
    _CHANGES("access.account_unlinked", _("账号取消关联")),
    _CHANGES("access.account_deactivated", _("停用账号")),
    _CHANGES("access.account_reactivated", _("恢复账号")),
    FactKind("access.password_changed", _("更改密码")),
    FactKind("access.password_reset", _("重设密码")),
    FactKind("access.second_factor_added", _("启用验证器")),
    FactKind("access.second_factor_removed", _("停用验证器")),
    FactKind("access.second_factor_reset", _("清除他人的验证器")),
    FactKind("access.recovery_codes_made", _("生成恢复码")),
    FactKind("access.post_given", _("在控制台给予岗位")),
    FactKind("access.erased", _("删除停用已久的账号")),
)
DETAILS = {"bundle": _("权限")}
