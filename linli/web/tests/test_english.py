"""Every Chinese source string has an English translation with the same placeholders."""

import importlib.util
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent.parent.parent
BLANK = re.compile(r"%\(\w+\)[sd]|%%")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Chinese that may stand in an English sentence, because it is data: examples to type and headers of a register.
EXAMPLES = re.compile(
    r"[\d、-]*(户主|配偶|子女|自住|租住|学生|流动人口|其他|男|女|姓名|职务|打电话|发文字|上门|找联系人转达|居民身份证|护照"
    r"|号楼|单元|网格|楼道长|楼层长|楼门长|槐树巷|学院路|崇文路|榆阳|街道|东屋|层|户|号院|号门店|号|每|院|中文|无)+"
)


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("collect_words", ROOT / "tools/collect_words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue(tool):
    return {tool.key_of(entry): entry for entry in polib.pofile(str(tool.CATALOGUE))}


def told(entry):
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


def test_every_string_has_its_english(tool, catalogue):
    """`python tools/collect_words.py` lists what is missing; translate it in linli/locale/en/LC_MESSAGES/django.po."""
    found = tool.words()
    assert len(found) > 500
    missing = [f"{min(files)}: {key[1]}" for key, files in found.items() if key not in catalogue]
    empty = [key[1] for key, entry in catalogue.items() if key in found and not all(told(entry))]
    assert missing + empty == []


def test_no_english_is_left_over(tool, catalogue):
    assert sorted(set(catalogue) - set(tool.words())) == []


def test_every_blank_is_kept(catalogue):
    wrong = []
    for (_context, source, _plural), entry in catalogue.items():
        wrong += [source for text in told(entry) if sorted(BLANK.findall(source)) != sorted(BLANK.findall(text))]
    assert wrong == []


def test_english_is_english(catalogue):
    """No translation is a copy of the source: Chinese stays only where it shows what to type."""
    wrong = [text for entry in catalogue.values() for text in told(entry) if CHINESE.search(EXAMPLES.sub("", text))]
    assert wrong == []


def test_the_tool_finds_every_kind_of_string(tool, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}{% translate "一" %}{% blocktranslate with n=3 %}{{ n }} 户{% endblocktranslate %}'
        '{{ _("二") }}{% tag "bad" _("三") %}{% blocktranslate count n=2 %}{{ n }} 层{% plural %}{{ n }} 层们{% endblocktranslate %}'
    )
    assert set(tool.in_template(page)) == {
        ("", "一", ""), ("", "%(n)s 户", ""), ("", "二", ""), ("", "三", ""), ("", "%(n)s 层", "%(n)s 层们"),
    }  # fmt: skip
    code = tmp_path / "code.py"
    code.write_text('_("甲")\nngettext("乙", "丙", 2)\npgettext_lazy("短", "丁")\nother("戊")\n')
    assert set(tool.in_python(code)) == {("", "甲", ""), ("", "乙", "丙"), ("短", "丁", "")}


def test_the_compiled_catalogue_is_used(street):
    if not (ROOT / "linli/locale/en/LC_MESSAGES/django.mo").exists():
        pytest.skip("not compiled here: python tools/words.py")
    with translation.override("en"):
        assert translation.gettext("指挥板") == "Board"


@pytest.mark.parametrize(("count", "said"), [(1, "1 leader has no phone"), (2, "2 leaders have no phone")])
def test_one_is_not_many(count, said):
    words = "%(n)s 位责任人没有电话"
    with translation.override("en"):
        assert translation.ngettext(words, words, count) % {"n": count} == said
