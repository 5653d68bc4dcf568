"""The photos of a backup: whole ones stay, damaged ones are restored, too little room is reported."""

from collections import namedtuple

import pytest
from django.core.management import CommandError, call_command

from linli.calls.actions.photos import put_aside
from linli.calls.queries.photos import PHOTOS
from linli.cli import picture_copies, sealed_files
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.sealing import crypto

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.LINLI_DATA = tmp_path


def pieces(file):
    with file.open("rb") as stream:
        yield from sealed_files.opened(stream, crypto.keyring())


def test_only_what_is_absent_or_broken_is_written(tmp_path):
    whole, broken, gone, clear = (put_aside(jpeg()).pk for _ in range(4))
    before = {pk: PHOTOS.read(pk) for pk in (whole, broken, gone, clear)}
    PHOTOS.file(clear).unlink()
    PHOTOS.plain_file(clear).write_bytes(before[clear])
    copied = tmp_path / "copy"
    assert picture_copies.copy(copied, crypto.keyring()) == 4
    assert b"\xff\xd8\xff" not in copied.read_bytes()
    PHOTOS.file(broken).write_bytes(PHOTOS.file(broken).read_bytes()[:-1])
    PHOTOS.file(gone).unlink()
    at = PHOTOS.file(whole).stat().st_mtime_ns
    assert picture_copies.put_back(pieces(copied)) == 2
    assert {pk: PHOTOS.read(pk) for pk in before} == before
    assert PHOTOS.file(whole).stat().st_mtime_ns == at
    assert picture_copies.put_back(pieces(copied)) == 0


def test_a_stream_that_ends_within_a_photo_is_broken(tmp_path):
    put_aside(jpeg())
    copied = tmp_path / "copy"
    picture_copies.copy(copied, crypto.keyring())
    with pytest.raises(sealed_files.Broken):
        picture_copies.put_back([b"".join(pieces(copied))[:-1]])


def test_where_photos_do_not_fit_nothing_is_written(tmp_path, monkeypatch):
    put_aside(jpeg())
    usage = namedtuple("usage", "free")  # noqa: PYI024 (stands for the system's own)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(picture_copies.SPARE))
    with pytest.raises(CommandError, match="--no-photos"):
        call_command("backup", str(tmp_path / "backup"))
    assert not (tmp_path / "backup").exists()
