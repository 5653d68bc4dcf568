"""What the engine says of a file and of a step, whatever the list. Each says what is wrong and then what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "intake.disk_full": _("磁盘已满，没有写入任何内容。请联系管理员清理磁盘后再试，您的文件和改动都还在。"),
    "intake.set_aside": _(
        "这个文件三次让后台程序意外停止，已放到一边，没有写入。请另存为新文件再试，仍不行请联系管理员。"
    ),
    "intake.gone": _("这次导入的文件已经删除（导入结束或超过 7 天）。需要时请重新上传。"),
    "intake.crashed": _(
        "程序在这一步出了意外，没有写入任何内容，上传的文件已删除。请把这次导入告诉管理员，原因在日志里；改动后可以重新上传。"
    ),
    "intake.unknown_field": _("不认识的列含义：%(name)s。请从列表里选。"),
    "intake.field_twice": _("有两列都对应到「%(name)s」。一项内容只能来自一列，请把其中一列改为「不导入」。"),
    "intake.no_table_used": _("没有选用任何工作表。请至少选用一张有内容的工作表。"),
    "intake.changed_meanwhile": _("这次导入刚才已被别人处理。请刷新页面看现在的情况。"),
    "intake.checked_for_you": _("这次导入原来由别人经手，已按您的岗位重新核对。请再看一遍，然后确认写入。"),
    "intake.written_meanwhile": _("您预览之后，已登记的内容有了变动，已重新核对。请再看一遍，然后确认写入。"),
    "intake.not_decidable": _("这一行不需要决定。请刷新页面。"),
    "intake.cell_gone": _("找不到要改的这一格。请刷新页面。"),
    "intake.no_rows": _("选用的工作表里没有内容。请确认表头选对了，表头下面有内容。"),
    "intake.undecided": _("未决定：决定后再导入"),
}
