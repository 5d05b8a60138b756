"""Uploads that are not what they say, too large, or the scan of another version: refused, and nothing stored."""
from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from app.database import reading
from app.evidence.documents import LARGEST
from app.issuance import service as issuance
from app.models.reduction import ReductionApplication
from app.papers.queries import attachments_of, code_of
from app.web import LARGEST_REQUEST, create_app
from tests.rooms.test_bad_input import reported
from tests.visiting import PROBLEM, Browser, newest, stored, told_problems

PDF, PNG = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n...."
PARTS = ("[Content_Types].xml", "xl/workbook.xml")


def packed(*names: str, size: int = 10) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"0" * size)
    return file.getvalue()


def corners(*cells: tuple[int, int]) -> bytes:
    """A workbook of some kilobytes with cells far apart."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column in cells:
            sheet.write_string(row, column, "月份")
    return file.getvalue()


FALSE = [("report.pdf", b"MZ\x90\0 an executable"), ("photo.png", b"<html><script>alert(1)</script>"),
         ("photo.png", PDF), ("report.pdf", PNG), ("rows.csv", b"a,b\0c\n"), ("rows.csv", b"a,b\x1bc\n"),
         ("data.json", b"{"),
         ("data.json", b"[" * 200_000), ("book.xlsx", b"PK\x03\x04 no archive"), ("book.xlsx", packed("a.txt")),
         ("book.xlsx", packed(*PARTS, "xl/vbaProject.bin")),
         ("book.xlsx", packed(*PARTS, "xl/media/a", size=200 * 2**20)), ("page.html", b"<p>"), ("page.pdf.exe", PDF),
         ("drawing.svg", b"<svg/>"), ("no ending", PDF), ("empty.pdf", b""), ("large.pdf", PDF + b"0" * LARGEST)]


@pytest.fixture
def owner(told):
    return Browser(create_app(), told("claimed"), "owner1")


@pytest.fixture
def reduction(owner) -> str:
    return f"/reductions/{newest(ReductionApplication)}"


def send(owner: Browser, at: str, name: str, data: bytes, **fields: str) -> tuple[int, list[tuple[str, str]]]:
    file = io.BytesIO(data), name
    return owner.problems(f"{at}/documents", {"slot": "settlement_vouchers", "file": file, **fields})


def test_a_file_is_what_its_name_says_or_is_refused(owner, reduction):
    before, taken = stored(), []

    for name, data in FALSE:
        if (said := send(owner, reduction, name, data)) != (422, [("FILE", "/file")]):
            taken.append((name, data[:20], said))

    assert taken == []
    assert stored() == before


def test_a_good_file_is_taken_under_its_hash_with_no_more_than_its_name(owner, reduction):
    kept = owner.post(f"{reduction}/documents", {"slot": "settlement_vouchers",
                                                 "file": (io.BytesIO(PDF), "../../etc/" + "x" * 300 + ".pdf")})

    with reading() as db:
        row = next(a for a in attachments_of(db, reduction[12:]) if a.slot == "settlement_vouchers")
    answer = owner.get(f"/documents/{row.ref}")
    assert kept.status_code == 303 and len(row.name) == 200 and row.name.endswith(".pdf")
    assert answer.data == PDF and answer.headers["Content-Disposition"].startswith("attachment")
    assert any(name.replace("/", "") == row.sha256 for name in stored()["files"])


def test_what_is_larger_than_a_request_may_be_is_a_413_in_both_languages(owner, reduction):
    before = stored()

    answer = owner.post(f"{reduction}/documents", {"slot": "settlement_vouchers", "file": (
        io.BytesIO(PDF + b"0" * LARGEST_REQUEST), "a.pdf")}, Accept=PROBLEM)

    assert told_problems(answer) == (413, [])
    assert stored() == before


def test_slot_level_reason_and_file_are_told_together(owner, reduction):
    before = stored()

    several = send(owner, reduction, "a.png", PDF, level="private", reason="因" * 201)
    level = send(owner, reduction, "a.png", PDF, level="secret")
    reason = send(owner, reduction, "a.pdf", PDF, level="redacted", reason=" ")
    slot = send(owner, reduction, "a.pdf", PDF, slot="passport")
    none = owner.problems(f"{reduction}/documents", {"slot": "settlement_vouchers"})

    assert several == (422, [("INPUT", "/reason"), ("FILE", "/file")])
    assert level == (422, [("INPUT", "/level"), ("FILE", "/file")])
    assert reason == (422, [("H-LEVEL", "/reason")])
    assert (slot, none) == ((422, [("INPUT", "/slot")]), (422, [("INPUT", "/file")]))
    assert stored() == before


def test_the_scan_of_another_version_is_refused_by_its_page_code(told):
    story = told("claimed")
    demo = reported(story)
    owner, ref, form = Browser(create_app(), story, "owner1"), story.refs["reduction"], "reduction_application_form"
    former = code_of(ref, form)
    issuance.adopt_verified(ref, by=story.who["owner1"], today=demo.today)
    code, before = code_of(ref, form), stored()

    said = [send(owner, f"/reductions/{ref}", "scan.pdf", PDF, slot=form, page_code=wrong)
            for wrong in (former, "", f"{ref}-AAAA-BBBB", code[:-1], code + "0", code + " x" * 300)]

    assert code != former and said == [(422, [("H-SCAN", "/page_code")])] * 6
    assert stored() == before
    assert send(owner, f"/reductions/{ref}", "scan.exe", PDF, slot=form, page_code=former) == (
        422, [("FILE", "/file"), ("H-SCAN", "/page_code")])


def test_a_scan_that_was_taken_of_an_earlier_version_no_longer_counts(told):
    story = told("claimed")
    demo, ref = reported(story), story.refs["reduction"]
    demo.scan(issuance, ref, "owner1", "reduction_application_form", "reduction_commitment_letter")
    issuance.adopt_verified(ref, by=story.who["owner1"], today=demo.today)
    owner = Browser(create_app(), story, "owner1")

    early = owner.problems(f"/reductions/{ref}/moves/apply")
    demo.scan(issuance, ref, "owner1", "reduction_application_form", "reduction_commitment_letter")

    assert early == (422, [("R-88", "/documents/reduction_application_form"),
                           ("R-88", "/documents/reduction_commitment_letter")])
    assert owner.post(f"/reductions/{ref}/moves/apply").status_code == 303


@pytest.mark.parametrize("name, data", [
    ("bomb.xlsx", corners((0, 0), (1_048_575, 16_383))), ("wide.xlsx", corners((0, 0), (0, 300))),
    ("old.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600), ("rows.csv", b"\xff\xfe\0m\0"), ("rows.csv", b"m,side\n\"1,2"),
    ("rows.csv", b""), ("rows.xlsx", b"PK\x03\x04 no archive"), ("rows.pdf", PDF), ("rows.csv", b"m," * 400_000)],
    ids=lambda value: value if isinstance(value, str) else "")
def test_a_table_that_is_none_is_refused_and_takes_nothing_down(told, name, data):
    story = told("project")
    owner = Browser(create_app(), story, "owner1")
    at = owner.post(f"/projects/{story.refs['project']}/periods", {"starts_on": "2024-01-01", "ends_on": "2024-12-31"})
    before = stored()

    status, said = owner.problems(f"{at.location}/tables/meters/import",
                                  {"revision": "0", "file": (io.BytesIO(data), name)})

    assert status == 422 and said and {where for _, where in said} == {"/file"}
    assert stored() == before
