"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "access.not_found": _("没有找到。它可能不存在，也可能不在您负责的范围内。"),
    "access.not_allowed": _("您的岗位没有这项权限。如工作需要，请联系上级岗位任命。"),
    "access.username_taken": _("账号「%(username)s」已经有人用了。请换一个，例如在后面加工号。"),
    "access.person_out_of_reach": _(
        "「人员编号」不对，或此人有岗位不在您的管理范围内。请从队伍页面复制人员编号，或联系上级管理员。"
    ),
    "access.person_unknown": _(
        "「人员编号」在您的管理范围内没有对应的人。请在新建账号页按姓名查找；还没登记的，先请社区在「队伍」里登记或任命。"
    ),
    "access.person_has_account": _("此人已经有账号了。一人一个账号；如忘记密码，请在其账号页重设。"),
    "access.changed_meanwhile": _("这个账号刚被别人改过。请刷新页面，核对后再操作。"),
    "access.session_gone": _("这次登录已经结束了，不用再操作。"),
    "access.not_oneself": _("不能停用自己的账号。请让另一位系统管理员来停用。"),
    "access.not_ones_own": _("自己的账号不能在这里改。密码和验证器请到「我的」里改；关联人员请另一位系统管理员来办。"),
    "access.wrong_password": _("「现在的密码」不对。请重新输入。"),
    "access.same_password": _("新密码不能和现在的密码一样。请另想一个。"),
    "access.weak_password": _("新密码太弱：%(why)s"),
    "access.conflicting_posts": _(
        "审计员不能兼任其他岗位，其他岗位的人也不能兼任审计员。请先解除原岗位，或换一位人选。"
    ),
}
