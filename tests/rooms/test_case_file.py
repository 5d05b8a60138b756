"""The case file of an issue: whole, for those who know both dossiers, and checked by itself without the registry."""
from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.rooms.clients import client_of

SOAK = bool(int(os.environ.get("CCER_SOAK", "0")))      # then each event in turn
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


def check(folder: Path, encoding: str = "utf-8") -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-s", "check_case.py"], cwd=folder, env={"PYTHONIOENCODING": encoding},
                          capture_output=True)
    return done.returncode, done.stdout.decode(encoding) + done.stderr.decode(encoding)


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
    code, said = check(folder)
    assert code == 0 and "A210001 单独一件 alone: 1-1" in said and "RA-2026-0001: 1-18" in said, said


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
    assert code == 1 and [row.split()[2] for row in said.splitlines() if row.startswith("×")][:1] == [line], said


def test_an_event_taken_out_with_its_lines_of_the_manifest_is_missed(case):
    _, folder = case
    manifest = json.loads((folder / "manifest.json").read_bytes())
    names = sorted(p.relative_to(folder).as_posix() for p in folder.glob("events/*/*.json"))
    taken = [name for name, after in zip(names, names[1:]) if name.split("/")[1] == after.split("/")[1]]
    taken = taken if SOAK else [taken[0], *random.Random(20261123).sample(taken, 4)]

    missed = {name: checked_without(folder, name, manifest) for name in taken}

    assert [name for name, (code, said) in missed.items() if code != 1 or "the one before is missing" not in said] == []


def test_an_event_is_not_excused_by_a_line_of_the_manifest_that_it_stands_alone(case):
    _, folder = case
    manifest = json.loads((folder / "manifest.json").read_bytes())
    application = manifest["alone"] + ["events/RA-2026-0001/0004.json"]

    code, said = checked_without(folder, "events/RA-2026-0001/0003.json", manifest | {"alone": application})

    assert code == 1 and "events/RA-2026-0001/0004.json: 前一事件不在案卷中" in said


def checked_without(folder: Path, name: str, manifest: dict) -> tuple[int, str]:
    """What the check says when an event, its proof and their lines of the manifest are gone; puts them back."""
    gone = [folder / name, (folder / name).with_suffix(".tlog-proof")]
    names = [path.relative_to(folder).as_posix() for path in gone]
    kept = [(path, path.read_bytes()) for path in (*gone, folder / "manifest.json")]
    files = {name: digest for name, digest in manifest["files"].items() if name not in names}
    (folder / "manifest.json").write_text(json.dumps(manifest | {"files": files}))
    for path in gone:
        path.unlink()
    said = check(folder)
    for path, data in kept:
        path.write_bytes(data)
    return said


def test_it_says_the_same_on_a_console_of_a_chinese_windows(case):
    _, folder = case

    code, said = check(folder, "gbk")

    assert code == 0 and said.count("√") == 5, said


def test_it_is_for_those_who_know_both_dossiers(told):
    story = told("issued")
    address = f"/reductions/{story.refs['reduction']}/case.zip"

    status = {name: client_of(story.who[name]).get(address).status_code
              for name in ("registry1", "auditor", "ver1", "stranger", "val1")}

    assert status == {"registry1": 200, "auditor": 200, "ver1": 403, "stranger": 404, "val1": 404}
