"""What the walk through every address (`tests/matrix`) must know of this room."""

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "web:home": "one's own work",
    "web:put_guide_away": "one's own home page",
    "web:find": "each kind of thing by its own room's permission",
    "web:listen": "a ticket for what one's own posts may hear",
}
WITHOUT_KEY = {  # sent twice like the others (tests/matrix/test_twice.py)
    "web:language": "a setting of the browser",
    "web:print_size": "a setting of the browser",
    "web:find": "leads to the address of what is searched",
}


def _guided(_found):
    """Every account still has its guide."""
    from linli.access.models import Account

    Account.objects.update(guide="grid")


STANDS = {"web:put_guide_away": _guided}
TYPED_IN: dict[str, dict[str, str]] = {"web:put_guide_away": {}}  # its form is on the page of an account with a guide
