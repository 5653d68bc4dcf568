"""Broken or hostile pictures, a writer held too long, a network that sends too many."""

import io
import os
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from linli.calls.actions import photos, strangers
from linli.calls.models import Call
from linli.calls.queries.photos import PHOTOS
from linli.calls.tests.test_photos import asked, at, named, own_folder, phone, with_photo
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.testing import refused

__all__ = ["own_folder", "phone"]


@pytest.mark.parametrize("left", [b"", b"\x02", b"\x02k0short", b"\xff\xfe\xfd" * 100])
def test_a_file_cut_short_is_absent_for_readers_and_stops_nothing(town, left):
    photo, aside = with_photo(town), photos.put_aside(jpeg())
    for pk in (photo.pk, aside.pk):
        PHOTOS.file(pk).write_bytes(left)
    assert town.street.client("volunteer").get(f"/calls/photos/{photo.pk}.jpg").status_code == 404
    assert Client().get(f"/calls/asides/{aside.reference}.jpg").status_code == 404
    assert PHOTOS.broken(10) == [PHOTOS.file(photo.pk)]
    assert PHOTOS.reseal() == 0
    assert PHOTOS.left() == 2


def test_a_strange_file_stops_neither_the_night_nor_a_rotation(town):
    photo = with_photo(town)
    strange = PHOTOS.file(photo.pk).with_name(f".{photo.pk}.sealed.Xq2f1a")
    named_so = strange.with_name("note.sealed")
    for file in (strange, named_so):
        file.write_bytes(b"half a copy")
        os.utime(file, (0, 0))
    assert PHOTOS.left() == PHOTOS.reseal() == 0
    assert photos.sweep(clock.now()) == 2
    assert PHOTOS.file(photo.pk).exists()


def test_a_broken_picture_put_aside_is_refused_in_a_sentence(town, phone):
    aside = photos.put_aside(jpeg())
    PHOTOS.file(aside.pk).write_bytes(b"\x02k0short")
    answer = phone.post(at(town), asked(photo=[aside.reference]))
    assert (refused(answer), Call.objects.count()) == ("calls.photo_gone", 0)


def test_the_form_sent_again_the_next_day_gets_its_first_answer(town, phone):
    sent = asked(photo=[photos.put_aside(jpeg()).reference])
    first = phone.post(at(town), sent)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        again = phone.post(at(town), sent)
        other = phone.post(at(town), sent | {"key": new_id()})
    assert (again.status_code, again.url, Call.objects.count()) == (302, first.url, 1)
    assert refused(other) == "calls.photo_gone"


# --- while others work --------------------------------------------------------------------------------------------


def test_a_picture_is_drawn_before_the_writer_is_held(town, monkeypatch):
    held, drawn = len(connection.savepoint_ids), []
    real = photos.read_picture

    def watched(upload):
        drawn.append(len(connection.savepoint_ids))
        return real(upload)

    monkeypatch.setattr(photos, "read_picture", watched)
    opened = town.open()
    call = town.do("claim_call", opened.call, "volunteer")
    town.do("add_photo", call, "volunteer", upload=jpeg(), purpose="on_site")
    town.do("finish_call", call, "volunteer", photos=[jpeg()], amount="12.50", code=opened.code)
    assert drawn == [held, held]


def test_the_limit_of_a_network_ends_with_the_hour(town, monkeypatch):
    monkeypatch.setattr(strangers, "PICTURES", 1)
    at_noon = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at_noon)
    photos.put_aside(jpeg(), address="192.0.2.7")
    with pytest.raises(Conflict, match=r"calls\.photo_later"):
        photos.put_aside(jpeg(), address="192.0.2.9")
    photos.put_aside(jpeg(), address="198.51.100.1")
    monkeypatch.setattr(clock, "now", lambda: at_noon + timedelta(hours=1))
    photos.put_aside(jpeg(), address="192.0.2.9")


def test_a_callers_broken_pictures_count_too(town, phone, monkeypatch):
    monkeypatch.setattr(strangers, "PICTURES", 2)
    url = phone.post(at(town), asked()).url

    def send():
        return phone.post(url, {"deed": "photo", "key": str(new_id()), "photos": named("a.jpg", io.BytesIO(b"x"))})

    assert refused(send()) == "pictures.format"
    assert send().status_code == 422
    assert refused(send()) == "calls.photo_later"
