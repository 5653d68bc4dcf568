"""The packs that ship with Linli: dated files, archived or templates, none of them switched on."""

import tomllib
from functools import cache
from pathlib import Path

from linli.incidents.rules.packs import Pack

FOLDER = Path(__file__).parent / "packs"


@cache
def shipped_packs() -> dict[str, Pack]:
    """code -> pack, in the order of their days; templates last. A file that is wrong is a bug: ValidationError."""
    read = [Pack.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    in_order = sorted(read, key=lambda pack: (pack.in_force is None, str(pack.in_force), pack.code))
    return {pack.code: pack for pack in in_order}
