"""Pictures of Open311 requests that cannot be taken just now: told so, or tried again, and not dropped."""

import fcntl
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from linli.calls.actions import media
from linli.calls.actions.media import AGAIN, fetch_media
from linli.calls.actions.moving import By
from linli.calls.actions.photos import keep_photo, put_aside
from linli.calls.api.tests.test_open311 import V2, elsewhere, from_address
from linli.calls.models import Call
from linli.calls.rules import Role
from linli.kernel.pictures import reading
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.testing_jobs import run_jobs

__all__ = ["elsewhere"]  # the fixture


@pytest.fixture
def busy(settings, monkeypatch):
    """Another picture is being decoded for as long as the block lasts."""
    monkeypatch.setattr(reading, "PATIENCE", 0.0)

    def begin():
        file = (Path(settings.LINLI_DATA) / reading.LOCK_FILE).open("w")
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    return begin


def waiting():
    return list(
        DBTaskResult.objects.filter(task_path="linli.calls.jobs.fetch_media", status="READY").order_by("run_after")
    )


def test_an_upload_while_another_is_decoded_is_to_be_sent_again(system, busy):
    typed = {"service_code": "repair", "address_string": "7号楼"}
    with busy():
        answer = system.form(f"{V2}/requests.json", **typed, media=jpeg())
    assert (answer.status_code, answer.json()[0]["code"], answer["Retry-After"]) == (503, 503, "5")
    assert not Call.objects.exists()
    assert system.form(f"{V2}/requests.json", **typed, media=jpeg()).status_code == 200


def test_a_picture_is_fetched_again_after_what_passes(system, elsewhere, busy):
    elsewhere.says = jpeg().getvalue()
    call = from_address(system, f"http://{elsewhere.host}/a.jpg")
    elsewhere.answers = [503]
    run_jobs()
    (later,) = waiting()
    assert (later.args_kwargs["kwargs"]["tried"], call.photos.count()) == (1, 0)
    assert later.run_after > clock.now()
    elsewhere.answers = [200]
    with busy():
        assert not fetch_media(call.pk, clock.now(), tried=1)
    assert len(connection.run_on_commit) == 1
    assert fetch_media(call.pk, clock.now(), tried=2) and call.photos.count() == 1


def test_it_is_not_tried_for_ever_nor_where_trying_cannot_help(system, elsewhere):
    call = from_address(system, f"http://{elsewhere.host}/a.jpg")
    elsewhere.answers, queued = [503], list(connection.run_on_commit)
    assert not fetch_media(call.pk, clock.now(), tried=len(AGAIN))
    elsewhere.answers = [404]
    assert not fetch_media(call.pk, clock.now())
    elsewhere.answers, elsewhere.says = [200], b"GIF89a"
    assert not fetch_media(call.pk, clock.now())
    assert connection.run_on_commit == queued


@pytest.mark.parametrize("meanwhile", ["ended", "another"])
def test_what_happens_while_a_picture_is_fetched_counts(system, elsewhere, monkeypatch, meanwhile):
    elsewhere.says = jpeg().getvalue()
    call = from_address(system, f"http://{elsewhere.host}/a.jpg")

    def slowly(upload):
        aside = put_aside(upload)
        if meanwhile == "ended":
            system.post(f"/api/v1/calls/{call.pk}/withdraw")
        else:
            held = Call.objects.get(pk=call.pk)
            keep_photo(held, put_aside(jpeg()), "on_site", By(None, None, clock.now(), role=Role.SYSTEM))
        return aside

    monkeypatch.setattr(media, "put_aside", slowly)
    before = call.photos.count()
    assert not fetch_media(call.pk, clock.now())
    assert call.photos.count() == before + (meanwhile == "another")
