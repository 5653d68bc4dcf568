"""The navigation joined from all rooms."""

from collections import Counter

from linli.access.permissions import Permission
from linli.kernel.apps import of_every_room
from linli.web.icons import ICONS
from linli.web.shell import entries


def twice(values):
    return sorted(value for value, count in Counter(values).items() if count > 1)


def test_every_entry_has_a_place_and_a_letter_of_its_own():
    assert twice(entry.order for entry in entries()) == []
    assert twice(entry.shortcut for entry in entries() if entry.shortcut) == []


def test_an_entry_leads_to_pages_of_its_own_room():
    for room in of_every_room("navigation"):
        name = room.__name__.split(".")[1]
        for entry in room.ENTRIES:
            assert {route.split(":")[0] for route in (entry.route, *entry.beside)} == {name}
            assert all(entry.addresses())


def test_icons_and_permissions_are_there():
    assert {entry.icon for entry in entries()} <= set(ICONS)
    assert all(entry.needs is None or isinstance(entry.needs, Permission) for entry in entries())
