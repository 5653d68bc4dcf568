"""What the walk through every address (`tests/matrix`) must know of this room."""

from datetime import timedelta

from linli.access.permissions import Permission as P
from linli.kernel.time import clock
from linli.places.models import Place


def _here(row):
    return Place.objects.filter(path=row.path).values_list("pk", flat=True)


OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "corps:my_diary": "everybody's own diary",
    "corps:end_absence": "everybody's own diary",
}
SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "corps": frozenset({P.CORPS_READ, P.CORPS_APPOINT, P.CORPS_CONFIRM, P.CORPS_UNITS}),
    "corps.sliprun": frozenset({P.CORPS_ACCOUNTS}),
}
LOOKED_FOR = {  # an account is made for a member, who is looked for by name
    "corps.member.name": P.ACCESS_ACCOUNTS,
}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "corps.cardrun.state": "done",
    "corps.cardrun.paper": "A4",
    "corps.cardrun.chosen": [],
    "corps.appointment.ended_how": "",
    "corps.sliprun.how": "open",
    "corps.sliprun.people": lambda cell, row, rows: [],
    "corps.sliprun.state": "ready",
    "corps.awaitedterm.state": "waiting",
    "corps.awaitedterm.how": "appoint",
    "corps.awaitedterm.term": None,
    "corps.awaitedterm.places": lambda cell, row, rows: [str(pk) for pk in _here(row)],
    "corps.awaitedterm.lapses_on": lambda cell, row, rows: clock.today() + timedelta(days=9),
    "corps.awaitedterm.ends_on": None,
    "corps.diaryentry.person": lambda cell, row, rows: rows["corps.member"][cell].pk,
    "corps.diaryentry.starts_at": lambda cell, row, rows: clock.now() + timedelta(hours=1),
    "corps.diaryentry.ends_at": lambda cell, row, rows: clock.now() + timedelta(hours=2),
    "corps.diaryentry.kind": "shift",
    "corps.partnerunit.credit_code": "",
    "corps.seat.member": lambda cell, row, rows: rows["corps.member"][cell],
}
# What is set in a row so that the days of its personal columns begin to count now (tests/architecture/test_erasing.py).
ENDS = {
    "corps.member": {"until": clock.today},
    "corps.diaryentry": {"starts_at": lambda: clock.now() - timedelta(hours=1), "ends_at": clock.now},
    "corps.appointment": {"ends_on": clock.today, "ended_at": clock.now, "ended_how": "relieved"},
    "corps.partnerunit": {"left_on": clock.today},
}

# Sent twice (tests/matrix/test_twice.py): what is typed into a form where any words will not do.
TYPED_IN = {
    "corps:new_member": {"phone": "13912345678"},
    "corps:change_member": {"phone": "13912345678"},
    "corps:my_diary": {"starts_at": "2030-01-01T08:00", "ends_at": "2030-01-01T12:00"},
    "corps:record_absence": {"starts_at": "2030-01-01T08:00", "ends_at": "2030-01-01T12:00"},
    "corps:new_unit": {"credit_code": "", "phone": "13912345678"},
    "corps:change_unit": {"credit_code": "", "phone": "13912345678"},
    "corps:add_seat": {"unit": ""},
    "corps:cards": {"which": "all"},
    "corps:extend": {"ends_on": lambda found: str(clock.today() + timedelta(days=60))},
    "corps:hand_over": {"to": lambda found: str(found.canaries.rows["corps.member"]["b"].pk)},
    "corps:confirm_all": {"row": lambda found: str(found.canaries.rows["corps.awaitedterm"]["a"].pk)},
    "corps:restore_kind": {},
    "corps:imports:columns": {"use0": "on", "c0-0": "name", "c0-1": "post", "c0-2": "community"},
    "corps:imports:place": {"place": lambda found: str(found.street.id("grid3"))},
    "corps:undo": {},
}
_WAITS = {
    "recorded_by": lambda found: found.street.people["street"].account.pk,
    "how": "change",
    "term_id": lambda found: found.canaries.rows["corps.appointment"]["a"].pk,
}
STANDS = {
    "corps:confirm": _WAITS,
    "corps:decline": _WAITS,
    "corps:imports:columns": {"state": "mapping"},
    "corps:extend": {"ends_on": lambda found: clock.today() + timedelta(days=30)},
    "corps:restore_kind": {"retired": True},
    "corps:undo": {
        "ended_how": "relieved",
        "ended_at": lambda found: clock.now(),
        "ends_on": lambda found: clock.today(),
    },
}
NEVER_PRESSED = {
    "corps:accounts": "nobody is in office without an account; test_accounts_for_many sends it twice",
    "corps:take_slips": "no slips were printed; test_accounts_for_many takes them twice",
    "corps:confirm_receipt": "no account of the walk waits; test_receipts sends it twice",
    "corps:confirm_receipts": "no account of the walk waits; test_receipts sends it twice",
    "corps:refuse_receipt": "no account of the walk waits; test_receipts sends it twice",
    "corps:imports:decide": "no row of a leaders' file waits for a decision",
    "corps:appoint": "the first post offered is of another level than the place; test_the_same_key_appoints_once sends it twice",
    "corps:confirm_all": "one row waits, and the form is shown for several; test_second sends it twice",
}
WITHOUT_KEY = {"corps:reveal": "it writes only that somebody looked"}
