"""Forms out of fields: flat names and pointers, rows without script, locks."""
from __future__ import annotations

import pytest

from app.fields.parse import edit, pressed, read_form
from app.fields.schema import Look, widgets
from app.fields.values import normal
from methodologies.kernel.records import Field, Record
from methodologies.kernel.rules import INPUT

NAME = Field("name", "名称", "Name", "text")
DEPTH = Field("depth_m", "水深", "Depth", "decimal", unit="m", publication="redacted")
TURBINES = Record("turbines", "风机", "Turbines", "t", (Field("t", "编号", "Number", "text"), DEPTH))
ASKED = (NAME, TURBINES)
STORED = {"name": "旧名", "turbines": [{"t": "T01", "depth_m": "31"}, {"t": "T02", "depth_m": "12"}]}


def of(kind: str, **known: object) -> Field:
    return Field("x", "某项", "Thing", kind, **known)


@pytest.mark.parametrize("kind, written, stands", [
    ("decimal", "１，２３４．５０", "1234.50"),
    ("decimal", "1,234,567", "1234567"), ("decimal", " 98 765.4 ", "98765.4"),
    ("decimal", "－12", "-12"), ("decimal", "\u221212", "-12"), ("decimal", "12,34", "12,34"),
    ("decimal", "+5", "5"), ("decimal", "1e5", "1e5"), ("integer", "３", "3"),
    ("date", "2026年1月5日", "2026-01-05"), ("date", "2026/1/5", "2026-01-05"), ("date", "2026.01.05", "2026-01-05"),
    ("date", "20260105", "2026-01-05"), ("date", "46027", "2026-01-05"), ("date", "２０２６－０１－０５", "2026-01-05"),
    ("date", "二〇二六年十一月二十三日", "2026-11-23"), ("date", "二零二六年十月三十日", "2026-10-30"),
    ("date", "2026-01-05 00:00:00", "2026-01-05"), ("date", "2026-01-05 08:30:00", "2026-01-05 08:30:00"),
    ("date", "5/1/2026", "5/1/2026"), ("yesno", "是", "yes"), ("yesno", "No", "no"), ("yesno", "maybe", "maybe"),
    ("text", " １２３ ", "１２３"), ("longtext", "甲\r\n乙", "甲\n乙"),
])
def test_what_people_write_has_one_normal_form_or_stays_as_written(kind, written, stands):
    found = normal(of(kind), written)

    assert found == stands


def test_a_choice_is_named_by_value_or_by_words_of_either_language():
    meter = of("choice", choices=(("main", "主表", "Main meter"), ("backup", "备表", "Backup meter")))

    gas = of("choice", choices=(("gas", "天然气（10⁴Nm³）", "Natural gas (10⁴Nm³)"),))

    found = [normal(meter, said) for said in ("main", "主表", "MAIN METER", "backup", "副表")]
    full_width = [normal(gas, said) for said in ("天然气（10⁴Nm³）", "天然气(104Nm3)", "natural gas (10⁴nm³)")]

    assert found == ["main", "main", "main", "backup", "副表"] and full_width == ["gas"] * 3


def test_flat_names_become_nested_json_and_nothing_else_is_read():
    form = {"name": " 新名 ", "turbines-0-t": "T01", "turbines-0-depth_m": "３１", "turbines-7-t": "T02",
            "state": "registered", "turbines-0-owner_id": "1", "csrf_token": "x"}

    document = read_form(form, ASKED)

    assert document == {"name": "新名", "turbines": [{"t": "T01", "depth_m": "31"}, {"t": "T02"}]}


def test_rows_without_a_word_are_dropped():
    form = {"turbines-0-t": "", "turbines-0-depth_m": " ", "turbines-1-t": "T02"}

    document = read_form(form, ASKED)

    assert document["turbines"] == [{"t": "T02"}]


def test_the_add_button_gives_one_empty_row_without_script():
    form = {"turbines-0-t": "T01", "add": "turbines"}

    document = read_form(form, ASKED)

    assert document["turbines"] == [{"t": "T01"}, {}]
    assert pressed(form).what == "add"


def test_the_remove_button_takes_its_own_row():
    form = {"turbines-0-t": "T01", "turbines-1-t": "T02", "turbines-2-t": "T03", "remove": "turbines-1"}

    document = read_form(form, ASKED)

    assert [row["t"] for row in document["turbines"]] == ["T01", "T03"]


def test_a_plain_save_presses_no_row_button():
    assert pressed({"do": "save", "name": "x"}) is None


def test_an_open_finding_unlocks_its_field_and_nothing_beside_it():
    form = {"name": "换名", "turbines-0-depth_m": "99", "turbines-1-depth_m": "35", "turbines-1-t": "X"}

    document = edit(form, STORED, ASKED, frozenset({"/turbines/1/depth_m"}))

    assert document == {"name": "旧名", "turbines": [{"t": "T01", "depth_m": "31"}, {"t": "T02", "depth_m": "35"}]}


def test_locked_rows_can_be_neither_added_nor_removed():
    open_cell = frozenset({"/turbines/1/depth_m"})

    added = edit({"add": "turbines", "turbines-1-depth_m": "12"}, STORED, ASKED, open_cell)
    removed = edit({"remove": "turbines-0", "turbines-1-depth_m": "12"}, STORED, ASKED, open_cell)

    assert added == removed == STORED


def test_an_open_table_may_gain_a_row():
    form = {"turbines-0-t": "T01", "turbines-0-depth_m": "31", "add": "turbines"}

    document = edit(form, STORED, ASKED, frozenset({"/turbines"}))

    assert document == {"name": "旧名", "turbines": [{"t": "T01", "depth_m": "31"}, {}]}


def test_widgets_carry_name_pointer_value_and_their_own_problems():
    broken = (INPUT.at("/turbines/1/depth_m", "太浅", "too shallow"), INPUT.at("/turbines/1", "整行", "whole row"))

    name, turbines = widgets(ASKED, STORED, Look(broken=broken))

    cell = turbines.rows[1][1]
    assert (name.name, name.pointer, name.value) == ("name", "/name", "旧名")
    assert (cell.name, cell.pointer, cell.value) == ("turbines-1-depth_m", "/turbines/1/depth_m", "12")
    assert (cell.problems, turbines.problems) == ((broken[0],), (broken[1],))


def test_only_what_an_open_pointer_covers_is_not_locked():
    name, turbines = widgets(ASKED, STORED, Look(open=frozenset({"/turbines/1"})))

    locks = [[cell.locked for cell in row] for row in turbines.rows]
    assert name.locked and turbines.locked
    assert locks == [[True, True], [False, False]]


def test_a_table_that_nobody_filled_in_is_not_made_by_an_edit_elsewhere():
    stored = {name: value for name, value in STORED.items() if name != "turbines"}

    assert edit({}, stored, ASKED, frozenset({"/sections/B.7.3"})) == stored
