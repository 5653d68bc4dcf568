"""Public pages, and pictures: only pixels are kept."""

import errno
import io
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.kernel.ids import new_id
from linli.kernel.pictures import reading
from linli.kernel.pictures.tests.drawn import heic
from linli.kernel.time import clock
from linli.notices.actions import pictures
from linli.notices.models import Notice
from linli.notices.queries.covers import COVERS
from linli.notices.tests.test_publishing import draft, publish, typed


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.LINLI_DATA = tmp_path


def picture(kind="JPEG", size=(640, 480), **saved):
    made = io.BytesIO()
    Image.new("RGB", size, "orange").save(made, kind, **saved)
    return SimpleUploadedFile("photo.jpg", made.getvalue(), "image/jpeg")


def located():
    """A picture with GPS data."""
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "SecretCamera", {1: "N", 2: (38.0, 17.0, 7.0)}
    return picture(exif=exif, comment=b"SecretComment")


def article(street, **known):
    return publish(street, column="joint", **known)


def test_an_article_is_on_the_page_of_its_place_in_its_column(street, homes):
    article(street, picture=located())
    publish(street, title="只是通知")
    anonymous = street.client("anonymous")
    for at in ("xueyuan", "street", "building7"):
        page = anonymous.get(f"/notices/at/{street.id(at)}/").content.decode()
        assert "明天停水" in page
        assert "只是通知" not in page
    assert "明天停水" in anonymous.get(f"/notices/at/{street.id('xueyuan')}/?column=joint").content.decode()
    assert "明天停水" not in anonymous.get(f"/notices/at/{street.id('xueyuan')}/?column=heart").content.decode()
    assert "明天停水" not in anonymous.get(f"/notices/at/{street.id('jucai')}/").content.decode()
    assert anonymous.get(f"/notices/at/{street.id('door101')}/").status_code == 404


def test_of_a_cover_nothing_but_pixels_survives(street, homes):
    notice = article(street, picture=located())
    answer = street.client("anonymous").get(f"/notices/n/{notice.pk}/cover.jpg")
    data = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"Secret" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_three_kinds_of_pictures_become_small_jpegs(street, homes, kind):
    notice = article(street, picture=picture(kind, (4000, 2000)))
    with Image.open(COVERS.file(notice.cover)) as stored:
        assert (stored.format, stored.size) == ("JPEG", (1600, 800))


def test_an_iphones_picture_becomes_a_cover(street, homes):
    notice = article(street, picture=SimpleUploadedFile("IMG_1.HEIC", heic(640, 480).read(), "image/heic"))
    with Image.open(COVERS.file(notice.cover)) as stored:
        assert (stored.format, stored.size) == ("JPEG", (640, 480))


def test_a_cover_that_finds_the_disk_full_is_refused_and_nothing_typed_is_lost(street, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    sent = typed(column="joint", picture=picture())
    answer = street.client("community").post(f"/notices/sent/new/?at={street.id('xueyuan')}", sent)
    assert answer.status_code == 422 and "提前接水" in answer.content.decode()
    assert not Notice.objects.exists() and not list(COVERS.file(new_id()).parent.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<html><body>x</body></html>",
        b"GIF89a" + b"\0" * 100, b"\xff\xd8\xff\xe0" + b"broken" * 10, b"%PDF-1.7 x",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(street, data):
    sent = typed(column="joint", picture=SimpleUploadedFile("a.jpg", data, "image/jpeg"))
    answer = street.client("community").post(f"/notices/sent/new/?at={street.id('xueyuan')}", sent)
    assert answer.status_code == 422
    assert "提前接水" in answer.content.decode()
    assert Notice.objects.count() == 0


def test_a_picture_bomb_is_refused_before_it_is_unpacked(street, monkeypatch):
    bomb = picture("PNG", (9000, 9000))
    assert len(bomb) < 1_000_000
    answer = street.client("community").post(
        f"/notices/sent/new/?at={street.id('xueyuan')}", typed(column="joint", picture=bomb)
    )
    assert (answer.status_code, Notice.objects.count()) == (422, 0)
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    answer = street.client("community").post(
        f"/notices/sent/new/?at={street.id('xueyuan')}", typed(column="joint", picture=picture())
    )
    assert answer.status_code == 422


def test_a_draft_s_cover_is_for_its_writers(street):
    notice = draft(street, column="joint", picture=picture())
    address = f"/notices/sent/{notice.pk}/cover.jpg"
    answer = street.client("community").get(address)
    assert len(b"".join(answer.streaming_content)) > 100
    assert street.client("anonymous").get(f"/notices/n/{notice.pk}/cover.jpg").status_code == 404
    assert street.client("outsider").get(address).status_code == 404


def test_the_page_and_the_sheet_of_a_notice(street, homes):
    notice = publish(street)
    anonymous = street.client("anonymous")
    page = anonymous.get(f"/notices/n/{notice.pk}/")
    assert "提前接水" in page.content.decode()
    sheet = anonymous.get(f"/notices/n/{notice.pk}/notice.pdf")
    assert sheet.content.startswith(b"%PDF")


def test_inner_notices_and_drafts_have_no_public_page(street, homes, leaders):
    for notice in (publish(street, audience="leaders"), draft(street)):
        assert street.client("anonymous").get(f"/notices/n/{notice.pk}/").status_code == 404
        assert street.client("anonymous").get(f"/notices/n/{notice.pk}/notice.pdf").status_code == 404


def test_a_withdrawn_notice_says_so_and_shows_nothing_else(street, homes):
    notice = article(street, picture=picture())
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=clock.now())
    page = street.client("anonymous").get(f"/notices/n/{notice.pk}/").content.decode()
    assert "已撤回" in page
    assert "提前接水" not in page
    assert street.client("anonymous").get(f"/notices/n/{notice.pk}/cover.jpg").status_code == 404
    assert "明天停水" not in street.client("anonymous").get(f"/notices/at/{street.id('xueyuan')}/").content.decode()


def test_unused_covers_are_deleted_after_a_day(street, homes):
    kept = article(street, picture=picture()).cover
    unused = pictures.store_cover(picture())
    left = COVERS.file(unused).with_name("stopped.jpg.0123")
    left.touch()
    pictures.forget(clock.now())
    assert COVERS.file(unused).exists()
    pictures.forget(clock.now() + timedelta(days=2))
    assert not COVERS.file(unused).exists() and not left.exists()
    assert COVERS.file(kept).exists()
