"""Compile every .po catalogue beside itself, with no gettext installed: `python tools/words.py`."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for source in sorted((ROOT / "linli").rglob("*.po")):
        catalogue = polib.pofile(str(source), check_for_duplicates=True)
        catalogue.save_as_mofile(str(source.with_suffix(".mo")))
        print(f"  ✔ {source.relative_to(ROOT)}: {len(catalogue.translated_entries())} / {len(catalogue)}")


if __name__ == "__main__":
    main()
