"""Formats one template. Visible whitespace stays as it is; elsewhere lines are broken, one element on each line."""

import re
from itertools import pairwise

from tools.templates.printing import Break, Doc, Nest, group, printed
from tools.templates.spaces import BLOCKS, free_spaces
from tools.templates.tokens import ATTRIBUTES, DJANGO, Token, tokenise

INDENT = 2
VALUES = rf"\"(?:{DJANGO}|[^\"])*\"|'(?:{DJANGO}|[^'])*'"
UNTIL_IF = rf"(?!\{{%\s*if\b)(?:{DJANGO}|{VALUES}|[^\s\"'])"
ATTRIBUTE = re.compile(rf"(\s*)(\{{%\s*if\b.*?\{{%\s*endif\s*%\}}|(?:{UNTIL_IF})+)", re.DOTALL)
OWN_SPACE = re.compile(r"\{%\s*if\b[^%]*%\}\s")  # an attribute, its space inside the condition


def laid_out(source: str, name: str, *, for_print: bool = False) -> str:
    """The same template, formatted. Raises ValueError when it cannot be parsed."""
    tokens = tokenise(source)
    if not tokens:
        return source
    return printed(group(*Layout(tokens, name, for_print=for_print).run(0, len(tokens)), broken=True)) + "\n"


class Layout:
    def __init__(self, tokens: list[Token], name: str, *, for_print: bool) -> None:
        self.tokens = tokens
        self.free = free_spaces(tokens, name, printed=for_print)

    def run(self, first: int, end: int) -> list[Doc]:
        """The docs of the tokens from `first` up to `end`, with the space before each but the first."""
        docs: list[Doc] = []
        at = first
        while at < end:
            if at > first:
                docs += self.space(at)
            token = self.tokens[at]
            if token.kind in {"start", "open"} and token.partner >= 0:
                docs.append(self.pair(at))
                at = token.partner + 1
            else:
                docs.append(start_tag(token.text) if token.kind in {"start", "void"} else token.text)
                at += 1
        return docs

    def space(self, at: int, *, kept: bool = False) -> list[Doc]:
        before = self.tokens[at].before
        if self.free[at] and not kept:
            return [Break(blank=before.count("\n") > 1)]
        if "\n" in before:
            return [Break(forced=True)]
        return [before[:1]] if before else []

    def pair(self, at: int) -> Doc:
        opener = self.tokens[at]
        close = opener.partner
        marks = [at, *(opener.middles if opener.kind == "open" else [close])]
        indent = 0 if opener.name == "block" else INDENT
        kept = not self.breaks_evenly(marks)
        docs: list[Doc] = [start_tag(opener.text) if opener.kind == "start" else opener.text]
        for mark, after in pairwise(marks):
            if after > mark + 1:
                docs.append(Nest(indent, (*self.space(mark + 1, kept=kept), *self.run(mark + 1, after))))
            if after > mark + 1 or self.tokens[after].before:
                docs += self.space(after, kept=kept)
            docs.append(self.tokens[after].text)
        return group(*docs, broken=self.breaks(at))

    def breaks_evenly(self, marks: list[int]) -> bool:
        """Whether lines can break around every branch; where they cannot around one, they do around none."""
        around = [at for mark, after in pairwise(marks) for at in (mark + 1, after)]
        return all(self.free[at] or "\n" in self.tokens[at].before for at in around)

    def breaks(self, at: int) -> bool:
        """One element a line: an element around a block, or two of them side by side, does not stay on one line."""
        close = self.tokens[at].partner
        starts = [i for i in range(at + 1, close) if self.tokens[i].kind in {"start", "void"}]
        blocks = sum(self.tokens[i].name in BLOCKS and self.tokens[i].name != "br" for i in starts)
        if blocks > (self.tokens[at].kind == "open"):
            return True
        own = [i for i in starts if self.free[i] and self.tokens[i].inside == self.inside(at)]
        return len(own) > 1

    def inside(self, at: int) -> int:
        return at if self.tokens[at].kind == "start" else self.tokens[at].inside


def start_tag(text: str) -> Doc:
    """A start tag whose attributes go on in the next line where they do not fit."""
    match = re.fullmatch(rf"(<[\w-]+)({ATTRIBUTES}?)(\s*/?>)", text, re.DOTALL)
    pieces = ATTRIBUTE.findall(match[2]) if match else []
    if match is None or not pieces:
        return text
    docs: list[Doc] = [match[1]]
    for number, (space, piece) in enumerate(pieces):
        last = match[3].strip() if number == len(pieces) - 1 else ""
        if space or OWN_SPACE.match(piece):
            docs.append(group(Break(" " if space else ""), piece + last))
        else:
            docs.append(piece + last)
    return Nest(2 * INDENT, (*docs,))
