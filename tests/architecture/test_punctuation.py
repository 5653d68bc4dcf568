"""Chinese is printed with full-width punctuation: ，。：；？！（）, not the half-width marks of a keyboard."""

import ast
import importlib.util
import re

import pytest

from tests.architecture.source import ROOT, modules

CJK = "[\u3400-\u9fff，。：；？！、（）「」“”]"
HALF = re.compile(rf"{CJK}[,:;?!()]|[,:;?!()] ?(?!“|”){CJK}")
BETWEEN = re.compile(r"(\}\}|%\}|</\w+>)[:;,](?=\{\{|\{%|<)")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
# Parts of a sentence that somebody types as they stand.
TYPED = (
    "1-12号楼,2单元,18层,每层3户;1-40号院,每院3户;1-30号门店",  # one line that adds many places
    "用户:授权码@服务器:端口", "用户:口令@主机:端口", "主机:端口",  # parts of an address
    "号:链头",  # a head of the trail
)  # fmt: skip


def half_width(text):
    """What is wrong in one text, "" when nothing is."""
    for typed in TYPED:
        text = text.replace(typed, "")
    found = HALF.search(text)
    return text[max(0, found.start() - 8) : found.end() + 8] if found else ""


def texts_of(tree):
    """Strings that stand in a module, in one piece as they are printed, without docstrings."""
    plain = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in plain | within:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "\N{OBJECT REPLACEMENT CHARACTER}"
                for part in node.values
            )


@pytest.fixture(scope="module")
def words():
    """Every sentence for translation, with the files it stands in."""
    spec = importlib.util.spec_from_file_location("collect_words", ROOT / "tools/collect_words.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool.words()


def test_sentences_have_full_width_marks(words):
    """Also where a sentence has a blank between the mark and the next Chinese word: a blank is one character."""
    wrong = []
    for key, files in words.items():
        for text in key[1:]:
            if found := half_width(text):
                wrong.append(f"{min(files)}: {found}")
    assert wrong == []


def test_sentences_quote_with_one_kind_of_marks(words):
    assert [f"{min(files)}: {text[:20]}" for key, files in words.items() for text in key[1:] if "“" in text] == []


def test_words_of_templates_have_full_width_marks():
    """What stands between the tags; the arguments of tags are sentences for translation."""
    wrong = []
    for path in sorted((ROOT / "linli").glob("*/**/templates/**/*")):
        if path.suffix in {".html", ".txt"} and (found := half_width(TAG.sub("\n", path.read_text()))):
            wrong.append(f"{path.relative_to(ROOT)}: {found}")
    assert wrong == []


def test_marks_between_two_tags_are_translated():
    """`{{ label }}:{{ text }}` has no Chinese beside its mark, and is printed between Chinese words."""
    wrong = []
    for path in sorted((ROOT / "linli").glob("*/**/templates/**/*.html")):
        if found := BETWEEN.search(path.read_text()):
            wrong.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert wrong == []


def test_what_the_commands_say_has_full_width_marks():
    wrong = []
    for module in modules():
        if module.name.startswith(("linli/cli/", "linli/project/", "linli/demo/start", "linli/demo/loading")):
            wrong += [f"{module.name}: {found}" for text in texts_of(module.tree) if (found := half_width(text))]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("已更正,请看", False), ("密钥:", False), ("户(店)", False), ("完成 (旧)", False), ("共 3 行, 退回", False),
        ("已更正，请看", True), ("12:00 到 18:00", True), ("写 主机:端口，逗号分隔", True), ("57,125 人", True),
        ("Is it 1,000?", True),
    ],
)  # fmt: skip
def test_half_width_marks_are_found(text, right):
    assert (half_width(text) == "") is right
