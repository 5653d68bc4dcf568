"""Every job is started somewhere, and takes ids rather than objects, which could be stale."""

import ast

from tests.architecture.source import ROOT, called, modules


def jobs():
    """(module, function) of every function marked @task."""
    for module in modules():
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and any(
                "task" in ast.unparse(d).split("(")[0].split(".") for d in node.decorator_list
            ):
                yield module, node


def test_there_are_jobs():
    assert list(jobs())


def test_jobs_live_in_jobs():
    assert [m.name for m, _ in jobs() if m.path.name != "jobs.py"] == []


def names_given(call):
    """The names that a call of `later` may queue; None when they are not literals."""
    first = call.args[0] if call.args else None
    choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [c.value if isinstance(c, ast.Constant) and isinstance(c.value, str) else None for c in choices]


def put_into_the_queue():
    """(place, name) of every `later("room.job", …)`."""
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node).split(".")[-1] == "later":
                for name in names_given(node):
                    yield f"{module.name}:{node.lineno}", name


def job_names():
    """ "notices.spread" for `spread` in linli/notices/jobs.py."""
    for module, job in jobs():
        yield ".".join([*module.path.relative_to(ROOT / "linli").parent.parts, job.name])


def test_every_name_put_into_the_queue_is_a_job():
    known = set(job_names())
    assert list(put_into_the_queue())
    assert [found for found in put_into_the_queue() if found[1] not in known] == []


def test_every_job_is_started_by_somebody():
    given = {name for _, name in put_into_the_queue()}
    starters = [m.text for m in modules() if m.path.name == "jobs.py"]
    by_jobs = {name for name in job_names() if any(f"{name.rpartition('.')[2]}.enqueue" in text for text in starters)}
    assert set(job_names()) - given - by_jobs == set()


def test_jobs_take_only_words_and_numbers():
    odd = []
    for module, job in jobs():
        for argument in [*job.args.args, *job.args.kwonlyargs]:
            if argument.annotation is None or ast.unparse(argument.annotation) not in {"str", "int", "TaskContext"}:
                odd.append(f"{module.name}:{job.lineno} {job.name}({argument.arg})")
    assert odd == []
