"""Files to fill in, made from the records and symbols of every methodology: with symbols, units and examples that are
read without a problem when the mark before them is taken away."""
from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner

from app.cli.template import template
from app.fields.tables import _lines, example_of, heading, read_table, template_csv, template_xlsx
from app.fields.templates import tables_of
from methodologies.kernel.catalogue import catalogue
from methodologies.kernel.chapter import schema
from methodologies.kernel.parameters import PROJECT, Kind
from methodologies.kernel.records import Field
from methodologies.kernel.rules import Refusal
from tests.packages import HERE, installed, python

CODE = "CCER-01-002-V01"
TABLES = [(code, place) for code, module in catalogue().items() for place in tables_of(module)]


def table(code: str, place: str):
    return tables_of(catalogue()[code])[place]


@pytest.mark.parametrize("code, place", TABLES)
def test_a_template_holds_symbols_units_and_an_example_that_is_read(code, place):
    record = replace(table(code, place), min_rows=1)
    lines = template_csv(record).decode("utf-8-sig").splitlines()

    filled = "\n".join((lines[0], lines[2].replace("# 示例 example：", ""))).encode()
    rows, broken = read_table(filled, "a.csv", record)

    assert broken == () and rows[0].keys() == {field.name for field in record.fields}
    assert read_table(template_csv(record) + b"\n" + filled.split(b"\n")[1], "a.csv", record) == (rows, ())
    for field in record.fields:
        assert heading(field) in lines[0].replace('"', "") and (field.symbol or field.name) in lines[1].replace('"', "")
        assert not field.unit or field.unit == "1" or f"({field.unit})" in lines[0]


@pytest.mark.parametrize("code, place", TABLES)
def test_the_workbook_says_the_same_and_explains_each_column(code, place):
    record = table(code, place)
    data = template_xlsx(record)
    cells = [cells for _, cells in _lines(data, "a.xlsx")]
    words = zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()

    assert cells[0] == [heading(field) for field in record.fields]
    assert cells[1][1:] == [field.symbol or field.name for field in record.fields[1:]]
    assert cells[2][1:] == [example_of(field) for field in record.fields[1:]]
    assert "符号 Symbol" in words and all(f">{escape(text)}<" in words for field in record.fields
                                        for text in (field.en, field.unit, field.symbol) if text)


@pytest.mark.parametrize("code", catalogue())
def test_every_symbol_that_a_chapter_asks_for_has_its_column_and_its_schema(code):
    module = catalogue()[code]
    tables = tables_of(module)

    for chapter in module.chapters:
        text = str(schema(chapter))
        for level in (PROJECT, *chapter.levels):
            asked = {q.symbol for q in chapter.asks(level)}
            record = tables.get(f"{chapter.name}/{level.name}")
            assert asked <= {field.symbol for field in record.fields} if record else not asked
            assert all(repr(symbol) in text for symbol in asked)
            published = [q for q in chapter.asks(level) if q.kind is Kind.PUBLISHED]
            assert all(f"{q.name}_sha256" in {field.name for field in record.fields} for q in published)
    assert {f"monitoring/{record.name}" for record in module.records} <= tables.keys()


@pytest.mark.parametrize("known, example", [
    ({"kind": "decimal"}, "123.45"), ({"kind": "integer"}, "12"), ({"kind": "decimal", "maximum": "2"}, "2"),
    ({"kind": "decimal", "minimum": "0", "maximum": "2"}, "1"), ({"kind": "decimal", "minimum": "200"}, "200"),
    ({"kind": "integer", "minimum": "2000", "maximum": "2099"}, "2049"), ({"kind": "yesno"}, "是"),
    ({"kind": "decimal", "minimum": "73", "maximum": "136", "decimals": 6}, "123.450000"),
    ({"kind": "date"}, "2026-01-31"), ({"kind": "text"}, "…"), ({"kind": "text", "example": "F01"}, "F01")])
def test_an_example_lies_inside_the_bounds(known, example):
    assert example_of(Field("x", "某项", "Thing", **known)) == example


def test_the_command_lists_shows_and_writes(tmp_path):
    def run(*words: str) -> str:
        done = CliRunner().invoke(template, [CODE, *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    csv, xlsx = tmp_path / "a.csv", tmp_path / "a.xlsx"
    listed, shown = run(), run("accounting/windows")
    run("monitoring/readings", "--csv", str(csv), "--xlsx", str(xlsx))

    assert "design/turbines" in listed and "monitoring/readings" in listed and "estimate/years" in listed
    assert "X_export,w" in shown and "[MWh]" in shown and "01-01..12-31" in shown and "OK" in shown
    assert csv.read_bytes() == template_csv(table(CODE, "monitoring/readings")) and xlsx.read_bytes()[:2] == b"PK"
    plain = json.loads(run("accounting/windows", "--json"))
    assert plain["table"] == "accounting/windows" and plain["columns"][0]["symbol"] == "y"
    assert [each["table"] for each in json.loads(run("--json"))] == list(tables_of(catalogue()[CODE]))
    for wrong in (("windows",), ("--csv", str(csv))):
        with pytest.raises(Refusal, match="/table"):
            run(*wrong)


def test_a_package_from_outside_has_its_templates_too(tmp_path):
    package = installed(HERE / "solar_street_lighting", tmp_path)

    done = python("-m", "app.cli", "template", "CCER-03-009-V01", "accounting/groups", path=(package,))

    assert done.returncode == 0, done.stderr
    assert "n_g" in done.stdout and "亮灯时数 hours alight [h]  123.45" in done.stdout
