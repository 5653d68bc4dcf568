"""All checks and tests, in steps with their times: `python tools/suite.py check | fast | all`.

Every step runs even when an earlier one failed, so that one run reports everything; the exit code is 0 only when all
passed.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest"]
BESIDE = 2  # parallel static checks: for a machine with two cores
# Processes of one pytest: one more, because a test that waits for a server or a browser leaves its core to another.
WORKERS = BESIDE + 1
SHARED = [*PYTEST, "-n", str(WORKERS), "--dist", "worksteal"]  # a process without tests left takes some from the others


@dataclass(frozen=True)
class Step:
    name: str
    command: list[str]


@dataclass(frozen=True)
class Outcome:
    step: Step
    seconds: float
    code: int


STATIC = [
    Step("类型 / types", [PYTHON, "-m", "mypy", "linli"]),
    Step("规范 / lint", [PYTHON, "-m", "ruff", "check", "."]),
    Step("排版 / format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    Step("模板排版 / template format", [PYTHON, "-m", "tools.templates", "--check"]),
    Step("前端类型 / front-end types", [PYTHON, "frontend/hatch_build.py", "check"]),
    Step("前端测试 / front-end tests", [PYTHON, "frontend/hatch_build.py", "test"]),
    Step("导入约定 / import contracts", [str(Path(PYTHON).with_name("lint-imports"))]),
    Step("缺失的迁移 / missing migrations", [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]),
]
ARCHITECTURE = Step("架构 / architecture", [*PYTEST, "tests/architecture", "-m", "not slow"])
FAST = Step("快的测试 / fast tests", [*SHARED, "-m", "not slow and not browser"])
ON_SQLITE = Step("SQLite 全部测试 / all tests", [*SHARED, "-m", "not browser"])
ON_POSTGRES = Step(
    "PostgreSQL 全部测试 / all tests",
    [PYTHON, "tools/postgres.py", *SHARED, "-m", "not browser and not one_database"],
)
BROWSER = Step("浏览器 / browser", [*SHARED, "tests/browser", "-m", "browser"])


def surroundings(data: str) -> dict[str, str]:
    """The environment of every step: development, temporary data, and no settings of the deployment.

    Compiled files are kept whatever the caller's shell says: otherwise hundreds of processes would compile everything
    again.
    """
    dropped = ("LINLI_", "PYTHONDONTWRITEBYTECODE")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {
        **plain,
        "LINLI_ENV": "development",
        "LINLI_DATA": data,
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
        "PYTHONPATH": str(ROOT),
    }


def run(step: Step, around: dict[str, str]) -> Outcome:
    """Run a step, its output shown as it comes."""
    print(f"\n▸ {step.name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(step.command, cwd=ROOT, env=around, check=False).returncode
    return Outcome(step, time.monotonic() - started, code)


def run_quietly(step: Step, around: dict[str, str]) -> Outcome:
    """Run a step in parallel with another, its output shown when it ends."""
    started = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, env=around, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    outcome = Outcome(step, time.monotonic() - started, done.returncode)
    print(f"\n▸ {step.name}\n{done.stdout.strip()}", flush=True)
    return outcome


def run_static(around: dict[str, str]) -> list[Outcome]:
    with ThreadPoolExecutor(BESIDE) as pool:
        return list(pool.map(lambda step: run_quietly(step, around), STATIC))


def main(which: str) -> int:
    later = {"check": [ARCHITECTURE], "fast": [FAST], "all": [ON_SQLITE, ON_POSTGRES, BROWSER]}[which]
    with tempfile.TemporaryDirectory(prefix="linli-test-") as data:
        around = surroundings(data)
        outcomes = [] if which == "fast" else run_static(around)
        outcomes += [run(step, around) for step in later]
    print("\n" + "─" * 60)
    for outcome in outcomes:
        print(f"{'✔' if outcome.code == 0 else '▲'} {outcome.seconds:7.1f} s  {outcome.step.name}")
    failed = [outcome.step.name for outcome in outcomes if outcome.code]
    print("✔ 全部通过 / all passed" if not failed else f"▲ 未通过 / failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
