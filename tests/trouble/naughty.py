"""Texts that people paste, that machines garble and that attackers try: our own list, by what each kind breaks."""

ORDINARY_BUT_ODD = [
    "", " ", "　", "\t", "\n", "\r\n", "0", "-1", "1e309", "NaN", "null", "None", "undefined", "true", "[]", "{}", "()",
    "'", '"', "`", "\\", "/", "//", ".", "..", "../../../../etc/passwd", "-", "--", "#", "%", "&", "?", ";", ",", "|", "~",
    "NULL", "nil", "-0", "0x10", "1/0", "1,000", "١٢٣", "１２３", "一二三", "½", "²", "1_000", "00000000000000000000",
    "999999999999999999999999999999", "2022-02-30", "0000-00-00", "9999-12-31", "今天", "昨天", "2022年13月41日",
]  # fmt: skip
CHINESE = [
    "𠮷野家", "𠀀𠀁𠀂𪚥", "㐀㐁", "龘靐齉爩", "〇〇七", "王·阿孜古丽", "艾力·买买提", "歐陽鋒", "はな", "가나다", "ㄅㄆㄇ",
    "３号楼２单元５０１", "三号楼", "“全角引号”", "《书名》", "——", "……", "￥＄％", "，。；：？！", "Ａｄｍｉｎ", "张三\u3000李四",
    "李\u200b四", "赵\ufeff六", "王\u00ad五", "a\u0308", "é\u0301", "ﬁ", "ﷺ", "㍿", "𝕳𝖊𝖑𝖑𝖔",
]  # fmt: skip
INVISIBLE = [
    "\x00", "张\x00三", "\x07", "\x1b[31m红", "\x7f", "\x85", "\u2028", "\u2029", "\u200e\u200f", "\u202e倒着写", "\u2066\u2069",
    "\ufffe", "\uffff", "\ufffd", "\ud800", "\udfff张", "\U0010ffff", "\u180e", "\u2060", "\u034f",
]  # fmt: skip
EMOJI = ["😀", "👩‍👩‍👧‍👦", "🇨🇳", "👍🏽", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "😀" * 200]
MARKUP = [
    "<script>alert(1)</script>", '"><script>alert(2)</script>', "'><img src=x onerror=alert(3)>", "<svg/onload=alert(4)>",
    "</textarea><b>粗</b>", "</title><b>", "<!--", "]]>", '<a href="javascript:alert(5)">点</a>', "{{ 7*7 }}",
    "{% load static %}", "{{ request.user.password }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "&lt;b&gt;", "&#60;b&#62;",
    "<input autofocus onfocus=alert(6)>", "<style>*{display:none}</style>", '<math><mi//xlink:href="data:x,1">',
]  # fmt: skip
QUERIES = [
    "'; DROP TABLE people_resident; --", "1 OR 1=1", "' OR '1'='1", "admin'--", "_", "%%%", "a%b_c", "*", "\\%",
    "1; SELECT pg_sleep(9)", "x' UNION SELECT 1--", "\\'; --", "LIKE '%'",
]  # fmt: skip
FORMATS = [
    "%s%s%s%n",
    "%(secret)s",
    "{0}",
    "{self.__class__}",
    "{:>9999999}",
    "%d",
    "%x" * 20,
    "${jndi:ldap://x/a}",
    "$(id)",
    "`id`",
    "| id",
    "; id",
]
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "＝1+1", "=cmd|' /C calc'!A0"]
LONG = ["长" * 300, "a" * 10_000, "9" * 5_000, ("很长的一行 " * 500).strip(), "\n" * 2_000]
HEADERS = ["a\r\nSet-Cookie: x=1", "https:evil", "//evil", "\\\\evil\\x", "data:text/html,x"]

# What each list may break, asked of every form one list at a time.
CLASSES = [
    ORDINARY_BUT_ODD, CHINESE, INVISIBLE, EMOJI, MARKUP, QUERIES, FORMATS, FORMULAS, LONG, HEADERS,
]  # fmt: skip
# Texts that databases treat differently: bytes that no text may hold, numbers that no column may hold.
STORED_DIFFERENTLY = [ORDINARY_BUT_ODD, INVISIBLE, LONG]
ALL = [text for texts in CLASSES for text in texts]
# One of each kind that only a database refuses, for trying every field on its own: what no text may hold, and what is too
# long for any column, a number as well as a text. A lone surrogate never comes so far: it is replaced while decoding.
REFUSED_BY_DATABASES = ["\x00", "9" * 5_000]
WORST = [*REFUSED_BY_DATABASES, "\ud800", "a" * 10_000, "𠮷\u202e", MARKUP[1]]
