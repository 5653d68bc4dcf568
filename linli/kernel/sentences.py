"""What the kernel says when it refuses: code -> sentence that names what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "kernel.bad_cursor": _("这一页的地址不完整。请回到第一页再往后翻。"),
    "kernel.changed_meanwhile": _("您打开之后，有人改过这里，没有保存您的改动。请刷新页面看最新内容，再改一次。"),
    "kernel.busy": _("正在写入一批数据，这次没有保存。请过几秒再提交一次，填过的还在。"),
    "kernel.disk_full": _("磁盘已满，没有保存。看的页面照常；请系统管理员腾出空间，再提交一次，填过的还在。"),
    "kernel.key_other": _("同一个提交凭据（Idempotency-Key）上次带的内容不一样。这次没有执行，请换一个凭据再发。"),
    "kernel.key_used": _("这次提交与之前的另一次操作重复了，没有执行。请刷新页面后重试。"),
    "kernel.no_key": _("这张表单不完整，没有提交。请刷新页面再试一次。"),
    "kernel.read_only": _("数据库现在只能读，没有保存。请系统管理员检查磁盘和数据目录的权限。"),
    "kernel.reason_missing": _("「原因」没有填写：请写明为什么，至少 %(least)s 个字。"),
    "kernel.text_too_long": _("写得太长：这里最多 %(most)s 个字，现在是 %(count)s 个。"),
}
