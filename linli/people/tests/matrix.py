"""What the walk through every address (`tests/matrix`) must know of this room."""

import hashlib
from datetime import UTC, datetime

from linli.access.permissions import Permission as P
from linli.kernel.time import clock
from linli.people.actions.merging import CHOOSABLE
from linli.testing import START

SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "people.exportrequest": frozenset({P.CORPS_CONFIRM}),
    "people": frozenset({P.PEOPLE_READ, P.PEOPLE_EDIT, P.PEOPLE_IMPORT, P.PEOPLE_EXPORT}),
}
# Opened whole for who keeps the register; no page shows a part of it.
IDENTITY = {
    "people.resident.identity_sealed": P.PEOPLE_IMPORT,
    "people.proposal.identity_sealed": P.PEOPLE_IMPORT,
}
KEPT_IN_SIGHT = {  # sealed at rest, but shown to whoever keeps the record
    "people.resident.note_sealed": P.PEOPLE_EDIT,
    "people.need.note": P.PEOPLE_EDIT,
}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "people.resident.since": START,
    "people.resident.left": "",
    "people.resident.identity_kind": "id_card",
    "people.need.kind": "chronic",
    "people.move.what": "in",
    "people.move.went_to": lambda cell, row, rows: rows["people.household"][cell],
    "people.move.recorded_at": lambda cell, row, rows: clock.now(),  # deeds of today can be undone
    "people.selflink.digest": lambda cell, row, rows: hashlib.sha256(f"token-{cell}".encode()).digest(),
    "people.selflink.expires_at": datetime(2122, 1, 1, tzinfo=UTC),
    "people.household.size": 1,
    "people.exportrequest.state": "waiting",
    "people.exportrequest.place": "",
    "people.exportrequest.residence": "",
    "people.exportrequest.need": "",
    "people.exportrequest.purpose": "health",
    "people.exportrequest.until": datetime(2122, 1, 1, tzinfo=UTC),
}
# What is set in a row so that the days of its personal columns begin to count now (tests/architecture/test_erasing.py),
# and a value where the one that the walk types is the one left behind.
ENDS = {
    "people.resident": {
        "until": clock.today,
        "left": "moved",
        "recorded_at": clock.now,
        "sex": "2",
        "relation": "head",
        "residence": "lodger",
        "reach": "door",
    },
    "people.move": {"recorded_at": clock.now},
    "people.proposal": {"state": "declined", "decided_at": clock.now, "identity_kind": "id_card"},
    "people.selflink": {"expires_at": clock.now},
    "people.exportrequest": {"state": "refused", "until": clock.now},
}

ANSWERED_OTHERWISE = {
    "people:export": "the file is made once: the second answer asks for another export",
    "people:make_link": "the link is shown once: the second answer says so",
    "people:self": "the link opens once: the second answer says so",
}

_NO_NUMBER = {"identity_kind": "none", "identity": "", "phone": "13912345678"}


def _row(model, cell):
    return lambda found: str(found.canaries.rows[model][cell].pk)


def _door(found):
    return str(found.street.id("emptydoor"))


_ARRIVAL = {
    **_NO_NUMBER, "name": "夏新来", "relation": "head", "residence": "lodger", "reach": "door", "sex": "2",
    "on": lambda found: str(clock.today()), "another": "on",
}  # fmt: skip
TYPED_IN = {
    "people:add": {"?door": _door, **_ARRIVAL},
    "people:move": {"door": _door, "who": _row("people.resident", "a"), "on": lambda found: str(clock.today())},
    "people:merge": {"?with": _row("people.resident", "b"), **{f"pick_{name}": "one" for name in CHOOSABLE}},
    "people:imports:columns": {"use0": "on", "c0-0": "name", "c0-1": "building", "c0-2": "door", "c0-3": "phone"},
    "people:imports:decide": {"verdict": "moved", "what": "move", "row": "0:2"},
    "people:imports:place": {"place": lambda found: str(found.street.id("grid3"))},
    "people:add_resident": {**_NO_NUMBER, "another": "on"},
    "people:correct": _NO_NUMBER,
    "people:self_correct": _NO_NUMBER,
}
WITHOUT_KEY = {  # sent twice like the others
    "people:index": "it searches only",
    "people:self": "the link is the key: it opens once",
}
_WAITS = {"made_by": lambda found: found.street.people["street"].account.pk}
STANDS = {
    "people:grant_export": _WAITS,
    "people:refuse_export": _WAITS,
    "people:merge": {"identity_blind": None, "identity_sealed": b"", "identity_kind": "none", "phone_sealed": b""},
    "people:decide": {"identity_sealed": b"", "identity_kind": ""},
    "people:imports:columns": {"state": "mapping"},
}
NEVER_PRESSED = {"people:export_file": "the file is for who asked; test_exports fetches it twice with one key"}
