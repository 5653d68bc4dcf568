"""The kinds of rounds that ship with Linli: one file each, the same everywhere; a street edits a copy of its own."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from linli.rounds.rules.kinds import Kind

FOLDER = Path(__file__).parent / "kinds"


@cache
def shipped_kinds() -> dict[str, Kind]:
    """code -> kind. A file that is wrong is a bug: ValidationError."""
    read = [Kind.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    return {kind.code: kind for kind in read}


def words_of(kind: Kind) -> Iterator[str]:
    """What people read of a kind that ships, for the catalogue."""
    yield from (kind.title, kind.basis, kind.note)
    yield from (tier.title for tier in kind.tiers)
    for question in kind.questions:
        yield from (question.title, question.why)
        yield from (option.title for option in question.options)
