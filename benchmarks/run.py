"""Every figure beside its floor, measured in the same run: `make bench`, or `python benchmarks/run.py import board`.

A benchmark is a file `bench_<name>.py` here with `run() -> list[Row]`; each runs in a process of its own, one after
another, so that they do not influence each other. The table is printed and stored in `benchmarks/results.md`. A figure
that misses its target is marked ▲; the exit code is 1 only when a benchmark crashed.
"""

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from measured import Row

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
ONE = (
    "import importlib, json, sys\n"
    "print()\n"
    "print(json.dumps(importlib.import_module(sys.argv[1]).run(), ensure_ascii=False))"
)


@dataclass(frozen=True)
class Result:
    name: str
    seconds: float
    rows: list[Row]
    broke: str = ""


def measure(name: str) -> Result:
    """Run one benchmark; what it prints on the way is shown as progress."""
    around = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", ONE, name], cwd=HERE.parent, env=around, stdout=subprocess.PIPE, text=True, check=False
    )
    seconds = time.monotonic() - started
    if done.returncode:
        return Result(name, seconds, [], f"ended with {done.returncode}")
    return Result(name, seconds, json.loads(done.stdout.strip().splitlines()[-1]))


def machine() -> str:
    cores = os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cores} cores, {memory:.0f} GB, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )


def table(results: list[Result]) -> str:
    lines = ["| | figure | ours | floor | ratio | target |", "|---|---|--:|--:|--:|---|"]
    for result in results:
        for row in result.rows:
            sign = "✔" if row["ok"] else "▲"
            figures = f"{row['ours']:,} | {row['floor']:,} | {row['ratio']:.2f}"
            lines.append(f"| {sign} | {row['what']} | {figures} | {row['target']} |")
        if result.broke:
            lines.append(f"| ▲ | {result.name} | – | – | – | {result.broke} |")
    return "\n".join(lines)


def durations(results: list[Result]) -> str:
    each = ", ".join(f"{result.name.removeprefix('bench_')} {result.seconds:.0f} s" for result in results)
    return f"{sum(result.seconds for result in results) / 60:.1f} minutes: {each}"


def main(wanted: list[str]) -> int:
    names = [path.stem for path in sorted(HERE.glob("bench_*.py"))]
    if wanted:
        names = [name for name in names if name.removeprefix("bench_") in wanted]
    results = []
    for number, name in enumerate(names, 1):
        print(f"▸ {number}/{len(names)} {name}", flush=True)
        results.append(measure(name))
        print(f"  {results[-1].seconds:.0f} s", flush=True)
    text = f"{table(results)}\n\n{durations(results)}"
    print("\n" + text)
    if not wanted:
        RESULTS.write_text(f"# Figures of the last `make bench`\n\n{machine()}\n\n{text}\n")
    rows = [row for result in results for row in result.rows]
    print(f"\n{sum(row['ok'] for row in rows)} of {len(rows)} targets reached")
    return 1 if any(result.broke for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
