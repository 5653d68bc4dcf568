"""What the walk through every address (`tests/matrix`) must know of this room."""

from linli.kernel.time import clock

STANDS = {"flows:try_again": {"dead_at": lambda found: clock.now()}}  # sent twice (tests/matrix/test_twice.py)
