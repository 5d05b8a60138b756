"""A table of somebody's own making: what it means is found, what was changed is told, nothing is guessed in silence."""
from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fields.sheets.grid import read_sheet
from app.fields.sheets.heads import Column, heading_line, propose, remembered
from app.fields.sheets.marked import marked
from app.fields.sheets.rows import Read, read
from app.fields.tables import write_csv, write_xlsx
from app.fields.units import factor, times
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import Refusal

PLOTS = Record("plots", "小班", "Plots", "no", (
    Field("no", "小班编号", "Plot no.", "text"), Field("area_ha", "面积", "Area", "decimal", unit="ha", symbol="A_i"),
    Field("planted_on", "造林日期", "Planted on", "date"), Field("burnt", "是否过火", "Burnt", "yesno"),
    Field("power_kwh", "耗电量", "Electricity", "decimal", unit="MWh", required=False),
    Field("month", "月份", "Month", "text", required=False, example="2025-01")))


def sheet_of(*rows: tuple, merged: tuple = ()) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        for place in merged:
            sheet.merge_range(*place, "")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write_datetime(r, c, cell, day) if isinstance(cell, date) else sheet.write(r, c, cell)
    return packed.getvalue()


def read_all(data: bytes, name: str = "a.xlsx", memory: dict | None = None, record: Record = PLOTS) -> Read:
    sheet = read_sheet(data, name)
    line = heading_line(sheet, record, memory or {})
    return read(sheet, line, propose(sheet, line, record, memory or {}), record)


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def kinds(found: Read) -> list[tuple[str, str, str, str]]:
    return [(change.cell, change.kind, change.was, change.now) for change in found.changes]


HEAD = "小班编号,面积（亩）,造林日期,是否过火"


def test_mu_become_hectares_by_a_fifteenth_and_each_cell_says_so():
    found = read_all(text(HEAD, "001,15,2024-03-05,否", "002,100,2024-03-05,是"), "a.csv")

    assert [row["area_ha"] for row in found.rows] == ["1", "6.666666666666666667"]
    assert [k for k in kinds(found) if k[0].startswith("B")] == [
        ("B2", "unit", "15", "1"), ("B3", "rounded", "100", "6.666666666666666667")]
    assert found.broken == ()


@pytest.mark.parametrize("words, unit, times_", [
    ("万千瓦时", "MWh", Fraction(10)), ("kWh", "MWh", Fraction(1, 1000)), ("度", "MWh", Fraction(1, 1000)),
    ("亿千瓦时", "MWh", Fraction(100_000)), ("ＭＷ·ｈ", "MWh", Fraction(1)), ("kW", "MW", Fraction(1, 1000)),
    ("万千瓦", "MW", Fraction(10)), ("kg", "t", Fraction(1, 1000)), ("万吨", "t", Fraction(10_000)),
    ("亩", "ha", Fraction(1, 15)), ("㎡", "ha", Fraction(1, 10_000)), ("km²", "ha", Fraction(100)),
    ("元", "MWh", None), ("GJ", "MWh", None), ("t", "kW", None)])
def test_units_of_one_kind_have_an_exact_factor_and_others_have_none(words, unit, times_):
    assert factor(words, unit) == times_


def test_a_unit_that_does_not_turn_into_the_field_s_is_refused_until_one_is_chosen():
    found = read_all(text("小班编号,面积（丈）,造林日期,是否过火", "1,1,2024-03-05,否"), "a.csv")

    assert [b.where for b in found.mapping] == ["/columns/1"] and found.rows == ()


@pytest.mark.parametrize("head", ["面积（亩）", "面积/亩", "面积 亩", "A_i [亩]", "AREA(mu)", " 面 积 （单位：亩）"])
def test_a_heading_names_its_unit_in_brackets_or_behind_a_stroke(head):
    found = read_all(text(f"小班编号,{head},造林日期,是否过火", "1,15,2024-03-05,否"), "a.csv")

    assert found.rows[0]["area_ha"] == "1"


@pytest.mark.parametrize("above, below", [(("2024年造林台账,,,", ",,,面积单位：亩"), ()), ((), (",亩,,",))])
def test_a_unit_in_the_title_or_in_a_line_of_its_own_counts(above, below):
    found = read_all(text(*above, "小班编号,面积,造林日期,是否过火", *below, "1,15,2024-03-05,否"), "a.csv")

    assert found.rows[0]["area_ha"] == "1" and len(found.left_out) == len(above) + len(below)


@pytest.mark.parametrize("said, kind", [
    ("2024年3月5日", "date"), ("2024/3/5", "date"), ("20240305", "date"), ("2024.3.5", "date"), ("45356", "serial"),
    ("二〇二四年三月五日", "date"), ("２０２４－０３－０５", "date")])
def test_every_writing_of_a_day_is_read_and_told(said, kind):
    found = read_all(text(HEAD.replace("亩", "ha"), f"1,1,{said},否"), "a.csv")

    assert found.rows[0]["planted_on"] == "2024-03-05"
    assert ("C2", kind, said, "2024-03-05") in kinds(found)


@pytest.mark.parametrize("said", ["3/5/2024", "24-3-5", "2024年3月", "2023-02-30", "去年"])
def test_a_day_that_can_be_read_in_two_ways_is_refused_with_its_cell(said):
    found = read_all(text(HEAD, f"1,1,{said},否"), "a.csv")

    assert [(bad.line, bad.column, bad.broken.where) for bad in found.bad] == [(2, 2, "/plots/0/planted_on")]


def test_a_workbook_s_own_days_serials_numbers_and_words_are_read():
    found = read_all(sheet_of(("小班编号", "面积 (ha)", "造林日期", "是否过火"), ("0017", 1.5, date(2024, 3, 5), True),
                              (18, "１，２３４．５", 45356, "是")))

    assert [tuple(row.values()) for row in found.rows] == [("0017", "1.5", "2024-03-05", "yes"),
                                                           ("18", "1234.5", "2024-03-05", "yes")]
    assert kinds(found) == [("A3", "number", "18", "18"), ("B3", "wide", "１，２３４．５", "1234.5"),
                            ("C3", "serial", "45356", "2024-03-05"), ("D3", "own_word", "是", "yes")]


def test_leading_zeros_stay_and_a_number_that_lost_its_digits_is_refused():
    kept = read_all(text(HEAD, "000123,1,2024-03-05,否"), "a.csv")
    lost = read_all(sheet_of(("小班编号", "面积 (ha)", "造林日期", "是否过火"),
                             (12345678901234567890, 1, date(2024, 3, 5), "否")))

    assert kept.rows[0]["no"] == "000123"
    assert [bad.broken.where for bad in lost.bad] == ["/plots/0/no"]


def test_a_merged_range_lends_its_value_to_each_of_its_rows_and_says_so():
    data = sheet_of(("小班编号", "面积 (ha)", "造林日期", "是否过火"), ("A1", 1, "2024年3月5日", "否"),
                    ("A2", 2, "", "否"), merged=((1, 2, 2, 2),))

    found = read_all(data)

    assert [row["planted_on"] for row in found.rows] == ["2024-03-05", "2024-03-05"]
    assert ("C3", "merged", "", "2024年3月5日") in kinds(found)


def test_titles_empty_lines_totals_and_remarks_are_left_out_and_totals_are_checked():
    found = read_all(text("海曜林场造林台账,,,", "小班编号,面积(ha),造林日期,是否过火", "1,1.5,2024-03-05,否",
                          "2,2,2024-03-05,否", "小 计,3.5,,", "", "3,4,2024-03-05,否", "小计：,4,,", "合计,7.6,,",
                          "小班编号,面积(ha),造林日期,是否过火", "4,1,2024-03-05,否", "总计（全场）,8.5,,",
                          "制表人：王表,,,"), "a.csv")

    assert [row["no"] for row in found.rows] == ["1", "2", "3", "4"]
    assert [(each.line, each.kind) for each in found.left_out] == [
        (1, "title"), (5, "total"), (6, "empty"), (8, "total"), (9, "total"), (10, "heading"), (12, "total"),
        (13, "remark")]
    assert [(t.line, t.told, t.summed) for t in found.differences] == [(9, Decimal("7.6"), Decimal("7.5"))]


def test_a_thing_whose_name_holds_the_word_total_is_no_total():
    found = read_all(text(HEAD, "总计量表,1,2024-03-05,否", "合计划一号,1,2024-03-05,否"), "a.csv")

    assert len(found.rows) == 2 and found.left_out == ()


def test_headings_by_symbol_english_or_what_was_agreed_before_are_known_and_others_proposed_if_only_alike():
    first = read_all(text("Plot no.,A_i,planted_on,BURNT,天气,每月耗电量（kWh）", "1,1,2024-03-05,no,晴,1000"), "a.csv")
    memory = remembered([Column(4, "天气", "month", "", "chosen"), *first.columns[:4], Column(5, "每月耗电量（kWh）")])
    again = read_all(text("Plot no.,A_i,planted_on,BURNT,天气,每月耗电量（kWh）", "1,1,2024-03-05,no,晴,1000"), "a.csv",
                     memory)

    assert [c.known_by for c in first.columns] == ["heading"] * 4 + ["nothing", "similar"]
    assert first.rows[0]["power_kwh"] == "1" and "month" not in first.rows[0]
    assert [c.known_by for c in again.columns] == ["remembered"] * 6
    assert again.rows[0]["month"] == "晴" and "power_kwh" not in again.rows[0]


@pytest.mark.parametrize("said", ["2024年1月", "2024/1", "202401", "2024-01", "２０２４年１月"])
def test_a_month_is_read_in_any_writing(said):
    found = read_all(text(f"{HEAD},月份", f"1,1,2024-03-05,否,{said}"), "a.csv")

    assert found.rows[0]["month"] == "2024-01"


@pytest.mark.parametrize("sign", [",", "\t", ";", "|", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_is_cut_by_whatever_sign_cuts_it(sign, encoding):
    lines = [HEAD.replace(",", sign), sign.join(("1", '"1,500"', "2024-03-05", "否"))]

    assert read_all("\n".join(lines).encode(encoding), "a.csv").rows[0]["area_ha"] == "100"


def test_an_old_xls_gives_what_its_xlsx_gives(tmp_path: Path):
    new = sheet_of(("某林场", "", "", ""), ("小班编号", "面积（亩）", "造林日期", "是否过火"),
                   ("001", 15, date(2024, 3, 5), "是"), ("002", 30, "", "否"), merged=((0, 0, 0, 3), (2, 2, 3, 2)))
    (tmp_path / "a.xlsx").write_bytes(new)
    subprocess.run([shutil.which("soffice") or "soffice", f"-env:UserInstallation=file://{tmp_path}/office",
                    "--headless", "--convert-to", "xls", "--outdir", tmp_path, tmp_path / "a.xlsx"],
                   check=True, capture_output=True)

    old = read_all((tmp_path / "a.xls").read_bytes(), "a.xls")

    assert (old.rows, old.changes) == (read_all(new).rows, read_all(new).changes) and len(old.rows) == 2


@pytest.mark.parametrize("name, data", [
    ("a.et", b"\xd0\xcf\x11\xe0" + b"0" * 600), ("a.rar", b"Rar!\x1a\x07"), ("a.csv", b"Rar!\x1a\x07"),
    ("a.zip", b"PK\x03\x04"), ("a.7z", b"7z\xbc\xaf"), ("a.doc", b"\xd0\xcf\x11\xe0"), ("a.pdf", b"%PDF-1.7")])
def test_another_kind_of_file_is_refused_with_how_to_save_it(name, data):
    with pytest.raises(Refusal) as refusal:
        read_sheet(data, name)

    assert ".xlsx" in refusal.value.broken[0].zh and ".xlsx" in refusal.value.broken[0].en


@pytest.mark.parametrize("data", [b"", b"\n\n", b"<html><table>", b"a\x00b", b"\xff\xfe\x81", b'a,b\n"1,2',
                                  b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0no", b"a," * 300, b"a,b\n" * 300_000,
                                  b"x" * 30_000])
def test_what_is_no_table_or_too_large_a_one_is_refused(data):
    with pytest.raises(Refusal):
        read_sheet(data, "a.csv")


def test_the_workbook_comes_back_as_it_was_with_the_reason_at_each_bad_cell():
    data = sheet_of(("台账", "", "", "", ""), ("小班编号", "面积（亩）", "造林日期", "是否过火", "备注"),
                    ("001", "many", date(2024, 3, 5), "否", "=1+1"), ("002", 30, "昨天", "maybe", 5),
                    merged=((0, 0, 0, 4),))

    found = read_all(data)
    back = read_sheet(marked(found, PLOTS), "back.xlsx")

    assert back.names == ("台账", "读入报告 Report")
    assert [row[:5] for row in back.rows] == [row[:5] for row in read_sheet(data, "a.xlsx").rows]
    assert back.rows[1][5] == "问题 Problem" and all(word in back.rows[2][5] for word in ("面积", "Area", "many"))
    assert [back.rows[3][5].count(word) for word in ("造林日期", "Planted on", "是否过火", "Burnt")] == [1] * 4
    assert marked(read_all(marked(found, PLOTS)), PLOTS) is not None


ROWS = st.lists(st.fixed_dictionaries(
    {"no": st.text(st.sampled_from("0A甲7班=+'"), min_size=1, max_size=6),
     "area_ha": st.decimals("0", "99999", places=3).map(lambda x: f"{x.normalize():f}"),
     "planted_on": st.dates(date(1955, 1, 1), date(2199, 1, 1)).map(date.isoformat),
     "burnt": st.sampled_from(("yes", "no"))},
    optional={"month": st.sampled_from(("2024-01", "2025-12"))}), min_size=1, max_size=8,
    unique_by=lambda row: row["no"])


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_a_table_that_was_written_is_read_back_the_same(rows):
    for name, data in (("a.csv", write_csv(PLOTS, rows)), ("a.xlsx", write_xlsx(PLOTS, rows))):
        found = read_all(data, name)

        assert (found.broken, list(found.rows)) == ((), rows)


@given(ROWS, st.permutations(PLOTS.fields))
@settings(max_examples=40, deadline=None)
def test_the_order_of_columns_never_matters(rows, fields):
    turned = Record("plots", "小班", "Plots", "no", tuple(fields))

    assert list(read_all(write_csv(turned, rows), "a.csv").rows) == rows


@given(st.decimals("0", "999999999", places=6), st.sampled_from(("亩", "万千瓦时", "kWh", "kg", "km2", "公里")))
def test_there_and_back_again_is_the_same_number_to_the_fifteenth_decimal(number, unit):
    other = {"亩": "ha", "万千瓦时": "MWh", "kWh": "MWh", "kg": "t", "km2": "ha", "公里": "m"}[unit]

    there, _ = times(f"{number:f}", factor(unit, other))
    back, _ = times(there, factor(other, unit))

    assert abs(Decimal(back) - number) < Decimal("1e-15")
