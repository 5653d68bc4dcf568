"""The pages of the channels: added, sealed, tested, switched off; and one-time codes for phones."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from linli.access.models import actor_of
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.notices.actions import codes
from linli.notices.actions.outside import template_of
from linli.notices.actions.publishing import Wording, draft_notice
from linli.notices.models import Channel, PhoneCode
from linli.notices.tests.test_outside import sms
from linli.testing import refused
from linli.testing_meanwhile import meanwhile


def typed(host, **known):
    plain = {
        "kind": "sms",
        "name": "街道短信",
        "url": f"http://{host}/send",
        "method": "POST",
        "body": "m={phone}&t={text}",
    }
    return {**plain, "key": new_id(), **known}


def test_a_channel_is_added_sealed_tested_and_switched(street, gateway):
    client = street.client("street")
    assert client.post("/notices/sent/channels/new/", typed(gateway.host)).status_code == 302
    channel = Channel.objects.get()
    assert gateway.host.encode() not in bytes(channel.address_sealed)
    page = client.get(f"/notices/sent/channels/{channel.pk}/").content.decode()
    assert gateway.host not in page
    client.post(f"/notices/sent/channels/{channel.pk}/test/", {"key": new_id(), "phone": "137 0000 0001"})
    assert gateway.asked[0][1].startswith("m=13700000001&t=")
    gateway.answers = [500]
    told = client.post(
        f"/notices/sent/channels/{channel.pk}/test/", {"key": new_id(), "phone": "13700000001"}, follow=True
    )
    assert refused(told) == "notices.test_failed"
    told = client.post(f"/notices/sent/channels/{channel.pk}/test/", {"key": new_id(), "phone": "12345"}, follow=True)
    assert refused(told) == "notices.bad_mobile"
    client.post(f"/notices/sent/channels/{channel.pk}/switch/", {"key": new_id(), "active": "0"})
    assert not Channel.objects.get().active
    assert "已停用" in client.get("/notices/sent/channels/").content.decode()


def test_a_test_pressed_twice_sends_one_message(street, gateway):
    client, key = street.client("street"), new_id()
    client.post("/notices/sent/channels/new/", typed(gateway.host))
    address = f"/notices/sent/channels/{Channel.objects.get().pk}/"
    answers = [client.post(f"{address}test/", {"key": key, "phone": "13700000001"}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [address] * 2
    assert len(gateway.asked) == 1
    assert Fact.objects.filter(kind="notices.channel_tested").count() == 1


def test_an_empty_address_stays_as_it_is(street, gateway):
    channel = sms(street, gateway.host)
    before = bytes(channel.address_sealed)
    sent = {"key": new_id(), "name": "新名字", "url": "", "method": "POST", "body": "", "address": ""}
    assert street.client("street").post(f"/notices/sent/channels/{channel.pk}/", sent).status_code == 302
    channel.refresh_from_db()
    assert (channel.name, bytes(channel.address_sealed)) == ("新名字", before)


def test_what_a_good_answer_holds_is_changed_alone_and_a_body_never_alone(street, gateway):
    channel = sms(street, gateway.host)
    before, at = template_of(channel), f"/notices/sent/channels/{channel.pk}/"
    sent = {"name": "短信", "url": "", "method": "POST", "body": "", "success": '"code":0'}
    client = street.client("street")
    assert client.post(at, {**sent, "key": new_id()}).status_code == 302
    assert template_of(Channel.objects.get()) == replace(before, success='"code":0')
    assert "&quot;code&quot;:0" in client.get(at).content.decode()
    alone = client.post(at, {**sent, "key": new_id(), "body": "m={phone}&t={text}"})
    assert (alone.status_code, refused(alone)) == (422, "url_missing")


def test_a_test_that_the_gateway_refuses_inside_its_answer_has_failed(street, gateway):
    client = street.client("street")
    client.post("/notices/sent/channels/new/", typed(gateway.host))
    gateway.says = '{"code":"4","msg":"余额不足"}'.encode()
    at = f"/notices/sent/channels/{Channel.objects.get().pk}/test/"
    told = client.post(at, {"key": new_id(), "phone": "13700000001"}, follow=True)
    assert refused(told) == "notices.test_failed" and "错误码 4" in told.content.decode()


def test_pressed_twice_a_channel_is_added_and_changed_once(street, gateway):
    client, add = street.client("street"), typed(gateway.host)
    assert [client.post("/notices/sent/channels/new/", add).status_code for _ in range(2)] == [302, 302]
    at = f"/notices/sent/channels/{Channel.objects.get().pk}/"
    change = {"key": new_id(), "name": "新名字", "url": "", "method": "POST", "body": "", "address": ""}
    assert [client.post(at, change).status_code for _ in range(2)] == [302, 302]
    assert (Channel.objects.get().name, Channel.objects.get().revision) == ("新名字", 2)
    for strange in (add["key"], new_id()):  # the key of another deed changes nothing
        answer = client.post(at, {**change, "key": strange, "name": "别的名字"})
        assert (refused(answer) == "kernel.key_used") == (strange == add["key"]), answer.status_code
    assert Channel.objects.get().revision == 3


@pytest.mark.alike
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://127.0.0.1:1/"}, "url"), ({"url": "ftp://x/"}, "url"), ({"url": "https://a:b@x/"}, "url"), ({"url": "http://sms.example.com/"}, "url"),
        ({"url": "https://[::1/"}, "url"), ({"url": "https://sms.example.com:70000/"}, "url"),
        ({"url": ""}, "address"), ({"body": "m={phone}"}, "body"), ({"name": ""}, "name"), ({"kind": "pigeon"}, "kind"),
        ({"kind": "wecom", "address": "https://evil.example/"}, "address"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_channel_is_said_at_its_field(street, gateway, wrong, field):
    answer = street.client("street").post("/notices/sent/channels/new/", typed(gateway.host, **wrong))
    assert answer.status_code == 422
    assert f"id_{field}-error" in answer.content.decode()
    assert not Channel.objects.exists()


@pytest.mark.parametrize("key", ["outsider", "community", "grid", "administrator", "nobody"])
def test_channels_are_the_street_office_s(street, gateway, key):
    channel, client = sms(street, gateway.host), street.client(key)
    for address in ("", "new/", f"{channel.pk}/"):
        assert client.get(f"/notices/sent/channels/{address}").status_code == 403
    for deed in ("switch", "test"):
        assert (
            client.post(
                f"/notices/sent/channels/{channel.pk}/{deed}/", {"key": new_id(), "phone": "13700000001"}
            ).status_code
            == 403
        )
    assert client.post("/notices/sent/channels/new/", typed(gateway.host)).status_code == 403
    assert (Channel.objects.get().active, gateway.asked) == (True, [])


def test_a_notice_goes_out_by_no_channel_of_another_place(street, gateway):
    """The form offers none; nor does the action take one."""
    wording = {"title": "停水", "body": "明天停水", "audience": "residents"}
    actor = actor_of(street.people["community"].account, clock.today())
    say = {"place": street.places["xueyuan"], "actor": actor, "now": clock.now()}
    for place, usable in [("street", True), ("xueyuan", True), ("grid3", False), ("jucai", False)]:
        channel = sms(street, gateway.host)
        Channel.objects.filter(pk=channel.pk).update(path=street.places[place].path)
        given = Wording(**wording, channels=[channel])
        if usable:
            assert draft_notice(wording=given, key=new_id(), **say).channels.get() == channel
        else:
            with pytest.raises(Invalid, match=r"notices\.channel_elsewhere"):
                draft_notice(wording=given, key=new_id(), **say)


# --- one-time codes ---------------------------------------------------------------------------------------------------


def ask(street, now, phone="13812340001", address="203.0.113.7", place="building7"):
    codes.send_code(phone=phone, place=street.places[place], address=address, now=now)


def code_in(gateway):
    return json.loads(gateway.asked[-1][1])["content"].split("验证码 ")[1][:6]


def test_the_code_opens_once_for_its_phone_within_five_minutes(street, gateway):
    sms(street, gateway.host)
    now = clock.now()
    ask(street, now)
    code = code_in(gateway)
    assert code not in str(PhoneCode.objects.values().get())
    assert not codes.check_code(phone="13812340002", code=code, now=now)
    assert codes.check_code(phone="138 1234 0001", code=f" {code} ", now=now + timedelta(minutes=4))
    assert not codes.check_code(phone="13812340001", code=code, now=now + timedelta(minutes=4))
    ask(street, now + timedelta(minutes=10))
    assert not codes.check_code(phone="13812340001", code=code_in(gateway), now=now + timedelta(minutes=16))


def test_of_two_who_type_the_code_at_once_one_gets_in(street, gateway, monkeypatch):
    """Both have read it as unused; the second finds it used when it writes."""
    sms(street, gateway.host)
    now, said = clock.now(), []
    ask(street, now)
    code = code_in(gateway)

    def meanwhile(kept, shown):
        monkeypatch.undo()
        said.append(codes.check_code(phone="13812340001", code=code, now=now))
        return codes.tokens.same(kept, shown)

    monkeypatch.setattr(codes.tokens, "same", meanwhile)
    said.append(codes.check_code(phone="13812340001", code=code, now=now))
    assert said == [True, False]


def test_only_the_newest_code_counts_and_tries_are_few(street, gateway):
    sms(street, gateway.host)
    now = clock.now()
    ask(street, now)
    old = code_in(gateway)
    now += timedelta(minutes=2)
    ask(street, now)
    new = code_in(gateway)
    if old != new:
        assert not codes.check_code(phone="13812340001", code=old, now=now)
    for _ in range(codes.MOST_TRIES):
        codes.check_code(phone="13812340001", code="nonsense", now=now)
    assert not codes.check_code(phone="13812340001", code=new, now=now)


def test_limits_by_phone_and_by_address(street, gateway):
    sms(street, gateway.host)
    now = clock.now()
    ask(street, now)
    with pytest.raises(Conflict, match="too_many"):
        ask(street, now + timedelta(seconds=30))
    for minute in range(2, 2 + codes.A_PHONE_AN_HOUR - 1):
        ask(street, now + timedelta(minutes=minute))
    with pytest.raises(Conflict, match="too_many"):
        ask(street, now + timedelta(minutes=20))
    left = codes.A_NETWORK_AN_HOUR - codes.A_PHONE_AN_HOUR
    for number in range(left):
        ask(street, now + timedelta(minutes=30), phone=f"139000000{number:02d}", address="203.0.113.99")
    with pytest.raises(Conflict, match="too_many"):
        ask(street, now + timedelta(minutes=30), phone="13900000099")
    ask(street, now + timedelta(minutes=30), phone="13900000099", address="198.51.100.1")
    codes.forget(now + timedelta(days=2))
    assert not PhoneCode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_code_is_sent(street, gateway):
    sms(street, gateway.host)
    now = clock.now()
    assert meanwhile(lambda: ask(street, now), lambda: ask(street, now)) == "notices.too_many_codes"
    assert (len(gateway.asked), PhoneCode.objects.count()) == (1, 1)


def test_without_a_gateway_or_a_number_it_says_whom_to_ask(street, gateway):
    with pytest.raises(Conflict, match="no_sms_here"):
        ask(street, clock.now())
    sms(street, gateway.host, at="jucai")
    with pytest.raises(Conflict, match="no_sms_here"):
        ask(street, clock.now())
    with pytest.raises(Invalid, match="bad_mobile"):
        ask(street, clock.now(), phone="0912-3456789")


def test_a_code_that_never_left_is_said_and_opens_nothing(street, gateway):
    sms(street, gateway.host)
    gateway.answers = [500]
    now = clock.now()
    with pytest.raises(Conflict, match="code_not_sent"):
        ask(street, now)
    assert not codes.check_code(phone="13812340001", code=code_in(gateway), now=now)
    gateway.answers, gateway.says = [200], b'{"code":"4"}'
    with pytest.raises(Conflict, match="code_not_sent"):
        ask(street, now, phone="13812340002")
