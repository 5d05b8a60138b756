"""S9: the one file that anybody downloads needs nothing of the program; what it refuses: test_certificate_forgeries."""
from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.certificates import verify_ccer
from tests.promises.certificates import flipped
from tests.promises.forgeries import alone
from tests.promises.kinds import EVERY, Paper

FILE = Path(verify_ccer.__file__)


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
    assert "属实 GENUINE" in said[0] and said[0].count("✓") == 4 and f"{desk.said.tonnes:,}" in said[0]
    assert "不予认可 REFUSED" in said[1] and "✗ signature" in said[1]


@pytest.mark.parametrize("kind", EVERY)
def test_it_knows_every_kind(kind, tmp_path):
    paper = Paper.on(tmp_path / "seal", EVERY[kind]())

    assert alone(paper.sealed(), paper.desk) == "none"


def test_it_refuses_every_changed_byte_outside_the_signature_itself(desk, good):
    chance, gap = random.Random(20261123), good.find(b"/Contents <")
    places = [place for place in (chance.randrange(len(good)) for _ in range(60)) if not gap < place < gap + 20_000]

    assert [place for place in places if alone(flipped(good, place), desk) == "none"] == []
