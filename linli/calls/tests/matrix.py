"""What the walk through every address (`tests/matrix`) must know of this room."""

from datetime import time

from linli.access.permissions import Permission as P
from linli.calls.actions.deeds import DOINGS
from linli.calls.models import Call, CallKind, Sitting, Slot
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


def _call(found, cell="a"):
    return Call.objects.filter(pk=found.canaries.rows["calls.call"][cell].pk)


def _other_call(found):
    return str(_call(found, "b").get().pk)


def _unit(found):
    return str(found.canaries.rows["corps.partnerunit"]["a"].pk)


def _door(found):
    return str(found.street.id("door101"))


def _kind(found, **stands):
    CallKind.objects.filter(pk=_call(found).get().kind_id).update(**stands)


def _order_is_due(found):
    """The call of the row is an order that the open sitting settles."""
    _kind(found, family="order", settlement="sitting")
    _call(found).update(state="done", holder=_mine(found), done_at=clock.now(), amount=12)
    Sitting.objects.filter(pk=found.canaries.rows["calls.sitting"]["a"].pk).update(at=clock.now())


def _whistle_of_two(found):
    Slot.objects.filter(pk=found.canaries.rows["calls.slot"]["b"].pk).update(call=_call(found).get())


def _part_is_done(found):
    _call(found).update(holder=_mine(found))
    Slot.objects.filter(pk=found.canaries.rows["calls.slot"]["a"].pk).update(state="done", done_at=clock.now())


_WHY = {"reason": "写明原因"}
_CIRCLES = {f"circle_{name}": "" for name in ("leader", "building", "grid", "neighbours", "community", "street")}
_KIND = {**_CIRCLES, "circle_grid": "0", "answer_minutes": "5", "on_site_minutes": "0", "done_minutes": "60"}
TYPED_IN = {
    "calls:remove_unit": _WHY,
    "calls:waive": _WHY,
    "calls:correct": {**_WHY, "title": "写错了的标题"},
    "calls:sittings": {"times": "09:00"},
    "calls:add_photo": {"photos": "PICTURE"},
    "calls:ask": {"kind": "kind_a", "step": "send", "title": "楼道灯不亮", "caller_phone": "13912345678"},
    "calls:open": {"?at": _door, "kind": "kind_a", "title": "楼道灯不亮", "caller_phone": ""},
    "calls:whistle": {"?at": _door, "kind": "kind_a", "title": "楼道灯不亮", "units": _unit},
    "calls:close_sitting": {"call": lambda found: str(_call(found).get().pk)},
    "calls:restore_kind": {},
    "calls:kind": _KIND,
    "calls:new_kind": {**_KIND, "revision": "0"},
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
    "calls:join": _HELD,
    "calls:restore_kind": {"retired": True},
    "calls:close_sitting": _order_is_due,
    "calls:whistle": lambda found: _kind(found, family="whistle"),
    "calls:remove_unit": _whistle_of_two,
    "calls:rate_slot": _part_is_done,
    "calls:deed/adjudicate": {"state": "disputed"},
    "calls:deed/transfer": _HELD,
    "calls:deed/give_back": _HELD,
    "calls:deed/pause": _HELD,
    "calls:deed/resume": {"state": "paused", "holder": _mine},
    "calls:deed/call_back": {"state": "done", "holder": _member},  # whoever did the work does not judge it
    "calls:deed/settle": {"state": "done", "holder": _member},
    "calls:deed/reopen": {"state": "done", "holder": _mine},
    "calls:deed/arrive": _HELD,
    "calls:deed/finish": _HELD,
}
NEVER_PRESSED = {  # what no form of the walk gets through, and why
    "calls:follow": "a secret link is no row's id: test_pressed_twice sends the deeds of its page twice",
}
