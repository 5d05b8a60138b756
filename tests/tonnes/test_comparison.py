"""Two workings of one thing, line by line: which inputs differ, what each does, and what came out otherwise."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from app.cli.worksheet import worksheet
from methodologies.kernel.comparison import Comparison, compare
from methodologies.kernel.rules import Unreadable
from tests.tonnes.builders import WIND, accounting, case_input, estimate, factors, window, year


def between(was: dict, now: dict, chapter: str = "accounting") -> Comparison:
    one, other = WIND.work(chapter, was), WIND.work(chapter, now)
    return compare(one.to_json(), other.to_json(), one, other)


def two_windows(first: str, second: str, **known) -> dict:
    return accounting(year("2023", window("01-01..06-30", first), window("07-01..12-31", second), **known))


def test_the_same_inputs_give_nothing_to_tell():
    found = between(case_input("example_3_9"), case_input("example_3_9"))

    assert (found.changes, found.lines, found.tables, found.effect) == ((), (), (), 0)


def test_each_value_that_differs_is_told_with_what_it_does_alone_and_together():
    found = between(two_windows("100", "200"), two_windows("110", "230"))

    (change,) = found.changes
    assert change.symbol == "X_export,w" and change.effect == found.effect == Decimal("24.746")
    assert [(v.row, v.was, v.now, v.effect) for v in change.values] == [
        ("2023/main/01-01..06-30", "100", "110", Decimal("6.1865")),
        ("2023/main/07-01..12-31", "200", "230", Decimal("18.5595")),
    ]
    assert (found.was, found.now, found.by_year) == (185, 210, (("2023", 185, 210),))


def test_every_line_that_follows_is_told_by_its_row():
    found = between(two_windows("100", "200"), two_windows("110", "200"))

    assert [(d.symbol, d.row, d.was, d.now) for d in found.lines][:2] == [
        ("EG_export,w", "2023/main/01-01..06-30", "100", "110"),
        ("EG_export,y", "2023", "300", "310"),
    ]
    assert {d.kind for d in found.lines} == {"value"} and found.lines[0].moved == 10


def test_a_row_on_one_side_only_is_told_without_an_effect_of_its_own():
    found = between(two_windows("100", "200"), accounting(year("2023", window("01-01..12-31", "300"))))

    export = next(each for each in found.changes if each.symbol == "X_export,w")
    assert export.effect is None
    assert [(v.was, v.now) for v in export.values] == [("100", "—"), ("200", "—"), ("—", "300")]


def test_another_table_of_the_same_value_is_told():
    found = between(two_windows("100", "200"), two_windows("100", "200", **factors(table="2021/N")))

    assert {now for _, _, now in found.tables} == {"2021/N"} and len(found.tables) == 2
    assert found.changes == found.lines == ()


def test_two_chapters_are_compared_by_the_lines_that_both_have():
    one = WIND.work("accounting", two_windows("100", "200"))
    other = WIND.work("estimate", estimate(("300", "0")))

    found = compare(one.to_json(), other.to_json(), one, other)

    kinds = {(d.kind, d.symbol) for d in found.lines}
    assert {("line", "EG_claim,y"), ("line", "ER_mean"), ("expression", "ER")} <= kinds


def test_worksheets_that_cannot_be_worked_again_are_compared_by_their_lines():
    one, other = (WIND.work("accounting", two_windows(x, "200")).to_json() for x in ("100", "110"))

    found = compare(one, other, None, None)

    assert found.changes == () and len(found.lines) > 5 and found.effect == Decimal("6.1865")


# --- the command


def written(tmp_path, name: str, inputs: dict) -> str:
    path = tmp_path / name
    path.write_text(json.dumps(WIND.work("accounting", inputs).to_json()), encoding="utf-8")
    return str(path)


def test_the_command_tells_tonnes_inputs_and_lines(tmp_path):
    files = [written(tmp_path, f"{export}.json", two_windows(export, "200")) for export in ("100", "110")]

    said = CliRunner().invoke(worksheet, ["compare", *files], catch_exceptions=False).output
    found = json.loads(CliRunner().invoke(worksheet, ["compare", *files, "--json"], catch_exceptions=False).output)

    assert "185 → 191 tCO2e" in said and "100 → 110  (6.1865)" in said and "ER_y[2023]" in said
    assert found["changes"][0]["values"][0]["effect"] == "6.1865"


def test_what_is_no_whole_worksheet_is_unreadable(tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"methodology": "CCER-01-002-V01"}', encoding="utf-8")

    with pytest.raises(Unreadable):
        CliRunner().invoke(worksheet, ["compare", str(bad), str(bad)], catch_exceptions=False)
