"""Every refusal has a sentence, every choice a term, every option and command a description."""

import ast
import importlib
import inspect
import re

from linli.cli.main import COMMANDS
from linli.kernel.messages import known_codes
from linli.project.options import OPTIONS
from tests.architecture.source import ROOT, called, modules, tracked

ERRORS = {"Invalid", "NotAllowed", "NotFound", "Conflict"}
CODE = re.compile(r"^[a-z]+\.[a-z][a-z0-9_]*$")


def raised_codes():
    """code -> where: the literal code of each expected error made anywhere in the package, and of each `change`."""
    found = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node).split(".")[-1] in ERRORS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found[code.value] = f"{module.name}:{node.lineno}"
            if isinstance(node, ast.Call) and called(node) == "change":
                codes = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
                found |= {c.value: f"{module.name}:{node.lineno}" for c in codes if isinstance(c, ast.Constant)}
    return found


def test_every_refusal_has_a_sentence():
    raised = raised_codes()
    assert len(raised) > 3
    assert {code: where for code, where in raised.items() if code not in known_codes()} == {}


def test_every_sentence_is_said_somewhere():
    literals = {
        node.value
        for module in modules()
        if module.path.name != "messages.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.match(node.value)
    }
    patterns = [
        "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_.]+" for part in node.values)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.JoinedStr)
    ]
    made = [re.compile(pattern) for pattern in patterns if re.match(r"^[a-z]+\\\.", pattern)]
    unsaid = [code for code in sorted(known_codes() - literals) if not any(p.fullmatch(code) for p in made)]
    assert unsaid == []


def test_codes_belong_to_their_room():
    offenders = []
    for module in modules():
        if module.path.name != "messages.py" or module.name == "linli/kernel/messages.py":
            continue
        name = module.name.removesuffix(".py").replace("/", ".")
        messages = importlib.import_module(name).MESSAGES
        rooms = {word for folder in module.name.split("/")[1:-1] for word in folder.split("_")}
        offenders += [
            f"{module.name}: {code}" for code in messages if code.split(".")[0] not in rooms | {"sheets", "workbooks"}
        ]
    assert offenders == []


def choice_lists():
    """name -> labels of every `…_choices()` of the package; one with parameters builds its list from rows."""
    found = {}
    for module in modules():
        if not re.search(r"^def [a-z]\w*_choices\(\)", module.text, re.MULTILINE):
            continue
        loaded = importlib.import_module(module.name.removesuffix(".py").replace("/", "."))
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = re.fullmatch(r"[a-z]\w*_choices", name) and function.__module__ == loaded.__name__
            if own and not inspect.signature(function).parameters:
                found[f"{loaded.__name__}.{name}"] = [str(label) for _, label in function()]
    return found


def test_every_choice_is_a_term():
    terms = (ROOT / "docs/terms.md").read_text()
    lists = choice_lists()
    assert len(lists) >= 30
    missing = {name: [label for label in labels if label not in terms] for name, labels in lists.items()}
    assert {name: labels for name, labels in missing.items() if labels} == {}


def test_every_option_is_documented():
    operations = (ROOT / "docs/operations.md").read_text()
    assert [option.name for option in OPTIONS if f"`{option.name}`" not in operations] == []


def documents():
    return [path for path in tracked() if path.suffix == ".md"]


def test_links_between_documents_are_alive():
    dead = []
    for page in documents():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                dead.append(f"{page.relative_to(ROOT)} -> {target}")
    assert dead == []


def test_commands_named_in_documents_exist():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    from django.core.management import get_commands

    commands = {*get_commands(), *COMMANDS, "help"}
    unknown = []
    for page in documents():
        for block in re.findall(r"`([^`\n]+)`|^\s{0,4}\$?\s*((?:make|linli) .+)$", page.read_text(), re.MULTILINE):
            line = (block[0] or block[1]).strip()
            words = line.removeprefix("$ ").removeprefix(".venv/bin/").split()
            if len(words) < 2 or not re.fullmatch(r"[a-z-]+", words[1]):
                continue
            known = {"make": targets, "linli": commands}.get(words[0])
            if known is not None and words[1] not in known:
                unknown.append(f"{page.relative_to(ROOT)}: {line}")
    assert unknown == []


def test_both_readmes_tell_of_the_same_commands():
    def named(page):
        return set(re.findall(r"(?:`|^)(make [a-z]+)", (ROOT / page).read_text(), re.MULTILINE))

    assert named("README.md") == named("README.zh-CN.md") != set()


def test_every_room_has_its_page():
    rooms = [p for p in (ROOT / "linli").iterdir() if (p / "apps.py").exists()]
    assert [room.name for room in rooms if not (room / "README.md").exists()] == []
