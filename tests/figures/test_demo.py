"""The demo, run as a stranger runs it: the same tonnes in every place where they stand."""
from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from methodologies.kernel import catalogue
from methodologies.kernel.workbook import HEAD, write
from tests.office import recalculated_by_office

pytestmark = pytest.mark.xdist_group("demo")            # its life takes long: one worker lives it
BY_YEAR = {"2024": 476091, "2025": 462517}
ROOT = Path(__file__).parents[2]


def ccer(*words: str, home: Path | None = None) -> subprocess.CompletedProcess:
    environment = os.environ | ({"CCER_HOME": str(home)} if home else {})
    environment.pop("DATABASE_URL", None)
    return subprocess.run([sys.executable, "-m", "app.cli", *words], capture_output=True, text=True, cwd=ROOT,
                          env=environment)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> tuple[dict, Path]:
    folder = tmp_path_factory.mktemp("demo")
    ran = ccer("demo", "--out", str(folder), "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout), folder


def test_the_command_says_what_was_issued(demo):
    said, folder = demo

    assert said["project_code"] == "A210001"
    assert said["by_year"] == BY_YEAR
    assert said["tonnes"] == sum(BY_YEAR.values()) == 938608
    assert said["serials"] == ["CN-CCER-A210001-2024-01-1-476091", "CN-CCER-A210001-2025-01-1-462517"]
    assert Path(said["certificate"]).is_file() and Path(said["trust"]).is_file()


def test_the_certificate_says_the_same_in_its_text_and_in_its_files(demo):
    said, _ = demo
    pdf = Path(said["certificate"])
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout

    with pikepdf.open(pdf) as opened:
        files = {name: json.loads(spec.get_file().read_bytes()) for name, spec in opened.attachments.items()
                 if name.endswith(".json")}

    assert "938,608" in text and "476,091" in text and "462,517" in text
    assert all(serial in text for serial in said["serials"])
    assert files["certificate.json"]["tonnes"] == 938608
    assert files["worksheet.json"]["by_year"] == BY_YEAR
    assert files["event.json"]["facts"]["certificate"]["tonnes"] == 938608


def test_the_workbook_recalculated_by_another_program_gives_the_same_tonnes(demo, tmp_path):
    said, _ = demo
    with pikepdf.open(said["certificate"]) as opened:
        stored = json.load(io.BytesIO(opened.attachments["worksheet.json"].get_file().read_bytes()))
    sheet = catalogue.find(stored["methodology"]).work("accounting", stored["inputs"])
    write(sheet, tmp_path / "twin.xlsx", cached=lambda value: -1)

    book = CalamineWorkbook.from_path(str(recalculated_by_office(tmp_path, [tmp_path / "twin.xlsx"]) / "twin.xlsx"))
    rows = book.get_sheet_by_name("result").to_python(skip_empty_area=False)

    assert rows[HEAD][rows[0].index("ER")] == 938608


def test_check_proves_the_demo_and_verify_proves_the_certificate(demo):
    said, folder = demo

    checked = ccer("check", "--json", home=folder / "data")
    verified = ccer("certificate", "verify", said["certificate"], "--trust", said["trust"], "--json")

    assert checked.returncode == 0, checked.stdout
    assert verified.returncode == 0, verified.stdout


def test_one_changed_byte_is_refused_with_the_line_that_refuses(demo, tmp_path):
    said, _ = demo
    data = bytearray(Path(said["certificate"]).read_bytes())
    data[data.find(b"stream") + 2000] ^= 1
    (tmp_path / "forged.pdf").write_bytes(data)

    ran = ccer("certificate", "verify", str(tmp_path / "forged.pdf"), "--trust", said["trust"])

    assert ran.returncode == 1
    assert "Signature" in ran.stdout or "signature" in ran.stdout
