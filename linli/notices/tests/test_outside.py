"""Out of the house, to a real HTTP server on the loopback: 200, 500, silence, refusal, death; and not one word more."""

import json
from contextlib import suppress
from datetime import time, timedelta
from time import monotonic

import pytest
from django.utils import timezone, translation

from linli.kernel import clock, crypto
from linli.kernel.ids import new_id
from linli.notices import gateway as out
from linli.notices import rules
from linli.notices.actions import outside, write_letter
from linli.notices.models import Channel, Letter, Preference, Sending
from linli.notices.tests.test_publishing import publish

NOON = timezone.make_aware(timezone.datetime(2022, 3, 12, 12, 0))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(out, "SECONDS", 0.3)


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
        "content": f"【邻里】您有一条新消息,请点开查看:{settings.LINLI_PUBLIC_URL}/notices/{one.pk}/",
    }
    assert Sending.objects.get().sent_at == NOON


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("sentence", sorted(rules.SENTENCES))
def test_no_sentence_has_room_for_a_person(sentence, language):
    """All that can be filled in is a link, a number and a code: there is no place for a name or an address."""
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
def test_trouble_is_noted_and_tried_again_with_growing_pauses(street, leaders, gateway, settings, trouble, why):
    host = gateway.host
    if trouble == "status":
        gateway.answers = [500]
    elif trouble == "silence":
        gateway.wait = 1
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
    assert [json.loads(body)["content"][:8] for _p, body in gateway.asked] == ["【邻里】紧急:事"]
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


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "https://localhost:{port}/", "https://10.0.0.1/", "https://[::1]/",
        "https://169.254.169.254/latest/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://192.168.1.1/", "https://2130706433/",
    ],
)  # fmt: skip
def test_no_address_leads_to_what_only_this_server_reaches(gateway, settings, url):
    settings.LINLI_GATEWAYS = ""
    template = rules.SmsTemplate(url.format(port=gateway.host.split(":")[1]) + "?p={phone}&t={text}", "GET", "")
    with pytest.raises(out.Failed) as failure:
        out.send_sms(template, "13700000001", "x")
    assert failure.value.why == "blocked"
    assert gateway.asked == []


def test_a_name_that_answers_with_an_inner_address_is_blocked(gateway, settings, monkeypatch):
    settings.LINLI_GATEWAYS = ""
    monkeypatch.setattr(out.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("127.0.0.1", 443))])
    with pytest.raises(out.Failed, match="blocked"):
        out.send_sms(rules.SmsTemplate("https://sms.example.com/?{phone}{text}", "GET", ""), "13700000001", "x")


def test_redirects_are_not_followed(gateway):
    gateway.answers = [302]
    with pytest.raises(out.Failed, match="status_302"):
        out.send_sms(rules.SmsTemplate(f"http://{gateway.host}/?p={{phone}}&t={{text}}", "GET", ""), "13700000001", "x")
    assert len(gateway.asked) == 1


def test_what_is_put_in_cannot_break_out_of_its_place():
    tricky = 'a"},{"b\n&c=d{phone}'
    _url, body, _type = rules.SmsTemplate("https://x/", "POST", '{"m": "{phone}", "t": "{text}"}').filled("1", tricky)
    assert json.loads(body) == {"m": "1", "t": tricky}
    url, body, _type = rules.SmsTemplate("https://x/?t={text}", "POST", "m={phone}&t={text}").filled("1", tricky)
    assert body.decode().count("&") == 1
    assert url.count("&") == 0


ROBOTS = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh-1234",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=abcdefgh1234",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh-1234",
}
TAKEN = {"wecom": b'{"errcode":0,"errmsg":"ok"}', "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
         "feishu": b'{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}'}  # fmt: skip


@pytest.fixture
def robots(gateway, monkeypatch):
    """Where the three chat programs listen, here on the loopback; their paths stay."""
    here = {schema: url.replace("https://", f"http://{gateway.host}/") for schema, url in out.ROBOTS.items()}
    monkeypatch.setattr(out, "ROBOTS", here)
    return gateway


@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_groups_are_reached_by_their_robots(robots, kind):
    address = rules.group_address(kind, ROBOTS[kind])
    robots.says = TAKEN[kind]
    out.send_group(address, rules.said("test"))
    path, body = robots.asked[0]
    assert path == "/" + ROBOTS[kind].removeprefix("https://"), "the very address that the robot showed"
    assert "测试消息" in json.dumps(json.loads(body), ensure_ascii=False)
    robots.answers = [500]
    with pytest.raises(out.Failed, match="status_500"):
        out.send_group(address, "x")


@pytest.mark.parametrize("kind", sorted(ROBOTS))
@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b'{"errcode":40001,"errmsg":"invalid credential"}', "answer_40001"), (b'{"errcode":-1}', "answer_-1"),
        (b'{"code":19024,"msg":"Key Words Not Found"}', "answer_19024"), (b'{"StatusCode":9499}', "answer_9499"),
        (b"{}", "not_accepted"), (b"", "not_accepted"), (b"<html>", "not_accepted"), (b"[0]", "not_accepted"),
        (b'{"errcode":"0"}', "not_accepted"), (b'{"errcode":true}', "not_accepted"), (b"\xff\xfe", "not_accepted"),
        (b'{"errcode":' + b"9" * 200 + b"}", "answer_9999"),
    ],
)  # fmt: skip
def test_a_robot_that_refuses_with_200_has_not_taken_it(robots, kind, says, why):
    robots.says = says
    with pytest.raises(out.Failed, match=why) as refused:
        out.send_group(rules.group_address(kind, ROBOTS[kind]), "x")
    assert len(refused.value.why) <= 60 and not refused.value.forever


def test_an_answer_that_trickles_in_is_cut_off(street, gateway, monkeypatch):
    """Each byte comes in time, the whole would take a minute: nobody else's message waits for it."""
    monkeypatch.setattr(out, "LONGEST_ANSWER", 0.3)
    gateway.says, gateway.trickle = b"x" * 600, 0.1
    template = rules.SmsTemplate(f"http://{gateway.host}/send", "POST", '{"mobile": "{phone}", "content": "{text}"}')
    began = monotonic()
    with suppress(out.Failed):
        out.send_sms(template, "13700000001", "x")
    assert monotonic() - began < 10


def test_a_refusal_of_a_robot_is_in_the_log_and_tried_again(street, leaders, robots, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    way = group(street)
    robots.says = b'{"errcode":40001,"errmsg":"invalid credential"}'
    publish(street, audience="leaders", channels=[way.pk])
    outside.send_due(NOON)
    sending = Sending.objects.get()
    assert (sending.sent_at, sending.last_error, sending.attempts) == (None, "answer_40001", 1)
    assert "错误码 40001" in street.client("street").get("/notices/sent/log/").content.decode()
    robots.says = TAKEN["wecom"]
    outside.send_due(sending.due_at)
    assert Sending.objects.get().sent_at


def test_a_robot_is_asked_at_the_address_that_was_checked(monkeypatch):
    """A name that leads elsewhere the second time: it is looked up once, and a private address is not asked."""
    asked = []

    def answers(host, port, **_more):
        asked.append(host)
        return [(2, 1, 6, "", ("10.0.0.8" if len(asked) == 1 else "203.0.113.9", port))]

    monkeypatch.setattr(out.socket, "getaddrinfo", answers)
    with pytest.raises(out.Failed, match="blocked"):
        out.send_group(rules.group_address("wecom", ROBOTS["wecom"]), "x")
    assert asked == ["qyapi.weixin.qq.com"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("wecom", "https://evil.example/cgi-bin/webhook/send?key=abcdefgh"), ("wecom", "wecombot://abcdefgh"), ("dingtalk", "json://127.0.0.1/"),
        ("feishu", "https://open.feishu.cn@evil.example/open-apis/bot/v2/hook/abcdefgh"), ("mail", "mailto://a:b@host"), ("mail", "file:///etc/passwd"),
    ],
)  # fmt: skip
def test_only_a_group_s_own_robot_is_an_address(kind, text):
    with pytest.raises(rules.Invalid):
        rules.group_address(kind, text)


def test_mail_to_an_inner_host_is_blocked(settings):
    settings.LINLI_GATEWAYS = ""
    with pytest.raises(out.Failed, match="blocked"):
        out.send_group(
            rules.group_address("mail", "mailtos://a:b@example.com:25/?to=c@example.com&smtp=127.0.0.1"), "x"
        )


def test_mail_is_sent_under_a_good_certificate_or_not_at_all(monkeypatch):
    from apprise.plugins.email.base import NotifyEmail

    sent = []
    monkeypatch.setattr(out, "_public_addresses", lambda host, port: [host])
    monkeypatch.setattr(NotifyEmail, "notify", lambda self, body: sent.append(self.verify_certificate) or True)
    address = "mailtos://a:b@example.com/?to=c@example.com"
    out.send_group(rules.group_address("mail", f"{address}&verify=no"), "x")
    assert sent == [True]
    with pytest.raises(out.Failed, match="bad_address"):
        out.send_group(rules.group_address("mail", f"{address}&mode=insecure"), "x")
    assert sent == [True]
