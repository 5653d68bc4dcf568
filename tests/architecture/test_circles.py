"""No import cycles among files or rooms: not by imports inside functions, for types alone, or by name."""

import ast
from itertools import pairwise

from tests.architecture.source import ROOT, called, modules

# Modules that may import by a name given to them: (file, where the names are declared).
BY_NAME = {
    "linli/kernel/work/queue.py": "the jobs of a room, upward; tests/architecture/test_jobs.py knows each name",
    "linli/kernel/work/beat.py": "the schedule of each room",
    "linli/kernel/jobs.py": "settings.LINLI_OUTBOX",
    "linli/kernel/apps.py": "the messages and facts of each room",
    "linli/project/rooms.py": "the modules of known names in each room",
    "linli/intake/lists.py": "settings.LINLI_LISTS",
    "linli/corps/queries/work.py": "settings.LINLI_OPEN_WORK",
    "linli/access/persons.py": "settings.LINLI_PERSON_BOOK",
    "linli/access/addresses.py": "settings.LINLI_ADDRESS_BOOK",
    "linli/notices/gateway.py": "a plugin of apprise",
}


def dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def targets(node, package):
    """The dotted names that an import statement may mean, the longest first."""
    if isinstance(node, ast.Import):
        return [[alias.name] for alias in node.names]
    above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
    base = ".".join([*above, *filter(None, [node.module])])
    return [[f"{base}.{alias.name}", base] for alias in node.names]


def files():
    """File -> the files it imports, wherever the statement is."""
    known = {dotted(module.path): module for module in modules()}
    graph = {}
    for name, module in known.items():
        package = name if module.path.name == "__init__.py" else name.rpartition(".")[0]
        statements = [n for n in ast.walk(module.tree) if isinstance(n, (ast.Import, ast.ImportFrom))]
        meant = [wanted for statement in statements for wanted in targets(statement, package)]
        graph[name] = {next(n for n in wanted if n in known) for wanted in meant if known.keys() & set(wanted)}
        graph[name].discard(name)
    return graph


def rooms(graph):
    found = {}
    for name, imported in graph.items():
        room = ".".join(name.split(".")[:2])
        found.setdefault(room, set()).update(".".join(n.split(".")[:2]) for n in imported)
    return {room: imported - {room} for room, imported in found.items()}


def circle(graph):
    """One cycle as a list that ends where it began; [] when there is none."""
    done, path = set(), []

    def walk(name):
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        path.append(name)
        found = next(filter(None, map(walk, sorted(graph.get(name, ())))), [])
        path.pop()
        done.add(name)
        return found

    return next(filter(None, map(walk, sorted(graph))), [])


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_file_imports_itself_through_others():
    graph = files()
    assert len(graph) > 300 and sum(map(len, graph.values())) > 1_000
    assert circle(graph) == [], " -> ".join("{}, {}".format(*pair) for pair in pairwise(circle(graph)))


def test_no_room_imports_itself_through_others():
    assert circle(rooms(files())) == []


def test_what_is_imported_by_name_is_known():
    by_name = {
        module.name
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and called(node).split(".")[-1] in {"import_string", "import_module", "__import__"}
    }
    assert by_name == set(BY_NAME)
