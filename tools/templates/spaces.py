"""Where whitespace is not visible: at the edge of a block, or between the children of a row.

Elements are blocks by their name, or because the style sheet lays out their parent's children (flex, grid). With `{% if
%}` and `{% for %}` every path counts: whitespace may change only where each path to the left, or each to the right,
meets an edge before it meets words.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.templates.styles import ROOT, display_of, signed
from tools.templates.tokens import Token, tokenise

# fmt: off
BLOCKS = frozenset([
    "html", "head", "body", "header", "main", "footer", "section", "article", "aside", "nav", "div", "p", "h1", "h2",
    "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
    "form", "fieldset", "legend", "details", "summary", "figure", "option", "optgroup", "hr", "br", "noscript",
])
# fmt: on
# Between their children nothing is drawn but the children.
PARENTS = frozenset(
    ["html", "head", "table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "select", "optgroup", "svg", "g"]
)
HOLLOW = frozenset({"button", "select", "svg", "g"})  # inline outside, blocks inside
UNDRAWN = frozenset({"link", "meta", "script", "style", "dialog", "title"})
DRAWS_NOTHING = frozenset({"load", "extends", "csrf_token", "comment", "get_current_language", "get_current_timezone"})
TAG_TEMPLATES = {"field": "web/field.html", "form_errors": "web/form_errors.html"}
ONE_ELEMENT = frozenset({"tag", "icon"})
HIDDEN_FIELD = re.compile(r"\{\{ (\w+_form|form|forms\.\w+)\.key \}\}")
START, STOP = -1, -2


@dataclass(frozen=True)
class Around:
    """What surrounds a template's own text: an edge on either side, and whether its children stand in a row."""

    left: bool = False
    right: bool = False
    row: bool = False


class Spaces:
    """`free[i]`: whether whitespace before token i may be added or removed invisibly."""

    def __init__(self, tokens: list[Token], around: Around, blocks: dict[str, Around], *, printed: bool) -> None:
        self.tokens, self.around, self.blocks, self.printed = tokens, around, blocks, printed
        self.extends = bool(tokens) and tokens[0].name == "extends"
        count = len(tokens)
        self.left = self._settle([self._kind(i, from_right=True) for i in range(count)], self._back(), around.left)
        self.right = self._settle([self._kind(i, from_right=False) for i in range(count)], self._on(), around.right)
        outside = self._outside()
        self.free = [i > 0 and (outside[i] or self.left[i - 1] or self.right[i]) for i in range(count)]

    # A token seen from one side: "edge", "words", "nothing" or "maybe" (an edge, or nothing).
    def _kind(self, index: int, *, from_right: bool) -> str:
        token = self.tokens[index]
        if token.kind in {"start", "end", "void"} or (token.kind == "kept" and token.name):
            inner = from_right if token.kind == "start" else not from_right
            return self._element(index, inner=inner and token.kind != "void" and token.partner >= 0)
        if token.kind in {"open", "close"} and token.name == "block":
            return self._block(index, from_right=from_right)
        if token.kind in {"open", "middle", "close"} or token.text.startswith(("<!", "{#")):
            return "nothing"
        return self._drawn(index, from_right=from_right)

    def _element(self, index: int, *, inner: bool) -> str:
        token = self.tokens[index]
        at = token.partner if token.kind == "end" and token.partner >= 0 else index
        opener = self.tokens[at]
        own = self.display(at)
        in_row = self.row_at(index)
        block = in_row or own in {"block", "flex", "grid"} or (opener.name in BLOCKS and not own.startswith("inline"))
        if inner:
            hollow = opener.name in HOLLOW or own.startswith("inline")
            signed = own in {"", "block"} and self.signed(at, token)
            return "edge" if (block or hollow) and not signed and opener.name not in {"text", "title"} else "words"
        hidden = re.search(r"\shidden[\s>]|type=\"hidden\"", opener.text) or opener.name in UNDRAWN
        if hidden and not (opener.name == "title" and in_row):
            return "nothing"
        return "edge" if block else "words"

    def _block(self, index: int, *, from_right: bool) -> str:
        token = self.tokens[index]
        inside = from_right == (token.kind == "open")
        if not inside:
            return "words"
        around = self.blocks.get(self._block_name(index))
        if not self.extends or around is None:
            return "nothing"
        return "edge" if (around.left if from_right else around.right) else "words"

    def _block_name(self, index: int) -> str:
        token = self.tokens[index]
        opener = token if token.kind == "open" else self.tokens[token.partner]
        return opener.text.split()[2]

    def _drawn(self, index: int, *, from_right: bool) -> str:
        token = self.tokens[index]
        if token.name in DRAWS_NOTHING or re.search(r"\sas \w+ %\}|\sasvar\s", token.text.split("%}")[0] + "%}"):
            return "nothing"
        if HIDDEN_FIELD.fullmatch(token.text):
            return "nothing"
        if token.name in ONE_ELEMENT:
            return "edge" if self.row_at(index) else "words"
        included = re.match(r"\{% include \"([^\"]+)\"", token.text)
        name = included[1] if included else TAG_TEMPLATES.get(token.name)
        return edges(name, row=self.row_at(index))[from_right] if name else "words"

    def signed(self, at: int, token: Token) -> bool:
        where = "before" if token.kind == "start" else "after"
        return signed(self.chain(at), where, ancestors_known=self.extends)

    def display(self, at: int) -> str:
        return "" if self.printed or self.tokens[at].kind != "start" else display_of(tuple(self.chain(at)))

    def chain(self, at: int) -> list[str]:
        """The start tags of the element and of what it stands in, the innermost first."""
        found = []
        while at >= 0:
            found.append(self.tokens[at].text)
            at = self.tokens[at].inside
        return found

    def row_at(self, index: int) -> bool:
        """Whether a child of the element around this token is laid out as a block of its own."""
        inside = self.tokens[index].inside
        if inside >= 0:
            return self.tokens[inside].name in PARENTS or self.display(inside) not in {"", "block"}
        if self.extends:
            block = self._block_around(index)
            return block is not None and self.blocks.get(block, Around()).row
        return self.around.row

    def _block_around(self, index: int) -> str | None:
        for at in range(index - 1, -1, -1):
            token = self.tokens[at]
            if token.kind == "open" and token.name == "block" and token.partner > index:
                return self._block_name(at)
        return None

    def _outside(self) -> list[bool]:
        """In a template that extends another, text outside its blocks is not rendered."""
        depth, found = 0, []
        for token in self.tokens:
            found.append(self.extends and depth == 0)
            depth += {"open": 1, "close": -1}.get(token.kind, 0) if token.name == "block" else 0
        return found

    def _back(self) -> list[list[int]]:
        """The tokens that can stand at the left of each, by the ways a rendering can take."""
        ways = [[i - 1 if i else START] for i in range(len(self.tokens))]
        for i, token in enumerate(self.tokens):
            if token.kind == "end" and token.partner >= 0:
                ways[i] = [token.partner - 1 if token.partner else START]
            if token.kind != "open" or token.name not in {"if", "for"}:
                continue
            close = token.middles[-1]
            ways[close] = [at - 1 for at in token.middles]
            for middle in token.middles[:-1]:
                ways[middle] = [i]
            if not any(self.tokens[at].name in {"else", "empty"} for at in token.middles):
                ways[close].append(i)
            if token.name == "for":
                ways[i].append(token.middles[0] - 1)
        return ways

    def _on(self) -> list[list[int]]:
        count = len(self.tokens)
        ways = [[i + 1 if i + 1 < count else STOP] for i in range(count)]
        for i, token in enumerate(self.tokens):
            if token.kind == "start" and token.partner >= 0:
                ways[i] = [token.partner + 1 if token.partner + 1 < count else STOP]
            if token.kind != "open" or token.name not in {"if", "for"}:
                continue
            close = token.middles[-1]
            ways[i] = [at + 1 for at in (i, *token.middles[:-1])]
            for middle in token.middles[:-1]:
                ways[middle] = [close]
            if not any(self.tokens[at].name in {"else", "empty"} for at in token.middles):
                ways[i].append(close)
            if token.name == "for":
                ways[close].append(i + 1)
        return ways

    @staticmethod
    def _settle(kinds: list[str], ways: list[list[int]], at_the_end: bool) -> list[bool]:
        """Whether every way from each token meets an edge first: false spreads until nothing changes."""
        known = [kind != "words" for kind in kinds]
        changed = True
        while changed:
            changed = False
            for i, kind in enumerate(kinds):
                if not known[i] or kind == "edge":
                    continue
                if not all(at_the_end if at < 0 else known[at] for at in ways[i]):
                    known[i] = False
                    changed = True
        return known


def path_of(name: str) -> Path | None:
    return next(iter(sorted((ROOT / "linli").glob(f"*/templates/{name}"))), None)


@cache
def edges(name: str, *, row: bool) -> tuple[str, str]:
    """What an included template is from its left and from its right: "edge", "maybe" or "words"."""
    path = path_of(name)
    source = path.read_text() if path else ""
    tokens = tokenise(source)
    if not tokens or f'include "{name}"' in source:  # unknown, or a tree that holds itself
        return ("words", "words")
    nothing = Spaces(tokens, Around(row=row), {}, printed=False)
    passed = Spaces(tokens, Around(left=True, right=True, row=row), {}, printed=False)
    of_left = "edge" if nothing.right[0] else "maybe" if passed.right[0] else "words"
    of_right = "edge" if nothing.left[-1] else "maybe" if passed.left[-1] else "words"
    return (of_left, of_right)


@cache
def blocks_of(name: str) -> dict[str, Around]:
    """The surroundings of each block that the template called `name`, or one that it extends, lets others fill."""
    path = path_of(name)
    if path is None:
        return {}
    tokens = tokenise(path.read_text())
    inherited = extended(tokens)
    spaces = Spaces(tokens, Around(), inherited, printed=False)
    found = dict(inherited)
    for i, token in enumerate(tokens):
        if token.kind == "open" and token.name == "block" and not spaces.extends:
            left, right = spaces.left[i], spaces.right[token.partner]
            found[token.text.split()[2]] = Around(left, right, spaces.row_at(i))
    return found


def extended(tokens: list[Token]) -> dict[str, Around]:
    parent = re.match(r"\{% extends \"([^\"]+)\"", tokens[0].text) if tokens else None
    return blocks_of(parent[1]) if parent else {}


@cache
def includers() -> dict[str, list[tuple[str, list[Token], int]]]:
    """Template to every place that includes it: the template there, its tokens, and which of them."""
    found: dict[str, list[tuple[str, list[Token], int]]] = {}
    for path in sorted((ROOT / "linli").glob("*/templates/**/*.html")):
        own = str(path).rsplit("/templates/", 1)[1]
        tokens = tokenise(path.read_text())
        for i, token in enumerate(tokens):
            if included := re.match(r"\{% include \"([^\"]+)\"", token.text):
                found.setdefault(included[1], []).append((own, tokens, i))
    return found


@cache
def around(name: str) -> Around:
    """What surrounds the template called `name` wherever it is included; nothing is known of one that a view sends."""
    places = [(own, tokens, i) for own, tokens, i in includers().get(name, []) if own != name]
    if not places:
        return Around()
    known = []
    for own, tokens, i in places:
        spaces = Spaces(tokens, around(own), extended(tokens), printed=False)
        left = spaces.left[i - 1] if i else spaces.around.left
        right = spaces.right[i + 1] if i + 1 < len(tokens) else spaces.around.right
        known.append(Around(left, right, spaces.row_at(i)))
    return Around(*(all(column) for column in zip(*((one.left, one.right, one.row) for one in known), strict=True)))


def free_spaces(tokens: list[Token], name: str, *, printed: bool) -> list[bool]:
    return Spaces(tokens, around(name), extended(tokens), printed=printed).free
