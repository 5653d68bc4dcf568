"""`linli doctor` counts what runs in the background and did not end, in every room."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from linli.cli.examine import nothing_is_stuck
from linli.corps.models import CardRun
from linli.flows.models import Consequence
from linli.intake.models import Intake
from linli.kernel.ids import first_id, new_id
from linli.kernel.models import Message
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.kernel.work import outbox
from linli.notices.models import Channel, Notice, Sending

pytestmark = pytest.mark.django_db


def found():
    return [(said.level, said.text.split(":")[0].split("：")[0]) for said in nothing_is_stuck(clock.now())]


def uploaded(of):
    def row(street, at):
        Intake.objects.create(
            list=of, path=street.places["street"].path, state="preview", file_name="a.xlsx", file_size=1, started_at=at
        )

    return row


leaders, register = uploaded("leaders"), uploaded("register")


def cards(street, at):
    place, again = street.places["street"], clock.now()
    CardRun.objects.create(pk=first_id(at), path=place.path, place=place, state="writing", started_at=again)


def notice(street, at):
    Notice.objects.create(path=street.places["street"].path, audience="residents", made_at=at, published_at=at)


def sending(street, at):
    channel = Channel.objects.create(path=street.places["street"].path, name="群", kind="wecom")
    for why in ("status_500", "no_mobile"):
        Sending.objects.create(
            channel=channel, sentence="notice", made_at=at, due_at=at, dead_at=clock.now(), last_error=why
        )


def consequence(street, at):
    Consequence.objects.create(fact=new_id(), topic="t", flow="f", at=at, due_at=at, dead_at=clock.now())


def message(street, at):
    outbox.put("sms", {}, at=at)
    Message.objects.update(dead_at=at)


def task(status, **ended):
    def row(street, at):
        made = DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}}, task_path="x", backend_name="default", status=status,
            run_after=at, exception_class_path="", traceback="", **ended,
        )  # fmt: skip
        DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=at)

    return row


UNDONE = [
    (leaders, "导入", "warn"),
    (register, "导入", "warn"),
    (cards, "公示牌", "warn"),
    (notice, "通知", "warn"),
    (sending, "对外提醒", "warn"),
    (consequence, "联动", "warn"),
    (message, "待发消息", "bad"),
    (task("READY"), "后台任务", "warn"),
    (task("FAILED", finished_at=clock.now()), "后台任务", "warn"),
]


@pytest.mark.parametrize(("row", "word", "level"), UNDONE)
def test_what_did_not_end_is_counted_by_its_room(street, row, word, level):
    assert found() == [("ok", "导入、消息、后台任务")]
    row(street, clock.now() - timedelta(hours=25))
    assert found() == [(level, word)]
    said = next(nothing_is_stuck(clock.now())).text
    assert "1" in said


@pytest.mark.parametrize("row", [leaders, register, cards, notice, task("READY")])
def test_what_began_just_now_is_not_stuck(street, row):
    row(street, clock.now() - timedelta(minutes=1))
    assert found() == [("ok", "导入、消息、后台任务")]


@pytest.mark.parametrize("row", [leaders, register])
def test_old_keys_stay_while_a_list_of_any_room_is_open(street, row, settings, tmp_path):
    settings.LINLI_DATA, settings.LINLI_KEYS = tmp_path, tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)
    row(street, clock.now())
    with pytest.raises(CommandError, match="没有弃掉"):
        call_command("keys", "rotate", settle=0)
    assert set(crypto.keyring().sealing) == {"k1", "k2"}
