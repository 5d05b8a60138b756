"""S9: the one file that anybody downloads needs nothing of the program; what it refuses: test_certificate_forgeries.

`CCER_SOAK` changes every byte of the place of the signature (twenty seconds), not a sample of them.
"""
from __future__ import annotations

import ast
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785

from app.certificates import content as contents
from app.certificates import verify_ccer
from app.certificates.keys import Keys
from app.certificates.numerals import capital_tonnes
from tests.promises.certificates import AT, Desk, certified_again, content, flipped
from tests.promises.forgeries import alone, ours
from tests.promises.kinds import EVERY, Paper, estimate, event_of, lot, registration, retirement, statement

FILE = Path(verify_ccer.__file__)
SOAK = bool(int(os.environ.get("CCER_SOAK", "0")))


def test_it_is_one_file_of_standard_library_and_one_package_short_enough_to_be_read():
    text = FILE.read_text(encoding="utf-8")
    named = {name.split(".")[0] for node in ast.walk(ast.parse(text)) for name in (
        [alias.name for alias in node.names] if isinstance(node, ast.Import) else
        [node.module] if isinstance(node, ast.ImportFrom) else [])}

    assert named - set(sys.stdlib_module_names) == {"cryptography"} and len(text.splitlines()) <= 300
    assert not named & {"socket", "urllib", "http", "subprocess", "os", "sqlite3"}


def test_a_certificate_is_checked_without_database_server_or_our_program(tmp_path, desk, good):
    shutil.copy(FILE, tmp_path / "verify_ccer.py")
    (tmp_path / "trust.json").write_text(desk.trust.to_json())
    (tmp_path / "good.pdf").write_bytes(good)
    (tmp_path / "bad.pdf").write_bytes(flipped(good, len(good) // 2))

    done = [subprocess.run([sys.executable, "-I", "verify_ccer.py", "trust.json", name], cwd=tmp_path, env={},
                           capture_output=True) for name in ("good.pdf", "bad.pdf")]

    said = [each.stdout.decode() for each in done]
    assert [each.returncode for each in done] == [0, 1], said
    assert "属实 GENUINE" in said[0] and said[0].count("√") == 4 and f"{desk.said.tonnes:,}" in said[0]
    assert "不予认可 REFUSED" in said[1] and "× signature" in said[1]


@pytest.mark.parametrize(("encoding", "sign"), [("gbk", "√"), ("cp1252", "?")])
def test_a_console_that_lacks_a_sign_changes_no_verdict(encoding, sign, tmp_path, desk, good):
    (tmp_path / "trust.json").write_text(desk.trust.to_json())
    (tmp_path / "good.pdf").write_bytes(good)

    done = subprocess.run([sys.executable, FILE, "trust.json", "good.pdf"], cwd=tmp_path, capture_output=True,
                          env={"PYTHONIOENCODING": encoding})

    said = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (0, b"") and "GENUINE" in said and said.count(f"\n  {sign} ") == 4, said


@pytest.mark.parametrize("kind", EVERY)
def test_it_knows_every_kind(kind, tmp_path):
    paper = Paper.on(tmp_path / "seal", EVERY[kind]())

    assert alone(paper.sealed(), paper.desk) == "none"


@pytest.mark.parametrize(("known", "line"), [({"usage": False}, "none"), ({"until": AT + timedelta(hours=1)}, "none"),
                                             ({"until": AT - timedelta(hours=1)}, "signature")])
def test_both_checks_take_a_root_that_names_no_use_and_none_that_was_not_valid_at_the_time(known, line, tmp_path):
    desk = Desk.open(tmp_path / "seal", content())
    certified_again(desk.keys.folder, "root", **known)
    desk = replace(desk, keys=Keys(desk.keys.folder))

    sealed = desk.sign(desk.page())

    assert (ours(sealed, desk), alone(sealed, desk)) == (line, line)


def test_it_refuses_every_changed_byte_outside_the_signature_itself(desk, good):
    chance, gap = random.Random(20261123), good.find(b"/Contents <")
    places = [place for place in (chance.randrange(len(good)) for _ in range(60)) if not gap < place < gap + 20_000]

    assert [place for place in places if alone(flipped(good, place), desk) == "none"] == []


def test_it_refuses_every_changed_byte_in_the_place_of_the_signature(desk, good):
    start = good.find(b"/Contents <") + 10
    places = range(start, good.find(b">", start) + 1)
    if not SOAK:
        places = [*random.Random(20261123).sample(places[:11_000], 150), start, start + 11_500, places[-2], places[-1]]

    assert [place for place in places if alone(flipped(good, place), desk) == "none"] == []


# --- sealed and logged by the registry's own hand, and yet untrue

UNTRUE = {
    "a lot is of another project than its serial": (retirement, lambda c: c["lots"][0]["project"].update(code="A1")),
    "a lot is of another year than its serial": (retirement, lambda c: c["lots"][0].update(year=2099)),
    "a range is of another project than its serial": (statement, lambda c: c["ranges"][0].update(project_code="A1")),
    "a range is of another period than its serial": (statement, lambda c: c["ranges"][0].update(period_no=9)),
    "the quantity in words is another": (retirement, lambda c: c.update(tonnes_capital="玖仟玖佰吨")),
    "there is no quantity in words": (retirement, lambda c: c.pop("tonnes_capital"))}


@pytest.mark.parametrize("how", UNTRUE)
def test_it_refuses_words_that_are_at_odds_with_each_other_when(how, tmp_path):
    make, change = UNTRUE[how]
    words = json.loads(contents.to_bytes(make()))
    change(words)
    data, body = rfc8785.dumps(words), json.loads(event_of(make()))
    body["facts"]["certificate"]["certificate_sha256"] = contents.digest(data)

    paper = Paper.on(tmp_path / "seal", make(), rfc8785.dumps(body))

    forged = paper.sealed(certificate=data)
    assert (ours(forged, paper.desk), alone(forged, paper.desk)) == ("attachments", "attachments")


def test_it_refuses_attachments_under_each_others_names(tmp_path):
    paper = Paper.on(tmp_path / "seal", retirement())
    files = paper.files()
    files["certificate.json"], files["event.json"] = files["event.json"], files["certificate.json"]

    forged = paper.desk.sign(paper.desk.page_with(paper.said, files.items()))

    assert (ours(forged, paper.desk), alone(forged, paper.desk)) == ("attachments", "attachments")


def test_it_refuses_a_retirement_whose_act_retired_of_another_account_too(tmp_path):
    body = json.loads(event_of(retirement()))
    body["facts"]["postings"].append(["CN-CCER-A210009-2024-01", "CN00000009", "retired", 1, 500, 500])

    paper = Paper.on(tmp_path / "seal", retirement(), rfc8785.dumps(body))

    forged = paper.sealed()
    assert (ours(forged, paper.desk), alone(forged, paper.desk)) == ("serials", "figures")


def test_it_refuses_another_yearly_average_than_the_worksheets(tmp_path):
    paper = Paper.on(tmp_path / "seal", registration(yearly_t=estimate()["average"] + 1))

    forged = paper.sealed()
    assert (ours(forged, paper.desk), alone(forged, paper.desk)) == ("tonnes", "figures")


def test_ranges_that_touch_and_an_account_that_holds_nothing_are_no_contradiction(tmp_path):
    cut = retirement(lot("A210001", 2023, 1, 600), lot("A210001", 2023, 601, 1200))
    whole = json.loads(event_of(retirement(lot("A210001", 2023, 1, 1200))))["facts"]["postings"]
    entry = event_of(cut, facts=contents.facts_of(cut) | {"postings": whole})

    papers = [Paper.on(tmp_path / "cut", cut, entry),
              Paper.on(tmp_path / "empty", replace(statement(), ranges=(), tonnes=0))]

    assert [alone(paper.sealed(), paper.desk) for paper in papers] == ["none", "none"]


def test_it_writes_a_quantity_in_words_as_the_registry_does():
    chance = random.Random(20261123)
    bare = [int("".join(chance.choice("0008") for _ in range(chance.randrange(1, 16)))) + 1 for _ in range(4000)]

    assert [n for n in (*range(1, 12_000), *bare) if verify_ccer.capital(n) != capital_tonnes(n)] == []
