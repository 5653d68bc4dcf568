"""The words that communities write in the short columns, and what they mean. Values in, values out.

An unknown word changes nothing and is reported with its row; its meaning is not guessed.
"""
# ruff: noqa: E501 (a table of words reads best a meaning a line)

import re

from linli.kernel.sheets import Cell, clean
from linli.people import rules

_BLANK_WORDS = frozenset(
    {
        "",
        "无",
        "无无",
        "没有",
        "否",
        "/",
        "-",
        "--",
        "—",
        "不详",
        "未知",
        "空",
        "暂无",
        "n/a",
        "na",
        "null",
        "none",
        "正常",
        "未填",
        "未说明",
        "未登记",
    }
)

YES = frozenset({"是", "√", "✓", "✔", "y", "yes", "1", "户主", "本人"})
YES_OR_NO = YES | {"", "否", "不是", "×", "x", "n", "no", "0", "非户主", "无", "-", "/"}

SEXES = {
    "男": "1",
    "男性": "1",
    "m": "1",
    "male": "1",
    "1": "1",
    "女": "2",
    "女性": "2",
    "f": "2",
    "female": "2",
    "2": "2",
}

# Names of GB/T 4761-2008 and everyday words, mapped to our short list.
_RELATIONS: dict[str, str] = {
    "head": "户主 本人 本人或户主 小集体户户主 集体户户主 房主 业主 戶主 host head 01 02",
    "spouse": "配偶 夫 妻 丈夫 妻子 夫妻 爱人 老公 老婆 太太 10 11 12",
    "child": "子 女 子女 儿子 女儿 长子 次子 三子 四子 五子 长女 次女 三女 四女 五女 独生子 独生女 养子 养女 继子 继女 "
             "养子或继子 养女或继女 大儿子 二儿子 小儿子 大女儿 二女儿 小女儿 其他儿子 其他女儿 孩子 20 21 22 23 24 30 31 32 33",
    "child_in_law": "儿媳 儿媳妇 媳妇 女婿 儿媳女婿 28 38",
    "grandchild": "孙子 孙女 外孙 外孙子 外孙女 孙辈 孙子女 外孙子女 孙子、孙女 曾孙 曾孙子 曾孙女 重孙 重孙子 重孙女 40 41 42 43 44",
    "parent": "父 母 父亲 母亲 父母 公公 婆婆 岳父 岳母 继父 养父 继母 养母 丈人 丈母娘 爸爸 妈妈 50 51 52 53 54 55 56",
    "grandparent": "祖父 祖母 爷爷 奶奶 外祖父 外祖母 姥爷 姥姥 外公 外婆 祖辈 祖父母 外祖父母 曾祖父 曾祖母 60 61 62 63 64",
    "sibling": "兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟姐妹 兄弟 姐妹 嫂子 弟媳 姐夫 妹夫 70 71 73 75 77",
    "kin": "其他亲属 亲属 亲戚 侄子 侄女 外甥 外甥女 伯父 伯母 叔父 叔叔 婶婶 姑姑 姑父 舅舅 舅母 姨妈 姨父 表兄 表弟 堂兄 堂弟 80 81",
    "non_kin": "非亲属 租客 租户 承租人 合租 合租人 室友 同住 同住人 保姆 雇工 住家保姆 护工 朋友 同事 同学 其他 寄住 借住 99",
}  # fmt: skip
RELATIONS = {word: code for code, words in _RELATIONS.items() for word in words.split()}

_RESIDENCES: dict[str, str] = {
    "owner": "自住 业主 常住 常住人口 户籍 户籍人口 本地户籍 人户一致 自有 自有住房 房主 户在人在 常住户籍 自购 居民 本地 家属 产权人",
    "lodger": "租住 租户 租客 出租 承租 租房 租赁 合租 公租 公租房 廉租 廉租房 房客 暂住租房 是",
    "student": "学生 在校学生 陪读 走读 住校 大学生 租住学生",
    "floating": "流动人口 流动 暂住 暂住人口 外来人口 外来 外来务工 外地 寄住 寄居 借住 流入 流入人口 短租 人在户不在 户不在人在",
    "other": "其他 其它 空挂户 空挂 人户分离 户在人不在 集体户",
}  # fmt: skip
RESIDENCES = {word: code for code, words in _RESIDENCES.items() for word in words.split()}

_KINDS: dict[str, str] = {
    "id_card": "居民身份证 身份证 二代身份证 第二代身份证 公民身份证 临时身份证 户口簿 户口本 111 01",
    "permit": "港澳台居民居住证 居住证 港澳居民居住证 台湾居民居住证",
    "passport": "护照 外国护照 中国护照 普通护照 passport 414",
    "foreign": "外国人永久居留身份证 外国人永久居留证 永久居留证 五星卡",
    "other": "其他 其它 其他证件 军官证 士兵证 军人证 警官证 港澳通行证 台胞证 港澳居民来往内地通行证 台湾居民来往大陆通行证 回乡证 出生证明",
}  # fmt: skip
IDENTITY_KINDS = {word: code for code, words in _KINDS.items() for word in words.split()}

_REACH: tuple[tuple[str, str], ...] = (
    ("text", r"文字|短信|微信|信息|消息|手语"),
    ("relay", r"转达|联系人|家属|子女|代为|代收|监护人"),
    ("door", r"上门|敲门|入户|当面"),
    ("call", r"电话|手机|语音|座机"),
)
_NEEDS: tuple[tuple[str, str], ...] = (
    ("hearing", r"听力|听障|聋(?!哑学?校)|耳背|失聪|重听"),
    ("sight", r"视力|视障|(?<![文色夜法脱])盲(?!目|校|文)|失明|看不见"),
    ("speech", r"言语|语障|哑(?!铃|学?校|然)|失语|不会说话"),
    ("language", r"语言不通|不懂汉语|不会普通话|外语|方言|少数民族语言|外籍|语言(?!障|残)"),
    ("mobility", r"行动|肢体|残疾(?!证)|瘫|卧床|轮椅|失能|半失能|拄拐|腿脚|高龄不便|下肢|上肢"),
    ("alone", r"独居|空巢|孤寡|一个人住|留守老人|孤老|失独"),
    ("chronic", r"慢性病|长期用药|长期服药|高血压|糖尿病|心脏病|冠心病|癫痫|精神障碍|精神病|化疗|放疗|肿瘤|癌"),
    ("dialysis", r"透析|尿毒症|肾衰"),
    ("pregnant", r"孕(?!育|前|检查)|产妇|临产|待产|哺乳"),
    ("child", r"留守儿童|无人照看|困境儿童|孤儿|儿童无人"),
)
_REACH_PATTERNS = [(code, re.compile(pattern)) for code, pattern in _REACH]
_NEED_PATTERNS = [(code, re.compile(pattern)) for code, pattern in _NEEDS]
NEED_NOTE = 120


def is_blank(text: str) -> bool:
    return text.lower() in _BLANK_WORDS


class Words(dict[Cell, str]):
    """Raw cell -> code, cached: a register repeats the same ten words. "" for blank, "?" for unknown."""

    def __init__(self, meanings: dict[str, str]) -> None:
        super().__init__()
        self.meanings = meanings

    def __missing__(self, cell: Cell) -> str:
        text = clean(cell).replace(" ", "").lower()
        code = "" if is_blank(text) and text not in self.meanings else self._meaning(text)
        if len(self) < 100_000:
            self[cell] = code
        return code

    def _meaning(self, text: str) -> str:
        found = self.meanings.get(text)
        if found is None and "(" in text:
            found = self.meanings.get(text.split("(", 1)[0])
        return found or "?"


class Reach(Words):
    """How to reach somebody, from free text."""

    def _meaning(self, text: str) -> str:
        return next((code for code, pattern in _REACH_PATTERNS if pattern.search(text)), "?")


_ALL_NEEDS = re.compile("|".join(pattern for _code, pattern in _NEEDS))
_NOT = re.compile(r"[无非不没未]\S{0,2}$")
# "无法行动", "不能说话" deny nothing
_DENIES = re.compile(r"(?:无(?!法)|[非未]|没(?!法)有?|不(?:是|属于?|再)|否认)[^\s,;，；、。]{0,2}$|不$")


class Noted(dict[str, tuple[tuple[str, str], ...]]):
    """Note -> the needs that it seems to speak of: proposed to the user, never written unasked."""

    def __missing__(self, text: str) -> tuple[tuple[str, str], ...]:
        found: tuple[tuple[str, str], ...] = ()
        if _ALL_NEEDS.search(text):
            found = tuple((kind, text[:NEED_NOTE]) for kind in _kinds(text))
        if len(self) < 100_000:
            self[text] = found
        return found


# "听力正常", "行动方便"; a hospital, or who works there, has no need
_FINE = re.compile(
    r"[^\s,;，；、。]{0,4}?(?<![不欠])(?<!不太)(?:正常|良好|还好|较好|好(?![^\s,;，；、。])|方便|自如|便利|自理|无碍|没问题)"
    r"|\S{0,2}?(?:医?院|学?校|联合会|服务|志愿|教师|老师|医生|护士)"
)


def _denied(text: str, at: re.Match[str]) -> bool:
    return _DENIES.search(text[: at.start()]) is not None or _FINE.match(text[at.end() :]) is not None


_GONE: tuple[tuple[str, str], ...] = (
    (
        "died",
        r"死亡(?!证明)|[离去过]逝|[去过离辞]世|[已病亡身]故|病[逝亡]|逝世|仙逝|已[死逝]|死了|殁|没了$|走了$|不在了$|火化",
    ),
    (
        "moved",
        (
            r"迁出|搬走|搬离|已搬|迁走|迁离|搬出|退租|已退房|外迁|搬家|搬[至到往去](?!本|此|这|我)|[转调]出|出嫁|不(?:居?住在?|在)(?:此|这)[里处儿]?"
            r"|不在(?:此|本)\S{0,2}居?住|(?:已|现)不住|已?卖[了掉]?房|出售|已售|不住了|不再居住|去外地\S{0,4}[家住]"
        ),
    ),
    ("away", r"注销|销户|失踪|走失|下落不明|失联"),
)
_GONE_PATTERNS = [(code, re.compile(pattern)) for code, pattern in _GONE]
_ANY_GONE = re.compile("|".join(pattern for _code, pattern in _GONE))
# In a column of its own a single word says it.
_STATUSES: dict[str, str] = {
    "died": "死 亡 故 逝 卒 去世 已死 死了 走了 已逝 已亡",
    "moved": "迁 搬 搬迁 搬家 已搬家 走 离开 已离开 迁离 转出 调出 出嫁 不住 不住这 租期已满 已卖房 拆迁",
    "away": "注销 已注销 销户 已销户 失踪 走失 失联 服刑 死亡或迁出 减员 减少",
}
_GONE_STATUS = {word: code for code, words in _STATUSES.items() for word in words.split()}
_ANOTHER = re.compile(r"(?:[夫妻父母爷奶子女儿孙兄弟姐妹伴偶爸妈公婆舅姑姨叔伯嫂媳婿]|爱人|家属|亲人|家人)\S{0,8}$")
_CLAUSES = re.compile(r"[\s,;，；。、]+")
_HERE = frozenset(
    [
        "在",
        "在册",
        "在住",
        "在世",
        "健在",
        "居住",
        "常住",
        "现住",
        "现居",
        "实住",
        "正常",
        "有效",
        "在户",
        "新增",
        "迁入",
        "入住",
        "存活",
        "户在人在",
        "未变动",
        "无变动",
    ]
)


class Gone(dict[str, str]):
    """Note -> "died", "moved" or "away" (one of both, or missing) where it says so of the person themselves, in any of
    its clauses; "" otherwise."""

    def __missing__(self, text: str) -> str:
        found = ""
        if _ANY_GONE.search(text):
            clauses = _CLAUSES.split(text)
            found = next(
                (code for code, pattern in _GONE_PATTERNS if any(_said_of_person(one, pattern) for one in clauses)), ""
            )
        if len(self) < 100_000:
            self[text] = found
        return found


# A note that is one of these words says how they live there; nobody lives there, or somebody else than who is named.
_LIVES: dict[str, str] = {
    "owner": "自住 业主自住 自有 自有住房 业主 产权人 自购 自购房",
    "lodger": "租户 租客 租住 租房 承租 承租人 承租户 房客 合租 合租户 租赁 租赁户 公租房 廉租房 租住户 租房户",
    "floating": "流动人口 流动人员 暂住 暂住人口 外来人口 寄住 借住",
    "student": "陪读 陪读户 住校 租住学生",
    "empty": "空置 空置房 空房 空户 空着 空关 闲置 无人 无人居住 无人住 没人住 不住人 出租 出租房 出租屋 出租户 租出 外租 租出去了",
}
_LIVES_WORDS = {word: code for code, words in _LIVES.items() for word in words.split()}
_BEFORE_LIVES = re.compile(r"^(?:[本该此]?[户房人]|房屋|目前|现在?|已经?|长期|常年|一直|[是为系属])+")
_AFTER_LIVES = re.compile(r"(?:状态|中|的|给.{1,6}|[0-9]{4}年?[0-9.年月日-]*)$")


class Lives(dict[str, str]):
    """Note -> how they live there, as a residence code, or "empty"; "" where none of its clauses says so."""

    def __missing__(self, text: str) -> str:
        clauses = (_AFTER_LIVES.sub("", one) for one in _CLAUSES.split(text.replace("(", ",").replace(")", ",")))
        words = (word for one in clauses if one for word in (one, _BEFORE_LIVES.sub("", one)))
        found = next((_LIVES_WORDS[word] for word in words if word in _LIVES_WORDS), "")
        if len(self) < 100_000:
            self[text] = found
        return found


def _said_of_person(text: str, pattern: re.Pattern[str]) -> bool:
    before = [text[: at.start()] for at in pattern.finditer(text)]
    return any(not _NOT.search(one) and not _ANOTHER.search(one) for one in before)


class Statuses(Words):
    """Whether somebody still lives here, by a column of their own: as in `Gone`, "" for here, "?" for anything else."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(_HERE, "") | _GONE_STATUS)
        self._gone = Gone()

    def _meaning(self, text: str) -> str:
        return self.meanings[text] if text in self.meanings else self._gone[text] or "?"


_LABELS = {word: code for code, word in rules.need_choices()}
_ONE_NEED = re.compile(rf"({'|'.join(_LABELS)})(?:\((.*)\))?")
_BETWEEN_NEEDS = re.compile(rf"、(?=(?:{'|'.join(_LABELS)})(?:\(|、|$))")


def _as_exported(text: str) -> tuple[tuple[str, str], ...]:
    """The needs of a cell that our own export wrote ("听力(左耳可听见)、行动"); empty for any other."""
    parts = [_ONE_NEED.fullmatch(part) for part in _BETWEEN_NEEDS.split(text)]
    return tuple((_LABELS[part[1]], (part[2] or "")[:NEED_NOTE]) for part in parts if part) if all(parts) else ()


class Needs(dict[Cell, tuple[tuple[str, str], ...]]):
    """Raw cell -> ((need, note), …). Words that name no known need are kept as "other", so that nobody is
    overlooked."""

    def __missing__(self, cell: Cell) -> tuple[tuple[str, str], ...]:
        text = clean(cell)
        if is_blank(text):
            found: tuple[tuple[str, str], ...] = ()
        else:
            found = _as_exported(text) or tuple((kind, text[:NEED_NOTE]) for kind in _kinds(text))
        if len(self) < 100_000:
            self[cell] = found
        return found


_NOTHING = re.compile(
    r"(?:无|没有|暂无)(?:[^\s,;，；、。]{0,4}(?:情况|需[要求]|疾病|困难|服务|人群|问题|障碍|病史))?|不需要?|无需\S{0,4}|0|[×x✗]"
    r"|(?:身体|状况|一切|均|基本)?(?:健康|正常|良好|还好)|普通(?:居民|人群|群众)?|一般"
)


def _kinds(text: str) -> list[str]:
    """Every need that the words speak of and do not deny: "无残疾" is none."""
    said = [(code, list(pattern.finditer(text))) for code, pattern in _NEED_PATTERNS]
    kinds = [code for code, found in said if any(not _denied(text, at) for at in found)]
    denied = any(found for _code, found in said) or _NOTHING.fullmatch(text.strip(" ,;，；、。").lower())
    return kinds or ([] if denied else ["other"])


def reach_of_needs(needs: tuple[tuple[str, str], ...]) -> str:
    """The default channel from the needs: writing for who cannot hear or speak, unless the register says otherwise;
    else ""."""
    kinds = {kind for kind, _how in needs}
    return "text" if kinds & {"hearing", "speech"} else ""
