"""The bill of materials names everything that is installed, with the hashes that are checked."""

import json
import subprocess
import sys

from tests.architecture.source import ROOT


def test_the_bill_names_every_locked_package():
    told = subprocess.run([sys.executable, "tools/supply.py", "sbom"], cwd=ROOT, capture_output=True, check=True).stdout
    bill = json.loads(told)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    named = {part["purl"]: part for part in bill["components"]}
    locked = [line.split(" ")[0] for line in (ROOT / "requirements/base.txt").read_text().splitlines() if "==" in line]
    assert len(locked) > 50
    for package in locked:
        assert named[f"pkg:pypi/{package.replace('==', '@')}"]["hashes"], package
    assert any(address.startswith("pkg:npm/") for address in named)
