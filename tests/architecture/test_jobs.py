"""A job that nobody starts is dead code; a job that takes an object would carry a stale copy."""

import ast
import re

from tests.architecture.source import modules


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


def test_every_job_is_started_by_somebody():
    idle = []
    for module, job in jobs():
        dotted = module.name.removesuffix(".py").replace("/", ".") + "." + job.name
        elsewhere = [m.text for m in modules() if m.name != module.name]
        by_name = re.compile(rf"\b{job.name}\b")
        if (
            not any(by_name.search(text) or dotted in text for text in elsewhere)
            and f"{job.name}.enqueue" not in module.text
        ):
            idle.append(dotted)
    assert idle == []


def test_jobs_take_only_words_and_numbers():
    odd = []
    for module, job in jobs():
        for argument in [*job.args.args, *job.args.kwonlyargs]:
            if argument.annotation is None or ast.unparse(argument.annotation) not in {"str", "int", "TaskContext"}:
                odd.append(f"{module.name}:{job.lineno} {job.name}({argument.arg})")
    assert odd == []
