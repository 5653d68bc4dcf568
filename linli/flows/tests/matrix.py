"""What the walk through every address (`tests/matrix`) must know of this room."""

NEVER_PRESSED = {"flows:try_again": "the first row of the walk has not failed"}
