"""Finished twice at the same moment, and one key sent for two rows."""

import pytest

from linli.calls.actions import holding
from linli.calls.models import CallEvent, CallKind, Item, Photo, Slot, Taker
from linli.calls.tests.test_pages_whistle import MARKET, POLICE, part
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.testing import refused


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.LINLI_DATA = tmp_path


def no_steps(code):
    CallKind.objects.filter(code=code).update(steps=[])


def test_finished_twice_at_the_same_moment_the_photo_is_there_once(town, monkeypatch):
    no_steps("order.errand")
    call, client, key = town.claimed("order.errand"), town.street.client("volunteer"), str(new_id())
    send = lambda: client.post(f"/calls/{call.pk}/finish/", {"key": key, "photos": jpeg()})  # noqa: E731 (a word for the test)
    real, inside = holding.put_aside, []

    def overtaken(upload, **more):
        """The other press is through while this one still draws the picture."""
        if not inside:
            inside.append(True)
            inside.append(send().status_code)
        return real(upload, **more)

    monkeypatch.setattr(holding, "put_aside", overtaken)
    assert (send().status_code, inside[1:]) == (302, [302])
    assert Photo.objects.count() == 1
    deeds = list(CallEvent.objects.filter(call=call).order_by("revision", "pk").values_list("deed", flat=True))
    assert deeds.count("photo") == deeds.count("finish") == 1


def test_finished_twice_the_cost_of_each_line_is_the_first(town, monkeypatch):
    no_steps("order.errand")
    call = town.claimed("order.errand", items=[("米", "10 千克")])
    line, key, real, inside = Item.objects.get(call=call), new_id(), holding.put_aside, []
    finish = lambda cost: town.do(  # noqa: E731 (a word for the test)
        "finish_call", call, "volunteer", key=key, items={line.pk: cost}, photos=[jpeg()]
    )

    def overtaken(upload, **more):
        if not inside:
            inside.append(True)
            finish("30")
        return real(upload, **more)

    monkeypatch.setattr(holding, "put_aside", overtaken)
    finish("40")
    line.refresh_from_db()
    assert (town.fresh(call).amount, line.amount) == (30, 30)


@pytest.mark.parametrize(
    ("at", "typed"),
    [
        ("", {"step": "received"}),
        ("remove/", {"reason": "不涉及"}),
        ("rate/", {"rating": "5"}),
    ],
)
def test_one_key_for_the_parts_of_two_units_is_refused_at_the_second(town, at, typed):
    whistle = town.whistle(POLICE, MARKET, "城管执法队")
    if at == "rate/":
        whistle.slots.update(state="done")
    client, key = town.street.client("grid"), str(new_id())

    def send(name):
        return client.post(f"/calls/parts/{part(whistle, name).pk}/{at}", {"key": key, **typed})

    answers = [send(name) for name in (POLICE, POLICE, MARKET)]
    assert [answer.status_code for answer in answers[:2]] == [302, 302]
    assert refused(answers[2]) == "kernel.key_used"
    fact = Fact.objects.get(key=key)
    assert fact.about == part(whistle, POLICE).pk
    assert Slot.objects.get(pk=part(whistle, MARKET).pk).revision == 1


def test_one_key_for_the_rules_of_two_places_or_kinds_is_refused_at_the_second(town):
    client, key, post = town.street.client("street"), str(new_id()), town.corps.post("grid_leader")

    def send(at, kind):
        data = {"key": key, "kind": str(town.kind(kind).pk), "taker": f"post:{post.pk}"}
        return client.post(f"/calls/takers/?at={town.street.id(at)}", data)

    assert [send("xueyuan", "service.dispute").status_code for _ in range(2)] == [302, 302]
    assert refused(send("jucai", "service.dispute")) == refused(send("xueyuan", "repair")) == "kernel.key_used"
    assert Taker.objects.count() == 1


def test_a_question_is_kept_as_the_history_has_it(town):
    call = town.claimed("order.errand")
    client = town.street.client("volunteer")
    asked = {"key": str(new_id()), "reason": "几点\u200b在家?\u202e  请回"}
    assert client.post(f"/calls/{call.pk}/pause/", asked).status_code == 302
    reason = CallEvent.objects.get(call=call, deed="pause").reason
    assert town.fresh(call).pause_reason == reason == "几点在家? 请回"
