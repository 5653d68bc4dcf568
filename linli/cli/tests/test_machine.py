"""The commands as a user runs them: separate processes, a data folder of their own, nothing mocked."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from linli.cli.sealed_files import opened
from linli.kernel.sealing.crypto import read_keyring
from linli.testing_machine import ROOT, children, free_port, wait_for
from linli.testing_waiting import until


@pytest.mark.slow
def test_backup_and_restore_give_back_exactly_what_was_there(machine, tmp_path):
    said = machine.run("user", "guanli", "--bundle", "administrator", "--name", "郑管理")
    assert "一次性密码：" in said
    backup = tmp_path / "backup"
    machine.run("backup", str(backup))
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["counts"]["access_account"] == 1
    assert backup.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in backup.iterdir())
    keys = json.loads((machine.folder / "keys.json").read_text())
    content = b"".join(file.read_bytes() for file in backup.iterdir())
    assert keys["secret_key"].encode() not in content and keys["sealing"]["k1"].encode() not in content
    assert manifest["sealed"] == "k1"
    assert "郑管理".encode() not in content and b"access_account" not in (backup / manifest["file"]).read_bytes()
    assert not list(machine.folder.glob("*.copying*"))

    machine.run("user", "later")
    assert "--yes" in machine.run("restore", str(backup), ok=False)
    assert "已存在" in machine.run("user", "later", ok=False)
    assert "都与清单一致" in machine.run("restore", str(backup), "--yes")
    machine.run("user", "later")  # the unencrypted copy is gone again
    assert "已存在" in machine.run("user", "guanli", ok=False)
    assert "✔ 留痕" in machine.run("doctor")


@pytest.mark.slow
@pytest.mark.one_database  # of files beside the database, which the test above gives back on both
def test_restore_puts_pictures_back(machine, tmp_path):
    pk = UUID("00000000-0000-7000-8000-0000000000ab")
    photo, cover = machine.folder / f"photos/ab/{pk}.sealed", machine.folder / f"uploads/covers/{pk}.jpg"
    sealed, public = os.urandom(3 * 1024 * 1024), os.urandom(1024)  # several pieces, one
    for file, content in ((photo, sealed), (cover, public)):
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        (file.parent / f"stray{file.suffix}").write_bytes(b"of another program")
    backup, bare = tmp_path / "backup", tmp_path / "bare"
    assert "1 张照片，1 张封面" in machine.run("backup", str(backup))
    assert sealed[:64] not in (backup / "photos.sealed").read_bytes()
    assert public[:64] not in (backup / "covers.sealed").read_bytes()
    assert "不带照片，1 张封面" in machine.run("backup", str(bare), "--no-photos")

    shutil.rmtree(photo.parent)
    shutil.rmtree(cover.parent)
    assert "不带照片" in machine.run("restore", str(bare), "--yes")
    assert not photo.exists() and cover.read_bytes() == public
    cover.unlink()
    assert "不带" not in machine.run("restore", str(backup), "--yes")
    assert photo.read_bytes() == sealed and cover.read_bytes() == public
    assert photo.stat().st_mode & 0o777 == cover.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in photo.parent.iterdir()] == [photo.name]

    manifest = json.loads((backup / "manifest.json").read_text())
    count, digest = manifest.pop("shelves")["photos"]
    photo.unlink()
    (backup / "manifest.json").write_text(json.dumps(manifest | {"photos": count, "photos_sha256": digest}))
    assert "不带封面" in machine.run("restore", str(backup), "--yes"), "as an earlier version wrote it"
    assert photo.read_bytes() == sealed
    with (backup / "photos.sealed").open("ab") as file:
        file.write(b"more")
    assert "对不上" in machine.run("restore", str(backup), "--yes", ok=False)


@pytest.mark.slow
def test_a_backup_of_before_encryption_can_be_restored_and_is_pointed_out(machine, tmp_path):
    machine.run("user", "guanli", "--name", "郑管理")
    backup = machine.folder / "backups" / "old"
    machine.run("backup", str(backup))
    manifest = json.loads((backup / "manifest.json").read_text())
    ring = read_keyring(machine.folder / "keys.json")
    clear = backup / manifest["file"].removesuffix(".sealed")
    with (backup / manifest["file"]).open("rb") as sealed:
        clear.write_bytes(b"".join(opened(sealed, ring)))
    for younger in ("sealed", "shelves"):
        del manifest[younger]
    manifest |= {"file": clear.name, "sha256": hashlib.sha256(clear.read_bytes()).hexdigest()}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    assert "1 份旧备份没有加密（old）" in machine.run("doctor")
    said = machine.run("restore", str(backup), "--yes")
    assert "没有加密" in said and "重做一份，再删除这一份" in said
    assert "已存在" in machine.run("user", "guanli", ok=False)


@pytest.mark.slow
def test_restore_refuses_what_is_not_whole_or_not_for_these_keys(machine, tmp_path):
    backup = tmp_path / "backup"
    machine.run("backup", str(backup))
    assert "不是 linli backup" in machine.run("restore", str(tmp_path), ok=False)
    assert "已经有了" in machine.run("backup", str(backup), ok=False)
    hurt = tmp_path / "hurt"
    shutil.copytree(backup, hurt)
    manifest = json.loads((hurt / "manifest.json").read_text())
    file = hurt / manifest["file"]
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    assert "对不上" in machine.run("restore", str(hurt), "--yes", ok=False)
    # an attacker who changes both the copy and its manifest
    (hurt / "manifest.json").write_text(json.dumps(manifest | {"sha256": hashlib.sha256(raw).hexdigest()}))
    assert "解不开" in machine.run("restore", str(hurt), "--yes", ok=False)
    assert "✔ 留痕" in machine.run("doctor")
    shutil.copy(machine.folder / "keys.json", tmp_path / "kept.json")
    (machine.folder / "keys.json").unlink()
    assert "没有这份备份用的密钥" in machine.run("restore", str(backup), "--yes", ok=False)
    shutil.copy(tmp_path / "kept.json", machine.folder / "keys.json")
    machine.run("restore", str(backup), "--yes")


def whole_without(dead, pieces):
    return pieces if len(pieces) == 4 and dead not in pieces else None


@pytest.mark.slow
def test_serve_answers_restarts_what_dies_and_ends_everything(bare_machine):
    machine = bare_machine
    assert "make serve" in machine.run("user", "chen", ok=False)
    port = free_port()
    with machine.serving(port) as process:
        assert wait_for(port) == 200
        assert "已被占用" in machine.run("serve", "--port", str(port), ok=False)
        assert "正在运行" in machine.run("restore", str(machine.folder), ok=False)
        pieces = until(lambda: whole_without(None, children(process.pid)), said=lambda: children(process.pid))
        worker = next(pid for pid, command in pieces.items() if command.endswith(" worker"))
        os.kill(worker, signal.SIGKILL)
        after = until(lambda: whole_without(worker, children(process.pid)), said=lambda: children(process.pid))
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=90)
        assert process.returncode == 0, said
        assert f"http://127.0.0.1:{port}" in said and "已停止" in said
        assert "还没有账号" in said
    assert all(not Path(f"/proc/{pid}").exists() for pid in after)


@pytest.mark.slow
def test_nothing_outlives_what_started_it_and_every_process_holds_the_folder(machine, tmp_path):
    """Killed, not asked to end: the workers of a killed web server, and everything when all of `serve` is killed."""
    port, backup = free_port(), tmp_path / "backup"
    machine.run("backup", str(backup))
    with machine.serving(port) as process:
        assert wait_for(port) == 200
        web, worker = until(lambda: web_and_worker(process.pid))
        os.kill(web, signal.SIGKILL)
        until(lambda: not alive(worker))
        assert until(lambda: web_and_worker(process.pid, but=web)) and wait_for(port) == 200
        web, worker = until(lambda: web_and_worker(process.pid))
        pieces = until(lambda: whole_without(None, children(process.pid)), said=lambda: children(process.pid))
        ours = until(lambda: long_lived(pieces), said=lambda: [*pieces, *map(children, pieces)])
        until(lambda: all(map(holds_the_folder, ours)))  # each once its code is loaded
        everything = [*pieces, *(child for piece in pieces for child in children(piece))]
        process.kill()
        until(lambda: not any(map(alive, everything)))
        assert "都与清单一致" in machine.run("restore", str(backup), "--yes")


def long_lived(pieces):
    """The four processes that load our code, once all run: the masters of web and live load none, and other children
    come and go (a compiler asked for a library's name, the building of a file)."""
    running = pieces | {pid: command for piece in pieces for pid, command in children(piece).items()}
    ours = [pid for pid, command in running.items() if command.endswith((" worker-1", "cli worker", "cli beat"))]
    return ours if len(ours) == 4 else None


def holds_the_folder(pid):
    """Whether it has the lock file of the data folder open, so that a restore would wait for it."""
    return any(file.readlink().name == "in-use.lock" for file in Path(f"/proc/{pid}/fd").iterdir())


def web_and_worker(serve, but=None):
    """The process that answers pages and its one worker, once both run; `but`: not that one."""
    webs = [pid for pid, command in children(serve).items() if "linli.front" in command and pid != but]
    workers = [pid for pid, command in children(webs[0]).items() if "worker" in command] if webs else []
    return (webs[0], workers[0]) if workers else None


def alive(pid):
    """Whether it still runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_behind_https_browsers_are_told_to_ask_in_no_other_way(machine):
    machine.around |= {"LINLI_HTTPS": "1", "LINLI_PROXIES": "1"}
    said = machine.python("""
        from django.conf import settings
        from django.test import Client
        client = Client(SERVER_NAME="127.0.0.1")
        print(client.get("/healthz").headers.get("Strict-Transport-Security"))
        for what in ("SESSION", "CSRF"):
            print(*(getattr(settings, f"{what}_COOKIE_{part}") for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")))
        client.post("/settings/language/", {"language": "en"}, secure=True)
        for name, cookie in client.cookies.items():
            print(name, cookie["secure"], cookie["httponly"], cookie["samesite"])
    """)
    assert said.splitlines() == [
        "max-age=31536000; includeSubDomains",
        "__Host-sessionid True True Lax",
        "__Host-csrftoken True True Lax",
        "__Host-linli_language True True Lax",
    ]


@pytest.mark.slow
def test_serve_refuses_before_it_could_do_harm(machine):
    machine.run("migrate", "flows", "zero")
    assert "linli migrate" in machine.run("serve", "--port", str(free_port()), ok=False)
    machine.run("migrate")
    mark = "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0999_later', CURRENT_TIMESTAMP)"
    machine.python(f"from django.db import connection; connection.cursor().execute({mark!r})")
    assert "people.0999_later" in machine.run("serve", "--port", str(free_port()), ok=False)
    assert "people.0999_later" in machine.run("migrate", ok=False)
    undo = "DELETE FROM django_migrations WHERE name = '0999_later'"
    machine.python(f"from django.db import connection; connection.cursor().execute({undo!r})")
    keys = machine.folder / "keys.json"
    keys.chmod(0o644)
    assert "别人也能读" in machine.run("serve", "--port", str(free_port()), ok=False)
    keys.chmod(0o600)
    assert "调试页" in machine.run("serve", "--port", str(free_port()), ok=False, LINLI_DEBUG="1")
    kept = keys.read_text()
    keys.write_text(json.dumps({**json.loads(kept), "secret_key": "django-insecure-x"}))
    assert "默认或示例密钥" in machine.run("serve", "--port", str(free_port()), ok=False)
    keys.unlink()
    assert "从保管处放回来" in machine.run("doctor", ok=False, LINLI_ENV="production")
    assert "已生成密钥" in machine.run("keys", "make")
    assert "没有动它" in machine.run("keys", "make", ok=False)


@pytest.mark.slow
def test_doctor_finds_what_was_done_behind_its_back(machine):
    machine.run("user", "guanli", "--bundle", "administrator")
    machine.run("backup")
    machine.run("doctor")
    forge = "UPDATE kernel_fact SET actor_name = 'somebody else' WHERE kind = 'access.account_made'"
    if address := machine.around["LINLI_DATABASE"]:
        with psycopg.connect(address, autocommit=True) as database:
            database.execute("ALTER TABLE kernel_fact DISABLE TRIGGER fact_append_only")
            database.execute(forge)
    else:
        with closing(sqlite3.connect(machine.folder / "linli.sqlite3")) as database:
            database.execute("DROP TRIGGER fact_no_update")
            database.execute(forge)
            database.commit()
    said = machine.run("doctor", ok=False)
    assert "被改过" in said and "触发器不见了" in said


def test_help_names_every_command_in_chinese():
    ran = subprocess.run(
        [sys.executable, "-m", "linli.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in (
        "demo",
        "serve",
        "import",
        "export-template",
        "user",
        "doctor",
        "backup",
        "restore",
        "keys",
        "migrate",
    ):
        assert f"\n  {name} " in ran.stdout
