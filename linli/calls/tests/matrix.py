"""What the walk through every address (`tests/matrix`) must know of this room."""

from datetime import time

from linli.access.permissions import Permission as P
from linli.calls.actions.deeds import DOINGS
from linli.kernel.time import clock

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
# What is set in a row so that the days of its personal columns begin to count now (tests/architecture/test_erasing.py).
ENDS = {"calls.call": {"state": "settled", "ended_at": clock.now}}

# Sent twice (tests/matrix/test_twice.py): the deeds that are pressed, what is typed, and how the call stands before.
PRESSED_BY = {"calls:deed": tuple(map(str, DOINGS))}


def _mine(found):
    return found.canaries.street.people["everywhere"].account.person


def _member(found):
    return str(found.canaries.street.people["grid"].account.person)


def _other_call(found):
    return str(found.canaries.rows["calls.call"]["b"].pk)


_WHY = {"reason": "写明原因"}
TYPED_IN = {
    "calls:remove_unit": _WHY,
    "calls:waive": _WHY,
    "calls:correct": _WHY,
    "calls:sittings": {"times": "09:00"},
    "calls:add_photo": {"photos": ""},
    "calls:join": {"to": _member},
    "calls:deed/route": {**_WHY, "to": _member},
    "calls:deed/object": _WHY,
    "calls:deed/adjudicate": {**_WHY, "to": _member},
    "calls:deed/offer": _WHY,
    "calls:deed/assign": {**_WHY, "to": _member},
    "calls:deed/transfer": {**_WHY, "to": _member},
    "calls:deed/give_back": _WHY,
    "calls:deed/pause": _WHY,
    "calls:deed/resume": {},
    "calls:deed/call_back": {"solved": "yes", "rating": "5"},
    "calls:deed/settle": {"rating": "5"},
    "calls:deed/reopen": _WHY,
    "calls:deed/reject": _WHY,
    "calls:deed/merge": {**_WHY, "into": _other_call},
    "calls:deed/withdraw": _WHY,
    "calls:deed/claim": {},
    "calls:deed/arrive": {},
    "calls:deed/finish": {"amount": "0", "code": ""},
}
_HELD = {"state": "claimed", "holder": _mine}
STANDS = {
    "calls:deed/adjudicate": {"state": "disputed"},
    "calls:deed/transfer": _HELD,
    "calls:deed/give_back": _HELD,
    "calls:deed/pause": _HELD,
    "calls:deed/resume": {"state": "paused", "holder": _mine},
    "calls:deed/call_back": {"state": "done", "holder": _mine},
    "calls:deed/settle": {"state": "done", "holder": _mine},
    "calls:deed/reopen": {"state": "done", "holder": _mine},
    "calls:deed/arrive": _HELD,
    "calls:deed/finish": _HELD,
}
NEVER_PRESSED = {  # what no form of the walk gets through, and why
    "calls:join": "nobody holds the call of the row",
    "calls:add_photo": "the file of the walk is no picture",
    "calls:ask": "a page for people without an account, found by a place's link",
    "calls:close_sitting": "no sitting is open",
    "calls:correct": "nothing of the call is different in the form that was found",
    "calls:follow": "a secret link is no row's id",
    "calls:kind": "its times and circles are typed as words by the walk",
    "calls:new_kind": "likewise",
    "calls:kinds": "a page with the forms of other addresses",
    "calls:open": "the form has no row to open a call at",
    "calls:whistle": "likewise",
    "calls:rate_slot": "only whoever blew the whistle rates it",
    "calls:remove_unit": "the row is the only unit of its whistle",
    "calls:restore_kind": "no kind is retired",
}
