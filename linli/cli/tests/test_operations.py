from pathlib import Path

from linli.project.options import OPTIONS

PAGE = Path(__file__).resolve().parents[3] / "docs/operations.md"


def test_the_page_lists_every_option_as_it_is_and_no_other():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `LINLI_")]
    shown = [f"| `{o.name}` | {f'`{o.default}`' if o.default else '–'} | {o.what} |" for o in OPTIONS]
    assert rows == shown
