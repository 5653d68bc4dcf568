"""What the style sheet makes of an element: a block, a row of its children, content before or after it."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def sheet() -> list[tuple[str, str]]:
    """Selector and declarations of each rule that holds on every screen."""
    texts = [
        re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for path in sorted((ROOT / "frontend").glob("**/*.css"))
        if "node_modules" not in path.parts
    ]
    plain = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", "".join(texts))
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", plain)
    return [(selector.strip(), body.strip()) for selectors, body in rules for selector in selectors.split(",")]


def _inwards(selector: str) -> list[str]:
    """The words of a selector from the innermost out, ">" at the head of a child's."""
    return re.sub(r"\s*>\s*", " >", selector).split()[::-1]


@cache
def displays() -> list[tuple[list[str], str]]:
    """Selectors that make an element a block, or lay its children out in a row."""
    found = []
    for selector, body in sheet():
        display = re.search(r"display:\s*(block|(?:inline-)?(?:flex|grid))\s*(?:;|$)", body)
        if display and all(re.fullmatch(r">?(\w+)?([.#][\w-]+)*", word) for word in _inwards(selector)):
            found.append((_inwards(selector), display[1]))
    return found


@cache
def signs() -> list[tuple[list[str], str]]:
    """Selectors of elements that begin or end with a sign from the style sheet, which a space would push away."""
    found = []
    for selector, body in sheet():
        sign = re.fullmatch(r"(.*)::(before|after)", selector)
        if sign and "content:" in body:
            found.append((_inwards(re.sub(r":[\w-]+(\([^)]*\))?|\[[^]]*\]", "", sign[1])), sign[2]))
    return found


# After a name: conditions of which each branch is empty or begins with a space, then a space or the end of the names.
_BRANCH = r"[^%]*%\}(?:\s(?:\{\{.*?\}\}|[^\"{])*)?"
_WHOLE = re.compile(rf"(?:\{{%\s*if\b{_BRANCH}(?:\{{%\s*(?:elif|else)\b{_BRANCH})*\{{%\s*endif\s*%\}})+(?=[\s\"])")


@cache
def _named(start: str) -> tuple[str, frozenset[str], str]:
    """Name, classes and id that a start tag is sure to have: a name that a value of the template goes on is not."""
    stated = re.search(r'\sclass="([^"{]*)(["{])', start)
    classes = stated[1].split() if stated else []
    if stated and stated[2] == "{" and not stated[1].endswith(" ") and not _WHOLE.match(start, stated.end() - 1):
        classes = classes[:-1]
    identifier = re.search(r'\sid="([^"{]*)"', start)
    name = re.match(r"<([\w-]+)", start)
    return (name[1].lower() if name else "", frozenset(classes), identifier[1] if identifier else "")


@cache
def _wanted(word: str) -> tuple[str, frozenset[str], str]:
    """Name, classes and id that a word of a selector asks for."""
    parts = re.findall(r"[.#]?[\w-]+", word.lstrip(">"))
    classes = frozenset(part[1:] for part in parts if part[0] == ".")
    identifier = next((part[1:] for part in parts if part[0] == "#"), "")
    return next((part for part in parts if part[0] not in ".#"), ""), classes, identifier


@cache
def could_be(word: str, start: str) -> bool:
    (name, classes, identifier), has = _wanted(word), _named(start)
    return name in {"", has[0]} and classes <= has[1] and identifier in {"", has[2]}


def selected(words: list[str], chain: Sequence[str]) -> bool:
    """Whether the element at the head of `chain`, its ancestors after it, is one that the selector means."""
    if not chain or not could_be(words[0], chain[0]):
        return False
    if len(words) == 1:
        return True
    ancestors = range(1, 2 if words[0].startswith(">") else len(chain))
    return any(selected(words[1:], chain[at:]) for at in ancestors)


@cache
def display_of(chain: tuple[str, ...]) -> str:
    """block, flex, grid, inline-flex, inline-grid, or nothing known, of the element at the head of its ancestors."""
    found = [shown for words, shown in displays() if selected(words, chain)]
    return next((shown for shown in found if shown.startswith("inline")), next(iter(found), ""))


def signed(chain: Sequence[str], where: str, *, ancestors_known: bool) -> bool:
    """Whether a sign stands before or after it, or could: around a fragment's outermost elements anything may stand."""
    unknown = len(chain) == 1 and not ancestors_known
    mine = [words for words, side in signs() if side == where]
    return any(selected(words, chain) or (unknown and could_be(words[0], chain[0])) for words in mine)
