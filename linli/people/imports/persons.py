"""Who is a person: names in the column of names, and what stands there instead of one. Values in, values out."""
# ruff: noqa: E501 (a table of words reads best a meaning a line)

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from linli.kernel.errors import Invalid
from linli.kernel.sheets import Cell, clean
from linli.people import rules
from linli.people.imports.words import RELATIONS, RESIDENCES

plain_name = re.compile(r"[\u4e00-\u9fa5]{1,12}").fullmatch
_N = "[0-9〇零一二两三四五六七八九十百]"
_TOTAL = (
    rf"[合总共累]\s*计|^(?:[本全该此每]?(?:页|表|栋|幢|楼|组|户|单元|网格|社区|院|层|村|小区|街道)?"
    rf"|第?{_N}{{1,4}}(?:页|栋|幢|号?楼|单元|网格|组))小\s*计|^共\s*{_N}+\s*[户人口页间套栋]|^第\s*{_N}+\s*页|^{_N}+户"
    r"|总[户人]?数|^以[下上]|^[0-9]{2,4}年|[0-9]月[0-9]+日|^[0-9]{4}[-./][0-9]"
)
_SIGNED = (
    r"填表|制表|填报|报送|审核人|审批人|复核|负责人|经办人|登记人|调查人|盖章|签字|签名|以上(?:情况|内容)?属实"
    r"|统计人|核实人|包[片联]|领导|续表|^[接转][上下]页|未完待续|请勿|勿删|填写说明|必填|^汇\s*总|提示$|^保密$|^空白$|^(?:全?完|结束|end)$|^附[件表][0-9一二三四]?$|^表[0-9一二三四]$|^[0-9/\s]*年\s*月|^p(?:age)?\s?[0-9]+$"
    r"|(?:审核|联系人|单位|备注|注|说明|日期|时间)\s*[:(]"
)
_FOOTER = re.compile(f"{_TOTAL}|{_SIGNED}")
# What makes a footer of a row in which a place is called so: a home may be 3户, a compound 领导家属院 or 2001年小区.
_PLACE_FOOTER = re.compile(
    rf"[合总共累]\s*计|小\s*计|^共\s*{_N}|^第\s*{_N}+\s*页|^(?:包[片联]|分管)?(?:领导|干部|人)\s*(?::|$)"
    f"|{_SIGNED.replace('|包[片联]|领导', '')}"
)
_ROOM_ALONE = re.compile(r"[0-9]{1,5}[A-Za-z]?(?:室|号)?|[0-9]户")

# What stands in the column of names and is nobody, wherever in the cell: "岗位空缺", "空缺李四代管". No word of this table
# is part of a name, and none is a single character ("王空").
_NOBODY: tuple[tuple[str, str], ...] = (
    ("imports.footer", f"{_TOTAL}|{_SIGNED}|^(?:备注|说明|序号)$"),
    ("imports.example", r"示例|样例|举例|^例[:如]|^测试|^test|^x{2,}$"),
    ("imports.vacant", (r"空缺|空岗|空编|缺[岗位员编]|暂缺|^缺$|暂无|^无$|没有|待[定补聘招配]|待任命|未[定聘]|未配备|离职|辞职|离任|离岗"
                       r"|调离|免职|卸任|无此岗|无人担任|代管|待选|招募|物色|未选|未产生|待任|待确定|另行通知|尚未|调整中|^拟[定任]|^选举中?$|兼任|^兼$"
                       r"|^社区[兼代]|撤销|取消|不设|未设|无需|不需|^tbd$")),
    ("imports.empty_home", (r"^空$|空[置房户关宅屋]|闲置|毛坯|装修|^未入?住|^(?:现|已|目前)?无人|没人|没有人|不住人|待[售租]|待入?住|未售|未交房"
                           r"|车库|车位|储[藏物]|地下室|仓库|拆迁|拆除|待拆|[关锁]门|门面|门市|[商店]铺|^空着|^无住户|(?:长期|暂时|常年)无人"
                           r"|^已[租售卖拆封]|没交房|[用区拍资转公手板套新旧租卖买]房$|房[屋子]$|^售楼|民宿|网吧|公寓|施工")),
    ("imports.to_verify", (r"待[核查]|待确认|待落实|待联系|[未没]核实|核实中|不详|未知|不清楚|不明|不在家|外出|务工|查无|查不到|拒[不绝访]"
                          r"|不配合|联系不|无法联系|失联|未联系|敲门|无人应|未见人|未登记|^详?见(?:[上下]|备注|说明|[0-9])|^同(?:[上前左户右]|\S{0,4}[0-9])|^以上同|^已故|人户分离|空挂"
                          r"|^#?n/?a$|^null$|^none$|^拒登|^[待未没](?:入户|见面?$|采集|录入|登记|填|完善)|(?:电话|手机|号码)\S?[不停空打关无错号]|停机|空号|^不在|^(?:重复|作废|删除|自住户)$|回老家|[外去]地"
                          r"|^(?:已|人已?)?(?:死亡|死了?|去[世逝]|故|亡故|病故|过[世逝]|搬走|搬离|搬家|迁出|迁走|注销|销户)$"
                          r"|^(?:[独空孤留][居巢寡守](?:老人|儿童)|未成年人?|外来户|外来人口|流动人口)$"
                          r"|^(?:志愿者|党员|群众|居民代表|代表|网格[员长]|楼栋?长|单元长|组长|书记|主任|社工|干部|保安|门卫|保洁)$")),
    ("imports.organisation", r"公司|物业|集团|宿舍|单位|学校|幼儿园|银行|超市|商店|饭店|诊所|办公|居委会|村委会|事务所|工作室|合作社|中心$|支部|委员会|业委会|街道办|[供卫派]\S出?所|服务站|\S{2}室$"),
    ("imports.name_place", (rf"^第?{_N}{{1,4}}(?:号楼|#|栋|幢|座|单元|号院|网格|号$)|^第?{_N}{{1,5}}(?:室|层|楼|组|户|人)$"
                           r"|^\S{2,}(?:小区|社区|网格|单元)$|^(?:平房|别墅|[东南西北中a-z]区)|^\S{4,}(?:户|楼|院|巷|路|街|区|村|组)$"
                           r"|(?:巷|胡同|弄|大街|大院|家属院|人员|名单|名册|统计|情况|登记表|一览表|居民|商户|部分)$")),
    ("imports.let", r"出租|^(?:租[户客房]|承租人?|房[东客]|业主|住户|[合群]租)(?:[户人客者屋]|[0-9]+人?|[若未不共无].*)?$"),
)  # fmt: skip
_PATTERNS = tuple((code, re.compile(words)) for code, words in _NOBODY)
NOBODIES = frozenset(code for code, _words in _NOBODY)
_ANY_NOBODY = re.compile("|".join(words for _code, words in _NOBODY))
_WORDS = frozenset(word for word in (*RELATIONS, *RESIDENCES) if len(word) > 1 and not word.isdigit())  # 儿子, 学生
_AROUND = re.compile(r"[\s()（）\[\]【】〔〕、。,，—]+|^[:：/-]+|[:：/-]+$")


def no_person(text: str) -> str:
    """Why a cell in the column of names names nobody, as a code; "" where it may be a name."""
    bare = _AROUND.sub("", text).lower()
    if _ANY_NOBODY.search(bare):
        return next(code for code, words in _PATTERNS if words.search(bare))
    return "imports.to_verify" if bare in _WORDS else ""


_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
)
_S = f"[{''.join(sorted(_SURNAMES))}]"
_KIN = (
    "母亲|父亲|妻子?|丈夫|配偶|老[婆公伴]|爱人|[儿孙]子|[女孙]儿|孙女|儿媳|女婿|家[属人]|亲[属戚]|妈妈?|爸爸?|[爷奶]{2}"
)
# What may be a name and may be none: whoever knows the person says which.
_ODD = re.compile(
    rf"^无名氏?$|^未[取命起]名|新生儿|^[男女]?[婴孩]儿?$|^宝宝|^小孩|^[老小]{_S}$|^.家$|[、,;。]$"
    r"|(?:大爷|大[妈娘哥姐嫂]|[阿大]姨|老师|师傅|先生|女士|小姐|同志|老板|医生|叔叔?|[爷奶]{2})$"
    r"|^(?:第.)?(?:户主|租[户客]|房东|业主|保姆|妻子|丈夫|儿子|女儿|[长次][子女])..|.户主$|..[母家]$"
    rf"|.的|之[妻子女母父夫]$|..(?:{_KIN})$|..(?:妻子?|丈夫|儿子|女儿|配偶|老婆|老公|爱人|母亲|父亲).."
    rf"|^{_S}.{{1,2}}[-·]?{_S}[\u4e00-\u9fa5]{{1,2}}$|^{_S}.{{1,2}}[改换]{_S}|^原{_S}.{{1,2}}$|..[兼代]$"
)
_APART = re.compile(r"[、,;/&+|\\\n\t]+|(?<=[\u4e00-\u9fa5]{2})[和与及](?=[\u4e00-\u9fa5]{2})")
_SEVERAL = re.compile(
    r"等[0-9一二两三四五六七八九十几多]*[人口]|(?<=[\u4e00-\u9fa5]{2})等$|全家|一家|夫妇|夫妻|两口子?"
)
_NUMBER = re.compile(r"[0-9][0-9 -]{3,}[0-9Xx]|^[0-9]{1,3}[.、)]?\s*[\u4e00-\u9fa5]|[0-9]岁")
_HIDDEN = re.compile(r"[*＊×]|^.{0,2}某{1,2}$|某某|[\u4e00-\u9fa5][Xx]{1,2}$|^[A-Za-z]$")
_ASIDE = re.compile(r"(.+?)\s*\(([^()]*)\)")
_GONE_WORDS = "去[世逝]|死亡|[病亡]故|过[世逝]|搬[走离]|迁[出走]|注销"
_LEFT = re.compile(rf"(\S{{2,4}}?)[\s,:-]*(已故|已?(?:{_GONE_WORDS}))")
_ANOTHER = re.compile(rf"(?:[妻夫子女父母]|{_KIN})[:\s]*{_S}[\u4e00-\u9fa5]{{1,2}}")  # "张三(妻李四)"
_NAMED = re.compile(rf"{_S}[\u4e00-\u9fa5]{{1,2}}")

# A name that stands alone in its row and begins with no surname may be a word of the list: 采集人, 仅供参考.
_SURNAMED = _SURNAMES | frozenset(
    "安柏鲍贝毕边卞卜步蔡岑柴车成程储楚褚池迟刁董窦端杜樊费丰封冯符傅富甘干高葛耿宫巩古谷顾关官管桂郭国海韩杭郝禾何贺洪侯花华怀"
    "霍姬吉纪季冀甲简江焦揭解金晋靳荆井景鞠阚柯寇匡况蓝郎劳冷黎厉利连练廉凌蔺令柳隆娄卢鲁栾罗骆麻满茅冒梅蒙糜米苗闵明缪牟穆"
    "南倪年聂宁牛农欧潘庞裴彭皮平蒲浦戚漆祁齐强乔覃屈瞿曲全权冉饶荣茹阮桑沙单商尚邵佘申盛师施时史寿舒水司宋苏粟隋眭孙谈谭汤唐"
    "陶滕佟涂屠万危韦卫魏温翁邬巫仵武席郗奚冼项萧谢辛邢熊胥徐许轩宣荀鄢严颜晏阳仰羊姚叶伊易殷阴应雍尤游于俞虞禹郁喻元袁苑岳云"
    "恽臧翟湛张章招赵甄郑支仲周朱诸祝庄卓宗邹祖左上公东独令长百第"
)


def odd_alone(name: str) -> bool:
    """Whether a name with nothing else in its row is asked about."""
    if "·" in name or not re.search("[\u4e00-\u9fff]", name):
        return "·" not in name and " " not in name
    return len(name) > 2 and name[0] not in _SURNAMED


class Names(dict[Cell, tuple[str, str, str]]):
    """Raw cell -> (name, fault, what else the cell says: "张三(已故)")."""

    def __missing__(self, cell: Cell) -> tuple[str, str, str]:
        if type(cell) is str and plain_name(cell) and not _doubtful(cell):
            return (cell, "", "")  # the usual case needs neither checks nor memory
        found = read_name(cell)
        if len(self) < 200_000:
            self[cell] = found
        return found


def _doubtful(text: str) -> bool:
    """Whether a text of characters alone must be looked at closely. None of the tables says anything of one that has no
    character of theirs: of most names."""
    if len(text) < 4 and _TELLING.isdisjoint(text):
        return False
    return len(text) > 4 or text in _WORDS or bool(_DOUBTS.search(text))


_DOUBTS = re.compile(f"{_ANY_NOBODY.pattern}|{_SEVERAL.pattern}|(?:{_GONE_WORDS}|已故)$|某|{_ODD.pattern}")
_TELLING = frozenset("".join(_WORDS)) | frozenset(re.findall("[\u4e00-\u9fa5]", _DOUBTS.pattern.replace(_S, "")))


def read_name(cell: Cell) -> tuple[str, str, str]:
    """(name, why it is nobody's or no whole name as a code, what else the cell says) of one cell."""
    text, aside = clean(cell), ""
    fault = no_person(text) if text else "imports.no_name"
    if more := _ASIDE.fullmatch(text) or (None if fault else _LEFT.fullmatch(text)):
        inside = no_person(more[1])
        if (
            inside or not fault or (fault == no_person(more[2]) and fault not in _WHATEVER_BESIDE)
        ):  # "空缺(李四代管)", "张三(已故)", "张三(租户)"
            text, aside, fault = more[1], more[2].strip(), inside
    fault = fault or (_written_wrong(cell, text) if type(cell) is str else "")
    fault = fault or ("imports.several_people" if _ANOTHER.fullmatch(aside) else "")
    if fault:
        return (text[:60], fault, aside)
    try:
        name = rules.check_name(text)
    except Invalid as refusal:
        return (text[:60], _OURS.get(refusal.code, "imports.bad_name"), "")
    odd = _ODD.search(name) or (_NAMED.fullmatch(aside) and not no_person(aside))
    return (name, ODD if odd else "", aside)


_WHATEVER_BESIDE = frozenset({"imports.footer", "imports.example"})  # "王芳(填表人)"
ODD = "imports.name_odd"  # whether it is a person's name is asked


_OURS = {"people.name_damaged": "imports.name_damaged", "people.name_number": "imports.name_number"}


def _written_wrong(cell: str, text: str) -> str:
    """Why a text with letters in it is not the name of one person; "" where it may be."""
    if _NUMBER.search(text) and any(map(str.isalpha, text)):
        return "imports.name_number"
    if _HIDDEN.search(text):
        return "imports.name_hidden"
    if any(unicodedata.category(c) in {"So", "Sk"} and c != "\ufffd" for c in text):
        return "imports.name_symbol"
    if _several(cell, text):
        return "imports.several_people"
    if any(unicodedata.category(c) == "Sm" for c in text):
        return "imports.name_symbol"
    return "imports.bad_name" if ":" in text else ""


def _several(cell: str, text: str) -> bool:
    if _SEVERAL.search(text):
        return True
    lines = [part for part in re.split(r"[\r\n\t]+", cell.strip()) if len(part.strip()) > 1]
    if len(lines) > 1:
        return True
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) > 1 and sum(len(part) > 1 for part in parts) > 1:
        return True
    words = text.split(" ")
    return len(words) > 1 and all(1 < len(word) < 5 and word[0] in _SURNAMES for word in words)


# Lines across the table: no rows of anybody.
NO_ROWS = frozenset({"imports.footer", "imports.section", "imports.header_again", "imports.nothing_mapped"})
PASSED_OVER = NO_ROWS - {"imports.nothing_mapped"}  # which nobody has to correct
# Words of a list in the place of a name, which stand alone in a line across the table.
_LINES = frozenset({"imports.no_name", "imports.name_place", "imports.bad_name"})


def row_fault(row: Sequence[Cell], fields: Mapping[int, str], places: Collection[int], fault: str) -> str:
    """Why a row without a usable name exists: a total, a signature line, a title, or a forgotten name; `fault`, the
    name's own, where it is a row of somebody. `fields`: column -> what it means; `places`: those of the address."""
    said = {at: text for at, cell in enumerate(row) if (text := clean(cell))}
    said = {at: text for at, text in said.items() if at in fields or not text.isdigit()}  # without the running number
    if fault == "imports.no_name" and _is_empty_home(said, fields):
        return fault
    if _is_footer(said, fields, places):
        return "imports.footer"
    if not said or said.keys().isdisjoint(fields):
        return "imports.section" if len(said) == 1 else "imports.nothing_mapped"
    apart = said.keys().isdisjoint(places)
    alone = len(set(said.values())) == 1 and (apart or fault == "imports.no_name")
    if alone and fault in _LINES and not _own_value(said, fields):
        return "imports.section"
    return "imports.section" if fault == "imports.name_place" and apart and len(said) < 4 else fault


def _is_empty_home(said: Mapping[int, str], fields: Mapping[int, str]) -> bool:
    """Whether a row holds the number of a room and nothing else: the rows below are of the same building."""
    return len(said) == 1 and all(fields.get(at) == "door" and _ROOM_ALONE.fullmatch(said[at]) for at in said)


def _own_value(said: Mapping[int, str], fields: Mapping[int, str]) -> bool:
    """A number of a person whose name was forgotten is no title."""
    return all(fields.get(at) in {"phone", "identity"} and any(map(str.isdigit, text)) for at, text in said.items())


def totals_in(columns: Sequence[Sequence[Cell]], fields: Mapping[int, str], places: Collection[int]) -> frozenset[int]:
    """The rows in which a total or a signature stands in the address or before the first column that is read, whatever
    the column of names holds."""
    before = range(min(fields, default=0))
    found: set[int] = set()
    for at in {*before, *places} & set(range(len(columns))):
        odd = {cell for cell in set(columns[at]) if type(cell) is str and _tells_footer(clean(cell), at in places)}
        found |= {row for row, cell in enumerate(columns[at]) if cell in odd} if odd else set()
    return frozenset(found)


def _tells_footer(text: str, in_place: bool) -> bool:
    return bool((_PLACE_FOOTER if in_place else _FOOTER).search(text))


def _is_footer(said: Mapping[int, str], fields: Mapping[int, str], places: Collection[int]) -> bool:
    """A total or a signature would look like a person behind the door above. Searched in the cells of name and address
    and in the first; a note may well speak of a 负责人."""
    if not said or len(said) > 6:
        return False
    first = min(said)
    where = [text for at, text in said.items() if at in places]
    asked = [text for at, text in said.items() if at not in places and fields.get(at) in NAME_FIELDS]
    narrow = bool(asked) or len(set(where)) > 1
    if first not in fields and not where:
        asked.append(said[first])
    if any(_tells_footer(text, narrow) for text in where):
        return True
    return any(_FOOTER.search(text) for text in asked or (() if where else said.values()))


NAME_FIELDS = frozenset({"name", "head_name", "tenant", "landlord"})
