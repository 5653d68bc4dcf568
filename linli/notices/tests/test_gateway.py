"""What goes through the gateway: addresses that are refused, redirects, slow answers, the chat programs' robots, mail."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.time import clock
from linli.notices import gateway as out
from linli.notices import rules
from linli.notices.actions import outside
from linli.notices.models import Sending
from linli.notices.tests.test_outside import NOON, group
from linli.notices.tests.test_publishing import publish


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


SMS_TAKEN = [
    b"", b"OK", b"0,20221130120000", b'{"code":0,"msg":"OK"}', b'{"code":"000000","result":[{"status":"1"}]}', b'{"Code":"OK"}',
    b'{"Response":{"SendStatusSet":[{"Code":"Ok","Message":"send success"}]}}', b'{"success":true,"data":{"code":"4821"}}',
    b'{"status":"queued","error_code":null}', b"<returnsms><returnstatus>Success</returnstatus></returnsms>", b"20221130001",
    b'{"smsid":"7"}', b'{"code":1,"msg":"success"}',
    b'{"success":true,"error":false}', '{"status":1,"error":null,"msg":"发送成功"}'.encode(), b'{"error":0,"code":1}', b'{"error":""}',
    b"<r><error>0</error><status>1</status></r>", b'{"code":1,"error_msg":""}',
]  # fmt: skip
SMS_REFUSED = [
    (b'{"code":"4","msg":"\xe4\xbd\x99\xe9\xa2\x9d\xe4\xb8\x8d\xe8\xb6\xb3"}', "answer_4"), (b'{"errcode":40001}', "answer_40001"),
    (b'{"success":false}', "answer_false"), (b'{"Response":{"Error":{"Code":"AuthFailure"}}}', "answer_AuthFailure"),
    (b"<returnsms><returnstatus>Faild</returnstatus></returnsms>", "answer_Faild"), (b"-1", "answer_-1"),
    (b'{"Code":"isv.BUSINESS_LIMIT_CONTROL"}', "answer_isv.BUSINESS_LI"), (b"error: no credit", "not_accepted"),
    ('{"code":1,"msg":"余额不足"}'.encode(), "answer_1"), (b'{"error":true}', "answer_error"), (b'{"error":1}', "answer_error"),
    (b'{"error":"no credit"}', "answer_no credit"), (b'{"error":{"message":"x"}}', "not_accepted"), (b'{"error_code":1}', "answer_1"),
    (b"<r><status>1</status><error_msg>x</error_msg></r>", "answer_1"),
]  # fmt: skip


@pytest.mark.parametrize("says", SMS_TAKEN)
def test_an_answer_of_an_sms_gateway_that_took_the_text(says):
    assert rules.refusal_in(says, "") == ""


@pytest.mark.parametrize(("says", "why"), SMS_REFUSED)
def test_an_sms_gateway_that_refuses_with_200_has_not_taken_the_text(gateway, says, why):
    gateway.says = says
    with pytest.raises(out.Failed, match=why) as refused:
        out.send_sms(rules.SmsTemplate(f"http://{gateway.host}/?p={{phone}}&t={{text}}", "GET", ""), "13700000001", "x")
    assert not refused.value.forever and len(refused.value.why) <= out.LONGEST_WHY


@pytest.mark.parametrize(
    ("success", "says", "taken"),
    [
        ('"code":0', b'{"code": 0}', True), ('"code":0', b'{"code": 07}', False), ('"code": 1', b'{"code":1,"x":2}', True),
        ("stat:100", b"STAT:100", True), ("stat:100", b"stat:1001", False), ("100", b"", False), ("成功", "发送成功".encode(), True),
    ],
)  # fmt: skip
def test_what_an_answer_holds_when_it_is_taken_is_a_field_of_the_channel(success, says, taken):
    assert (rules.refusal_in(says, success) == "") is taken


@given(st.binary(max_size=200), st.text(max_size=10))
def test_no_answer_makes_reading_it_fail(says, success):
    assert rules.refusal_in(says, success.strip()) in {"", "not_accepted"} or rules.refusal_in(says, "")


def test_an_answer_that_trickles_in_is_cut_off(street, gateway, monkeypatch):
    """Each byte comes in time, but the whole answer would take a minute: other people's messages must not wait for
    it."""
    monkeypatch.setattr(out, "LONGEST_ANSWER", 0.3)
    gateway.says, gateway.trickling = b"x" * 600, True
    template = rules.SmsTemplate(f"http://{gateway.host}/send", "POST", '{"mobile": "{phone}", "content": "{text}"}')
    with suppress(out.Failed):
        out.send_sms(template, "13700000001", "x")
    assert gateway.trickled < len(gateway.says)


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
    """A name that resolves to a private address the second time (DNS rebinding): it is resolved once only."""
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
    sent = []
    monkeypatch.setattr(out, "_public_addresses", lambda host, port: [host])
    monkeypatch.setattr(out._plugin(), "notify", lambda self, body: sent.append(self.verify_certificate) or True)
    address = "mailtos://a:b@example.com/?to=c@example.com"
    out.send_group(rules.group_address("mail", f"{address}&verify=no"), "x")
    assert sent == [True]
    with pytest.raises(out.Failed, match="bad_address"):
        out.send_group(rules.group_address("mail", f"{address}&mode=insecure"), "x")
    assert sent == [True]
