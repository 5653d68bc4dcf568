"""What the pages say of the machine."""

from datetime import timedelta

from django.test import Client, override_settings

from linli.access.actor import system
from linli.access.models import actor_of
from linli.kernel.facts import trail
from linli.kernel.time import clock
from linli.web.queries import home


def test_a_missing_backup_is_said_on_the_administrators_page(street, settings):
    actor, now = actor_of(street.people["administrator"].account, clock.today()), clock.now()

    def warned():
        with override_settings(LINLI_ENV="production"):
            return [step.kind for step in home(actor, clock.today(), now).steps]

    trail.record("kernel.started", actor=system(), path="", at=now - timedelta(days=3))
    assert warned()[:1] == ["bad"]
    settings.LINLI_BACKUPS = "0"  # by the operator's own means
    assert "bad" not in warned()
    settings.LINLI_BACKUPS = ""
    trail.record("kernel.backed_up", actor=system(), path="", at=now - timedelta(hours=30))
    assert "bad" not in warned()


def test_a_monitor_may_ask_by_number(db):
    with override_settings(ALLOWED_HOSTS=["linli.example"]):
        assert Client().get("/healthz", HTTP_HOST="127.0.0.1:8000").status_code == 200
        assert Client().get("/sign-in/", HTTP_HOST="127.0.0.1:8000").status_code == 400
