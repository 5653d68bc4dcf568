"""One call of the demonstration from its opening to its end: who did what, how long after, as a table of steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from linli.access.actor import Actor
from linli.calls.actions import correcting, ending, holding, opening, routing, whistle
from linli.calls.models import Call, Slot
from linli.demo.life.days import Days
from linli.demo.life.pictures import drawn
from linli.demo.life.stage import Stage
from linli.kernel.ids import new_id
from linli.places.models import Place

Who = Callable[[], Actor]


@dataclass(frozen=True)
class Step:
    """`after`: minutes since the opening. `who`: "receiver", "holder", "caller", "near", "own", "worker", "office", or
    the name of a unit. `said`: the words and figures that the deed takes."""

    after: float
    deed: str
    who: str = "receiver"
    said: dict[str, Any] | None = None


class Matter:
    """A call, once it is open. `link` is the token of the caller's own page."""

    def __init__(self, stage: Stage, days: Days) -> None:
        self.stage, self.days = stage, days
        self.link = self.code = ""
        self.call: Call

    def open(self, when: datetime, steps: Sequence[Step] = (), **told: Any) -> "Matter":
        """Plans the opening, and each step so long after it. `told`: what `open_call` takes, `kind` as its code, `by`
        for who opens it."""
        self.days.at(when, lambda now: self._open(now, **told))
        for step in steps:
            self.days.at(when + timedelta(minutes=step.after), partial(self.do, step))
        return self

    def _open(self, now: datetime, *, kind: str, place: Place, by: str = "", **told: Any) -> None:
        units = [self.stage.units[name] for name in told.pop("units", ())]
        opened = opening.open_call(
            kind=self.stage.kinds[kind], place=place, units=units, channel="desk" if by else "qr",
            on_behalf=bool(by), actor=self._actor(by) if by else None, key=new_id(), now=now, **told,
        )  # fmt: skip
        self.call, self.link, self.code = opened.call, opened.follow_token, opened.code

    def do(self, step: Step, now: datetime) -> None:
        call = Call.objects.select_related("kind", "place").get(pk=self.call.pk)
        DEEDS[step.deed](self, call, step.who, now, **(step.said or {}))

    def by(self, who: str, now: datetime) -> dict[str, Any]:
        """The actor, key and moment that an action takes; for the caller their link."""
        if who == "caller":
            return {"actor": None, "key": new_id(), "now": now, "token": self.link}
        return {"actor": self._actor(who), "key": new_id(), "now": now}

    def _actor(self, who: str) -> Actor:
        stage = self.stage
        named: dict[str, Who] = {
            "near": stage.close, "own": stage.lowest, "worker": stage.worker, "office": stage.office,
        }  # fmt: skip
        if who in named:
            return named[who]()
        if who in stage.units:
            return stage.person(stage.units[who].members.order_by("since", "pk")[0].pk)
        row = Call.objects.get(pk=self.call.pk)
        person = row.holder if who == "holder" else row.receiver
        assert person is not None, (who, row.number)
        return stage.person(person)


Deed = Callable[..., None]


def _plain(action: Callable[..., object]) -> Deed:
    def deed(matter: Matter, call: Call, who: str, now: datetime, **said: Any) -> None:
        action(call=call, **said, **matter.by(who, now))

    return deed


def _finish(matter: Matter, call: Call, who: str, now: datetime, **said: Any) -> None:
    photos = [drawn(said.pop("picture", "receipt"))] if "photo" in call.kind.steps else []
    holding.finish_call(call=call, photos=photos, code=matter.code, **said, **matter.by(who, now))


def _judge(matter: Matter, call: Call, _who: str, now: datetime, *, rating: int, solved: bool = True) -> None:
    ending.confirm_call(call=call, rating=rating, solved=solved, key=new_id(), now=now, token=matter.link)


def _answer(matter: Matter, call: Call, who: str, now: datetime, *, step: str, unit: str = "", note: str = "") -> None:
    slot = Slot.objects.select_related("unit", "call__kind").get(call=call, unit=matter.stage.units[unit or who])
    whistle.answer_slot(slot=slot, step=step, note=note, **matter.by(who, now))


def _rate_part(matter: Matter, call: Call, who: str, now: datetime, *, unit: str, rating: int) -> None:
    slot = Slot.objects.select_related("unit", "call__kind").get(call=call, unit=matter.stage.units[unit])
    whistle.rate_slot(slot=slot, rating=rating, **matter.by(who, now))


def _merge(matter: Matter, call: Call, who: str, now: datetime, *, into: Matter, reason: str) -> None:
    routing.merge_calls(call=call, into=Call.objects.get(pk=into.call.pk), reason=reason, **matter.by(who, now))


def _hand(action: Callable[..., object]) -> Deed:
    """To a member named by a role: "near", "own"."""

    def deed(matter: Matter, call: Call, who: str, now: datetime, *, to: str, reason: str) -> None:
        action(call=call, to=matter.by(to, now)["actor"].person, reason=reason, **matter.by(who, now))

    return deed


def _correct(matter: Matter, call: Call, who: str, now: datetime, *, kind: str, reason: str) -> None:
    to = correcting.Correction(matter.stage.kinds[kind], call.place, call.title)
    correcting.correct_call(call=call, to=to, reason=reason, **matter.by(who, now))


DEEDS: dict[str, Deed] = {
    "claim": _plain(holding.claim_call),
    "arrive": _plain(holding.arrive),
    "pause": _plain(holding.pause_call),
    "resume": _plain(holding.resume_call),
    "give_back": _plain(holding.give_back),
    "join": _plain(holding.join_call),
    "finish": _finish,
    "judge": _judge,
    "transfer": _hand(holding.transfer_call),
    "assign": _hand(holding.assign_call),
    "route": _hand(routing.route_call),
    "object": _plain(routing.object_to_route),
    "reject": _plain(routing.reject_call),
    "merge": _merge,
    "withdraw": _plain(routing.withdraw_call),
    "reopen": _plain(ending.reopen_call),
    "settle": _plain(ending.settle_call),
    "correct": _correct,
    "answer": _answer,
    "rate_part": _rate_part,
    "end_whistle": _plain(whistle.finish_whistle),
}
