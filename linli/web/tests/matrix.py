"""What the walk through every address (`tests/matrix`) must know of this room."""

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "web:home": "one's own work",
    "web:listen": "a ticket for what one's own posts may hear",
}
NEVER_PRESSED = {  # what no form of the walk gets through, and why
    "web:language": "takes no key: a setting of the browser",
    "web:print_size": "takes no key: likewise",
}
