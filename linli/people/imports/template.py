"""The blank workbook to fill in: a register sheet with drop-downs, an example, and instructions.

The example is a sheet of its own, so that nobody must delete it before importing; its name says that it is skipped.
"""
# ruff: noqa: E501 (example rows)

from linli.kernel.sheets.workbooks import Choice, WorkSheet
from linli.people import rules
from linli.people.imports.columns import FIELDS, SYNONYMS

EXAMPLE_SHEET = "填写示例（不导入）"
HELP_SHEET = "填写说明（不导入）"
_LEFT_OUT = frozenset({"gate", "address", "head_name", "landlord", "landlord_phone", "tenant", "status"})
COLUMNS = tuple(name for name in FIELDS if name not in _LEFT_OUT)
_WIDE = {"identity": 22, "note": 24, "name": 12, "phone": 14, "compound": 14, "needs": 14, "born_on": 13, "since": 13}
_TEXT = frozenset({"identity", "phone", "door", "grid", "building", "household_no", "born_on", "since"})

_EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "community": "学院社区", "grid": "03网格", "compound": "阳光小区", "building": "2号楼", "stairwell": "1单元", "floor": "1层",
        "door": "101", "household_no": "1", "name": "王小明", "relation": "户主", "sex": "男", "born_on": "1950-03-05",
        "phone": "13800000001", "residence": "自住",
    },
    {
        "community": "学院社区", "grid": "03网格", "compound": "阳光小区", "building": "2号楼", "stairwell": "1单元", "floor": "1层",
        "door": "101", "household_no": "1", "name": "李桂花", "relation": "配偶", "sex": "女", "born_on": "1952-11-20",
        "residence": "自住", "needs": "听力", "reach": "发文字", "note": "左耳可听见",
    },
    {
        "community": "学院社区", "grid": "05网格", "alley": "槐树巷", "courtyard": "12号院", "door": "东屋", "household_no": "2",
        "name": "张伟", "relation": "户主", "sex": "男", "born_on": "1988-07-15", "phone": "13800000002", "residence": "租住", "since": "2021-09-01",
    },
)  # fmt: skip

_HELP: tuple[tuple[str, str], ...] = (
    ("怎么填", "一人一行。只有姓名和住址是必填的，其余知道多少填多少，空着的以后可以补。"),
    (
        "住址",
        "楼房填小区、楼栋、单元、楼层、门牌号；平房填巷道、院落、门牌号。同一户的几个人住址要写一样，也可以只在第一行写、下面留空。",
    ),
    ("户号", "同一个门里住着两户的，用户号分开；只有一户的可以不填。"),
    ("身份证号", "这一列已设成文本。请直接输入 18 位，不要从别的表格里复制数字格式的号码，那样末几位会丢失。"),
    ("出生日期", "写成 1950-03-05。填了身份证号的可以不填。"),
    (
        "特殊需要",
        "听力、视力、言语、语言、行动、独居老人、长期用药、透析、孕产、无人照看儿童。可以写几样，用顿号隔开。",
    ),
    ("列可以增减", "可以删掉用不到的列，也可以加自己的列；导入时会让您核对哪一列是什么。"),
)


def template_sheets() -> list[WorkSheet]:
    """The blank register: the sheet to fill in, an example, the meaning of each column."""
    header = [SYNONYMS[name][0] for name in COLUMNS]
    widths = [_WIDE.get(name, 10) for name in COLUMNS]
    text = tuple(at for at, name in enumerate(COLUMNS) if name in _TEXT)
    example = [[row.get(name, "") for name in COLUMNS] for row in _EXAMPLES]
    return [
        WorkSheet(
            "居民台账", [], header=header, widths=widths, text_columns=text, choices=_choices(),
            comments={COLUMNS.index("identity"): "请输入 18 位号码。这一列是文本，不会变成科学计数法。"},
        ),
        WorkSheet(EXAMPLE_SHEET, example, header=header, widths=widths, text_columns=text),
        WorkSheet(HELP_SHEET, _HELP, header=("内容", "说明"), widths=(14, 90)),
    ]  # fmt: skip


def _choices() -> dict[int, Choice]:
    lists = {
        "sex": ["男", "女"],
        "relation": [word for code, word in rules.relation_choices() if code != "unknown"],
        "residence": [word for _code, word in rules.residence_choices()],
        "identity_kind": [word for code, word in rules.identity_choices() if code != "none"],
        "needs": [word for _code, word in rules.need_choices()],
        "reach": [word for _code, word in rules.reach_choices()],
    }
    return {COLUMNS.index(name): Choice(words, "可以从列表里选") for name, words in lists.items()}
