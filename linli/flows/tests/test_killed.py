"""Workers killed in the middle: no consequence is lost and none happens twice."""

import os
import random

import pytest
from django.db import connection
from django.db.models import Count

from linli.flows.models import Consequence
from linli.flows.rules import MOST_STARTS, NEVER_ENDED
from linli.flows.tests.worker import POISON, TOPIC
from linli.kernel.models import Fact, Message
from linli.kernel.time import clock
from linli.kernel.work import outbox
from linli.testing_forked import Running
from linli.testing_waiting import until

WAVE, KILLS = 100, 8
MESSAGES = WAVE * KILLS


def start():
    worker = Running("linli.flows.tests.worker", connection.settings_dict["NAME"], around=os.environ)
    worker.stdout.readline()
    return worker


def done():
    return Consequence.objects.filter(done_at__isnull=False)


def end(worker):
    worker.kill()
    worker.end()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_repeat_nothing():
    chance = random.Random(11)
    workers = [start(), start()]
    cut_short = 0
    try:
        for _ in range(KILLS):
            outbox.put_many(((TOPIC, {"n": n}) for n in range(WAVE)), at=clock.now())
            begun, some = done().count(), chance.randint(1, WAVE // 2)
            until(lambda begun=begun, some=some: done().count() >= begun + some)
            end(workers.pop(0))
            cut_short += (
                Consequence.objects.filter(done_at=None).exists() or Message.objects.filter(done_at=None).exists()
            )
            workers.append(start())
        until(lambda: done().count() == MESSAGES)
    finally:
        for worker in workers:
            end(worker)
    assert cut_short >= 2, "the kills came too late to cut anything short"
    ran = dict(Fact.objects.filter(kind="flows.tried_again").values_list("about").annotate(n=Count("pk")).order_by())
    assert set(ran.values()) == {1}
    assert set(ran) == set(Consequence.objects.values_list("pk", flat=True))
    assert len(ran) == MESSAGES
    assert not Consequence.objects.filter(done_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_kills_its_process_is_set_aside_and_takes_nobody_along():
    """One message that kills the worker among ninety-nine that do not; the worker is restarted each time."""
    outbox.put_many(((TOPIC if n != 40 else POISON, {"n": n}) for n in range(WAVE)), at=clock.now())
    deaths, worker = 0, start()
    set_aside = Consequence.objects.filter(dead_at__isnull=False)
    try:
        while not set_aside.exists():
            if until(lambda worker=worker: worker.code is not None or set_aside.exists()) and worker.code is not None:
                deaths += 1
                worker.end()
                worker = start()
    finally:
        end(worker)
    bad = Consequence.objects.get(topic=POISON)
    assert (deaths, bad.starts, bad.last_error, bad.done_at) == (MOST_STARTS, MOST_STARTS, NEVER_ENDED, None)
    assert Consequence.objects.filter(topic=TOPIC, done_at__isnull=False).count() == WAVE - 1
    ran = Fact.objects.filter(kind="flows.tried_again").values_list("about").annotate(n=Count("pk")).order_by()
    assert {n for _about, n in ran} == {1}
