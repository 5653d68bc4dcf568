"""Bring the English catalogue up to date with the source: `python tools/collect_words.py`, with no gettext installed.

Finds every string for translation in the package: `_("…")` and its kin in Python, `translate` and `blocktranslate` in
templates, and the labels that the `…_choices()` functions return. New ones are added without a translation, vanished
ones are removed, translations are kept. `linli/web/tests/test_english.py` fails while one is missing.
"""

import ast
import importlib
import inspect
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "linli"
CATALOGUE = PACKAGE / "locale/en/LC_MESSAGES/django.po"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
TEXT = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
CALL = re.compile(rf"\b(gettext|ngettext|pgettext|_)\(((?:\s*{TEXT}\s*,?)+)")

Key = tuple[str, str, str]  # context, singular, plural; "" where there is none


def in_python(path: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        yield from _key(name, [word for word in words if isinstance(word, str)])


def in_template(path: Path) -> Iterator[Key]:
    for call in CALL.finditer(templatize(path.read_text(), origin=str(path))):
        yield from _key(call[1], [ast.literal_eval(word.removeprefix("u")) for word in re.findall(TEXT, call[2])])


def _key(name: str, words: list[str]) -> Iterator[Key]:
    if not words:
        return
    if name in PLAIN:
        yield ("", words[0], "")
    elif name in PLURAL:
        yield ("", words[0], words[1])
    elif name in CONTEXT:
        yield (words[0], words[1], "")


def in_choices(path: Path) -> Iterator[Key]:
    """The labels of every `…_choices()` function, which return plain words."""
    if not re.search(r"^def \w*choices\(\)", path.read_text(), re.MULTILINE):
        return
    module = importlib.import_module(str(path.relative_to(ROOT).with_suffix("")).replace("/", "."))
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if re.fullmatch(r"[a-z]\w*_choices", name) and function.__module__ == module.__name__:
            yield from (("", str(label), "") for _code, label in function())


def in_shipped() -> Iterator[tuple[str, str]]:
    """(file, words) of posts, modes and kinds of calls that ship: translated for the reader unless renamed."""
    from linli.access.shipped_posts import POSTS, deputy_title
    from linli.calls.shipped import KINDS
    from linli.places.shipped import MODES

    for post in POSTS:
        titles = (post.title, deputy_title(post.title)) if post.deputy else (post.title,)
        yield from (("linli/access/shipped_posts.py", text) for text in (*titles, post.note) if text)
    for mode in MODES:
        yield from (("linli/places/shipped.py", text) for text in (mode.name, mode.note) if text)
    for kind in KINDS.values():
        yield from (("linli/calls/shipped.py", text) for text in (kind.name, kind.example) if text)


def words() -> dict[Key, set[str]]:
    """Every string for translation, with the files it stands in."""
    found: dict[Key, set[str]] = defaultdict(set)
    for path in sorted(
        [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]
    ):
        if {"tests", "migrations"} & set(path.parts):
            continue
        keys = [*in_python(path), *in_choices(path)] if path.suffix == ".py" else in_template(path)
        for key in keys:
            found[key].add(str(path.relative_to(ROOT)))
    for name, text in in_shipped():
        found["", text, ""].add(name)
    return found


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def _entry(key: Key, files: set[str]) -> polib.POEntry:
    context, singular, plural = key
    entry = polib.POEntry(msgid=singular, msgctxt=context or None, occurrences=[(name, "") for name in sorted(files)])
    if plural:
        entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
    return entry


def update() -> polib.POFile:
    known = {key_of(entry): entry for entry in polib.pofile(str(CATALOGUE))} if CATALOGUE.exists() else {}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Project-Id-Version": "linli",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for key, files in sorted(words().items(), key=lambda item: (min(item[1]), item[0])):
        entry = _entry(key, {min(files)})
        if key in known:
            entry.msgstr, entry.msgstr_plural = known[key].msgstr, known[key].msgstr_plural
        if "%(" in key[1]:
            entry.flags.append("python-format")
        catalogue.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    return catalogue


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    catalogue = update()
    missing = [entry for entry in catalogue if not entry.translated()]
    print(f"{len(catalogue)} strings, {len(missing)} without a translation")
    for entry in missing:
        print(f"  {entry.occurrences[0][0]}: {entry.msgid}")


if __name__ == "__main__":
    main()
