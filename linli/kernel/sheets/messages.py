"""Messages about files that cannot be read; every sentence ends with what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "sheets.empty_file": _("这个文件是空的。请确认选对了文件，打开它看看里面有没有内容，再重新上传。"),
    "sheets.no_rows": _("这个文件里没有任何内容行。请确认选对了文件和工作表，再重新上传。"),
    "sheets.wrong_type": _(
        "这个文件实际上是%(found)s，不是表格。请用 Excel 或 WPS 打开原来的台账，另存为 .xlsx 再上传。"
    ),
    "sheets.web_page": _(
        "这个文件名像表格，里面其实是网页。请用 Excel 或 WPS 打开它，另存为「Excel 工作簿（.xlsx）」再上传。"
    ),
    "sheets.old_or_other_table": _("%(found)s 格式暂不直接读取。请用 Excel 或 WPS 打开它，另存为 .xlsx 再上传。"),
    "sheets.password": _(
        "这个文件设了打开密码。请在 Excel 或 WPS 里打开它，取消密码（文件→信息→保护工作簿→清空密码），保存后再上传。"
    ),
    "sheets.broken": _("这个文件打不开，可能没有传完或已损坏。请在电脑上打开它确认，另存为 .xlsx 再上传。"),
    "sheets.too_large": _(
        "文件太大：%(size)s MB，上限 %(limit)s MB。请删去图片和无关的工作表，或按社区分成几个文件上传。"
    ),
    "sheets.unpacks_too_large": _(
        "文件解开后有 %(size)s MB，超过上限 %(limit)s MB。请删去图片和无关的工作表，或按社区分成几个文件上传。"
    ),
    "sheets.bomb": _(
        "文件压缩得异常紧（超过 %(limit)s 倍），为安全起见不予打开。请在 Excel 里新建工作簿，把台账复制过去再上传。"
    ),
    "sheets.too_many_parts": _("文件里有 %(count)s 个部件，超过上限 %(limit)s 个。请把台账单独复制到新工作簿再上传。"),
    "sheets.dtd": _("文件里含有表格软件不会写入的定义（DTD），为安全起见不予打开。请在 Excel 里另存为 .xlsx 再上传。"),
    "sheets.too_many_rows": _(
        "工作表「%(sheet)s」超过 %(limit)s 行，这是一张表的上限，多出的行可能已经丢失。请按社区分成几个文件上传。"
    ),
    "sheets.too_heavy": _(
        "这个文件要占用的内存或时间超过上限，已停止读取。请删去表格下方和右侧的空白区域、图片和公式，或分成几个文件上传。"
    ),
    "sheets.binary_text": _(
        "这个文件不是文本表格：第 %(row)s 行有不可见的二进制内容。请用 Excel 或 WPS 另存为 .xlsx 再上传。"
    ),
    "sheets.encoding": _(
        "第 %(row)s 行的文字编码认不出来。请用 Excel 或 WPS 打开它，另存为 .xlsx（或「CSV UTF-8」）再上传。"
    ),
    "sheets.mixed_encodings": _(
        "文件里混用了两种文字编码，第 %(row)s 行与其他行不同。"
        "请用 Excel 或 WPS 打开，改正乱码的行，另存为 .xlsx 再上传。"
    ),
    "sheets.bad_csv": _("第 %(row)s 行的引号或分隔符不成对，无法分列。请用 Excel 或 WPS 打开它，另存为 .xlsx 再上传。"),
}
