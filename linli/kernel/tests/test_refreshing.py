"""Parts that refresh themselves: not drawn when the browser has them, drawn once for readers who see the same."""

import pytest
from django.utils import translation

from linli.kernel.pages.refreshing import Drawn, asked_again, part, tag_of


def never():
    raise AssertionError


def test_who_has_it_is_answered_without_drawing(rf):
    tag = tag_of("place", 3)
    first = part(rf.get("/"), tag, lambda: "drawn")
    assert (first.status_code, first.content, first["ETag"]) == (200, b"drawn", tag)
    again = part(rf.get("/", headers={"if-none-match": tag}), tag, never)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-store"
    assert part(rf.get("/", headers={"if-none-match": tag}), tag_of("place", 4), lambda: "new").status_code == 200


def test_a_tag_knows_the_language():
    with translation.override("en"):
        english = tag_of(1)
    assert english != tag_of(1) == tag_of(1)


@pytest.mark.parametrize(("headers", "asked"), [({"hx-request": "true"}, True), ({}, False)])
def test_the_part_alone_is_asked_for_by_the_page(rf, headers, asked):
    assert asked_again(rf.get("/", headers=headers)) is asked


def test_what_is_drawn_once_is_kept_until_there_are_too_many():
    drawn = Drawn(most=2)
    assert drawn.once("a", lambda: "") == drawn.once("a", never) == ""
    for tag in "bc":
        drawn.once(tag, lambda: "x")
    assert drawn.once("a", lambda: "again") == "again"
