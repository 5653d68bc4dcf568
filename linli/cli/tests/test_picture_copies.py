"""The pictures of a backup: whole ones stay, damaged ones are restored, too little room is reported."""

from collections import namedtuple

import pytest
from django.core.management import CommandError, call_command

from linli.calls.actions.photos import put_aside
from linli.calls.queries.photos import PHOTOS
from linli.cli import picture_copies, sealed_files
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.sealing import crypto
from linli.notices.actions.pictures import store_cover
from linli.notices.queries.covers import COVERS

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
    assert picture_copies.copy(PHOTOS, copied, crypto.keyring()) == 4
    assert b"\xff\xd8\xff" not in copied.read_bytes()
    PHOTOS.file(broken).write_bytes(PHOTOS.file(broken).read_bytes()[:-1])
    PHOTOS.file(gone).unlink()
    at = PHOTOS.file(whole).stat().st_mtime_ns
    assert picture_copies.put_back(PHOTOS, pieces(copied)) == 2
    assert {pk: PHOTOS.read(pk) for pk in before} == before
    assert PHOTOS.file(whole).stat().st_mtime_ns == at
    assert picture_copies.put_back(PHOTOS, pieces(copied)) == 0


def test_an_altered_cover_is_put_back_as_it_was(tmp_path):
    whole, altered = (store_cover(jpeg()) for _ in range(2))
    before = COVERS.read(altered)
    copied = tmp_path / "copy"
    assert picture_copies.copy(COVERS, copied, crypto.keyring()) == 2
    assert b"\xff\xd8\xff" not in copied.read_bytes()
    COVERS.file(altered).write_bytes(before[:100] + b"x" + before[101:])
    at = COVERS.file(whole).stat().st_mtime_ns
    assert picture_copies.put_back(COVERS, pieces(copied)) == 1
    assert COVERS.read(altered) == before
    assert COVERS.file(whole).stat().st_mtime_ns == at


def test_every_shelf_has_a_file_of_its_own_in_a_backup():
    shelves = picture_copies.shelves()
    assert {PHOTOS, COVERS} <= set(shelves)
    assert len({picture_copies.file_of(shelf) for shelf in shelves}) == len(shelves)


def test_a_stream_that_ends_within_a_photo_is_broken(tmp_path):
    put_aside(jpeg())
    copied = tmp_path / "copy"
    picture_copies.copy(PHOTOS, copied, crypto.keyring())
    with pytest.raises(sealed_files.Broken):
        picture_copies.put_back(PHOTOS, [b"".join(pieces(copied))[:-1]])


def test_where_photos_do_not_fit_nothing_is_written(tmp_path, monkeypatch):
    put_aside(jpeg())
    usage = namedtuple("usage", "free")  # noqa: PYI024 (stands for the system's own)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(picture_copies.SPARE))
    with pytest.raises(CommandError, match="--no-photos"):
        call_command("backup", str(tmp_path / "backup"))
    assert not (tmp_path / "backup").exists()
