"""What the walk through every address (`tests/matrix`) must know of this room."""

from datetime import UTC, date, datetime, timedelta

from linli.access.permissions import Permission as P
from linli.incidents.shipped import FOLDER
from linli.kernel.time import clock

SHOWN_TO = {  # who may see a mark: holding any of these where the row lies
    "incidents": frozenset({P.INCIDENTS_READ}),
    "incidents.appeal": frozenset({P.INCIDENTS_APPEALS}),
    "incidents.incident": frozenset({P.INCIDENTS_READ, P.INCIDENTS_APPEALS}),
}
KEPT_IN_SIGHT = {  # sealed at rest, but shown to whoever answers it
    "incidents.appeal.who_sealed": P.INCIDENTS_APPEALS,
    "incidents.appeal.what_sealed": P.INCIDENTS_APPEALS,
    "incidents.appeal.answer_sealed": P.INCIDENTS_APPEALS,
}
STREET_WIDE = {"incidents.ownpack"}  # rows that belong to a whole street, not to a door
_FLOOD = (FOLDER / "template-flood.toml").read_text("utf-8")
_FAR = date(2122, 1, 1)
ENDS = {"incidents.incident": {"state": "closing", "since": clock.today}}  # when the days of an appeal begin to count
# Columns that cannot hold any text: a value for all cells, or a function of (cell letter, row, rows made so far).
PLAIN = {
    "incidents.incident.state": "in_force",
    "incidents.incident.review_on": lambda cell, row, rows: clock.today() + timedelta(days=20),
    "incidents.incident.confirmed_at": datetime(2022, 3, 14, 4, 0, tzinfo=UTC),
    "incidents.incident.first_day": 1,
    "incidents.incident.frozen": [],
    "incidents.function.until": _FAR,
    "incidents.appeal.verdict": "open",
    "incidents.ownpack.path": lambda cell, row, rows: "0002" if cell == "f" else "0001",
    "incidents.ownpack.code": lambda cell, row, rows: f"own.{cell}",
    "incidents.ownpack.text": _FLOOD,
    "incidents.certificate.text": "{}",  # for everybody
}


def _soon(found):
    return str(clock.today() + timedelta(days=9))


_REASON = {"reason": "水退了"}
_DRAFT = {
    "title": "暴雨", "what": "河水漫堤", "basis": "flood", "basis_number": "防指 7 号", "milder": "先劝导",
    "contact": "街道办", "pack": "", "first_day": "1", "asks": "whereabouts", "askers": "grid", "review_on": _soon,
    "ends_on": "",
}  # fmt: skip
TYPED_IN = {
    "incidents:new": {**_DRAFT, "place": lambda found: str(found.street.id("grid3"))},
    "incidents:edit": {**_DRAFT, "revision": "1"},
    "incidents:declare": {},
    "incidents:confirm": {},
    "incidents:send_back": _REASON,
    "incidents:drop": _REASON,
    "incidents:end": _REASON,
    "incidents:review": {**_REASON, "review_on": _soon},
    "incidents:function_on": {"code": "gates", "scene": "小区大门", "until": _soon},
    "incidents:appeal": {"verdict": "upheld", "answer": "已更正"},
    "incidents:appeals": {
        "place": lambda found: str(found.street.id("xueyuan")),
        "who": "林阿姨",
        "what": "我没有去过",
    },
    "incidents:new_pack": {"revision": "", "text": _FLOOD},
    "incidents:edit_pack": {"text": _FLOOD},
    "incidents:restore_pack": {},
}
_WAITS = {"state": "declared", "declared_by": lambda found: found.street.people["street"].account.pk}
STANDS = {
    "incidents:edit": {"state": "drafted"},
    "incidents:declare": {"state": "drafted"},
    "incidents:drop": {"state": "drafted"},
    "incidents:confirm": _WAITS,
    "incidents:send_back": _WAITS,
    "incidents:restore_pack": {"retired": True},
}
