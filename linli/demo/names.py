"""Fictional Chinese names: surnames by how common they are, given names by generation and sex.

Every full name of a person in public life listed in `AVOIDED` is drawn again, so that nobody in a demonstration street
bears the name of a leader of the state, past or present.
"""

from random import Random

from linli.demo.ground import words

# Surname -> people per thousand, rounded from the published rankings of 2020; the tail is flattened.
SURNAMES: dict[str, int] = {
    "王": 72, "李": 72, "张": 68, "刘": 55, "陈": 42, "杨": 31, "赵": 23, "黄": 20, "周": 19, "吴": 19, "徐": 15,
    "孙": 15, "胡": 13, "朱": 13, "高": 24, "林": 9, "何": 11, "郭": 12, "马": 17, "罗": 9, "梁": 8, "宋": 8, "郑": 8,
    "谢": 7, "韩": 9, "唐": 6, "冯": 7, "于": 6, "董": 6, "萧": 3, "程": 6, "曹": 9, "袁": 5, "邓": 5, "许": 6, "傅": 4,
    "沈": 4, "曾": 4, "彭": 4, "吕": 5, "苏": 4, "卢": 3, "蒋": 4, "蔡": 4, "贾": 5, "丁": 4, "魏": 5, "薛": 7, "叶": 4,
    "阎": 4, "余": 4, "潘": 3, "杜": 7, "戴": 3, "夏": 3, "钟": 3, "汪": 3, "田": 5, "任": 5, "姜": 3, "范": 4, "方": 3,
    "石": 4, "姚": 4, "谭": 3, "廖": 3, "邹": 3, "熊": 3, "金": 3, "陆": 3, "郝": 5, "孔": 2, "白": 6, "崔": 4, "康": 5,
    "毛": 2, "邱": 3, "秦": 4, "江": 2, "史": 4, "顾": 2, "侯": 4, "邵": 2, "孟": 4, "龙": 2, "万": 2, "段": 3, "雷": 4,
    "钱": 2, "汤": 2, "尹": 3, "黎": 2, "易": 1, "常": 4, "武": 4, "乔": 4, "贺": 4, "赖": 1, "龚": 2, "文": 2, "折": 3,
    "拓": 1, "艾": 2, "霍": 3, "纪": 2, "申": 2, "柴": 2, "呼": 1, "加": 1, "慕": 1, "强": 1, "欧阳": 1, "上官": 1,
}  # fmt: skip

# (last year of birth of the generation, sex) -> first characters, second characters, single-character names.
_POOLS: list[tuple[int, dict[str, tuple[str, str, str]]]] = [
    (1955, {
        "1": ("福德志文永玉占金世万长树宝荣殿怀", "山林海成才祥财贵堂旺生发厚元禄昌", "山海生来"),
        "2": ("秀桂玉凤淑兰改翠爱彩香巧月银素", "英兰珍芳莲花梅云琴娥女枝叶香贞", "英兰莲梅"),
    }),
    (1975, {
        "1": ("建志卫永海爱新红光学保国振延向", "军平民东强明华林生忠利斌峰成胜", "军勇斌平强峰"),
        "2": ("秀丽海红春晓玉小建艳爱彩雪桂瑞", "梅芳霞萍红玲琴燕娥英珍侠云宁", "萍霞玲红燕芳"),
    }),
    (1995, {
        "1": ("晓海文亚少志俊建宏彦旭家永小振", "东飞龙波涛鹏军辉宁超杰刚亮峰伟", "伟涛鹏磊飞浩凯亮超波"),
        "2": ("晓小亚海文丽雅春彩玉瑞艳慧佳", "娜静婷丽燕妮蓉莉娟宁霞敏艳利", "娜静婷敏娟倩蕊瑜雪洁"),
    }),
    (2010, {
        "1": ("浩宇子俊文博嘉家泽明思天宏梓佳", "然轩宇杰涵浩豪阳博凯鑫瑞航哲", "浩宇博航睿轩"),
        "2": ("佳雨欣思梦子静诗雅馨怡梓若嘉", "怡欣彤萱涵琪蕊妍悦瑶颖茹婷", "悦欣彤萱妍瑶"),
    }),
    (9999, {
        "1": ("沐宸一梓奕子浩泽宇昊皓景铭承", "辰泽宸轩睿阳霖然凡安言译恒衡", "辰睿泽霖"),
        "2": ("若梓沐一诺语可芷伊思艺予苡", "汐涵桐晴诺妍芮溪玥瑶宁柠彤", "汐玥芮柠"),
    }),
]  # fmt: skip

AVOIDED = frozenset(
    words(
        """
    毛泽东 毛岸英 刘少奇 朱德 朱镕基 周恩来 邓小平 江泽民 胡锦涛 胡耀邦 胡春华 赵紫阳 赵乐际 陈云 陈毅 陈敏尔
    陈希 陈文清 陈吉宁 李先念 李鹏 李克强 李强 李希 李岚清 李长春 李瑞环 李干杰 李鸿忠 李书磊 杨尚昆 杨洁篪
    杨晓渡 万里 乔石 宋平 尉健行 曾庆红 吴邦国 吴官正 吴仪 温家宝 贾庆林 黄菊 罗干 贺国强 周永康 张德江 张高丽
    张又侠 张国清 俞正声 刘云山 刘鹤 刘延东 王岐山 王沪宁 王毅 王勇 王晨 王震 王洪文 王小洪 王东明 王东峰 汪洋
    栗战书 韩正 丁薛祥 蔡奇 何立峰 何卫东 马兴瑞 石泰峰 袁家军 黄坤明 尹力 孙春兰 郭声琨 许其亮 魏凤和 肖捷
    董必武 叶剑英 彭德怀 林彪 贺龙 罗荣桓 徐向前 高岗 谌贻琴 赵一德 胡衡华 刘国中
    """
    )
)


def generation(year: int, sex: str) -> tuple[str, str, str]:
    """The pool of somebody born in `year`; `sex` is "1" or "2" (GB/T 2261.1)."""
    return next(pools[sex] for last, pools in _POOLS if year <= last)


class Names:
    """Draws names from `rng` by weight; the same seed gives the same names."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._surnames = [name for name, weight in SURNAMES.items() for _ in range(weight)]

    def surname(self) -> str:
        return self._rng.choice(self._surnames)

    def full(self, surname: str, *, sex: str, year: int, taken: frozenset[str] | set[str] = frozenset()) -> str:
        """A name of that surname which is neither in `taken` nor a public person's."""
        first, second, single = generation(year, sex)
        while True:
            short = self._rng.random() < (0.22 if 1956 <= year <= 1995 else 0.06)
            given = self._rng.choice(single) if short else self._rng.choice(first) + self._rng.choice(second)
            name = surname + given
            if name not in AVOIDED and name not in taken and given[0] != given[-1:] * (len(given) > 1):
                return name
