"""What happens to a call, step by step, with another person in each role; each says whom the table should tell."""

from linli.access.models import Grant
from linli.calls import actions
from linli.calls.actions.correcting import Correction
from linli.calls.actions.holding import release_call
from linli.calls.actions.succeeding import receive_anew
from linli.calls.models import Call, Helper, Slot
from linli.flows.told import Listener
from linli.kernel.ids import new_id

L = Listener
WHY = "写明原因"


class Scene:
    """A call with another person in each role, so that a letter to the wrong one shows."""

    def __init__(self, town, *, caller=True, kind="service.help", **more) -> None:
        self.town = town
        self.who = {name: town.actor(key).person for name, key in (
            ("receiver", "building"), ("holder", "volunteer"), ("helper", "volunteer2"), ("opener", "floor"),
        )}  # fmt: skip
        self.caller = new_id() if caller else None
        made = town.open(kind, "door101", "floor", on_behalf=True, caller=self.caller, **more)
        self.token, self.call = made.follow_token, made.call
        town.subject = getattr(town, "subject", "") or made.call.number  # the first call of the scene
        Call.objects.filter(pk=self.call.pk).update(receiver=self.who["receiver"])

    def held(self):
        self.call = self.town.do("assign_call", self.call, "community", to=self.who["holder"])
        Helper.objects.create(call=self.call, person=self.who["helper"], name="帮手", at=self.town.now)
        return self

    def done(self):
        self.held()
        self.call = self.town.do("finish_call", self.call, "volunteer")
        return self

    def merged(self):
        """Another resident's call that follows this one."""
        other = self.town.open("service.help", "door102", "floor", on_behalf=True, caller=new_id()).call
        self.town.do("merge_calls", other, "community", into=self.call, reason=WHY)
        return Call.objects.get(pk=other.pk).caller

    def do(self, deed, by, **more):
        self.call = self.town.do(deed, self.call, by, **more)


def nearest(town, *bundles, place):
    return set(
        Grant.objects.filter(bundle__in=bundles, path=town.street.places[place].path).values_list("person", flat=True)
    )


def opened(town):
    scene = Scene(town)
    receiver = Call.objects.get(pk=scene.call.pk).events.get(deed="open").to
    return {L.CALLER: {scene.caller}, L.RECEIVER: {receiver}}


def routed(town):
    scene, to = Scene(town), town.corps.terms["building"].member_id
    scene.do("route_call", "community", to=to, reason=WHY)
    return {L.RECEIVER: {to}, L.FORMER_RECEIVER: {scene.who["receiver"]}}


def objected(town):
    Scene(town).do("object_to_route", "building", reason=WHY)
    return {L.ADJUDICATOR: nearest(town, "community", place="xueyuan")}


def adjudicated(town):
    scene, to = Scene(town), town.corps.terms["building"].member_id
    scene.do("object_to_route", "building", reason=WHY)
    scene.do("adjudicate", "community", to=to, reason=WHY)
    return {L.RECEIVER: {to}, L.FORMER_RECEIVER: {scene.who["receiver"]}}


def succeeded(town):
    scene = Scene(town)
    assert receive_anew(call=town.fresh(scene.call), now=town.now)
    return {L.RECEIVER: {town.corps.terms["floor1"].member_id}}


def succeeded_by_nobody(town):
    scene = Scene(town)
    Grant.objects.exclude(bundle__in=["grid", "community"], path=scene.call.path).filter(bundle="leader").delete()
    for term in town.corps.terms.values():
        term.charges.all().delete()
    managers = nearest(town, "grid", place="grid3")
    import linli.calls.actions.succeeding as module

    kept, module.first_receiver = module.first_receiver, lambda *_args: None
    assert receive_anew(call=town.fresh(scene.call), now=town.now)
    module.first_receiver = kept
    return {L.MANAGER: managers}


def claimed(town):
    scene = Scene(town, kind="order.errand")
    scene.do("claim_call", "volunteer")
    return {L.CALLER: {scene.caller}, L.RECEIVER: {scene.who["receiver"]}}


def assigned(town):
    scene = Scene(town).held()
    return {L.CALLER: {scene.caller}, L.RECEIVER: {scene.who["receiver"]}, L.HOLDER: {scene.who["holder"]}}


def transferred(town):
    scene, to = Scene(town).held(), town.actor("grid").person
    scene.do("transfer_call", "community", to=to, reason=WHY)
    return {
        L.CALLER: {scene.caller},
        L.HOLDER: {to},
        L.FORMER_HOLDER: {scene.who["holder"]},
        L.HELPER: {scene.who["helper"]},
    }


def given_back(town):
    scene = Scene(town).held()
    scene.do("give_back", "community", reason=WHY)
    return {
        L.CALLER: {scene.caller}, L.FORMER_HOLDER: {scene.who["holder"]}, L.RECEIVER: {scene.who["receiver"]},
        L.HELPER: {scene.who["helper"]},
    }  # fmt: skip


def released(town):
    scene = Scene(town).held()
    release_call(call=town.fresh(scene.call), now=town.now)
    return {L.CALLER: {scene.caller}, L.RECEIVER: {scene.who["receiver"]}, L.HELPER: {scene.who["helper"]}}


def paused(town):
    scene = Scene(town).held()
    scene.do("pause_call", "community", reason=WHY)
    return {L.CALLER: {scene.caller}, L.HOLDER: {scene.who["holder"]}}


def paused_for_somebody_unknown(town):
    scene = Scene(town, caller=False).held()
    scene.do("pause_call", "volunteer", reason=WHY)
    return {L.OPENER: {scene.who["opener"]}}


def resumed(town):
    scene = Scene(town).held()
    scene.do("pause_call", "volunteer", reason=WHY)
    scene.do("resume_call", None, answer="六点", token=scene.token)
    return {L.HOLDER: {scene.who["holder"]}}


def joined(town):
    scene = Scene(town).held()
    scene.do("join_call", "community", person=town.actor("grid").person)
    return {L.GIVEN: {town.actor("grid").person}, L.HOLDER: {scene.who["holder"]}}


def waived(town):
    scene = Scene(town, kind="order.errand").held()
    scene.do("waive_code", "community", reason=WHY)
    return {L.HOLDER: {scene.who["holder"]}}


def finished(town):
    scene = Scene(town)
    follows = scene.merged()
    scene.done()
    return {L.CALLER: {scene.caller}, L.MERGED: {follows}, L.RECEIVER: {scene.who["receiver"]}}


def finished_for_somebody_unknown(town):
    scene = Scene(town, caller=False).done()
    return {L.OPENER: {scene.who["opener"]}, L.RECEIVER: {scene.who["receiver"]}}


def called_back(town):
    scene = Scene(town).done()
    scene.do("call_back", None, solved=False, rating=2, token=scene.token)
    return {L.HOLDER: {scene.who["holder"]}, L.RECEIVER: {scene.who["receiver"]}}


def settled(town):
    scene = Scene(town)
    follows = scene.merged()
    scene.done()
    scene.do("settle_call", "community")
    return {L.CALLER: {scene.caller}, L.MERGED: {follows}, L.HOLDER: {scene.who["holder"]}}


def reopened(town):
    scene = Scene(town)
    follows = scene.merged()
    scene.done()
    scene.do("reopen_call", "community", reason=WHY)
    return {
        L.CALLER: {scene.caller}, L.MERGED: {follows}, L.RECEIVER: {scene.who["receiver"]},
        L.FORMER_HOLDER: {scene.who["holder"]}, L.HELPER: {scene.who["helper"]},
    }  # fmt: skip


def rejected(town):
    scene = Scene(town)
    scene.do("reject_call", "community", reason=WHY)
    return {L.CALLER: {scene.caller}, L.RECEIVER: {scene.who["receiver"]}}


def rejected_for_somebody_unknown(town):
    scene = Scene(town, caller=False)
    scene.do("reject_call", "community", reason=WHY)
    return {L.OPENER: {scene.who["opener"]}, L.RECEIVER: {scene.who["receiver"]}}


def merged(town):
    scene, other = Scene(town).held(), Scene(town)
    other.do("assign_call", "community", to=town.actor("grid").person)
    scene.do("merge_calls", "community", into=other.call, reason=WHY)
    return {
        L.CALLER: {scene.caller}, L.HOLDER: {scene.who["holder"]}, L.RECEIVER: {scene.who["receiver"]},
        L.HELPER: {scene.who["helper"]}, L.SURVIVOR: {town.actor("grid").person},
    }  # fmt: skip


def merged_for_somebody_unknown(town):
    scene, other = Scene(town, caller=False), Scene(town)
    Call.objects.filter(pk=other.call.pk).update(receiver=town.actor("grid").person)
    scene.do("merge_calls", "community", into=other.call, reason=WHY)
    return {
        L.OPENER: {scene.who["opener"]}, L.RECEIVER: {scene.who["receiver"]}, L.SURVIVOR: {town.actor("grid").person}
    }  # fmt: skip


def withdrawn(town):
    scene = Scene(town).held()
    scene.do("withdraw_call", None, token=scene.token)
    return {L.HOLDER: {scene.who["holder"]}, L.RECEIVER: {scene.who["receiver"]}, L.HELPER: {scene.who["helper"]}}


def withdrawn_by_its_receiver(town):
    scene = Scene(town)
    scene.do("withdraw_call", "building")
    return {L.CALLER: {scene.caller}}


def withdrawn_for_somebody_unknown(town):
    scene = Scene(town, caller=False)
    scene.do("withdraw_call", "building")
    return {L.OPENER: {scene.who["opener"]}}


def corrected(town):
    scene = Scene(town).held()
    scene.do("correct_call", "community", to=Correction(scene.call.kind, scene.call.place, "改过"), reason=WHY)
    return {
        L.CALLER: {scene.caller}, L.HOLDER: {scene.who["holder"]}, L.RECEIVER: {scene.who["receiver"]},
        L.HELPER: {scene.who["helper"]},
    }  # fmt: skip


def corrected_to_another_receiver(town):
    scene = Scene(town)
    kind = town.kind("service.policy")
    scene.do("correct_call", "community", to=Correction(kind, scene.call.place, scene.call.title), reason=WHY)
    return {
        L.CALLER: {scene.caller}, L.RECEIVER: {town.corps.terms["floor1"].member_id},
        L.FORMER_RECEIVER: {scene.who["receiver"]},
    }  # fmt: skip


class Whistle:
    def __init__(self, town) -> None:
        self.town = town
        self.police, self.market = (
            town.of_unit(*one).person for one in (("派出所", "police"), ("市场监管所", "market"))
        )
        self.call = town.whistle("派出所", "市场监管所")
        town.subject = self.call.number
        self.whistler = town.actor("grid").person

    def part(self, name, step, by, **more):
        slot = Slot.objects.select_related("call__kind", "unit").get(call=self.call, unit=self.town.units[name])
        act = actions.remove_unit if step == "remove" else actions.answer_slot
        step = {} if step == "remove" else {"step": step}
        act(slot=slot, actor=self.town.actor(by), key=new_id(), now=self.town.now, **step, **more)


def blown(town):
    whistle = Whistle(town)
    return {L.UNIT: {whistle.police, whistle.market}}


def whistle_withdrawn(town):
    whistle = Whistle(town)
    town.do("withdraw_call", whistle.call, "grid")
    return {L.UNIT: {whistle.police, whistle.market}}


def whistle_merged(town):
    whistle, other = Whistle(town), town.whistle("派出所", by="community")
    town.do("merge_calls", whistle.call, "community", into=other, reason=WHY)
    return {L.UNIT: {whistle.police, whistle.market}, L.HOLDER: {whistle.whistler}}


def whistle_corrected(town):
    whistle = Whistle(town)
    call = town.fresh(whistle.call)
    town.do("correct_call", call, "community", to=Correction(call.kind, call.place, "改过"), reason=WHY)
    return {L.UNIT: {whistle.police, whistle.market}, L.HOLDER: {whistle.whistler}}


def whistle_ended(town):
    whistle = Whistle(town)
    for name, by in (("派出所", "police"), ("市场监管所", "market")):
        whistle.part(name, "received", by)
        whistle.part(name, "done", by)
    town.do("finish_whistle", whistle.call, "grid")
    return {L.UNIT: {whistle.police, whistle.market}}


def whistle_opened_again(town):
    found = whistle_ended(town)
    town.do("reopen_call", Call.objects.get(kind__family="whistle"), "community", reason=WHY)
    return found | {L.RECEIVER: {town.actor("grid").person}}


def one_part_done(town):
    whistle = Whistle(town)
    whistle.part("派出所", "received", "police")
    whistle.part("派出所", "done", "police")
    return {}


def every_part_done(town):
    whistle = Whistle(town)
    whistle.part("派出所", "remove", "grid", reason=WHY)
    whistle.part("市场监管所", "received", "market")
    whistle.part("市场监管所", "done", "market")
    return {L.HOLDER: {whistle.whistler}}


def part_again(town):
    whistle = Whistle(town)
    whistle.part("派出所", "received", "police")
    whistle.part("派出所", "done", "police")
    whistle.part("派出所", "received", "grid", note="没办完")
    return {L.UNIT: {whistle.police}}


def part_objected(town):
    whistle = Whistle(town)
    whistle.part("派出所", "objected", "police", note="不归我们")
    return {L.HOLDER: {whistle.whistler}, L.ADJUDICATOR: nearest(town, "community", place="xueyuan")}


def part_sent_back(town):
    whistle = Whistle(town)
    whistle.part("派出所", "objected", "police", note="不归我们")
    whistle.part("派出所", "asked", "community", note="归你们")
    return {L.HOLDER: {whistle.whistler}, L.UNIT: {whistle.police}}


def part_removed(town):
    whistle = Whistle(town)
    whistle.part("派出所", "remove", "community", reason=WHY)
    return {L.HOLDER: {whistle.whistler}, L.UNIT: {whistle.police}}
