"""The backup of every night, and what is missing before the start."""

import pytest

from linli.project.first import read_settings_file, refuse_another_user

NIGHTS = """
    from datetime import timedelta
    from linli.cli import nightly
    from linli.kernel.time import clock
    for night in range(3):
        print(nightly.back_up(clock.now() + timedelta(days=night)))
"""


@pytest.mark.slow
def test_each_night_a_backup_is_made_and_the_oldest_is_removed(machine, tmp_path):
    machine.around |= {"LINLI_BACKUPS": str(tmp_path / "kept"), "LINLI_BACKUPS_KEPT": "2"}
    machine.run("user", "guanli")
    machine.run("backup", str(tmp_path / "kept" / "by-hand"))
    made = [line.rsplit("/", 1)[1] for line in machine.python(NIGHTS).split()]
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["by-hand", *made[1:]]
    assert "都与清单一致" in machine.run("restore", str(tmp_path / "kept" / made[-1]), "--yes")
    machine.around["LINLI_BACKUPS"] = "0"
    assert machine.python(NIGHTS).split() == ["None"] * 3


@pytest.mark.slow
def test_what_is_missing_before_the_start_is_a_sentence(machine, tmp_path):
    """`machine.run` refuses a traceback."""
    production = {"LINLI_ENV": "production"}
    away = machine.run("user", "a", ok=False, LINLI_DATABASE="postgresql://a:b@127.0.0.1:1/x")
    assert "数据库没有应答" in away
    assert "不认识" in machine.run("user", "a", ok=False, LINLI_DATABASE="mysql://a:b@127.0.0.1:1/x")
    assert "建不了" in machine.run("doctor", ok=False, LINLI_DATA="/proc/nowhere", LINLI_KEYS="")
    keys = machine.folder / "keys.json"
    kept = keys.read_text()
    for broken in ("", "garbage", '{"current": "k1"}', "[]"):
        keys.write_text(broken)
        assert "从保管处放回来" in machine.run("doctor", ok=False)
        assert keys.read_text() == broken
    keys.write_text(kept)
    assert "不该放数据" in machine.run("doctor", ok=False, LINLI_DATA="/var")
    if not machine.around["LINLI_DATABASE"]:
        (machine.folder / "in-use.lock").touch()
        database = machine.folder / "linli.sqlite3"
        database.replace(tmp_path / "aside")
        database.touch()
        for command in ("migrate", "serve"):
            assert "运行过服务" in machine.run(command, ok=False, **production)
        database.unlink()
        assert "运行过服务" in machine.run("migrate", ok=False, **production)
        (tmp_path / "aside").replace(database)
        machine.run("migrate", **production)


@pytest.mark.slow
@pytest.mark.one_database
def test_a_command_by_hand_reads_the_settings_of_the_service(machine, tmp_path):
    file = tmp_path / "linli.env"
    file.write_text(f'# of the service\nLINLI_DATA="{machine.folder}"\nLINLI_ENV=production\n')
    for name in ("LINLI_DATA", "LINLI_ENV", "LINLI_KEYS"):
        del machine.around[name]
    machine.around["LINLI_FILE"] = str(file)
    machine.run("user", "guanli")
    assert "production" in machine.python(
        "from linli.project.first import read_settings_file as read; read()\n"
        "from linli.project.options import option; print(option('LINLI_ENV'))"
    )


def test_another_user_is_refused_before_a_file_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 1)
    monkeypatch.setenv("LINLI_ENV", "demo")
    refuse_another_user()
    monkeypatch.setenv("LINLI_ENV", "production")
    with pytest.raises(SystemExit, match="sudo -u"):
        refuse_another_user()


def test_a_settings_file_in_another_encoding_is_a_sentence(tmp_path, monkeypatch):
    file = tmp_path / "linli.env"
    file.write_bytes("# 街道的设置\n".encode("gbk"))
    monkeypatch.setenv("LINLI_FILE", str(file))
    with pytest.raises(SystemExit, match="UTF-8"):
        read_settings_file()
