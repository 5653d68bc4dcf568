"""The worker of the kill test: drains the outbox of the database named on the command line, without end.

Its only flow writes a fact and then waits, so that a kill often falls between the write and the end.
"""

import os
import signal
import sys
from datetime import timedelta

import django
from django.conf import settings

from linli.testing_waiting import take

TOPIC, POISON = "test.slow", "test.poison"


def slow(happened):
    from linli.kernel.facts import trail

    trail.record("flows.tried_again", actor=None, path="", at=happened.now, about=happened.key)
    take(0.004)


def poison(happened):
    os.kill(os.getpid(), signal.SIGKILL)


def main(database):
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from linli.flows import actions, jobs
    from linli.flows.table import FLOWS
    from linli.kernel.time import clock

    FLOWS[TOPIC] = [slow]
    actions.LEASE = timedelta(milliseconds=200)  # the real pause would be half a minute: too long for a test
    FLOWS[POISON] = [poison]
    print("ready", flush=True)
    while True:
        jobs.run(clock.now())
        take(0.01)


if __name__ == "__main__":
    main(sys.argv[1])
