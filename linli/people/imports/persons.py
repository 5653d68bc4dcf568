"""Who is a person: names in the column of names, and what stands there instead of one. Values in, values out."""

import re
from collections.abc import Container, Iterable, Sequence

from linli.kernel.errors import Invalid
from linli.kernel.sheets import Cell, clean
from linli.people import rules

_FOOTER = re.compile(r"合计|总计|小计|共计|填表人|制表|审核|负责人|备注[::]|注[::]|联系人[::]|单位[::]|盖章")
_TOTAL = re.compile(r"[合总小共]\s*计[::]?")
plain_name = re.compile(r"[\u4e00-\u9fa5]{1,12}").fullmatch

# What stands in the column of names and is nobody. "王空缺" is a name; the whole cell has to be one of these.
_NOBODY: dict[str, str] = {
    "imports.empty_home": "空置 空置房 空房 空户 空 无人 无人居住 无人住 没人住 未入住 未装修 毛坯 闲置 待售 待租",
    "imports.vacant": "空缺 暂缺 缺 缺位 暂无 无 没有 待定 待补 待补充 未定 未配备 待配备",
    "imports.to_verify": "待核实 待核 待查 未核实 不详 未知 不清楚 拒访 拒绝登记 无人应答 敲门无人 未见人 同上 同前 "
    "同上户",
    "imports.let": "出租 出租房 出租屋 已出租 租房 租户 房东 业主 住户",
    "imports.footer": "合计 总计 小计 共计 签字 签名 盖章 备注 说明",
}  # fmt: skip
_NOBODIES = {word: code for code, words in _NOBODY.items() for word in words.split()}
_AROUND = re.compile(r"[\s()（）\[\]【】〔〕:：/、。,，—-]+")


def no_person(text: str) -> str:
    """Why a cell in the column of names names nobody, as a code; "" where it may be a name."""
    if text in _NOBODIES:
        return _NOBODIES[text]
    if len(text) > 12 or text.isalpha():
        return ""
    return _NOBODIES.get(_AROUND.sub("", text), "")


_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
)
_APART = re.compile(r"[、,;/&+|\n\t]+|(?<=[\u4e00-\u9fa5]{2})[和与及](?=[\u4e00-\u9fa5]{2})")
_SEVERAL = re.compile(r"等[0-9一二两三四五六七八九十几多]*[人口]|全家|一家|夫妇|夫妻|两口子?")
_NUMBER = re.compile(r"[0-9][0-9 -]{3,}[0-9Xx]")
_ASIDE = re.compile(r"(.+?)\s*\(([^()]*)\)")


class Names(dict[Cell, tuple[str, str, str]]):
    """Raw cell -> (name, fault, what else the cell says: "张三(已故)")."""

    def __missing__(self, cell: Cell) -> tuple[str, str, str]:
        if type(cell) is str and plain_name(cell) and not _doubtful(cell):
            return (cell, "", "")  # the usual case needs neither checks nor memory
        found = _named(cell)
        if len(self) < 200_000:
            self[cell] = found
        return found


def _doubtful(text: str) -> bool:
    return bool(no_person(text)) or len(text) > 4 or bool(_SEVERAL.search(text))


def _named(cell: Cell) -> tuple[str, str, str]:
    text, aside = clean(cell), ""
    fault = no_person(text) if text else "imports.no_name"
    if not fault and (more := _ASIDE.fullmatch(text)):
        text, aside = more[1], more[2].strip()
        fault = no_person(text)
    fault = fault or (_written_wrong(cell, text) if type(cell) is str else "")
    if fault:
        return (text[:60], fault, "")
    try:
        return (rules.check_name(text), "", aside)
    except Invalid as refusal:
        return (text[:60], _OURS.get(refusal.code, "imports.bad_name"), "")


_OURS = {"people.name_damaged": "imports.name_damaged", "people.name_number": "imports.name_number"}


def _written_wrong(cell: str, text: str) -> str:
    """Why a text with letters in it is not the name of one person; "" where it may be."""
    if _NUMBER.search(text) and any(map(str.isalpha, text)):
        return "imports.name_number"
    if _SEVERAL.search(text):
        return "imports.several_people"
    lines = [part for part in re.split(r"[\r\n\t]+", cell.strip()) if len(part.strip()) > 1]
    if len(lines) > 1:
        return "imports.several_people"
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) > 1 and sum(len(part) > 1 for part in parts) > 1:
        return "imports.several_people"
    words = text.split(" ")
    if len(words) > 1 and all(1 < len(word) < 5 and word[0] in _SURNAMES for word in words):
        return "imports.several_people"
    return ""


# Lines across the table: no rows of anybody.
NO_ROWS = frozenset({"imports.footer", "imports.section", "imports.header_again", "imports.nothing_mapped"})


def row_fault(row: Sequence[Cell], mapped: Container[int], fault: str) -> str:
    """Why a row without a usable name exists: a total, a signature line, or a forgotten name. `mapped`: the columns
    that are imported."""
    cells = [clean(cell) for cell in row]
    filled = [cell for cell in cells if cell]
    if len(filled) <= 6 and any(_FOOTER.search(cell) for cell in filled):
        return "imports.footer"
    if len(filled) == 1 and fault == "imports.no_name":
        return "imports.section"
    return fault if any(at in mapped for at, cell in enumerate(cells) if cell) else "imports.nothing_mapped"


def is_total(row: Iterable[Cell]) -> bool:
    """A total with its number in the column of names would look like a person behind the door above."""
    filled = [text for cell in row if (text := clean(cell))]
    return len(filled) <= 6 and _TOTAL.fullmatch(filled[0]) is not None
