"""The hook that `make` installs accepts commit subjects in our form, and no others."""

import subprocess

import pytest

from tests.architecture.source import ROOT

HOOK = ROOT / "tools/hooks/commit-msg"


def code_for(message, folder):
    file = folder / "message"
    file.write_text(message)
    return subprocess.run([HOOK, file], check=False, capture_output=True).returncode


@pytest.mark.parametrize(
    "subject",
    [
        "people: Refuse a move into a closed household.",
        "calls, notices: Say who is asked.",
        "a: " + "B" * 69,
        "Merge branch 'x'",
    ],
)
def test_a_good_subject_passes(subject, tmp_path):
    assert code_for(f"# a comment of the editor\n{subject}\n\nWhy this is safe.\n", tmp_path) == 0


@pytest.mark.parametrize("subject", ["", "Fix it", "people: refuse", "a: " + "B" * 70, "people Refuse a move."])
def test_another_subject_is_refused(subject, tmp_path):
    assert code_for(subject + "\n", tmp_path) == 1


def test_make_installs_it():
    assert "core.hooksPath tools/hooks" in (ROOT / "Makefile").read_text()
