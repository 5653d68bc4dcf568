"""Random sequences of deeds by anybody, on the real actions: the invariants always hold."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from linli.calls import actions, jobs, queries
from linli.calls.models import Call, CallEvent, Clock, OfferedAt
from linli.calls.rules import ENDED, HELD, MOVES, Deed, State, open_deeds
from linli.calls.tests.town import Town
from linli.kernel.errors import Expected
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message

PEOPLE = ("volunteer", "volunteer2", "floor", "building", "grid", "community", "outsider", "auditor", None)
KINDS = ("order.errand", "service.policy", "care.unseen", "repair")
ACTS = {
    "claim_call": (), "assign_call": ("to",), "arrive": (), "pause_call": ("reason",), "resume_call": (),
    "finish_call": ("code",), "call_back": ("solved",), "settle_call": (), "reopen_call": ("reason",),
    "give_back": ("reason",), "transfer_call": ("to", "reason"), "object_to_route": ("reason",),
    "adjudicate": ("to", "reason"), "offer_call": (), "route_call": ("to", "reason"), "reject_call": ("reason",),
    "withdraw_call": (), "merge_calls": ("into", "reason"), "join_call": (),
}  # fmt: skip
FUNCTIONS = {
    Deed.CLAIM: "claim_call", Deed.ASSIGN: "assign_call", Deed.ARRIVE: "arrive", Deed.PAUSE: "pause_call",
    Deed.RESUME: "resume_call", Deed.FINISH: "finish_call", Deed.CALL_BACK: "call_back", Deed.SETTLE: "settle_call",
    Deed.REOPEN: "reopen_call", Deed.GIVE_BACK: "give_back", Deed.TRANSFER: "transfer_call", Deed.OFFER: "offer_call",
    Deed.ADJUDICATE: "adjudicate",
}  # fmt: skip
TOKEN = {"resume_call", "call_back", "settle_call", "reopen_call", "withdraw_call"}


class Machine(RuleBasedStateMachine):
    """Three calls, and stale copies of them: like two browsers that loaded the same call at different times."""

    town: Town
    done: set[str]
    refused: set[str]

    def __init__(self):
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.opened = [self.town.open(kind, by=None, caller_phone=f"1380000123{n}") for n, kind in enumerate(KINDS)]
        self.stale = {opened.call.pk: self.town.fresh(opened.call) for opened in self.opened}
        self.keys = []

    def teardown(self):
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    @rule(
        number=st.integers(0, len(KINDS) - 1), deed=st.sampled_from(sorted(ACTS)), by=st.sampled_from(PEOPLE),
        to=st.sampled_from(PEOPLE[:7]), old=st.booleans(), replay=st.booleans(), right=st.booleans(),
    )  # fmt: skip
    def act(self, number, deed, by, to, old, replay, right):
        opened = self.opened[number]
        call = self.stale[opened.call.pk] if old else self.town.fresh(opened.call)
        values = {
            "to": self.town.actor(to).person, "reason": "说明原因", "solved": right,
            "code": opened.code if right else "", "into": self.town.fresh(self.opened[(number + 1) % len(KINDS)].call),
        }  # fmt: skip
        more = {name: values[name] for name in ACTS[deed]}
        if by is None and deed in TOKEN:
            more["token"] = opened.follow_token if right else "forged"
        key = self.keys[-1] if replay and self.keys else new_id()
        if by is None and deed not in TOKEN:
            return
        try:
            with transaction.atomic():
                actor = self.town.actor(by) if by else None
                getattr(actions, deed)(call=call, actor=actor, key=key, now=self.town.now, **more)
        except Expected as refused:
            self.refused.add(refused.code)
        else:
            self.done.add(deed)
            self.keys.append(key)

    @rule(number=st.integers(0, len(KINDS) - 1), which=st.integers(0, 99), to=st.sampled_from(PEOPLE[:7]))
    def advance(self, number, which, to):
        """A deed that the table allows to somebody, so that late states are reached too."""
        call = self.town.fresh(self.opened[number].call)
        allowed = [
            (FUNCTIONS[deed], by)
            for by in PEOPLE
            if by
            for deed in open_deeds(State(call.state), queries.roles_of(self.town.actor(by), call))
            if deed in FUNCTIONS
        ]
        if allowed:
            deed, by = allowed[which % len(allowed)]
            self.act(number=number, deed=deed, by=by, to=to, old=False, replay=False, right=True)

    @rule(number=st.integers(0, len(KINDS) - 1))
    def look_again(self, number):
        call = self.opened[number].call
        self.stale[call.pk] = self.town.fresh(call)

    @rule(minutes=st.sampled_from([-90, 1, 15, 45, 200, 3000]))
    def time(self, minutes):
        """Also backwards, as when the machine's clock is set back."""
        self.town.now += timedelta(minutes=minutes)
        jobs.tick(self.town.now)
        jobs.look_after(self.town.now)

    @invariant()
    def what_always_holds(self):
        """Read with one statement for each table: it is asked after every step."""
        moves, clocks = defaultdict(list), defaultdict(list)
        events = CallEvent.objects.filter(deed__in=[str(d) for d in Deed]).order_by("call_id", "revision")
        for call, *move in events.values_list("call_id", "deed", "before", "after", "revision"):
            moves[call].append(move)
        for clock in Clock.objects.all():
            clocks[clock.call_id].append(clock)
        offered = set(OfferedAt.objects.values_list("call_id", flat=True))
        for call in Call.objects.all():
            self.moved_as_told(call, moves[call.pk])
            self.stands_as_it_must(call, clocks[call.pk], offered=call.pk in offered)
        self.facts_and_messages_equal_moves(sum(map(len, moves.values())))

    def moved_as_told(self, call, moves):
        assert [move[3] for move in moves] == list(range(2, call.revision + 1)), "one move, one revision, one event"
        at = State.OPENED
        for deed, before, after, _ in moves:
            assert State(before) is at
            assert MOVES.after(at, Deed(deed)) is State(after)
            at = State(after)
        assert at is State(call.state)

    def stands_as_it_must(self, call, clocks, *, offered):
        state, running = State(call.state), [clock for clock in clocks if clock.stopped_at is None]
        assert (call.holder is not None) or state not in HELD
        assert (call.ended_at is not None) is (state in ENDED)
        if state in ENDED:
            assert not running
            assert not offered
        assert all(clock.next_at is None for clock in clocks if clock not in running)
        if state is State.PAUSED:
            assert all(clock.next_at is None for clock in running)
        if state is State.OFFERED:
            assert offered

    def facts_and_messages_equal_moves(self, moves):
        kinds = list(Fact.objects.filter(kind__startswith="calls.").values_list("kind", flat=True))
        others = {"calls.opened", "calls.joined", "calls.clocks_told", "calls.viewed", "calls.shipped_loaded"}
        assert len([kind for kind in kinds if kind not in others]) == moves
        topics = [f"calls.{deed}" for deed in Deed]
        assert Message.objects.filter(topic__in=topics).count() == moves


@pytest.mark.slow
@pytest.mark.parametrize("steps", [40])
def test_any_sequence_of_deeds(town, steps):
    bound = type("Bound", (Machine,), {"town": town, "done": set(), "refused": set()})
    start = town.now

    class Fresh(bound):
        def __init__(self):
            town.now = start
            super().__init__()

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=25, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert len(bound.done) >= 12, bound.done
    assert {"calls.changed", "calls.not_yours", "calls.no_such_move", "kernel.key_used"} <= bound.refused, bound.refused
