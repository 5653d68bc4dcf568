"""What the map, the way in and the READMEs name in backticks is there: files, modules, names; and so is what they link to."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tracked

LINLI = ROOT / "linli"
DOCUMENTS = [ROOT / "docs/map.md", ROOT / "docs/start-here.md", *sorted(LINLI.rglob("README.md"))]
FENCED = re.compile(r"```.*?```", re.DOTALL)
FILE = re.compile(r"[\w./-]+\.(?:py|html|md|toml|ts|css|po)|(?:linli|docs|tests|benchmarks|frontend|tools)/[\w./-]*")
DOTTED = re.compile(r"([A-Za-z_]\w*(?:\.\w+)+)(?:\([^\"]*\))?")
NAME = re.compile(r"(_\w+|\w+_\w+|[A-Z]\w+)(?:\(.*\))?")  # no plain word, which may be anything
# Names of others, a name to be replaced, and what the build makes.
NOT_OURS = {"TextChoices", "Example", "linli/web/static/built/"}
SOURCE = {".py", ".html", ".ts", ".css", ".js", ".mjs", ".toml"}


def backticked(document: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", document.read_text()))


@cache
def ends() -> frozenset[str]:
    """Every way to name a tracked file or folder by the end of its path."""
    paths = {path for file in tracked() for path in (file, *file.parents) if path.is_relative_to(ROOT)}
    parts = [path.relative_to(ROOT).parts for path in paths]
    return frozenset("/".join(one[at:]) for one in parts for at in range(len(one)))


@cache
def words() -> frozenset[str]:
    return frozenset(word for file in tracked() if file.suffix in SOURCE for word in words_of(file))


@cache
def words_of(path: Path) -> frozenset[str]:
    """Of a module, or of all modules of a folder."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return frozenset(word for file in files for word in re.findall(r"\w+", file.read_text()))


def is_file(name: str, document: Path) -> bool:
    """From the room, from `linli` or from the top; one without a folder, or a template of another room, by its end."""
    name = name.rstrip("/")
    bases = (*(one for one in document.parents if one.is_relative_to(ROOT)), LINLI, document.parent / "templates")
    if any((base / name).exists() or (base / name).with_suffix("").is_dir() for base in bases):
        return True
    return name in ends() if "/" not in name else f"templates/{name}" in ends()


def is_dotted(name: str, document: Path) -> bool:
    """`room.module.name`, or `module.name` of the room and its actions. What begins with no module is a code, a topic,
    a column, a selector: of those only the words are looked for."""
    name = name.removeprefix("linli.")
    found = [module_in(base, name) for base in (document.parent, document.parent / "actions", LINLI)]
    modules = [(path, rest) for path, rest in found if rest != name.split(".") and path.parent != LINLI]
    if not modules:
        return set(name.split(".")) <= words()
    return any(set(rest) <= words_of(path) for path, rest in modules)


def module_in(base: Path, name: str) -> tuple[Path, list[str]]:
    """The deepest module or folder that the name leads to from `base`, and what is left of it."""
    parts = name.split(".")
    while parts and (found := next((p for p in (base / parts[0], base / f"{parts[0]}.py") if p.exists()), None)):
        base = found
        parts.pop(0)
    return base, parts


def is_there(text: str, document: Path) -> bool:
    if FILE.fullmatch(text):
        return is_file(text, document)
    if dotted := DOTTED.fullmatch(text):
        return is_dotted(dotted[1], document)
    named = NAME.fullmatch(text)
    return named is None or named[1] in words()


def known(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=known)
def test_what_a_document_names_is_there(document):
    assert [text for text in backticked(document) if text not in NOT_OURS and not is_there(text, document)] == []


@pytest.mark.parametrize("text", ["gone.py", "people/gone.py", "tests/gone/", "people.gone.Thing", "people.rules.gone_by",
                                  "rules.gone_by", "_gone_by()", "kernel.writes.gone_by"])  # fmt: skip
def test_what_is_gone_is_noticed(text):
    # spelt so that this file has no such word
    assert not is_there(text.replace("gone", "g" + "onne"), LINLI / "people/README.md")


def anchors(document: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", FENCED.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=known)
def test_where_a_document_links_to_is_there(document):
    wrong = []
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", document.read_text())):
        if "://" not in link:
            file, _, anchor = link.partition("#")
            target = (document.parent / file).resolve() if file else document
            if not target.exists() or (anchor and anchor not in anchors(target)):
                wrong.append(link)
    assert wrong == []
