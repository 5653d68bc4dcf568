"""Words of this room for pages: what happened to a place, in the order of its history."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, str | Promise] = {
    "opened": _("设立"),
    "children_added": _("添加下级"),
    "renamed": _("改名"),
    "changed": _("改公示信息"),
    "moved": _("移动"),
    "split": _("拆分"),
    "merged": _("并入他处"),
    "took_over": _("接收合并"),
    "closed": _("停用"),
    "reopened": _("恢复"),
    "floored": _("补楼层"),
    "unfloored": _("撤销补楼层"),
    "mode": _("换治理模式"),
}

DUTY_EXPLAINED: dict[str, str | Promise] = {
    "command": _("指挥：统揽，不直接到户"),
    "charge": _("主抓：对本级全面负责"),
    "responsible": _("负责：对本网格每一户负责"),
    "liaise": _("联络：上传下达，带好包户的人"),
    "cover": _("包户：直接包到户，一户不漏"),
}
