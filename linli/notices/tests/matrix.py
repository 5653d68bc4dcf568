"""What the walk through every address (`tests/matrix`) must know of this room."""

from datetime import UTC, datetime

from linli.access.permissions import Permission as P
from linli.corps.models import Member
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.models import Letter, Sending

OPEN_TO_ACCOUNTS = {  # pages that ask for no permission of the room, and why
    "notices:inbox": "one's own inbox",
    "notices:badge": "one's own inbox",
    "notices:read_all": "one's own inbox",
    "notices:preference": "one's own inbox",
    "notices:letter": "one's own inbox",
    "notices:read": "one's own inbox",
    "notices:to_do": "names and doors: asks for people.read instead",
    "notices:doors": "names and doors: asks for people.read instead",
}
# Addresses that the walk cannot reach by a request, and the test that covers them instead.
WALKED_ELSEWHERE = {
    "notices:letter": "test_inbox: one's own alone",
    "notices:read": "test_inbox: likewise",
    "notices:mine": "test_doors: a secret link is no row's id",
}
SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "notices": frozenset({P.NOTICES_SEND, P.NOTICES_CHANNELS, P.PEOPLE_READ}),
}
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    # door lists show notices of the last weeks only
    "notices.notice.published_at": lambda cell, row, rows: clock.now(),
    "notices.notice.spread_at": datetime(2022, 3, 14, 4, 0, tzinfo=UTC),
    "notices.notice.column": "joint",
    "notices.notice.spread_after": "",
    "notices.letter.notice": lambda cell, row, rows: rows["notices.notice"][cell],
    "notices.letter.link": "",
    "notices.preference.person": lambda cell, row, rows: new_id(),
}
# What is set in a row so that the days of its personal columns begin to count now (tests/architecture/test_erasing.py).
ENDS = {
    "notices.letter": {"at": clock.now},
    "notices.preference": {"person": lambda: Member.objects.get().pk},
    "notices.phonecode": {"made_at": clock.now},
}

# Sent twice (tests/matrix/test_twice.py): what is typed into a form, and how the row stands before.
_ROBOT = {"address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh12345678"}


def _grid(found):
    return str(found.street.id("grid3"))


def _told(found):
    by = found.street.people["everywhere"].account.pk
    letters = Letter.objects.filter(pk=found.canaries.rows["notices.letter:street"]["a"].pk)
    letters.update(told_at=clock.now(), told_by=by)


def _dead(found):
    Sending.objects.filter(pk=found.canaries.rows["notices.sending"]["a"].pk).update(dead_at=clock.now())


TYPED_IN = {
    "notices:new_channel": _ROBOT,
    "notices:channel": _ROBOT,
    "notices:change": {"picture": "", "post": "", "column": ""},
    "notices:drop": {},
    "notices:send": {},
    "notices:publish": {
        "?at": _grid,
        "title": "明天停水",
        "body": "请提前接水",
        "audience": "residents",
        "urgency": "normal",
    },
    "notices:untell": {"letter": lambda found: str(found.canaries.rows["notices.letter:street"]["a"].pk)},
    "notices:again": {"sending": lambda found: str(found.canaries.rows["notices.sending"]["a"].pk)},
}
_DRAFT = {"published_at": None, "spread_at": None}
STANDS = {"notices:drop": _DRAFT, "notices:send": _DRAFT, "notices:untell": _told, "notices:again": _dead}
WITHOUT_KEY = {"notices:read_all": "to read twice is to have read"}
NEVER_PRESSED = {  # what no form of the walk gets through, and why
    "notices:test_channel": "no gateway answers the walk: test_channels sends it twice",
    "notices:read": "one's own letters alone: test_inbox sends it twice",
    "notices:mine": "a secret link is no row's id: test_doors sends it twice",
}
