"""Failures: nothing is half-written, nothing typed is lost, and the page says what to do."""

import errno
import resource
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from linli.intake import jobs, vault
from linli.intake.actions import worker
from linli.intake.models import Intake
from linli.intake.vault import Vault
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.imports.tests.files import HEADER, csv, key, person, upload, xlsx
from linli.people.models import Household, Resident
from linli.places.models import Place
from linli.testing import refused
from linli.testing_counting import calls_of
from linli.testing_jobs import run_jobs

ROWS = [person("王伟", serial=1), person("李桂花", "102", serial=2)]
NAUGHTY = [
    "undefined", "null", "NaN", "0", "-1", "1e309", "' OR 1=1 --", "'; DROP TABLE people_resident; --", "<script>alert(1)</script>",
    "{{ 7*7 }}", "{% debug %}", "%s%s%n", "../../etc/passwd", "\u202e反转", "\u200b", "\ufeff", "a\u0301\u0302\u0303" * 40, "Ω≈ç√", "😀👨‍👩‍👧‍👦",
    "𠀀𠮷", "﷽" * 20, "زهرا", "ก็็็็็", "\t\t", "a\nb", "'", '"', "\\", "\\N", "=1+1", "@SUM(A1)", "x" * 5000, "同上", "〃", "９９９", "٣٤",
    "1950-02-30", "2999-01-01", "∞", "ﬁ", "İ", "ß", "王\x7f伟",
]  # fmt: skip


@pytest.mark.parametrize("column", range(len(HEADER)))
def test_naughty_text_in_every_column(desk, column):
    rows = []
    for number, text in enumerate(NAUGHTY):
        row = person("王伟" + "甲乙丙丁"[number % 4], f"{number + 1}01", floor="", serial=number)
        row[column] = text
        rows.append(row)
    counts = desk.load(xlsx(rows))
    assert counts["total"] == counts["accepted"] + counts["rejected"] + counts["passed"] == len(NAUGHTY)
    assert Resident.objects.count() == counts["new"]
    assert desk.client.get(desk.url("returned/")).status_code == 200
    assert sum(Household.objects.values_list("size", flat=True)) == counts["new"]


def test_two_imports_into_one_street_at_once(make_desk):
    one, two = make_desk("community"), make_desk("registrar", "street")
    one.preview(xlsx(ROWS))
    assert two.preview(xlsx(ROWS))["new"] == 2
    one.client.post(one.url("confirm/"), {"key": key()})
    two.client.post(two.url("confirm/"), {"key": key()})
    run_jobs()
    assert (one.state, two.state) == ("done", "preview")
    assert two.work.problem["code"] == "intake.written_meanwhile"
    assert (two.work.counts["new"], two.work.counts["same"]) == (0, 2)
    two.post("confirm/")
    assert two.state == "done"
    assert Resident.objects.count() == 2


def test_a_change_elsewhere_in_the_street_does_not_send_it_back(make_desk, street):
    desk = make_desk("community")
    desk.preview(xlsx(ROWS))
    make_desk("outside_community", "jucai").load(
        xlsx([person("赵六", "101", floor="", 社区="聚财社区", 网格="09网格", 楼栋="1号楼", 单元="", serial=9)])
    )
    desk.post("confirm/")
    assert desk.state == "done"


class TestFullDisk:
    def test_an_upload_is_refused_and_leaves_nothing(self, desk):
        content = xlsx(ROWS)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            answer = desk.client.post(
                "/people/imports/start/",
                {"place": str(desk.place), "file": upload(content), "key": key()},
            )
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert answer.status_code == 422
        assert refused(answer) == "intake.disk_full"
        assert not Intake.objects.exists()

    @pytest.mark.parametrize(("step", "state"), [("columns", "mapping"), ("confirm", "preview")])
    def test_a_step_that_finds_it_full_goes_back_and_can_be_repeated(self, desk, monkeypatch, step, state):
        desk.send(xlsx(ROWS))
        if step == "confirm":
            desk.accept_columns()

        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(vault.Sealer, "_put", full)
            desk.accept_columns() if step == "columns" else desk.post("confirm/")
        assert desk.state == state
        assert "磁盘已满" in desk.page("columns/" if step == "columns" else "")
        assert not Resident.objects.exists()
        if step == "columns":
            desk.accept_columns()
        desk.post("confirm/")
        assert desk.state == "done"
        assert Resident.objects.count() == 2


def _killed(*_given, **_named):
    raise KeyboardInterrupt


class TestWorker:
    def test_a_silent_import_is_taken_up_again(self, desk):
        desk.client.post("/people/imports/start/", {"place": str(desk.place), "file": upload(xlsx(ROWS)), "key": key()})
        work = Intake.objects.get()
        Intake.objects.update(state="reading")
        now = clock.now()
        assert jobs.resume_stale(now) == 0
        assert jobs.resume_stale(now + timedelta(minutes=5)) == 1
        assert jobs.resume_stale(now + timedelta(minutes=5)) == 0
        run_jobs()
        work.refresh_from_db()
        assert work.state == "mapping"

    def test_a_file_that_kills_its_worker_three_times_is_set_aside(self, desk, monkeypatch):
        desk.client.post("/people/imports/start/", {"place": str(desk.place), "file": upload(xlsx(ROWS)), "key": key()})
        work = Intake.objects.get()
        with monkeypatch.context() as patch:  # who is killed tidies nothing up
            patch.setattr(worker, "read_stream", _killed)
            patch.setattr(Vault, "remove", lambda *_names: None)
            for _ in range(3):
                with pytest.raises(KeyboardInterrupt):
                    worker.read(work.pk, clock.now())
        worker.read(work.pk, clock.now())
        work.refresh_from_db()
        assert (work.state, work.problem["code"]) == ("failed", "intake.set_aside")

    def test_starts_that_came_to_an_end_do_not_count(self, desk, monkeypatch):
        desk.send(xlsx(ROWS))
        for _ in range(5):
            desk.accept_columns()
            assert desk.state == "preview"
            desk.post("columns/open/")

    def test_a_job_that_comes_twice_writes_once(self, desk):
        desk.preview(xlsx(ROWS))
        desk.client.post(desk.url("confirm/"), {"key": key()})
        jobs.write_rows.enqueue(str(desk.work.pk))
        run_jobs()
        jobs.write_rows.enqueue(str(desk.work.pk))
        run_jobs()
        assert desk.state == "done"
        assert Resident.objects.count() == 2

    @pytest.mark.postgres_only
    def test_the_planner_hears_of_the_new_rows(self, desk, django_capture_on_commit_callbacks):
        desk.preview(xlsx(ROWS))
        desk.client.post(desk.url("confirm/"), {"key": key()})
        with django_capture_on_commit_callbacks(execute=True):
            run_jobs()
        assert desk.state == "done"
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Resident._meta.db_table])
            assert cursor.fetchone() == (2,)

    def test_what_is_left_after_seven_days_is_swept(self, desk):
        desk.preview(xlsx(ROWS))
        folder = Vault(desk.work.pk).folder
        jobs.clean_uploads(clock.now() + timedelta(days=6))
        assert folder.exists()
        before = Intake.objects.get(pk=desk.work.pk).revision
        jobs.clean_uploads(clock.now() + timedelta(days=8))
        assert Intake.objects.get(pk=desk.work.pk).revision == before + 1
        assert not folder.exists()
        assert desk.state == "cancelled"

    @pytest.mark.slow
    def test_kill_nine_in_the_middle_of_writing(self, tmp_path, deployment):
        """A real worker on a real database, killed with rows already sent; another worker finishes."""
        register = tmp_path / "a.xlsx"
        register.write_bytes(
            xlsx([person("王伟" + "甲乙丙丁"[n % 4], f"{n + 1}01", floor="", serial=n) for n in range(60)])
        )

        def script(text):
            return [sys.executable, "-c", f"import django; django.setup()\n{textwrap.dedent(text)}"]

        begin = f"""
            from pathlib import Path
            from linli.testing import Street
            from linli.access.actor import system
            from linli.kernel.time import clock
            from linli.intake.actions import deciding
            from linli.people.imports import writing
            from linli.people.imports.register_list import REGISTER
            real = writing._change_residents
            def stuck(deed):
                from linli.people.models import Resident
                assert Resident.objects.count() == 60
                print("in the middle", flush=True)
                import signal
                signal.pause()
            writing._change_residents = stuck
            deciding.import_file(of=REGISTER, path=Path({str(register)!r}), place=Street().places["xueyuan"], actor=system(), now=clock.now())
        """
        worker = subprocess.Popen(script(begin), env=deployment, stdout=subprocess.PIPE, text=True)
        try:
            assert worker.stdout.readline().strip() == "in the middle"
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            worker.stdout.close()
        after = """
            from datetime import timedelta
            from linli.kernel.time import clock
            from linli.intake.models import Intake
            from linli.people.models import Household, Resident
            from linli.intake import jobs
            from linli.testing_jobs import run_jobs
            work = Intake.objects.get()
            assert (work.state, Resident.objects.count(), Household.objects.count()) == ("writing", 0, 0)
            assert jobs.resume_stale(clock.now() + timedelta(minutes=5)) == 1
            run_jobs()
            work.refresh_from_db()
            assert (work.state, Resident.objects.count()) == ("done", 60), work.problem
            assert sum(Household.objects.values_list("size", flat=True)) == 60
            print("finished")
        """
        done = subprocess.run(script(after), env=deployment, capture_output=True, text=True, check=False)
        assert done.stdout.strip().endswith("finished"), done.stderr[-2000:]


class TestVault:
    def test_nothing_readable_lies_on_the_disk(self, desk):
        desk.preview(csv(ROWS), "台账.csv")
        for path in Vault(desk.work.pk).folder.iterdir():
            content = path.read_bytes()
            assert "王伟".encode() not in content
            assert b"13800" not in content

    def test_a_piece_that_was_altered_cut_or_swapped_does_not_open(self, settings, tmp_path):
        one = Vault(new_id())
        with one.writing("rows") as sealer:
            sealer.add(b"first")
            sealer.add(b"second")
        path = one.folder / "rows"
        assert list(one.pieces("rows")) == [b"first", b"second"]
        whole = path.read_bytes()
        for bad in (whole[:-20], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:], whole[: len(whole) // 2]):
            path.write_bytes(bad)
            with pytest.raises((InvalidTag, ValueError)):
                list(one.pieces("rows"))
        path.write_bytes(whole)
        path.rename(one.folder / "plan")
        with pytest.raises(InvalidTag):
            list(one.pieces("plan"))


def test_each_further_row_of_an_import_is_as_much_work_as_those_before(desk):
    """Rows of one name, many of one number and three behind a door. The benchmark measures how long it takes."""

    def work_of(count):
        rows = [
            person("王伟", f"{n // 3 + 1}", floor="", serial=n % 100, 楼栋=f"{n // 300 + 1}号楼") for n in range(count)
        ]
        content = xlsx(rows)
        calls = calls_of(lambda: desk.preview(content))
        desk.post("give-up/")
        return calls

    work_of(10)
    few, more, most = (work_of(count) for count in (300, 600, 900))
    assert most - more < 1.3 * (more - few), (few, more, most)
    assert Place.objects.filter(kind="door").count() < 50, "a preview makes no place"
