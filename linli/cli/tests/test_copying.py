"""A backup is whole and sound, or there is none; what lay there before stays."""

import sqlite3
from contextlib import closing

import pytest

from linli.cli.copying import _alone
from linli.cli.problems import BackupProblem


@pytest.fixture
def damaged(machine):
    """A deployment on SQLite in whose database one page is no page any more."""
    file = machine.folder / "linli.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        size = database.execute("PRAGMA page_size").fetchone()[0]
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'people_move'").fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as pages:
        pages.seek((page - 1) * size)
        pages.write(b"\xff" * size)
    return machine


@pytest.mark.slow
@pytest.mark.one_database  # PostgreSQL looks after its own pages
def test_a_damaged_database_is_said_and_not_backed_up(damaged, tmp_path):
    said = damaged.run("backup", str(tmp_path / "today"), ok=False)
    assert "数据库文件已损坏" in said
    assert list(tmp_path.glob("today*")) == list(damaged.folder.glob("*.copying")) == []
    assert "▲ 数据库：文件已损坏" in damaged.run("doctor", ok=False)


def test_two_backups_at_once_do_not_meet(tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    with _alone(), pytest.raises(BackupProblem, match="另一份备份正在做"), _alone():
        pass
    with _alone():
        pass


@pytest.mark.slow
def test_a_backup_that_was_killed_is_no_backup_and_in_nobodys_way(machine, tmp_path):
    (tmp_path / "today.making").mkdir()
    (tmp_path / "today.making/linli.sqlite3.sealed").write_bytes(b"half")
    machine.run("backup", str(tmp_path / "today"))
    assert [path.name for path in tmp_path.glob("today*")] == ["today"]


BROKEN = """
    from pathlib import Path
    from linli.cli import copying
    from linli.cli.problems import BackupProblem
    from linli.kernel.time import clock
    from linli.kernel.work.backed_up import last_backup

    def cannot_be_opened(*_asked):
        raise BackupProblem("解不开")

    copying.check = cannot_be_opened
    try:
        copying.record(Path({folder!r}), now=clock.now(), progress=lambda _percent: None)
    except BackupProblem as problem:
        print(problem, last_backup())
"""


@pytest.mark.slow
def test_a_backup_that_cannot_be_opened_is_no_backup(machine, tmp_path):
    machine.run("user", "guanli")
    assert machine.python(BROKEN.format(folder=str(tmp_path / "today"))).split() == ["解不开", "None"]
    assert list(tmp_path.glob("today*")) == []
