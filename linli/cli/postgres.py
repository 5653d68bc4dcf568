"""PostgreSQL's own programs: a dump of our database, and its way back."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.db import connection

from linli.cli.problems import BackupProblem

# Leaves extensions alone: an administrator may own them. `IF EXISTS`, because a sequence may go with its table.
_DROP_OURS = """
DO $$
DECLARE drops text;
BEGIN
  SELECT string_agg(command, '; ' ORDER BY turn) INTO drops FROM (
    SELECT CASE relkind WHEN 'S' THEN 2 ELSE 1 END AS turn, format('DROP %s IF EXISTS %I.%I CASCADE',
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
      current_schema(), relname) AS command
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND pg_has_role(relowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
        AND deptype = 'e')
    UNION ALL SELECT 3, format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND pg_has_role(proowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid
        AND deptype = 'e')
    UNION ALL SELECT 4, format('DROP SCHEMA %I CASCADE', nspname)
    FROM pg_namespace WHERE nspname = current_schema() AND nspname <> 'public' AND pg_has_role(nspowner, 'USAGE')
  ) AS found;
  IF drops IS NOT NULL THEN EXECUTE drops; END IF;
END $$;
"""


@contextmanager
def dump(snapshot: str) -> Iterator[IO[bytes]]:
    """The database as an exported snapshot sees it, in the format that `replace` reads. Raises BackupProblem."""
    with _program("pg_dump", *_ours(), "--format=custom", "--no-owner", f"--snapshot={snapshot}") as ran:
        assert ran.stdout
        yield ran.stdout


def replace(pieces: Iterable[bytes]) -> None:
    """Replace all that is ours in the database by a dump. Raises BackupProblem.

    One transaction: psql is told to commit only after the whole dump went through, so whatever fails half-way leaves
    the database as it was. `pg_restore --clean` alone drops only what the dump names: tables of a later version would
    stay. Comments stay out, because that of an extension can be set by its owner alone.
    """
    with _program(
        "psql", *_ours(), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", out=subprocess.DEVNULL
    ) as session:
        assert session.stdin
        session.stdin.write(f"BEGIN; SET LOCAL client_min_messages = warning; {_DROP_OURS}".encode())
        session.stdin.flush()
        with _program("pg_restore", "--no-owner", "--no-comments", "--file=-", out=session.stdin) as reading:
            assert reading.stdin
            reading.stdin.writelines(pieces)
        session.stdin.write(b"COMMIT;\n")


def _ours() -> list[str]:
    told = connection.settings_dict
    return ["-h", told["HOST"], "-p", told["PORT"] or "5432", "-U", told["USER"], "-d", told["NAME"]]


@contextmanager
def _program(name: str, *arguments: str, out: int | IO[bytes] = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a program of PostgreSQL; the password is passed by environment, not on the command line.

    Raises BackupProblem when it fails, with its own words, also when the block failed because of that. When the block
    fails by itself the program is killed before it sees the end of its input.
    """
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), "")
    if not found:
        raise BackupProblem(f"没有找到 {name}。请安装 postgresql-client。")
    around = {**os.environ, "PGPASSWORD": connection.settings_dict["PASSWORD"]}
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen([found, *arguments], env=around, stdin=subprocess.PIPE, stdout=out, stderr=said) as ran,
    ):
        assert ran.stdin
        ended: Exception | None = None
        try:
            yield ran
            ran.stdin.close()
        except (BrokenPipeError, BackupProblem) as problem:
            ended = problem
        except BaseException:
            ran.kill()
            raise
        finally:
            with suppress(BrokenPipeError):  # what it no longer reads
                ran.stdin.close()
        if ran.wait() or isinstance(ended, BrokenPipeError):
            said.seek(0)
            raise BackupProblem(f"{name} 没有成功：{said.read().decode(errors='replace').strip()[-400:]}")
        if ended:
            raise ended
