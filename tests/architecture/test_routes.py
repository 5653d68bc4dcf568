"""Every address says who may use it; without a mark it is refused, and marks are not inherited."""

import pytest

from linli.access.admission import FOREIGN_VIEWS
from linli.access.permissions import BUNDLES, Permission, bundle_choices
from tests.addresses import every_address
from tests.architecture.source import modules


def test_every_view_carries_a_mark():
    naked = [f"{a.route} -> {a.view_name}" for a in every_address() if a.mark is None and not a.foreign]
    assert naked == []


def test_every_foreign_view_is_named_with_a_reason_and_still_there():
    seen = {a.view_name for a in every_address() if a.foreign}
    assert {name: reason for name, reason in FOREIGN_VIEWS.items() if name not in seen or len(reason) < 10} == {}


def test_every_address_has_a_name_of_its_own():
    names = [a.name for a in every_address() if not a.foreign]
    assert [n for n in names if n.endswith("?")] == []
    assert sorted({n for n in names if names.count(n) > 1}) == []


def test_public_views_say_why():
    reasons = {a.name: a.mark[1][0] for a in every_address() if a.mark and a.mark[0] == "public"}
    assert {name: reason for name, reason in reasons.items() if len(str(reason).split()) < 4} == {}


def test_every_permission_opens_something():
    """A permission that no view and no query uses has no effect."""
    marks = {p for a in every_address() if a.mark and a.mark[0] == "requires" for p in a.mark[1]}
    source = "\n".join(m.text for m in modules() if m.name != "linli/access/permissions.py")
    named = {p for p in Permission if f"P.{p.name}" in source or f"Permission.{p.name}" in source}
    assert sorted(set(Permission) - marks - named) == []


def test_every_permission_is_held_by_some_post():
    held = {p for bundle in BUNDLES.values() for p in bundle}
    assert sorted(set(Permission) - held) == []
    assert {code for code, _ in bundle_choices()} == set(BUNDLES)


@pytest.mark.parametrize(
    ("bundle", "never"),
    [
        ("auditor", "people."),
        ("administrator", "people."),
        ("street", "people."),
        ("partner", "people."),
        ("commander", "people."),
        ("grid", "people.export"),
        ("leader", "people.reveal"),
    ],
)
def test_wide_posts_see_coarse_data(bundle, never):
    """docs/trust.md: permissions that these posts never have."""
    assert [p for p in BUNDLES[bundle] if p.startswith(never)] == []
