"""Templates have one element on each line, and the tool that formats them never changes visible whitespace."""

import re

import pytest

from tests.architecture.test_templates import TEMPLATES, named
from tools.templates.layout import laid_out
from tools.templates.styles import could_be

LONGEST = 280  # longest run of text without a possible break, text of translated sentences not counted
SENTENCES = re.compile(
    r"\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}|\{%\s*translate\s.*?%\}|_\(\"[^\"]*\"\)", re.DOTALL
)


def test_lines_are_short_where_they_can_break():
    long = []
    for path in TEMPLATES:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if len(SENTENCES.sub("", line)) > LONGEST:
                long.append(f"{named(path)}:{number}")
    assert long == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Blocks go on separate lines, words inside them stay as they are.
        ("<ul><li>一</li><li>二 <b>三</b></li></ul>", "<ul>\n  <li>一</li>\n  <li>二 <b>三</b></li>\n</ul>\n"),
        ("<p>一<b>二</b>三</p>", "<p>一<b>二</b>三</p>\n"),
        # Children of a row go on separate lines, but not beside words.
        (
            '<div class="toolbar"><a>一</a><a>二</a></div>',
            '<div class="toolbar">\n  <a>一</a>\n  <a>二</a>\n</div>\n',
        ),
        ("<p><a>一</a><a>二</a></p>", "<p><a>一</a><a>二</a></p>\n"),
        # Visible spaces and line breaks stay.
        ("<p><a>一</a> <a>二</a>\n<a>三</a></p>", "<p>\n  <a>一</a> <a>二</a>\n  <a>三</a>\n</p>\n"),
        # Every branch counts: when one of them begins with words, nothing moves.
        (
            "<div>{% if a %}<p>一</p>{% else %}<p>二</p>{% endif %}</div>",
            "<div>\n  {% if a %}\n    <p>一</p>\n  {% else %}\n    <p>二</p>\n  {% endif %}\n</div>\n",
        ),
        (
            "<p>一{% if a %}二{% else %}<b>三</b>{% endif %}四</p>",
            "<p>一{% if a %}二{% else %}<b>三</b>{% endif %}四</p>\n",
        ),
        # The text of translations is not changed.
        (
            "<p>{% blocktranslate %}一\n  二{% endblocktranslate %}</p>",
            "<p>{% blocktranslate %}一\n  二{% endblocktranslate %}</p>\n",
        ),
        # The style sheet puts a sign after the words of a crumb: a space would move it away.
        (
            '<ol class="crumbs"><li><a>一</a></li><li><a>二</a></li></ol>',
            '<ol class="crumbs">\n  <li><a>一</a></li>\n  <li><a>二</a></li>\n</ol>\n',
        ),
    ],
)
def test_only_whitespace_that_cannot_be_seen_moves(source, expected):
    assert laid_out(source, "a_fragment.html") == expected


def test_attributes_go_on_in_the_next_line():
    source = f'<p class="small" title="{"长" * 60}" data-a="{"长" * 60}"{{% if a %}} hidden{{% endif %}}>一</p>'
    lines = laid_out(source, "a_fragment.html").splitlines()
    assert len(lines) > 1
    assert re.sub(r"\s+", " ", " ".join(lines)).replace("> 一 <", ">一<").replace('" {% if', '"{% if') == source


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_but_whitespace_changes(path):
    source = path.read_text()
    bare = re.sub(r"\s+", "", source)
    assert re.sub(r"\s+", "", laid_out(source, named(path))) == bare


@pytest.mark.parametrize("source", ["{% if a %}<p>", "<p>{% endif %}"])
def test_what_is_no_template_is_refused(source):
    with pytest.raises(ValueError, match="clos"):
        laid_out(source + "{% if b %}{% endif %}", "a_fragment.html")


@pytest.mark.parametrize(
    ("names", "sure"),
    [
        ("tag x", {"tag", "x"}),
        ("tag-{{ kind }} x", set()),
        ("row tag-{{ kind }}", {"row"}),
        ("row {{ kind }}", {"row"}),
        ("btn{% if small %} small{% endif %}", {"btn"}),
        ("btn{% if small %}-small{% endif %}", set()),
        (
            "btn{% if a == 1 %} small{% elif b %} {{ kind }}{% else %} large{% endif %}{% if c %} x{% endif %} y",
            {"btn"},
        ),
        ("btn{% if small %} small{% else %}-large{% endif %}", set()),
        ("btn{% if small %} small{% endif %}-x", set()),
        ("btn{% if a %}-small{% endif %}{% if b %} x{% endif %}", set()),
    ],
)
def test_a_class_that_a_value_goes_on_is_not_sure(names, sure):
    known = {
        name
        for name in ("tag", "tag-", "x", "y", "row", "btn", "small")
        if could_be(f".{name}", f'<p class="{names}">')
    }
    assert known == sure
