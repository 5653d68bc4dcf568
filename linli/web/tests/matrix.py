"""What the walk through every address (`tests/matrix`) must know of this room."""

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "web:home": "one's own work",
    "web:put_guide_away": "one's own home page",
    "web:listen": "a ticket for what one's own posts may hear",
}
WITHOUT_KEY = {  # sent twice like the others (tests/matrix/test_twice.py)
    "web:language": "a setting of the browser",
    "web:print_size": "a setting of the browser",
}
