"""What the walk through every address (`tests/matrix`) must know of this room."""

from linli.access.permissions import Permission as P
from linli.kernel.time import clock

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "places:index": "whoever installs Linli holds no post yet and lays out the first street; later the view asks for places.setup",
    "places:setup": "whoever installs Linli holds no post yet and lays out the first street; later the view asks for places.setup",
    "places:setup_search": "whoever installs Linli holds no post yet and lays out the first street; later the view asks for places.setup",
    "places:setup_prepare": "whoever installs Linli holds no post yet and lays out the first street; later the view asks for places.setup",
    "places:setup_own": "whoever installs Linli holds no post yet and lays out the first street; later the view asks for places.setup",
    "places:setup_street": "whoever installs Linli holds no post yet and lays out the first street; later the view asks for places.setup",
}
SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "places": frozenset({P.PLACES_READ, P.CORPS_READ, P.COMMAND_BOARD, P.PEOPLE_READ, P.PLACES_EDIT}),
}
LEFT_OUT = {  # models whose rows are no content of a place
    "places.place",
}
STREET_WIDE = {  # rows that belong to a whole street, not to a door
    "places.mode",
}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "places.placeevent.what": "renamed",
    "places.level.place_kind": "floor",
    "places.mode.path": lambda cell, row, rows: "0002" if cell == "f" else "0001",
    "places.mode.code": lambda cell, row, rows: f"mode_{cell}",
    "places.calendarday.works": False,
}

# Sent twice (tests/matrix/test_twice.py): what is typed, and how the place stands before.
TYPED_IN = {
    "places:edit": {"duty_phone": "0571-88001234", "supervision_phone": "12345"},
    "places:add": {"kind": "building"},
    "places:pattern": {"text": "21-22号楼", "deed": "make"},
    "places:split": {"children": lambda found: str(found.street.id("empty"))},
    "places:reopen": {},
}
ANSWERED_OTHERWISE = {"places:split": "the second answer is the page of the place that was split"}
STANDS = {"places:reopen": {"closed_on": lambda found: clock.today()}}
NEVER_PRESSED = {  # what no form of the walk gets through, and why
    "places:setup_prepare": "takes fifteen seconds to build a file, and writes nothing to the database",
}
