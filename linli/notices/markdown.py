"""The part of Markdown that a notice may use: paragraphs, headings, lists, emphasis, quotes, links, rules.

No raw HTML (it is shown as text), no pictures, no tables; links only to http(s), mailto or a page of ours.
markdown-it-py itself refuses other schemes.
"""

from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

SCHEMES = ("https://", "http://", "mailto:", "tel:", "/")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
        ["heading", "list", "blockquote", "hr", "emphasis", "link", "newline", "escape"]
    )
    parser.validateLink = _is_good  # type: ignore[method-assign, assignment] # the library's own way
    parser.add_render_rule("link_open", _link)
    for level in ("heading_open", "heading_close"):
        parser.add_render_rule(level, _lower_heading)
    return parser


def as_html(text: str) -> SafeString:
    made: SafeString = mark_safe(_parser().render(text))  # noqa: S308 (the parser escapes what it did not make)
    return made


def _is_good(address: str) -> bool:
    return address.lower().startswith(SCHEMES) and not address.startswith("//")


def _link(self: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    tokens[at].attrSet("rel", "noopener noreferrer nofollow")
    return str(self.renderToken(tokens, at, options, env))


def _lower_heading(self: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    """The page has its own h1, so headings of the text start at h2 and go no deeper than h4."""
    tokens[at].tag = f"h{min(int(tokens[at].tag[1]) + 1, 4)}"
    return str(self.renderToken(tokens, at, options, env))
