"""Pictures: put aside while a call is written, sealed on the disk, HEIC opened."""

import errno
import io
import os
import re
from datetime import timedelta

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.test import Client
from PIL import Image

from linli.calls import jobs
from linli.calls.actions import photos, strangers
from linli.calls.models import Call, Photo
from linli.calls.queries.photos import PHOTOS
from linli.calls.tests.test_pages_resident import typed
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures import reading
from linli.kernel.pictures.reading import read_picture
from linli.kernel.pictures.tests.drawn import heic, jpeg
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.testing import refusals, refused


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.LINLI_DATA = tmp_path


@pytest.fixture
def phone():
    return Client()


def at(town, place="building7"):
    return f"/calls/at/{town.street.id(place)}/"


def asked(**more):
    return typed(kind="service.hazard") | {"title": "楼道灯不亮"} | more


def references(answer):
    return re.findall(r'name="photo" value="([^"]+)"', answer.content.decode())


def named(name, file):
    file.name = name
    return file


# --- while asking -------------------------------------------------------------------------------------------------


def test_a_picture_goes_with_the_call_through_all_three_steps(town, phone):
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    three = phone.post(at(town), asked(step="check", photos=[jpeg(exif=exif), jpeg(80, 60)]))
    kept = references(three)
    assert three.status_code == 200
    assert len(kept) == 2
    assert Photo.objects.count() == 0
    shown = phone.get(f"/calls/asides/{kept[0]}.jpg")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"SecretPhone" not in shown.content
    assert (shown["Cache-Control"], "sandbox" in shown["Content-Security-Policy"]) == ("private, no-store", True)
    sent = phone.post(at(town), asked(photo=kept))
    call = Call.objects.get()
    assert sent.status_code == 302
    assert [photo.purpose for photo in call.photos.all()] == ["opened", "opened"]
    assert [event.deed for event in call.events.order_by("at", "pk")].count("photo") == 1
    for photo in call.photos.all():
        assert phone.get(f"{sent.url}photos/{photo.pk}.jpg").status_code == 200
        assert town.street.client("outsider").get(f"/calls/photos/{photo.pk}.jpg").status_code == 404
        assert phone.get(f"/calls/photos/{photo.pk}.jpg").status_code == 302  # to the sign-in
    assert phone.get(f"/calls/asides/{kept[0]}.jpg").status_code == 404  # the call's now, by its own rules


def test_no_error_of_the_form_loses_a_picture(town, phone):
    wrong = phone.post(at(town), asked(step="check", caller_phone="", photos=jpeg()))
    assert wrong.status_code == 422
    assert refusals(wrong) == {"caller_phone": "required"}
    kept = references(wrong)
    assert len(kept) == 1
    again = phone.post(at(town), asked(step="send", caller_phone="12", photo=kept))
    assert again.status_code == 422
    assert references(again) == kept
    back = phone.post(at(town), asked(step="edit", photo=kept))
    assert references(back) == kept
    assert phone.post(at(town), asked(photo=references(back))).status_code == 302
    assert Call.objects.get().photos.count() == 1


def test_what_is_no_picture_is_named_and_the_rest_kept(town, phone):
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    answer = phone.post(at(town), asked(step="check", photos=[named("bad.svg", bad), jpeg()]))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "bad.svg" in text
    assert refusals(answer) == {"photos": "pictures.format"}
    assert "楼道灯不亮" in text
    assert len(references(answer)) == 1
    assert Call.objects.count() == 0


def test_one_is_taken_out_again_and_nothing_is_judged(town, phone):
    kept = references(phone.post(at(town), asked(step="check", photos=[jpeg(), jpeg()])))
    answer = phone.post(at(town), asked(step="", caller_phone="", photo=kept, take_out=kept[0]))
    assert answer.status_code == 200
    assert references(answer) == kept[1:]
    assert "楼道灯不亮" in answer.content.decode()


def test_more_than_the_most_are_not_taken(town, phone):
    most = photos.MOST_AT_OPENING
    answer = phone.post(at(town), asked(step="check", photos=[jpeg() for _ in range(most + 1)]))
    assert answer.status_code == 422
    assert refusals(answer) == {"photos": "too_many"}
    kept = references(answer)
    assert len(kept) == most
    assert phone.post(at(town), asked(photo=kept)).status_code == 302
    assert Call.objects.get().photos.count() == most


def test_a_reference_of_somebodys_own_making_is_nothing(town, phone):
    theirs = photos.put_aside(jpeg())
    forged = theirs.reference[:-2] + ("AA" if not theirs.reference.endswith("AA") else "BB")
    assert phone.get(f"/calls/asides/{forged}.jpg").status_code == 404
    assert phone.get(f"/calls/asides/{theirs.pk}.jpg").status_code == 404
    answer = phone.post(at(town), asked(photo=[forged]))
    assert answer.status_code == 422
    assert refusals(answer) == {"photos": "gone"}
    assert Call.objects.count() == 0


def test_a_picture_goes_into_one_call_only(town, phone):
    kept = references(phone.post(at(town), asked(step="check", photos=jpeg())))
    assert phone.post(at(town), asked(photo=kept)).status_code == 302
    second = phone.post(at(town), asked(photo=kept))
    assert second.status_code == 422
    assert refused(second) == "calls.photo_gone"
    assert references(second) == kept
    assert Call.objects.count() == 1
    with pytest.raises(Invalid, match=r"calls\.photo_gone"):
        town.open("service.hazard", "building7", "grid", photos=kept)


def test_sent_twice_the_picture_is_there_once(town, phone):
    kept = references(phone.post(at(town), asked(step="check", photos=jpeg())))
    data = asked(photo=kept)
    first, second = phone.post(at(town), data), phone.post(at(town), data)
    assert first.status_code == 302
    assert second.url == first.url
    assert Call.objects.count() == Photo.objects.count() == 1


def test_strangers_of_one_network_fill_no_disk(town, phone, monkeypatch):
    monkeypatch.setattr(strangers, "PICTURES", 2)
    answer = phone.post(at(town), asked(step="check", photos=[jpeg(), jpeg(), jpeg()]))
    assert answer.status_code == 422
    assert len(references(answer)) == 2
    assert refusals(answer) == {"photos": "calls.photo_later"}
    opened = town.street.client("grid").post(
        f"/calls/open/?at={town.street.id('building7')}", asked(step="send", photos=jpeg(), address="")
    )
    assert opened.status_code == 200  # one of ours is not counted
    assert Call.objects.get().photos.count() == 1


def test_on_a_full_disk_the_rest_of_the_form_is_kept(town, phone, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        answer = phone.post(at(town), asked(step="check", photos=jpeg()))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert refusals(answer) == {"photos": "pictures.no_room"}
    assert "楼道灯不亮" in text
    assert not [file for file in PHOTOS.folder.glob("*/*") if file.is_file()]
    assert phone.post(at(town), asked()).status_code == 302


def test_what_never_became_a_call_is_swept(town, phone):
    kept = references(phone.post(at(town), asked(step="check", photos=jpeg())))
    (file,) = PHOTOS.folder.glob("*/*")
    assert photos.sweep(clock.now()) == 0
    os.utime(file, (0, 0))
    assert photos.sweep(clock.now()) == 1
    assert not file.exists()
    assert phone.get(f"/calls/asides/{kept[0]}.jpg").status_code == 404
    assert phone.post(at(town), asked(photo=kept)).status_code == 422


def test_the_desk_opens_with_pictures_and_an_error_keeps_them(town):
    client = town.street.client("grid")
    url = f"/calls/open/?at={town.street.id('building7')}"
    wrong = client.post(url, asked(step="send", title="", photos=[jpeg(), jpeg()]))
    assert wrong.status_code == 422
    kept = references(wrong)
    assert len(kept) == 2
    fewer = client.post(url, asked(step="", title="", photo=kept, take_out=kept[1]))
    assert fewer.status_code == 200
    assert client.post(url, asked(step="send", photo=references(fewer), photos=jpeg())).status_code == 200
    assert Call.objects.get().photos.count() == 2


def test_a_whistle_keeps_its_units_while_a_picture_is_taken_out(town):
    client = town.street.client("grid")
    url = f"/calls/whistle/?at={town.street.id('grid3')}"
    unit = str(town.units["派出所"].pk)
    data = {"kind": "whistle.enforcement", "key": str(new_id()), "title": "占道", "units": [unit]}
    kept = references(client.post(url, data | {"title": "", "step": "send", "photos": [jpeg()]}))
    back = client.post(url, data | {"photo": kept, "take_out": kept[0]}).content.decode()
    assert re.search(rf'value="{unit}"[^>]*checked', back)


# --- at rest ------------------------------------------------------------------------------------------------------


def with_photo(town):
    call = town.claimed(by="volunteer")
    return photos.add_photo(
        call=call, upload=jpeg(), purpose="done", actor=town.actor("volunteer"), key=new_id(), now=town.now
    )


def test_a_look_at_a_picture_is_a_fact(town, phone):
    """With the page of its call it is one look; the caller's own is none."""
    photo = with_photo(town)
    address, looks = f"/calls/photos/{photo.pk}.jpg", Fact.objects.filter(kind="calls.photo_viewed")
    client = town.street.client("volunteer")
    for _ in range(2):
        assert client.get(address).status_code == 200
    look = looks.get()
    assert (look.about, look.path, look.data) == (photo.call_id, photo.call.path, {"photo": str(photo.pk)})
    assert look.actor == town.street.people["volunteer"].account.pk
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        client.get(f"/calls/{photo.call_id}/")
        client.get(address)
        assert looks.count() == 1
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        client.get(address)
        assert town.street.client("outsider").get(address).status_code == 404
    assert looks.count() == 2


def test_a_photo_lies_sealed_and_bound_to_its_id(town):
    one, other = with_photo(town), with_photo(town)
    raw = PHOTOS.file(one.pk).read_bytes()
    assert b"\xff\xd8\xff" not in raw
    assert b"JFIF" not in raw
    assert PHOTOS.file(one.pk).stat().st_mode & 0o077 == 0
    assert PHOTOS.read(one.pk)[:2] == b"\xff\xd8"
    PHOTOS.file(other.pk).write_bytes(raw)
    with pytest.raises(InvalidTag):
        PHOTOS.read(other.pk)


def old(photo):
    """As an earlier version kept it."""
    data = PHOTOS.read(photo.pk)
    PHOTOS.file(photo.pk).unlink()
    PHOTOS.plain_file(photo.pk).write_bytes(data)
    return data


def test_an_old_photo_is_shown_and_sealed_by_night(town):
    photo = with_photo(town)
    data = old(photo)
    assert town.street.client("volunteer").get(f"/calls/photos/{photo.pk}.jpg").content == data
    assert PHOTOS.plain() == 1
    jobs.erase_expired(clock.now())
    assert not PHOTOS.plain_file(photo.pk).exists()
    assert PHOTOS.read(photo.pk) == data
    assert PHOTOS.plain() == PHOTOS.left() == 0


def test_a_new_key_seals_every_photo_anew(town, settings, tmp_path):
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)
    sealed, plain = with_photo(town), with_photo(town)
    before = {sealed.pk: PHOTOS.read(sealed.pk), plain.pk: old(plain)}
    crypto.write_keyring(crypto.with_new_key(crypto.keyring()), settings.LINLI_KEYS)
    assert PHOTOS.left() == 2
    assert PHOTOS.reseal() == 2
    assert PHOTOS.left() == 0
    crypto.write_keyring(crypto.without_old_keys(crypto.keyring()), settings.LINLI_KEYS)
    assert {pk: PHOTOS.read(pk) for pk in before} == before


def test_a_broken_photo_stops_no_rotation_and_keeps_the_key(town, settings, tmp_path):
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)
    broken, whole = with_photo(town), with_photo(town)
    PHOTOS.file(broken.pk).write_bytes(PHOTOS.file(broken.pk).read_bytes()[:-1])
    crypto.write_keyring(crypto.with_new_key(crypto.keyring()), settings.LINLI_KEYS)
    assert PHOTOS.reseal() == 1
    assert PHOTOS.left() == 1
    assert PHOTOS.broken(10) == [PHOTOS.file(broken.pk)]
    assert PHOTOS.read(whole.pk)


def test_erased_means_the_file_too(town, django_capture_on_commit_callbacks):
    with_photo(town)
    old(with_photo(town))
    assert len(list(PHOTOS.folder.glob("*/*"))) == 2
    Call.objects.update(ended_at=town.now, state="settled")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.erase_expired(town.now + timedelta(days=200))
    assert not Photo.objects.exists()
    assert not list(PHOTOS.folder.glob("*/*"))


# --- HEIC ---------------------------------------------------------------------------------------------------------


def test_an_iphones_picture_is_taken_upright_and_without_its_notes(town):
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    found = read_picture(heic(2000, 1000, exif, turned=6))
    assert (found.width, found.height) == (800, 1600)
    assert b"SecretPhone" not in found.data
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        red, _green, blue = image.getpixel((image.width - 5, 5))  # the corner turned with it
    assert red > 200
    assert blue < 80


def test_a_heic_picture_goes_with_a_call(town, phone):
    kept = references(phone.post(at(town), asked(step="check", photos=named("IMG_1.HEIC", heic()))))
    assert phone.post(at(town), asked(photo=kept)).status_code == 302
    assert PHOTOS.read(Call.objects.get().photos.get().pk)[:2] == b"\xff\xd8"


@pytest.mark.parametrize("end", [40, 300, -20])
def test_a_broken_heic_is_refused(end):
    with pytest.raises(Invalid, match=r"pictures\.broken"):
        read_picture(io.BytesIO(heic(640, 480).read()[:end]))


def test_a_heic_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr("linli.kernel.pictures.reading.MOST_PIXELS", 1000)
    with pytest.raises(Invalid, match=r"pictures\.pixels"):
        read_picture(heic())


@pytest.mark.parametrize(("bound", "value"), [("MEMORY", 1024 * 1024), ("SECONDS", 0)])
@pytest.mark.parametrize("drawn", [heic, jpeg])
def test_the_process_that_opens_it_has_bounds(monkeypatch, bound, value, drawn):
    """With too little memory the child dies; the picture is refused and the parent goes on."""
    raw = drawn(640, 480).read()
    assert read_picture(io.BytesIO(raw)).width == 640
    monkeypatch.setattr(reading, bound, value)
    with pytest.raises(Invalid, match=r"pictures\.(broken|format)"):
        read_picture(io.BytesIO(raw))
