"""S7: no cell of an exported table is a formula, to a spreadsheet program or to us, and reading gives the text back."""
from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import uuid
import zipfile

import pytest

from app.demo import run, story
from app.fields.tables import read_table, safe, template_csv, template_xlsx
from app.monitoring import service
from app.web import create_app
from methodologies.kernel.catalogue import catalogue
from methodologies.kernel.records import Record
from tests.visiting import Browser

DANGEROUS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0",
             "=IMPORTXML(\"http://x\")", "'=1+1", "''=1+1", "＝1+1", "＋1", "－1", "＠x", "=1\n+1",
             "-2+3+cmd|' /C calc'!A0", "@", "=", "+", "-", "=\"a\"&\"b\"",
             "=DDE(\"a\";\"b\")", "{=1+1}", "|x", "%0A=1", "-5", "+86 10 1234", "'plain", "1e3", "常＝", "\"=1+1\"")
ROWS = [{"m": "M1", "no": text, "on": "2023-06-01", "by": text} for text in DANGEROUS]


@pytest.fixture
def period(told):
    """(story, the owner's browser, a period whose main meter has a dangerous name and whose seals say all of it)."""
    told_story, demo, meter = told("project"), run.Demo(), "=2+3"
    demo.who, owner = told_story.who, told_story.who["owner1"]
    demo.not_published(2025)
    ref = service.open_period(told_story.refs["project"], *story.PERIOD, by=owner, today=told_story.today,
                              key=uuid.uuid4().hex)
    for name, rows in {**story.records(), "seals": ROWS}.items():
        rows = [row | {"m": meter} if row.get("m") == "M1" else row for row in rows]
        service.save_rows(ref, name, rows, 0, by=owner, today=told_story.today)
    return told_story, Browser(create_app(), told_story, "owner1"), ref


def seals() -> Record:
    return next(record for module in catalogue().values() for record in module.records if record.name == "seals")


def cells_of(text: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")) for cell in row]


def formulas(workbook: bytes) -> list[str]:
    """The formulas of a workbook, and whatever else of it would act: links, connections, macros."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        sheets = "".join(packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name)
        acting = re.findall("externalLink|connections|vbaProject|embeddings", " ".join(packed.namelist()))
    return re.findall(r"<f[ >].*?</f>", sheets) + re.findall("<hyperlink ", sheets) + acting


def test_the_rows_of_a_table_come_out_as_text_and_go_in_again_unchanged(period):
    _, owner, ref = period
    at = f"/periods/{ref}/tables/seals/rows"

    text, book = owner.get(f"{at}.csv").data, owner.get(f"{at}.xlsx").data

    assert [cell for cell in cells_of(text) if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []
    assert formulas(book) == []
    for data, name in ((text, "seals.csv"), (book, "seals.xlsx")):
        rows, broken = read_table(data, name, seals())
        assert broken == () and [(row["no"], row["by"]) for row in rows] == [(t, t) for t in DANGEROUS]


def test_no_template_of_a_table_holds_a_formula():
    for module in catalogue().values():
        for record in (*module.records, *(each for each in module.design if isinstance(each, Record))):
            cells = cells_of(template_csv(record))
            assert [c for c in cells if safe(c) != c and not re.fullmatch(r"-\d+(\.\d+)?", c)] == [], record.name
            assert formulas(template_xlsx(record)) == [], record.name


def test_a_worksheet_s_formulas_are_ours_and_the_owner_s_words_are_text(period):
    told_story, owner, ref = period
    owner.post(f"/periods/{ref}/moves/close")
    owner.post(f"/periods/{ref}/worksheet")

    book = owner.get(f"/worksheets/{ref}/accounting/1/worksheet.xlsx").data

    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        everything = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    ours = formulas(book)
    assert len(ours) > 50 and not any("2+3" in each or "HYPERLINK" in each.upper() or "http" in each for each in ours)
    assert "=2+3" in everything


def test_a_spreadsheet_program_finds_no_formula_either(period, tmp_path):
    _, owner, ref = period
    files = []
    for ending in ("csv", "xlsx"):
        files.append(tmp_path / f"of-{ending}.{ending}")
        files[-1].write_bytes(owner.get(f"/periods/{ref}/tables/seals/rows.{ending}").data)
    office = shutil.which("soffice")
    assert office, "LibreOffice Calc (soffice) is needed to open the exported tables"

    subprocess.run([office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods",
                    "--outdir", str(tmp_path), *map(str, files)], check=True, capture_output=True, timeout=100)

    for file in files:
        opened = file.with_suffix(".fods").read_text(encoding="utf-8")
        assert "table:formula" not in opened and "HYPERLINK" in opened and opened.count("cmd|") >= 4
