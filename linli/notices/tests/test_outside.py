"""Sending to a real HTTP server on the loopback: 200, 500, silence, refusal, giving up; and nothing personal in the
text."""

import json
from datetime import time, timedelta

import pytest
from django.utils import timezone, translation

from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.notices import rules
from linli.notices.actions import outside, write_letter
from linli.notices.models import Channel, Letter, Preference, Sending
from linli.notices.tests.test_publishing import publish

NOON = timezone.make_aware(timezone.datetime(2022, 3, 12, 12, 0))


def sms(street, host, at="street", scheme="http"):
    template = rules.SmsTemplate(f"{scheme}://{host}/send", "POST", '{"mobile": "{phone}", "content": "{text}"}')
    channel = Channel(path=street.places[at].path, name="短信", kind="sms")
    channel.address_sealed = crypto.seal(rules.write_sms(template), row=channel.pk, column=outside.ADDRESS)
    channel.save(force_insert=True)
    return channel


def group(street, kind="wecom"):
    channel = Channel(path=street.places["street"].path, name="社区群", kind=kind)
    channel.address_sealed = crypto.seal("wecombot://abcdefgh12345678", row=channel.pk, column=outside.ADDRESS)
    channel.save(force_insert=True)
    return channel


def letter(street, now=NOON, key="building", **known):
    plain = {
        "topic": "calls.claim",
        "code": "flows.caller_claim",
        "data": {"number": "崇文路 7号楼 101 李小明 13812340001"},
        "about": new_id(),
        "urgency": "normal",
    }
    person = street.people[key].account.person
    write_letter(recipient=person, path=street.places["building7"].path, now=now, **{**plain, **known})
    return Letter.objects.filter(recipient=person).latest("at")


def drain(now):
    while outside.send_due(now):
        pass


def test_a_letter_goes_out_as_a_sentence_and_a_link_and_nothing_else(street, leaders, gateway, settings):
    sms(street, gateway.host)
    one = letter(street)
    drain(NOON)
    assert len(gateway.asked) == 1
    sent = json.loads(gateway.asked[0][1])
    assert sent == {
        "mobile": "13700000001",
        "content": f"【邻里】您有一条新消息，请点开查看：{settings.LINLI_PUBLIC_URL}/notices/{one.pk}/",
    }
    assert Sending.objects.get().sent_at == NOON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("sentence", sorted(rules.SENTENCES))
def test_no_sentence_has_room_for_a_person(sentence, language):
    """Only a link, a number and a code can be filled in: there is no place for a name or an address."""
    import string

    with translation.override(language):
        text = str(rules.SENTENCES[sentence])
    fields = {name for _text, name, _spec, _how in string.Formatter().parse(text) if name}
    assert fields <= {"link", "n", "code"}


def test_a_message_outside_speaks_the_language_of_its_reader(street, leaders, gateway):
    sms(street, gateway.host)
    account = street.people["building"].account
    type(account).objects.filter(pk=account.pk).update(language="en")
    letter(street)
    drain(NOON)
    assert json.loads(gateway.asked[0][1])["content"].startswith("[Linli] You have a new message. Open it here: http")


def test_every_text_of_a_busy_day_is_one_of_the_sentences(street, homes, leaders, robots, monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ways = [sms(street, robots.host), group(street)]
    publish(street, "street", "street", title="李小明家欠费", urgency="life", channels=[way.pk for way in ways])
    publish(street, "community", audience="leaders", title="王秀英的药", channels=[way.pk for way in ways])
    letter(street, urgency="life")
    drain(NOON)
    texts = [json.loads(body) for _path, body in robots.asked]
    said = [one.get("content") or one["text"]["content"] for one in texts]
    assert len(said) >= 6
    openings = [str(text).split("{")[0] for text in rules.SENTENCES.values()]
    for text in said:
        opening = next(o for o in openings if text.startswith(o))
        rest = text.removeprefix(opening)
        assert rest.startswith(settings.LINLI_PUBLIC_URL + "/notices/")
        for word in ("李小明", "王秀英", "101", "7号楼", "1381234", "药"):
            assert word not in rest or word == "101"
    assert {one["mobile"] for one in texts if "mobile" in one} == {"13812340001", "13900000009", "13700000001"}


def test_a_resident_called_on_at_the_door_gets_no_sms(street, homes, gateway, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    way = sms(street, gateway.host)
    publish(street, channels=[way.pk])
    drain(NOON)
    assert [json.loads(body)["mobile"] for _path, body in gateway.asked] == ["13812340001"]


@pytest.mark.parametrize(
    ("trouble", "why"),
    [("status", "status_500"), ("silence", "timeout"), ("refused", "refused"), ("dead", "unknown_host")],
)
def test_trouble_is_noted_and_tried_again_with_growing_pauses(
    request, street, leaders, gateway, settings, trouble, why
):
    host = gateway.host
    if trouble == "status":
        gateway.answers = [500]
    elif trouble == "silence":
        gateway.silent = True
        request.getfixturevalue("quick")
    elif trouble == "refused":
        gateway.stop()
    else:
        host = "gateway.invalid:9"
    settings.LINLI_GATEWAYS = host
    sms(street, host)
    letter(street)
    now, pauses = NOON, []
    for _ in range(3):
        outside.send_due(now)
        sending = Sending.objects.get()
        pauses.append(sending.due_at - now)
        now = sending.due_at
    assert (sending.attempts, sending.last_error, sending.sent_at, sending.dead_at) == (3, why, None, None)
    for number, pause in enumerate(pauses):
        assert timedelta(seconds=30) * 2**number <= pause <= timedelta(seconds=45) * 2**number
    assert Channel.objects.get().failures == 3
    if trouble == "refused":
        gateway.server.socket.close()


@pytest.fixture
def dead_one(street, leaders, gateway):
    gateway.answers = [500]
    sms(street, gateway.host)
    letter(street)
    now = NOON
    for _ in range(rules.MOST_ATTEMPTS):
        outside.send_due(now)
        now += timedelta(days=1)
    return Sending.objects.get()


def test_what_was_tried_often_enough_is_set_aside_shown_and_tried_again(street, dead_one, gateway):
    assert dead_one.dead_at
    assert not outside.anything_due(NOON + timedelta(days=99))
    client = street.client("street")
    page = client.get("/notices/sent/log/?show=dead").content.decode()
    assert "1 条没发出去" in page
    assert "对方回答 500" in page
    assert "13700000001" not in page
    gateway.answers = [200]
    assert client.post("/notices/sent/log/again/", {"key": new_id(), "sending": dead_one.pk}).status_code == 302
    drain(clock.now())
    dead_one.refresh_from_db()
    assert dead_one.sent_at
    assert client.post("/notices/sent/log/again/", {"key": new_id()}).status_code in {302, 409}
    assert Channel.objects.get().failures == 0


@pytest.mark.parametrize("key", ["outsider", "community", "building", "auditor", "nobody"])
def test_the_log_is_for_who_keeps_the_channels(street, dead_one, key):
    client = street.client(key)
    assert client.get("/notices/sent/log/").status_code == 403
    assert client.post("/notices/sent/log/again/", {"key": new_id(), "sending": dead_one.pk}).status_code == 403
    assert Sending.objects.get().dead_at


def test_a_refusal_for_ever_is_not_tried_again(street, leaders, gateway):
    gateway.answers = [403]
    sms(street, gateway.host)
    letter(street)
    drain(NOON)
    assert Sending.objects.get().dead_at
    assert len(gateway.asked) == 1


def test_a_dead_gateway_does_not_hold_up_the_queue(street, leaders, gateway):
    gateway.answers = [500]
    sms(street, gateway.host)
    for _ in range(20):
        letter(street)
    drain(NOON)
    assert len(gateway.asked) == outside.ENOUGH_FAILURES
    assert Sending.objects.filter(due_at__gt=NOON).count() == 20


def test_two_workers_never_send_the_same(street, leaders, gateway):
    sms(street, gateway.host)
    letter(street)
    [same] = outside.queries.due(NOON, 10)
    assert outside._take(same, NOON)
    same.attempts = 0
    assert outside._take(same, NOON) == []


def test_quiet_hours_hold_back_all_but_life(street, leaders, gateway):
    sms(street, gateway.host)
    night = NOON.replace(hour=23)
    letter(street, now=night)
    letter(street, now=night, urgency="life")
    drain(night)
    assert [json.loads(body)["content"][:8] for _p, body in gateway.asked] == ["【邻里】紧急：事"]
    drain(night + timedelta(hours=8))
    assert len(gateway.asked) == 2


def test_preferences_are_kept(street, leaders, gateway):
    sms(street, gateway.host)
    client = street.client("building")
    sent = {"key": new_id(), "digest": "on", "quiet_from": "", "quiet_until": ""}
    assert client.post("/notices/reminders/", sent).status_code == 302
    letter(street)
    assert not Sending.objects.exists()
    assert client.post("/notices/reminders/", {**sent, "key": new_id(), "outside": "on"}).status_code == 302
    for _ in range(3):
        letter(street)
    drain(NOON)
    assert gateway.asked == []
    drain(NOON.replace(hour=18))
    assert len(gateway.asked) == 1
    assert "3 条新消息" in gateway.asked[0][1]
    assert Sending.objects.filter(sent_at=None).count() == 0
    half = client.post("/notices/reminders/", {**sent, "key": new_id(), "quiet_from": "22:00"})
    assert half.status_code == 422
    assert Preference.objects.get().digest


@pytest.mark.parametrize(
    ("at", "begin", "end", "out_at"),
    [
        ((23, 0), time(22), time(7), (13, 7, 0)), ((3, 0), time(22), time(7), (12, 7, 0)), ((7, 0), time(22), time(7), (12, 7, 0)),
        ((12, 0), time(22), time(7), (12, 12, 0)), ((13, 0), time(12), time(14), (12, 14, 0)), ((13, 0), None, None, (12, 13, 0)),
        ((13, 0), time(9), time(9), (12, 13, 0)),
    ],
)  # fmt: skip
def test_after_quiet(at, begin, end, out_at):
    found = rules.after_quiet(NOON.replace(hour=at[0], minute=at[1]), begin, end)
    assert (found.day, found.hour, found.minute) == out_at


def test_a_withdrawn_notice_is_not_sent(street, homes, gateway, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(hour=23))
    way = sms(street, gateway.host)
    notice = publish(street, channels=[way.pk])
    assert Sending.objects.count() == 1
    street.client("community").post(f"/notices/sent/{notice.pk}/withdraw/", {"key": new_id()})
    drain(NOON + timedelta(days=1))
    assert gateway.asked == []
