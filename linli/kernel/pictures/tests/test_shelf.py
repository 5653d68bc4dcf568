"""A shelf of sealed pictures: each bound to its id, swept when nobody knows it, never in the clear."""

import os
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag

from linli.kernel.ids import new_id
from linli.kernel.pictures.shelf import OpenShelf, SealedShelf, id_of

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
DAY = 86_400


@pytest.fixture
def shelf(settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    return SealedShelf(name="pictures", column="kernel.test.picture")


def written(shelf, data=b"pixels", age=0):
    pk = new_id()
    shelf.write(pk, data)
    at = NOON.timestamp() - age
    os.utime(shelf.file(pk), (at, at))
    return pk


def test_what_was_written_is_read_and_lies_sealed(shelf):
    pk = written(shelf)
    assert shelf.read(pk) == b"pixels" and shelf.opens(pk)
    assert b"pixels" not in shelf.file(pk).read_bytes()
    assert shelf.file(pk).stat().st_mode & 0o077 == 0
    assert (shelf.left(), shelf.plain()) == (0, 0)


def test_a_picture_put_under_another_id_does_not_open(shelf):
    one, other = written(shelf, b"one"), written(shelf, b"other")
    shelf.write_stored(one, shelf.file(other).read_bytes())
    assert not shelf.opens(one) and shelf.opens(other)
    with pytest.raises(InvalidTag):
        shelf.read(one)


def test_what_is_not_there_is_nothing(shelf):
    pk = written(shelf)
    shelf.remove(pk)
    shelf.remove(pk)
    assert shelf.read(pk) is None and not shelf.opens(pk)


def test_what_lies_in_the_clear_is_read_sealed_and_gone(shelf):
    pk = new_id()
    shelf.plain_file(pk).parent.mkdir(parents=True)
    shelf.plain_file(pk).write_bytes(b"old")
    assert (shelf.read(pk), shelf.plain(), shelf.left()) == (b"old", 1, 1)
    assert (shelf.seal_plain(), shelf.seal_plain()) == (1, 0)
    assert (shelf.read(pk), shelf.plain(), shelf.left()) == (b"old", 0, 0)
    assert not shelf.plain_file(pk).exists()


def test_a_sweep_takes_what_is_old_and_unknown_and_nothing_else(shelf):
    known, unknown, young = written(shelf, age=2 * DAY), written(shelf, age=2 * DAY), written(shelf)
    strange = shelf.file(known).with_name("Thumbs.db")
    strange.write_bytes(b"")
    os.utime(strange, (NOON.timestamp() - 2 * DAY,) * 2)
    asked = []

    def rows(ids):
        asked.extend(ids)
        return {known}

    assert shelf.sweep(rows, datetime.fromtimestamp(NOON.timestamp() - DAY, UTC)) == 2
    assert (shelf.opens(known), shelf.opens(unknown), shelf.opens(young)) == (True, False, True)
    assert not strange.exists()
    assert set(asked) == {known, unknown}


def test_an_empty_shelf_has_nothing_to_sweep(shelf):
    assert shelf.sweep(lambda _ids: set(), NOON) == 0
    assert shelf.reseal() == 0


def test_pictures_lie_in_many_folders(shelf):
    folders = {shelf.file(new_id()).parent.name for _ in range(60)}
    assert len(folders) > 20 and all(len(name) == 2 for name in folders)


@pytest.mark.parametrize("name", ["a.sealed", ".sealed", "0190-xyz.jpg"])
def test_a_name_that_is_none_of_ours_is_no_id(tmp_path, name):
    assert id_of(tmp_path / name) is None


def test_an_open_shelf_stores_what_it_was_given_and_needs_no_key(settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    pk, other, cut = new_id(), new_id(), new_id()
    shelf = OpenShelf(name="public", newest=lambda most: [pk, other, cut][:most])
    shelf.write(pk, b"pixels\xff\xd9")
    shelf.write(cut, b"pix")
    assert shelf.file(pk).read_bytes() == shelf.read(pk) == b"pixels\xff\xd9"
    assert shelf.broken(3) == [shelf.file(other), shelf.file(cut)]
    assert (shelf.plain(), shelf.left(), shelf.reseal(), shelf.seal_plain()) == (0, 0, 0, 0)
    (shelf.folder / "stray.jpg").touch()
    assert {pk for pk, _file in shelf.stored()} == {pk, cut}
    shelf.remove(pk)
    assert shelf.read(pk) is None and not shelf.opens(pk)
