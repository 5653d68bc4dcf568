"""The cast's street with a full chain of leaders, the shipped kinds, a volunteer, units, and calls in any state."""

from datetime import UTC, datetime, timedelta

from linli.access.actor import Actor
from linli.access.models import actor_of
from linli.calls import actions
from linli.calls.models import Call, CallKind
from linli.corps.models import Member, PartnerUnit
from linli.corps.tests.town import START, Corps
from linli.kernel.ids import new_id

NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)  # a Tuesday, 12:00 in the neighbourhood


class Town:
    """`now` is the town's clock: `pass_time` moves it, also backwards."""

    def __init__(self, street) -> None:
        self.street = street
        self.corps = Corps(street)
        self.now = NOON
        actions.load_shipped(self.now)
        for key in ("volunteer", "volunteer2"):
            street.person(key, "志愿" + key[-1:], "volunteer", "building7", "志愿者")
        street.person("volunteer_grid", "网格志愿者", "volunteer", "grid3", "志愿者")
        self.units = {
            name: PartnerUnit.objects.create(
                path=street.places["street"].path, name=name, kind="government", joined_on=START
            )
            for name in ("城管执法队", "市场监管所", "派出所")
        }

    def pass_time(self, **length) -> None:
        self.now += timedelta(**length)

    def actor(self, key) -> Actor:
        return actor_of(self.street.people[key].account, self.now.date())

    def of_unit(self, name, key) -> Actor:
        """Make the person called `key` one of the unit's people; a new person gets no post."""
        if key not in self.street.people:
            self.street.person(key, key, "none", "street", "单位人员")
        actor = self.actor(key)
        Member.objects.create(
            pk=actor.person, path=self.street.places["street"].path, name=key, unit=self.units[name], since=START
        )
        return actor

    def kind(self, code) -> CallKind:
        return CallKind.objects.get(path="", code=code)

    def open(self, code="order.errand", place="door101", by="building", key=None, **more) -> actions.Opened:
        who = self.actor(by) if by else None
        more = {"title": "请帮忙", "channel": "leader" if by else "qr", **more}
        return actions.open_call(
            place=self.street.places[place], kind=self.kind(code), actor=who, key=key or new_id(), now=self.now, **more
        )

    def fresh(self, call) -> Call:
        return Call.objects.select_related("kind", "place").get(pk=call.pk)

    def do(self, deed, call, by, key=None, **more) -> Call:
        """One action of this name, on the call as it is now, by the person called `by` (None: nobody signed in)."""
        who = self.actor(by) if isinstance(by, str) else by
        getattr(actions, deed)(call=self.fresh(call), actor=who, key=key or new_id(), now=self.now, **more)
        return self.fresh(call)

    def claimed(self, code="order.errand", by="volunteer", **more) -> Call:
        return self.do("claim_call", self.open(code, **more).call, by)

    def whistle(self, *names, by="grid") -> Call:
        return self.open(
            "whistle.enforcement", "grid3", by, title="占道经营", units=[self.units[name] for name in names]
        ).call
