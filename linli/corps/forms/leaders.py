"""The upload of a leaders' file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.pages.forms import KeyedForm


class LeaderFileForm(KeyedForm):
    file = forms.FileField(
        label=_("责任人名单"),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv"}),
        help_text=_("表格（.xlsx、.xls）或文本（.csv），最大 20 MB。先预览，确认后才写入。"),
        error_messages={"empty": _("这个文件是空的。请检查后重新选择。"), "required": _("请选择一个文件。")},
    )
    make_places = forms.BooleanField(
        label=_("名单里有、地点里没有的，一并建立"), required=False,
        help_text=_("不勾选时，找不到地点的行会退回，并写明缺哪一处。"),
    )  # fmt: skip
