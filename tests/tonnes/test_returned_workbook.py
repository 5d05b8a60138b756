"""The workbook that came back: what differs, what it does to the tonnes, what was touched, and what is refused."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.fields.workbooks import cells_of
from methodologies.kernel.returned import Cell, Returned, read_back
from methodologies.kernel.rules import Refusal
from methodologies.kernel.workbook import write
from methodologies.kernel.worksheet import Worksheet
from tests.office import recalculated_by_office
from tests.tonnes.builders import WIND, accounting, case_input, window, year
from tests.tonnes.test_workbook import every_function


@pytest.fixture
def sheet() -> Worksheet:
    return WIND.work("accounting", accounting(year("2023", window("01-01..06-30", "100"),
                                                   window("07-01..12-31", "200"))))


@pytest.fixture
def cells(sheet, tmp_path) -> dict[str, dict[str, Cell]]:
    write(sheet, tmp_path / "book.xlsx")
    return {name: dict(page) for name, page in cells_of((tmp_path / "book.xlsx").read_bytes()).items()}


def place(cells: dict, page: str, symbol: str, row: int = 0) -> str:
    """The cell of a symbol: its column is the one that it heads."""
    column = next(at[:-1] for at, cell in cells[page].items() if at.endswith("1") and at[:-1].isalpha()
                  and cell.text == symbol)
    return f"{column}{8 + row}"


def edit(cells: dict, page: str, symbol: str, row: int = 0, **known: str) -> str:
    at = place(cells, page, symbol, row)
    cells[page][at] = replace(cells[page][at], **known)
    return at


def refused(sheet: Worksheet, cells: dict) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        read_back(sheet, cells)
    assert all(b.zh != b.en and b.zh and b.en for b in refusal.value.broken)
    return [b.where for b in refusal.value.broken]


def untouched(found: Returned) -> bool:
    return (found.changes, found.touched, found.effect, found.now) == ((), (), 0, found.was)


def test_an_untouched_workbook_differs_in_nothing(sheet, cells):
    assert untouched(read_back(sheet, cells))


@pytest.mark.parametrize("made", [every_function, lambda: WIND.work("accounting", case_input("example_3_9"))])
def test_a_workbook_that_an_office_saved_again_differs_in_nothing(tmp_path, made):
    write(made(), tmp_path / "book.xlsx")

    saved = recalculated_by_office(tmp_path, [tmp_path / "book.xlsx"]) / "book.xlsx"

    assert untouched(read_back(made(), cells_of(saved.read_bytes())))


def test_an_edited_input_is_told_with_its_cell_and_what_it_does(sheet, cells):
    at = edit(cells, "windows", "X_export,w", 1, text="210.5")

    found = read_back(sheet, cells)

    (change,) = found.changes
    (value,) = change.values
    assert (value.at, value.row, value.was, value.now) == (f"windows!{at}", "2023/main/07-01..12-31", "200", "210.5")
    assert value.effect == change.effect == found.effect == Decimal("6.495825")
    assert (found.was, found.now, found.by_year) == (185, 192, (("2023", 185, 192),))


def test_two_edits_are_told_apart_and_together(sheet, cells):
    edit(cells, "windows", "X_export,w", 0, text="110")
    edit(cells, "years", "EF_grid,OM,y", text="0.9")

    found = read_back(sheet, cells)

    assert {change.symbol: change.effect for change in found.changes} == {
        "X_export,w": Decimal("6.1865"), "EF_grid,OM,y": Decimal("15")}
    assert found.effect == Decimal("21.6865")           # 310 MWh at 0.66865


def test_a_number_that_is_only_written_otherwise_is_the_same(sheet, cells):
    edit(cells, "windows", "X_export,w", text="1.0E2")
    edit(cells, "years", "EF_grid,OM,y", text="0.80000000000000004")

    assert untouched(read_back(sheet, cells))


def test_an_overwritten_formula_is_told_and_its_value_counts_for_nothing(sheet, cells):
    at = edit(cells, "windows", "EG_export,w", formula="", text="999999")

    found = read_back(sheet, cells)

    assert [(t.kind, t.at, t.symbol, t.now) for t in found.touched] == [
        ("overwritten", f"windows!{at}", "EG_export,w", "999999")]
    assert found.effect == 0


def test_an_altered_formula_is_told_as_it_was_and_as_it_is(sheet, cells):
    edit(cells, "years", "ER_t,y", formula="ROUNDUP(K8,0)")

    (touched,) = read_back(sheet, cells).touched

    assert (touched.kind, touched.row, touched.now) == ("formula", "2023", "=ROUNDUP(K8,0)")
    assert touched.was.startswith("=INT(")


def test_an_input_that_became_a_formula_counts_by_its_value_and_is_told(sheet, cells):
    edit(cells, "windows", "X_export,w", formula="50*2.2", text="110")

    found = read_back(sheet, cells)

    assert [t.kind for t in found.touched] == ["input"] and found.changes[0].values[0].now == "110"


def test_a_figure_of_the_text_that_was_altered_is_told(tmp_path):
    sheet = every_function()
    write(sheet, tmp_path / "book.xlsx")
    cells = {name: dict(page) for name, page in cells_of((tmp_path / "book.xlsx").read_bytes()).items()}
    cells["DR"]["B4"] = Cell("number", "0.02")
    cells["result"]["B8"] = Cell("number", "45")

    found = read_back(sheet, cells)

    assert [(t.kind, t.at, t.was, t.now) for t in found.touched] == [("table", "DR!B4", "0.06", "0.02")]
    assert [(c.symbol, c.kind) for c in found.changes] == [("M", "fixed")]


def test_every_bad_cell_is_refused_at_once(sheet, cells):
    places = [
        "/years/" + edit(cells, "years", "EF_grid,OM,y", text="2.5"),
        "/windows/" + edit(cells, "windows", "state_w", text="BROKEN"),
        "/windows/" + edit(cells, "windows", "X_export,w", kind="text", text="about 100"),
        "/windows/" + edit(cells, "windows", "X_import,w", kind="error", text="#REF!"),
        "/windows/" + edit(cells, "windows", "X_import,w", 1, kind="text", text=""),
    ]

    assert sorted(refused(sheet, cells)) == sorted(places)


@pytest.mark.parametrize("spoil, where", [
    (lambda cells: cells.pop("windows"), "/windows"),
    (lambda cells: cells["windows"].update(B1=Cell(text="MPE_m")), "/windows/B1"),
    (lambda cells: cells["windows"].update(A8=Cell(text="2023/main/01-01..12-31")), "/windows/A8"),
    (lambda cells: cells["windows"].update(A10=Cell(text="2023/main/new")), "/windows/A10"),
    (lambda cells: cells.pop("agreement"), "/file"),
])
def test_a_workbook_whose_sheets_columns_or_rows_moved_is_refused(sheet, cells, spoil, where):
    spoil(cells)

    assert refused(sheet, cells) == [where]


def test_the_workbook_of_another_worksheet_is_refused(cells):
    assert refused(WIND.work("accounting", accounting(year("2023"))), cells) == ["/file"]


def test_inputs_that_no_formula_takes_are_refused(tmp_path):
    sheet = every_function()
    write(sheet, tmp_path / "book.xlsx")
    cells = {name: dict(page) for name, page in cells_of((tmp_path / "book.xlsx").read_bytes()).items()}
    cells["result"][place(cells, "result", "u")] = Cell("number", "0.5")

    with pytest.raises(Refusal, match="past the last limit"):
        read_back(sheet, cells)


# --- the file


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return out.getvalue()


def a_book(rows: str, texts: str = "") -> bytes:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return packed({
        "xl/workbook.xml": f'<workbook {main} {relation}><sheets><sheet name="one" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<R><R Id="a" Target="/xl/worksheets/one.xml"/></R>',
        "xl/worksheets/one.xml": f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{texts}</sst>",
    })


def test_a_formula_that_cells_share_is_read_as_it_stands_in_each():
    rows = ('<row><c r="B2"><f t="shared" si="0" ref="B2:B3">A2*$C$1+LOG10(A2)&amp;"A2"</f><v>1</v></c></row>'
            '<row><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>')

    page = cells_of(a_book(rows))["one"]

    assert page["B3"] == Cell("number", "2", 'A3*$C$1+LOG10(A3)&"A2"')


def test_texts_are_read_wherever_they_stand():
    rows = ('<row><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>beside</t></is></c>'
            '<c r="C1" t="str"><f>A1</f><v>worked</v></c><c r="D1" t="e"><v>#N/A</v></c><c r="E1"/></row>')

    page = cells_of(a_book(rows, "<si><r><t>ha</t></r><r><t>lf</t></r><rPh><t>read</t></rPh></si>"))["one"]

    assert [page[at].text for at in ("A1", "B1", "C1", "D1", "E1")] == ["half", "beside", "worked", "#N/A", ""]
    assert page["D1"].kind == "error"


@pytest.mark.parametrize("data", [
    b"", b"no workbook", b"PK\x03\x04 and then nothing", packed({"a.txt": "b"}), a_book("<row>"),
    a_book('<row><c r="A1" t="s"><v>7</v></c></row>'), a_book('<row><c r="A1"><f t="shared" si="0"/></c></row>'),
])
def test_what_is_no_workbook_is_refused_with_a_sentence(data):
    with pytest.raises(Refusal) as refusal:
        cells_of(data)

    assert [b.where for b in refusal.value.broken] == ["/file"]


def test_a_workbook_that_asks_for_too_much_is_refused(tmp_path: Path):
    cell = '<c r="A1"><v>1</v></c>'

    with pytest.raises(Refusal, match="too large"):
        cells_of(a_book(f"<row>{cell * 500_000}</row>"))
