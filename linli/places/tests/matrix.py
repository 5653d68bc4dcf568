"""What the walk through every address (`tests/matrix`) must know of this room."""

from linli.access.permissions import Permission as P

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
NEVER_PRESSED = {  # what no form of the walk gets through, and why
    "places:add": "the walk chooses no kind from the list",
    "places:mode_retire": "the mode is laid on places",
    "places:pattern": "the walk writes no pattern",
    "places:split": "the walk ticks nothing to be moved",
    "places:reopen": "no place is closed",
}
