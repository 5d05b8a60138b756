"""The case file of an issue: whole, for those who know both dossiers, and checked by itself without the registry."""
from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.rooms.clients import client_of

pytestmark = pytest.mark.xdist_group(__name__)          # one worker unpacks the file, once


@pytest.fixture(scope="module")
def checked_in(tmp_path_factory):
    return tmp_path_factory.mktemp("case")


@pytest.fixture
def case(told, checked_in) -> tuple:
    """(story, folder) with the file unpacked, once for all tests."""
    story = told("issued")
    if not any(checked_in.iterdir()):
        answer = client_of(story.who["owner1"]).get(f"/reductions/{story.refs['reduction']}/case.zip")
        assert answer.mimetype == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            packed.extractall(checked_in)
    return story, checked_in


def check(folder: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-sE", "check_case.py"], cwd=folder, env={}, capture_output=True)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_it_holds_what_led_to_the_issue_and_agrees_with_itself(case):
    story, folder = case
    names = set(json.loads((folder / "manifest.json").read_bytes())["files"])

    for wanted in (f"certificate/{story.refs['certificate']}.pdf", "findings.json", "README.txt", "verify_ccer.py",
                   f"versions/{story.refs['reduction']}-03-verification_report.json",
                   f"versions/{story.refs['application']}-03-validated_design.json",
                   f"numbers/{story.refs['reduction']}-verification-02.json", "numbers/data-readings.json",
                   f"events/{story.refs['reduction']}/0001.tlog-proof", f"events/{story.refs['project']}/0001.json"):
        assert wanted in names, sorted(names)
    assert len(json.loads((folder / "findings.json").read_bytes())) == 4
    assert check(folder) == (0, check(folder)[1]), check(folder)[1]


@pytest.mark.parametrize(("change", "line"), [
    ("versions/*verification_report.json", "versions"), ("documents/*/*.pdf", "documents"),
    ("events/RA*/0003.json", "events"), ("certificate/*.pdf", "certificate"), ("findings.json", "files")])
def test_a_changed_file_is_named_even_when_the_manifest_was_changed_with_it(case, change, line):
    _, folder = case
    path = sorted(folder.glob(change))[0]
    before, manifest = path.read_bytes(), (folder / "manifest.json").read_text()
    changed = before.replace(b"2026", b"2027") if path.suffix == ".json" else before + b" "
    path.write_bytes(changed)
    if line != "files":
        (folder / "manifest.json").write_text(
            manifest.replace(sha256(before).hexdigest(), sha256(changed).hexdigest()))

    code, said = check(folder)

    path.write_bytes(before)
    (folder / "manifest.json").write_text(manifest)
    assert code == 1 and [row.split()[2] for row in said.splitlines() if row.startswith("✗")][:1] == [line], said


def test_it_is_for_those_who_know_both_dossiers(told):
    story = told("issued")
    address = f"/reductions/{story.refs['reduction']}/case.zip"

    status = {name: client_of(story.who[name]).get(address).status_code
              for name in ("registry1", "auditor", "ver1", "stranger", "val1")}

    assert status == {"registry1": 200, "auditor": 200, "ver1": 403, "stranger": 404, "val1": 404}
