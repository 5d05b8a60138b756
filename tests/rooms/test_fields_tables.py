"""Tables as files: CSV and XLSX, all that is wrong at once, nothing that a spreadsheet runs."""
from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from app.fields.tables import read_table, template_csv, template_xlsx, write_csv, write_xlsx
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import Refusal

READINGS = Record("readings", "读数", "Readings", "", (
    Field("meter", "电表", "Meter", "text"), Field("from_on", "起始日", "From", "date"),
    Field("mwh", "电量", "Electricity", "decimal", unit="MWh", symbol="X_export,w"),
    Field("side", "方向", "Side", "choice", choices=(("export", "上网", "Export"), ("import", "下网", "Import"))),
    Field("note", "备注", "Remark", "text", required=False)))
ROW = {"meter": "M1", "from_on": "2023-01-01", "mwh": "98765.432", "side": "export"}


def workbook(*rows: tuple) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write_datetime(r, c, cell, day) if isinstance(cell, date) else sheet.write(r, c, cell)
    return packed.getvalue()


@pytest.mark.parametrize("head", ["电表,起始日,电量 (MWh),方向",
                                  "meter,from_on,mwh,side", "Meter,From,Electricity,Side",
                                  "电表,起始日,\"X_export,w\",方向",
                                  "电表，起始日，电量，方向"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_columns_are_known_by_symbol_chinese_english_or_name(head, encoding):
    sign = "，" if "，" in head else ","
    data = f"{head}\n{sign.join(('M1', '2023年1月1日', '98765.432', '上网'))}\n".encode(encoding)

    rows, broken = read_table(data, "a.csv", READINGS)

    assert (rows, broken) == ([ROW], ())


def test_a_workbook_gives_the_same_rows_as_the_text_file():
    data = workbook(("电表", "起始日", "电量 (MWh)", "方向"), ("M1", datetime(2023, 1, 1), 98765.432, "上网"),
                    ("M2", 44927, "1,000.50", "import"))

    rows, broken = read_table(data, "a.xlsx", READINGS)

    assert broken == ()
    assert rows == [ROW, {"meter": "M2", "from_on": "2023-01-01", "mwh": "1000.5", "side": "import"}]


def test_every_bad_cell_is_reported_at_once_with_its_line():
    data = "电表,起始日,电量,方向\nM1,2023-02-30,1,上网\n\nM2,2023-01-01,abc,侧面\n,2023-01-01,1,下网\n".encode()

    _, broken = read_table(data, "a.csv", READINGS)

    places = ["/readings/0/from_on", "/readings/1/mwh", "/readings/1/side", "/readings/2/meter"]
    assert [b.where for b in broken] == places
    assert [b.zh.split(" ")[0] for b in broken] == ["第2行", "第4行", "第4行", "第5行"]
    assert all(b.en.startswith("row ") for b in broken)


def test_a_key_that_is_there_twice_is_named_with_both_lines():
    meters = Record("meters", "电表", "Meters", "m", (Field("m", "编号", "Number", "text"),))

    _, broken = read_table("编号\nA\nB\nA\n".encode(), "a.csv", meters)

    assert [(b.where, b.zh) for b in broken] == [("/meters/2/m", "第4行 “A”与第2行重复。")]


def test_missing_unknown_and_repeated_columns_are_refused_together():
    with pytest.raises(Refusal) as refusal:
        read_table("电表,电表,天气\nM1,M1,晴\n".encode(), "a.csv", READINGS)

    sentences = " ".join(b.zh for b in refusal.value.broken)
    assert all(word in sentences for word in ("天气", "出现了两次", "起始日", "电量", "方向"))


@pytest.mark.parametrize("unit, fine", [("MWh", True), ("兆瓦时", True), ("万千瓦时", False), ("kWh", False)])
def test_a_heading_in_another_unit_is_refused_since_nothing_is_converted(unit, fine):
    data = f"电表,起始日,电量（{unit}）,方向\nM1,2023-01-01,98765.432,上网\n".encode()

    if fine:
        assert read_table(data, "a.csv", READINGS) == ([ROW], ())
    else:
        with pytest.raises(Refusal) as refusal:
            read_table(data, "a.csv", READINGS)
        assert "MWh" in refusal.value.broken[0].zh


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\x01", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old",
                                  b"\xff\xfe\x81", "电表,起始日\n\"M1,2023".encode()])
def test_what_is_no_table_is_refused_and_never_an_error_of_ours(data):
    with pytest.raises(Refusal):
        read_table(data, "a.csv", READINGS)


def test_a_cell_beyond_the_headings_is_reported():
    _, broken = read_table("电表,起始日,电量,方向\nM1,2023-01-01,1,上网,多\n".encode(), "a.csv", READINGS)

    assert [b.where for b in broken] == ["/readings/0"]


@pytest.mark.parametrize("template", [template_csv, template_xlsx])
def test_the_example_line_of_a_template_is_passed_over(template):
    rows, broken = read_table(template(READINGS), "a", READINGS)

    assert rows == []
    assert [b.where for b in broken] == ["/readings"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''=x",
                                  "=HYPERLINK(\"http://x\")", "常", "'x"])
@pytest.mark.parametrize("write", [write_csv, lambda record, rows: write_xlsx(record, rows)])
def test_no_cell_is_a_formula_and_reading_gives_the_text_back(text, write):
    data = write(READINGS, [{**ROW, "note": text.strip()}])

    rows, broken = read_table(data, "a", READINGS)

    assert broken == ()
    assert rows[0]["note"] == text.strip()
    if write is write_csv:
        assert not any(cell.strip('"').startswith(("=", "+", "@")) for cell in data.decode("utf-8-sig").split(","))


def test_a_negative_number_stays_a_number():
    data = write_csv(READINGS, [{**ROW, "mwh": "-5.5"}])

    rows, broken = read_table(data, "a.csv", READINGS)

    assert ",-5.5," in data.decode("utf-8-sig")
    assert (rows[0]["mwh"], broken) == ("-5.5", ())
