"""What becomes of a channel on two desks, off and on again, and what the trail says: never its address."""

import pytest

from linli.access.models import actor_of
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.notices.actions.channels import Way, save_channel
from linli.notices.actions.outside import address_of, template_of
from linli.notices.models import Channel
from linli.notices.queries import channel_above, sms_channel
from linli.notices.tests.test_outside import group, sms
from linli.testing import refused

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh12345678"
pytestmark = pytest.mark.django_db


def switch(street, channel, active):
    url = f"/notices/sent/channels/{channel.pk}/switch/"
    return street.client("street").post(url, {"key": new_id(), "active": str(active)})


def rename(street, stale, name, **more):
    actor = actor_of(street.people["street"].account, clock.today())
    way = Way(name, stale.kind, **more)
    save_channel(
        place=street.places["street"], channel=stale, way=way, actor=actor, key=new_id(), now=clock.now()
    )  # fmt: skip


def test_a_robot_typed_at_the_street_is_kept_as_it_will_be_asked(street):
    answer = street.client("street").post(
        "/notices/sent/channels/new/", {"key": new_id(), "kind": "wecom", "name": "群", "address": f" {ROBOT} "}
    )
    assert answer.status_code == 302
    assert address_of(Channel.objects.get()) == "wecombot://abcdefgh12345678"


def test_of_two_desks_the_second_is_told_and_changes_nothing(street):
    channel = group(street)
    stale = Channel.objects.get(pk=channel.pk)
    rename(street, channel, "甲")
    with pytest.raises(Conflict, match=r"notices\.changed_meanwhile"):
        rename(street, stale, "乙")
    assert Channel.objects.get().name == "甲"


def test_a_new_address_takes_the_place_of_the_old_and_forgets_its_failures(street):
    channel = group(street)
    Channel.objects.filter(pk=channel.pk).update(failures=5)
    client, url = street.client("street"), f"/notices/sent/channels/{channel.pk}/"
    assert client.post(url, {"key": new_id(), "name": "群", "address": ""}).status_code == 302
    assert Channel.objects.get().failures == 5
    assert client.post(url, {"key": new_id(), "name": "群", "address": ROBOT.replace("abc", "xyz")}).status_code == 302
    assert (address_of(Channel.objects.get()), Channel.objects.get().failures) == ("wecombot://xyzdefgh12345678", 0)


def test_a_wrong_address_leaves_the_one_that_works(street):
    channel = group(street)
    url = f"/notices/sent/channels/{channel.pk}/"
    answer = street.client("street").post(url, {"key": new_id(), "name": "新", "address": "https://evil.example/"})
    assert (answer.status_code, refused(answer)) == (422, "notices.bad_robot_address")
    assert 'value="新"' in answer.content.decode()
    assert (Channel.objects.get().name, address_of(Channel.objects.get())) == ("社区群", "wecombot://abcdefgh12345678")


@pytest.mark.parametrize("active", [0, 1])
def test_what_is_off_is_not_switched_off_again(street, active):
    channel = group(street)
    Channel.objects.update(active=not active)
    assert switch(street, channel, active).status_code == 302
    answer = switch(street, channel, active)
    assert (answer.status_code, refused(answer)) == (409, "notices.changed_meanwhile")
    assert Channel.objects.get().active is bool(active)


def test_the_trail_names_the_channel_and_never_where_it_leads(street, gateway):
    channel = sms(street, gateway.host)
    switch(street, channel, 0)
    switch(street, channel, 1)
    street.client("street").post(f"/notices/sent/channels/{channel.pk}/", {"key": new_id(), "name": "新名字"})
    street.client("street").post(
        f"/notices/sent/channels/{channel.pk}/test/", {"key": new_id(), "phone": "13700000001"}
    )
    facts = list(Fact.objects.filter(about=channel.pk).order_by("seq"))
    assert [fact.kind for fact in facts] == [
        "notices.channel_stopped", "notices.channel_resumed", "notices.channel_changed", "notices.channel_tested",
    ]  # fmt: skip
    assert {fact.path for fact in facts} == {street.places["street"].path}
    assert [fact.data for fact in facts] == [{"name": "短信"}, {"name": "短信"}, {"name": "新名字"}, {}]
    assert len(gateway.asked) == 1


def test_a_gateway_is_the_nearest_in_use_above(street):
    wide, near = sms(street, "a.example"), sms(street, "b.example", at="xueyuan")
    path = street.places["building7"].path
    assert template_of(sms_channel(path)).url == "http://b.example/send"
    Channel.objects.filter(pk=near.pk).update(active=False)
    assert sms_channel(path) == wide
    assert sms_channel(street.places["outdoor"].path) == wide
    assert channel_above(path, "wecom") is None


@pytest.mark.parametrize("at", ["xueyuan", "jucai"])
def test_a_channel_is_added_at_any_place_of_ones_own(street, at):
    url = f"/notices/sent/channels/new/?at={street.id(at)}"
    sent = {"key": new_id(), "kind": "wecom", "name": "群", "address": ROBOT}
    assert street.client("street").post(url, sent).status_code == 302
    assert Channel.objects.get().path == street.places[at].path


@pytest.mark.parametrize("at", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_no_channel_at_a_place_that_is_not_there(street, at):
    sent = {"key": new_id(), "kind": "wecom", "name": "群", "address": ROBOT}
    assert street.client("street").post(f"/notices/sent/channels/new/?at={at}", sent).status_code == 404
    assert not Channel.objects.exists()


@pytest.mark.parametrize("sending", ["", "nonsense"])
def test_nothing_dead_is_said_and_nothing_is_sent_again(street, sending):
    answer = street.client("street").post("/notices/sent/log/again/", {"key": new_id(), "sending": sending})
    if sending:
        assert answer.status_code == 404
    else:
        assert (answer.status_code, refused(answer)) == (409, "notices.nothing_dead")
