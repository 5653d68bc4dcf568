"""A file is complete or absent, and a full disk is reported."""

import errno
import os

import pytest

from linli.kernel.errors import Invalid
from linli.kernel.files import refused_when_full, write_whole, written_whole


def test_a_file_appears_whole_for_its_owner_alone(tmp_path):
    target = tmp_path / "folder" / "a.bin"
    with written_whole(target) as stream:
        stream.write(b"half")
        stream.flush()
        assert not target.exists()
    assert target.read_bytes() == b"half" and target.stat().st_mode & 0o777 == 0o600
    write_whole(target, b"anew")
    assert target.read_bytes() == b"anew" and list(target.parent.iterdir()) == [target]


def test_a_block_that_fails_leaves_what_was_there(tmp_path):
    write_whole(tmp_path / "a", b"before")
    with pytest.raises(RuntimeError), written_whole(tmp_path / "a") as stream:
        stream.write(b"after")
        raise RuntimeError
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"before"]


def test_the_bytes_reach_the_disk_before_the_name_does(tmp_path, monkeypatch):
    order = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append((tmp_path / "a").exists()), real(handle)))
    write_whole(tmp_path / "a", b"x")
    assert order == [False, True]


@pytest.mark.parametrize(
    ("number", "refused"), [(errno.ENOSPC, Invalid), (errno.EDQUOT, Invalid), (errno.EIO, OSError)]
)
def test_a_full_disk_is_refused_and_nothing_else(number, refused):
    with pytest.raises(refused) as found, refused_when_full("x.full", field="photos"):
        raise OSError(number, "")
    assert getattr(found.value, "code", "x.full") == "x.full"
