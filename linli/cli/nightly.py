"""The backup of every night, and which of the earlier ones are kept."""

import shutil
from datetime import datetime
from pathlib import Path

import structlog

from linli.cli import copying
from linli.project.options import backups_folder, option

PREFIX = "nightly-"  # those made by hand are never removed
log = structlog.get_logger(__name__)


def back_up(now: datetime) -> Path | None:
    """Make one, then remove the oldest. None where backups are switched off.

    Beside the database photos are left out: a second copy on one disk takes room and protects from little. Raises
    BackupProblem, and then removes nothing.
    """
    folder = backups_folder()
    if folder is None:
        return None
    made = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    copying.record(made, now=now, progress=lambda _percent: None, photos=bool(option("LINLI_BACKUPS")))
    _prune(folder, int(option("LINLI_BACKUPS_KEPT")))
    return made


def _prune(folder: Path, kept: int) -> None:
    for old in sorted(folder.glob(f"{PREFIX}*/"))[: -max(kept, 1)]:
        shutil.rmtree(old, ignore_errors=True)
        log.info("backup.pruned", folder=old.name)
