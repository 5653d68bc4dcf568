"""A template as tokens with the whitespace between them, and which token closes which."""

import re
from dataclasses import dataclass, field

DJANGO = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
ATTRIBUTES = rf"(?:{DJANGO}|\"(?:{DJANGO}|[^\"])*\"|'(?:{DJANGO}|[^'])*'|[^\"'>])*"
TOKEN = re.compile(
    r"(?P<kept>\{%\s*blocktranslate\b.*?%\}.*?\{%\s*endblocktranslate\s*%\}"
    r"|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|<!.*?>"
    rf"|<(?P<raw>style|script|pre|textarea)\b{ATTRIBUTES}>.*?</(?P=raw)>)"
    rf"|(?P<django>{DJANGO})|(?P<end></[a-zA-Z][\w-]*\s*>)|(?P<start><[a-zA-Z][\w-]*{ATTRIBUTES}>)"
    r"|(?P<space>\s+)|(?P<text>(?:(?!\{[%{#]|</?[a-zA-Z]|<!|\s)[\s\S])+)",
    re.DOTALL,
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
MIDDLES = frozenset({"elif", "else", "empty"})


@dataclass
class Token:
    """`kind`: start, end, void, text, kept, open, middle, close, plain (any other Django tag) or value."""

    kind: str
    text: str
    name: str = ""
    before: str = ""  # the whitespace before it
    partner: int = -1  # of an element or a block that opens and closes in the same template
    middles: list[int] = field(default_factory=list)
    inside: int = -1  # the start tag of the element that it stands in


def tokenise(source: str) -> list[Token]:
    """The tokens in order. Raises ValueError where the source is not a template that can be laid out."""
    tokens: list[Token] = []
    at, before = 0, ""
    closed = set(re.findall(r"\{%\s*end(\w+)", source))
    while at < len(source):
        match = TOKEN.match(source, at)
        if match is None:
            raise ValueError(source[at : at + 60])
        at = match.end()
        if match["space"] is not None:
            before = match[0]
            continue
        kind, name = _kind(match, closed)
        tokens.append(Token(kind, match[0], name, before))
        before = ""
    _pair(tokens)
    return _joined(tokens)


def _kind(match: re.Match[str], closed: set[str]) -> tuple[str, str]:
    text = match[0]
    if match["kept"] is not None:
        return "kept", match["raw"] or ""
    if match["django"] is not None:
        return _django_kind(text, closed)
    if match["end"] is not None:
        return "end", text[2:-1].strip().lower()
    if match["start"] is not None:
        name = re.match(r"<([\w-]+)", text)[1].lower()
        return ("void" if name in VOID or text.endswith("/>") else "start"), name
    return "text", ""


def _django_kind(text: str, closed: set[str]) -> tuple[str, str]:
    if not text.startswith("{%"):
        return ("value", "") if text.startswith("{{") else ("plain", "comment")
    name = text[2:].split(maxsplit=1)[0]
    if name in MIDDLES:
        return "middle", name
    if name.startswith("end"):
        return "close", name[3:]
    return ("open" if name in closed else "plain"), name


def _pair(tokens: list[Token]) -> None:
    """Say of each token what it closes and where it stands; what does not nest stays without a partner."""
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "end":
            _close_element(tokens, stack, index)
        elif token.kind in {"middle", "close"}:
            _leave_branch(tokens, stack, index)
        token.inside = next((at for at in reversed(stack) if tokens[at].kind == "start"), -1)
        if token.kind in {"start", "open"}:
            stack.append(index)


def _close_element(tokens: list[Token], stack: list[int], index: int) -> None:
    name = tokens[index].name
    if stack and tokens[stack[-1]].kind == "start" and tokens[stack[-1]].name == name:
        opener = stack.pop()
        tokens[opener].partner, tokens[index].partner = index, opener


def _leave_branch(tokens: list[Token], stack: list[int], index: int) -> None:
    while stack and tokens[stack[-1]].kind == "start":
        stack.pop()  # an element that another branch closes
    if not stack:
        raise ValueError(f"{tokens[index].text} closes nothing")
    opener = stack[-1]
    tokens[opener].middles.append(index)
    if tokens[index].kind == "close":
        stack.pop()
        tokens[opener].partner, tokens[index].partner = index, opener
    else:
        tokens[index].partner = opener


def _joined(tokens: list[Token]) -> list[Token]:
    unclosed = [token.text for token in tokens if token.kind == "open" and token.partner < 0]
    if unclosed:
        raise ValueError(f"{unclosed[0]} is never closed")
    return tokens
