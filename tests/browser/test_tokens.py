"""The colours, checked without a browser: every pair of text and background that is used has at least 4.5:1."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parent.parent.parent / "frontend/shell/tokens.css").read_text()
TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", CSS))
PAIRS = [
    *[(text, ground) for text in ("ink", "ink-2", "ink-3") for ground in ("paper", "ground")],
    *[(status, ground) for status in ("ok", "warn", "bad", "info") for ground in (f"{status}-soft", "paper", "ground")],
    ("honey-deep", "honey-soft"), ("honey-deep", "paper"), ("honey-ink", "honey"), ("night-text", "night"),
    ("ink-2", "sunken"), ("ink-3", "sunken"), ("ink", "honey-soft"), ("paper", "ink"), ("paper", "bad"),
]  # fmt: skip


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("edge", ["line-strong", "focus"])
def test_edges_of_controls_and_focus_can_be_seen(edge):
    assert contrast(TOKENS[edge], TOKENS["paper"]) >= 3


def test_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 1) == 21
