"""What the repository may contain: our own text, no secrets, no registry addresses, nothing by others."""

import re

from tests.architecture.source import ROOT, tracked

BIG = 1_000_000  # bytes
# Allowed larger files, and what they are.
KNOWN_BIG = {".csv.xz": "official division codes, packed", ".bin": "the same, indexed"}
TEXT_ENDS = {
    ".py",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".json",
    ".ts",
    ".css",
    ".html",
    ".js",
    ".mjs",
    ".yml",
    ".cfg",
    ".ini",
    ".po",
    ".svg",
    "",
}
HOSTS = re.compile(
    r"(pypi\.(org|io)|pythonhosted\.org|regi" + r"stry\.(npmjs|yarnpkg|npmmirror)|npmmirror|tuna\.tsinghua|mirrors\.aliyun"
    r"|unpkg\.com|jsdelivr|cdnjs|googleapis\.com|\"resolved\":\s*\"http|--(extra-)?index-url|--find-links)"
)  # fmt: skip
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIV"
    r"ATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30}|xox[bp]-[0-9]{8}|\"secret_key\":\s*\"[^\"]{20}"
)
THIRD_PARTY = re.compile(
    r"(^|/)(node_modules|vendor|third_party|dist|built|\.venv)/|\.min\.(js|css)$|\.(woff2?|ttf|otf|jar|whl|so|wasm|map|mo)$"
)
FOREIGN_LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml"}


def texts():
    for path in tracked():
        if path.suffix in TEXT_ENDS:
            try:
                yield str(path.relative_to(ROOT)), path.read_text()
            except UnicodeDecodeError:
                continue


def found(pattern):
    return [
        f"{name}:{number}"
        for name, text in texts()
        if name != "tests/architecture/test_tracked_files.py"
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_address_of_a_registry_or_a_foreign_host():
    assert found(HOSTS) == []


def test_no_secret():
    assert found(SECRETS) == []
    assert [
        p.name for p in tracked() if p.name in {"keys.json", ".env"} or p.suffix in {".pem", ".key", ".sqlite3"}
    ] == []


def test_nothing_of_others():
    names = [str(p.relative_to(ROOT)) for p in tracked()]
    assert [n for n in names if THIRD_PARTY.search(n) or n.split("/")[-1] in FOREIGN_LOCKS] == []


def test_nothing_big_that_is_not_known():
    big = [str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > BIG]
    assert [n for n in big if not any(n.endswith(end) for end in KNOWN_BIG)] == []


def test_every_locked_package_carries_a_hash():
    for lock in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", lock.read_text().strip())
        assert [e.split()[0] for e in entries if "==" not in e.split()[0] or "--hash=sha256:" not in e] == [], lock.name


def test_the_licence_is_here():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    for page in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"):
        assert (ROOT / page).exists(), page


def test_every_stamp_of_the_makefile_is_made_by_one_rule():
    """On a machine where the stamps lie, a rule that is missing is not noticed."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\.linli-[a-z]+", text))
    rules = re.findall(r"^(\.linli-[a-z]+):", text, re.MULTILINE)
    assert sorted(rules) == sorted(named)
    assert len(named) > 4
