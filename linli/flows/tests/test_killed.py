"""Workers that are killed in the middle: no consequence is lost and none happens twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.db.models import Count

from linli.flows.models import Consequence
from linli.flows.tests.worker import TOPIC
from linli.kernel import clock, outbox
from linli.kernel.models import Fact, Message

WAVE, KILLS, PATIENCE = 100, 8, 120
MESSAGES = WAVE * KILLS


def start():
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "linli.flows.tests.worker", name]
    worker = subprocess.Popen(command, env={**os.environ, "PYTHONWARNINGS": "ignore"}, stdout=subprocess.PIPE)
    worker.stdout.readline()
    return worker


def end(worker):
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_repeat_nothing():
    chance = random.Random(11)
    workers = [start(), start()]
    cut_short = 0
    try:
        for _ in range(KILLS):
            outbox.put_many(((TOPIC, {"n": n}) for n in range(WAVE)), at=clock.now())
            time.sleep(chance.uniform(0.02, 0.2))
            end(workers.pop(0))
            cut_short += (
                Consequence.objects.filter(done_at=None).exists() or Message.objects.filter(done_at=None).exists()
            )
            workers.append(start())
        until = time.monotonic() + PATIENCE
        while Consequence.objects.filter(done_at__isnull=False).count() < MESSAGES and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        for worker in workers:
            end(worker)
    assert cut_short >= 2, "the kills came too late to cut anything short"
    ran = dict(Fact.objects.filter(kind="test.ran").values_list("about").annotate(n=Count("pk")).order_by())
    assert set(ran.values()) == {1}
    assert set(ran) == set(Consequence.objects.values_list("pk", flat=True))
    assert len(ran) == MESSAGES
    assert not Consequence.objects.filter(done_at=None).exists()
