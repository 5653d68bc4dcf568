"""`python -m tools.templates [--check]`: format every template of the rooms, or list those that are not formatted."""

import sys

from tools.templates.layout import laid_out
from tools.templates.styles import ROOT


def main(*, check: bool) -> int:
    changed = []
    for path in sorted((ROOT / "linli").glob("*/templates/**/*.html")):
        source = path.read_text()
        result = laid_out(
            source, str(path).rsplit("/templates/", 1)[1], for_print=path.stem.endswith(("_pdf", "_print"))
        )
        if result == source:
            continue
        changed.append(path.relative_to(ROOT))
        if not check:
            path.write_text(result)
    for name in changed:
        print(f"  {'▲' if check else '✔'} {name}")
    if check and changed:
        print("▲ python -m tools.templates")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
