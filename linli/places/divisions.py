"""The official statistical divisions of China (2023 edition): province, city, county, street, community.

The list ships as package data; `build` makes a search index of it in the data folder, once for each edition. Every
process opens the index read-only and relies on the operating system's page cache, so a server needs no memory for it.
"""

import hashlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from django.conf import settings

from linli.places.divisions_build import FORMAT, LEVELS, grams, stem

SOURCE = Path(__file__).parent / "data" / "divisions.csv.xz"
LENGTHS = tuple(LEVELS)
MOST_CANDIDATES = 400
_open = threading.local()


@dataclass(frozen=True)
class Division:
    """`above`: the names of the divisions it lies in, from the province down, with initials (empty from `children`)."""

    code: str
    name: str
    above: tuple[str, ...] = ()
    above_initials: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """1 province, 2 city, 3 county, 4 street or town, 5 community or village."""
        return LEVELS[len(self.code)]

    @property
    def street_code(self) -> str:
        """The first nine digits: the street itself, or the street of a community."""
        return self.code[:9]


def short_name(name: str) -> str:
    """A community's everyday name: "聚财社区居委会" is "聚财社区", "溪下村委会" is "溪下村"."""
    return stem(name)


class NotBuiltError(Exception):
    """The index does not exist yet: call `build` first."""


@lru_cache(maxsize=4)
def _digest(source: Path, _size: int, _changed: int) -> str:
    return hashlib.sha256(source.read_bytes()).hexdigest()[:16]


def index_file(source: Path = SOURCE) -> Path:
    """The path of this edition's index. The file name contains the edition and the index format."""
    state = source.stat()
    return Path(settings.LINLI_DATA) / f"divisions-{_digest(source, state.st_size, state.st_mtime_ns)}-{FORMAT}.sqlite3"


def ready(source: Path = SOURCE) -> bool:
    return index_file(source).exists()


def build(progress: Callable[[int], None] | None = None, source: Path = SOURCE) -> Path:
    """Make the index unless it is there; `progress` is called with 0–100. Two at once are harmless.

    Raises subprocess.CalledProcessError when the data cannot be read or the disk is full; nothing is left behind.
    """
    target = index_file(source)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "linli.places.divisions_build", str(source), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if progress:
                progress(int(line))
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    for old in target.parent.glob("divisions-*.sqlite3"):
        if old != target:
            with suppress(FileNotFoundError):
                old.unlink()
    return target


def _rows(query: str, *values: object) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = _connection().execute(query, values).fetchall()
    return found


def _connection() -> sqlite3.Connection:
    """This thread's connection. Raises NotBuiltError."""
    path = index_file()
    held = getattr(_open, "held", None)
    if held is None or held[0] != path:
        if not path.exists():
            raise NotBuiltError
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        connection.execute("PRAGMA cache_size=-2048")
        connection.execute("PRAGMA mmap_size=268435456")
        held = _open.held = (path, connection)
    return held[1]


# ---- reading by code ---------------------------------------------------------------------------------------------


def find(code: str) -> Division | None:
    """The division with this code and the names above it; None when there is none."""
    if not (code.isascii() and code.isdigit() and len(code) in LENGTHS):
        return None
    found = _with_above(_rows("SELECT code, name FROM division WHERE code = ?", int(code)))
    return found[0] if found else None


def children(code: str = "") -> list[Division]:
    """The divisions directly in `code`, in order of code; the provinces for an empty code. Empty for a community."""
    if not code:
        return [
            Division(str(c), name) for c, name in _rows("SELECT code, name FROM division WHERE level = 1 ORDER BY code")
        ]
    if not (code.isascii() and code.isdigit() and len(code) in LENGTHS[:-1]):
        return []
    longer = LENGTHS[LENGTHS.index(len(code)) + 1]
    low, high = _span(code, longer)
    rows = _rows("SELECT code, name FROM division WHERE code >= ? AND code < ? ORDER BY code", low, high)
    return [Division(str(c), name) for c, name in rows]


def line(code: str) -> list[Division]:
    """The divisions that `code` lies in, from the province down to itself. Empty for an unknown code."""
    if not code.isdigit():
        return []
    codes = [int(code[:length]) for length in LENGTHS if length <= len(code)]
    marks = ",".join("?" * len(codes))
    rows = _rows(f"SELECT code, name FROM division WHERE code IN ({marks}) ORDER BY code", *codes)  # noqa: S608 (question marks only)
    return [Division(str(c), name) for c, name in rows]


def _span(prefix: str, length: int) -> tuple[int, int]:
    """The half-open range of the codes of `length` digits that begin with `prefix`."""
    factor = 10 ** (length - len(prefix))
    return int(prefix) * factor, (int(prefix) + 1) * factor


# ---- searching ---------------------------------------------------------------------------------------------------


def search(text: str, limit: int = 30) -> list[Division]:
    """Divisions by name, by pinyin initials, or by the beginning of a code; coarse before fine, exact before partial.

    Words before the last one say where: "榆阳 崇文路", "yl cwl"; "榆阳区崇文路街道" in one word works too.
    """
    words = normalize("NFKC", text).split()
    if not words or sum(map(len, words)) > 60:
        return []
    found = _inside(_candidates(words[-1], limit if len(words) == 1 else MOST_CANDIDATES), words[:-1])
    if not found and len(words) == 1:
        found = _joined(words[0])
    return found[:limit]


def _candidates(word: str, limit: int) -> list[tuple[int, str]]:
    if word.isascii() and word.isdigit():
        return _by_code(word, limit)
    if word.isascii():
        return _by_prefix("initials", word.lower(), limit)
    return _by_name(stem(word), limit)


def _by_code(digits: str, limit: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for length in LENGTHS:
        if length >= len(digits) and len(found) < limit:
            query = "SELECT code, name FROM division WHERE code >= ? AND code < ? ORDER BY code LIMIT ?"
            found += _rows(query, *_span(digits, length), limit - len(found))
    return found


def _by_prefix(column: str, word: str, limit: int) -> list[tuple[int, str]]:
    """Level by level along the index, shorter names first."""
    found: list[tuple[int, str]] = []
    for level in LEVELS.values():
        if len(found) < limit:
            query = (
                f"SELECT code, name FROM division WHERE level = ? AND {column} >= ? AND {column} < ?"  # noqa: S608 (ours)
                f" ORDER BY {column}, code LIMIT ?"
            )
            found += _rows(query, level, word, word + "\U0010ffff", limit - len(found))
    return found


def _by_name(word: str, limit: int) -> list[tuple[int, str]]:
    if len(word) == 1:
        return _by_prefix("name", word, limit)
    match = " ".join(f'"{gram}"' for gram in grams(word.replace('"', "")))
    if not match:
        return []
    query = (
        "SELECT division.code, name FROM grams JOIN division ON division.code = grams.rowid"
        " WHERE grams MATCH ? AND instr(name, ?) ORDER BY grams.rowid LIMIT ?"
    )
    found = dict(_exact(word)) | dict(_rows(query, match, word, MOST_CANDIDATES))
    ranked = sorted(found.items(), key=lambda row: (not _means(row[1], word), not row[1].startswith(word), row[0]))
    return ranked[:limit]


_ENDINGS = (
    "", "省", "市", "区", "县", "街道", "街道办事处", "镇", "乡", "社区居委会", "居委会", "村委会", "社区", "村村委会",
)  # fmt: skip


def _exact(word: str) -> list[tuple[int, str]]:
    """Divisions named exactly `word`, anywhere: they could lie beyond the first hundreds of partial hits."""
    names = [word + ending for ending in _ENDINGS] + [word.removesuffix("村") + "村委会"]
    marks = ",".join("?" * len(names))
    query = (
        f"SELECT code, name FROM division WHERE level IN (1,2,3,4,5) AND name IN ({marks})"  # noqa: S608 (question marks)
        " ORDER BY code LIMIT 200"
    )
    return _rows(query, *names)


def _means(name: str, word: str) -> bool:
    return name == word or (name.startswith(word) and name[len(word) :] in _ENDINGS)


def _inside(rows: Iterable[tuple[int, str]], words: list[str]) -> list[Division]:
    """The `rows` for which every one of `words` is part of a name above or its initials."""
    found = _with_above(rows)
    return [division for division in found if all(_lies_in(division, word) for word in words)]


def _lies_in(division: Division, word: str) -> bool:
    if word.isascii() and not word.isdigit():
        return any(spelled.startswith(word.lower()) for spelled in division.above_initials)
    return word in "".join(division.above) or division.code.startswith(word)


def _joined(text: str) -> list[Division]:
    """ "榆阳区崇文路街道" in one word: the longest ending that names a division inside what the beginning names."""
    for head, tail in _cuts(text):
        found = [d for d in _with_above(_by_name(stem(tail), MOST_CANDIDATES)) if head in "".join(d.above)]
        if found:
            return found
    return []


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    if not text.isascii() and len(text) <= 40:
        for at in range(2, len(text) - 1):
            yield text[:at], text[at:]


def _with_above(rows: Iterable[tuple[int, str]]) -> list[Division]:
    """Divisions with the names above them: one query for all of them."""
    rows = list(rows)
    codes = {int(code[:length]) for code in (str(c) for c, _ in rows) for length in LENGTHS if length < len(code)}
    marks = ",".join("?" * len(codes))
    query = f"SELECT code, name, initials FROM division WHERE code IN ({marks})"  # noqa: S608 (question marks)
    known = {code: (name, spelled) for code, name, spelled in _connection().execute(query, tuple(codes))}
    found = []
    for code, name in rows:
        text = str(code)
        above = [known[int(text[:length])] for length in LENGTHS if length < len(text) and int(text[:length]) in known]
        above = [pair for pair in above if pair[0] not in _FILLERS]
        found.append(Division(text, name, tuple(n for n, _ in above), tuple(i for _, i in above)))
    return found


# entries of the city level that are no real cities
_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
