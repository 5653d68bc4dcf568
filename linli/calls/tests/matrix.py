"""What the walk through every address (`tests/matrix`) must know of this room."""

from datetime import time

from linli.access.permissions import Permission as P

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "calls:unit": "people of a partner unit hold no permission: the action asks whose part it is",
    "calls:slot": "people of a partner unit hold no permission: the action asks whose part it is",
    "calls:remove_unit": "people of a partner unit hold no permission: the action asks whose part it is",
    "calls:rate_slot": "people of a partner unit hold no permission: the action asks whose part it is",
    "calls:call": "whoever opened, holds or receives the call, or stands in its circle, whatever their post",
    "calls:photo": "whoever opened, holds or receives the call, or stands in its circle, whatever their post",
    "calls:add_photo": "whoever opened, holds or receives the call, or stands in its circle, whatever their post",
}
# Addresses that the walk cannot reach by a request, and the test that covers them instead.
WALKED_ELSEWHERE = {
    "calls:follow": "test_pages_resident: a secret link is no row's id",
    "calls:by_letter": "test_by_letter: a mark of ours is no row's id",
    "calls:follow_photo": "test_pages_resident: likewise",
    "calls:aside": "test_pages_desk: a signed reference is no row's id",
    "calls:photo": "test_pages_desk: the picture lies in a file",
}
SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "calls": frozenset({P.CALLS_READ, P.CALLS_RECEIVE, P.CALLS_ASSIGN, P.CALLS_CLAIM, P.CALLS_KINDS, P.CALLS_OPEN}),
}
KEPT_IN_SIGHT = {  # sealed at rest, but shown to whoever keeps the record
    "calls.call.detail_sealed": P.CALLS_RECEIVE,
    "calls.call.caller_name_sealed": P.CALLS_RECEIVE,
    "calls.call.caller_phone_sealed": P.CALLS_RECEIVE,
    "calls.call.address_sealed": P.CALLS_RECEIVE,
}
LEFT_OUT = {  # models whose rows are no content of a place
    "calls.numberday",
}
STREET_WIDE = {  # rows that belong to a whole street, not to a door
    "calls.callkind",
}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "calls.callkind.path": lambda cell, row, rows: "0002" if cell == "f" else "0001",
    "calls.callkind.code": lambda cell, row, rows: f"kind_{cell}",
    "calls.callkind.family": "service",
    "calls.callkind.may_open": ["resident", "leader", "guard", "staff"],
    "calls.callkind.circle": [],
    "calls.callkind.steps": [],
    "calls.callkind.post": "",
    "calls.callevent.deed": "open",
    "calls.sittingtime.time": time(12),
}
