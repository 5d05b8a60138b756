"""Files sent as a table of one's own that are none, or ask for more than a table holds: refused, and nothing stored."""
from __future__ import annotations

import io
import uuid
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import func, select

from app.database import reading
from app.demo.story import PERIOD
from app.fields.sheets.grid import read_sheet
from app.models.own_sheet import OwnSheet
from app.monitoring import service
from app.web import create_app
from tests.rooms.test_bad_input_files import PARTS, PDF, corners, packed
from tests.rooms.test_own_table_reading import sheet_of
from tests.visiting import Browser, stored

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = ("月份", "已交易绿证对应电量（kWh）", "绿证账户对账单编号")


def covered() -> bytes:
    """A workbook of some kilobytes in which one range is merged over everything."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_string(900, 198, "x")
        for n in range(0, 900, 3):
            sheet.merge_range(n + 1, 0, n + 3, 198, "全")
    return file.getvalue()


def crossing() -> bytes:
    """Two merged ranges that share cells, which no program makes and any may send."""
    whole, file = sheet_of(HEAD, ("2024-01", 5, "A"), merged=((1, 0, 2, 1),)), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<mergeCells count="1"><mergeCell ref="A2:B3"/>',
                                    b'<mergeCells count="2"><mergeCell ref="A2:B3"/><mergeCell ref="B2:C3"/>')
                assert b"B2:C3" in data
            new.writestr(name, data)
    return file.getvalue()


HOSTILE = [
    ("own.et", OLE + b"0" * 600), ("own.rar", b"Rar!\x1a\x07\x01\0"), ("own.csv", b"Rar!\x1a\x07\x01\0"),
    ("own.zip", packed("a.csv")), ("own.7z", b"7z\xbc\xaf\x27\x1c"), ("own.doc", OLE + b"0" * 600), ("own.pdf", PDF),
    ("own.xls", OLE + b"0" * 600), ("own.xls", b"<html><table><tr><td>1"), ("own.xlsx", OLE + b"0" * 600),
    ("own.xlsx", b"PK\x03\x04 no archive"), ("own.xlsx", packed("a.txt")),
    ("own.xlsx", packed(*PARTS, "xl/media/a", size=200 * 2**20)), ("own.xlsx", corners((0, 0), (1_048_575, 16_383))),
    ("own.xlsx", corners((0, 0), (0, 300))), ("own.csv", b"a,b\n" * 310_000), ("own.csv", b"a," * 400_000),
    ("own.csv", b"\xff\xfe\0m\0"), ("own.csv", b'a,b\n"1,2'), ("own.csv", b""), ("own.csv", b"a,\x1bb\n1,2\n"),
    ("own.exe", b"a,b\n1,2\n"), ("own", b"a,b\n1,2\n")]


@pytest.fixture
def case(told) -> tuple[Browser, str]:
    story = told("project")
    ref = service.open_period(story.refs["project"], *PERIOD, by=story.who["owner1"], today=story.today,
                              key=uuid.uuid4().hex)
    return Browser(create_app(), story, "owner1"), f"/periods/{ref}/tables/green"


def send(case: tuple[Browser, str], name: str, data: bytes):
    owner, at = case
    return owner.post(f"{at}/import", {"revision": "0", "do": "look", "file": (io.BytesIO(data), name)})


def test_what_is_no_table_is_refused_in_both_languages_and_nothing_is_kept(case):
    before, taken = stored(), []

    for name, data in HOSTILE:
        answer = send(case, name, data)
        if answer.status_code != 422 or stored() != before:
            taken.append((name, data[:20], answer.status_code))

    assert taken == []


@pytest.mark.parametrize("name, data", [
    ("covered.xlsx", covered()), ("crossing.xlsx", crossing()), ("formula.xlsx", sheet_of(HEAD, ("=1+1", "@x", "-1"))),
    ("name.xlsx", sheet_of(HEAD, ("2024-01", 1, "<script>ran=1</script>"), ("_x0000_\x07", 1e300, "\ud7ff"))),
    ("heads.csv", ("," * 150 + "\n" + ",".join(["月份"] * 150) + "\n" + ",".join(["合计"] * 150)).encode()),
    ("long.csv", ("月份,对账单\n" + "字" * 19_000 + ",A\n").encode()), ("deep.csv", b"#" * 4000)])
def test_an_odd_table_is_shown_and_comes_back_without_an_error_of_ours(case, name, data):
    owner, at = case

    sent = send(case, name, data)
    page, back = owner.get(f"{at}/sheet"), owner.get(f"{at}/sheet?marked=1")

    assert (sent.status_code, page.status_code, back.status_code) == (303, 200, 200)
    assert "<script>ran" not in page.text and read_sheet(back.data, "back.xlsx").rows


def test_of_one_table_one_file_waits_however_many_are_sent(case):
    for n in range(3):
        send(case, "own.xlsx", sheet_of(HEAD, (f"2024-0{n + 1}", 5, "A")))

    with reading() as db:
        assert db.scalar(select(func.count()).select_from(OwnSheet)) == 1
