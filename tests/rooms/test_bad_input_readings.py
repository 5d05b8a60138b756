"""Meters and readings that do not belong together: each rule with its place, all in one refusal, nothing stored."""
from __future__ import annotations

import io
import uuid

import pytest

from app.demo import run, story
from app.monitoring import service
from app.web import create_app
from methodologies.kernel.rules import Refusal
from tests.visiting import Browser, stored

NAMES = ("m", "side", "from", "to", "energy_mwh", "reader", "read_on")
HEAD = ",".join(NAMES)


@pytest.fixture
def period(told):
    """(story, the owner's browser, an open period with every table filled): what is wrong is for the test to write."""
    told_story = told("project")
    owner, demo = told_story.who["owner1"], run.Demo()
    demo.who = told_story.who
    demo.not_published(2025)
    ref = service.open_period(told_story.refs["project"], *story.PERIOD, by=owner, today=told_story.today,
                              key=uuid.uuid4().hex)
    for name, rows in story.records().items():
        service.save_rows(ref, name, rows, 0, by=owner, today=told_story.today)
    return told_story, Browser(create_app(), told_story, "owner1"), ref


def write(period, name: str, rows: list[dict]) -> None:
    told_story, _, ref = period
    service.save_rows(ref, name, rows, 1, by=told_story.who["owner1"], today=told_story.today)


def readings() -> list[dict]:
    """The story's, export and import in turns: 0 and 1 are January 2024, 22 and 23 December."""
    return story.records()["readings"]


def lock(period) -> tuple[int, list[tuple[str, str]]]:
    _, owner, ref = period
    before = stored()
    said = owner.problems(f"/periods/{ref}/moves/close")
    assert said[0] == 303 or stored() == before
    return said


def test_a_gap_between_two_readings_is_named_at_the_later_one(period):
    rows = readings()
    write(period, "readings", rows[:4] + rows[6:])       # without March

    assert lock(period) == (422, [("M5", "/readings/4/from"), ("M5", "/readings/5/from")])


def test_an_overlap_is_named_at_the_later_one(period):
    rows = readings()
    for row in rows[2:4]:
        row["from"] = "2024-01-31"

    write(period, "readings", rows)

    assert lock(period) == (422, [("M5", "/readings/2/from"), ("M5", "/readings/3/from")])


def test_a_reading_over_new_year_is_refused_with_the_day_of_the_cut(period):
    rows = readings()
    december, january = rows[22:24], rows[24:26]
    assert [r["to"] for r in december] == ["2024-12-31"] * 2
    over = [a | {"from": "2024-12-15", "to": "2025-01-14"} for a in december]
    write(period, "readings", [*rows[:22], *(a | {"to": "2024-12-14"} for a in december), *over,
                               *(a | {"from": "2025-01-15"} for a in january), *rows[26:]])

    status, said = lock(period)
    page = period[1].post(f"/periods/{period[2]}/moves/close").text

    assert (status, said) == (422, [("CUT", "/readings/24/to"), ("CUT", "/readings/25/to")])
    assert "2024-12-15 至 2025-01-14 跨年，须在 2024-12-31 分开抄录。" in page


def test_everything_that_is_wrong_with_a_ledger_comes_at_once(period):
    rows = readings()
    rows[0]["m"] = rows[1]["m"] = "M9"                   # no such meter
    rows[4]["from"] = rows[5]["from"] = "2024-03-03"     # a gap
    rows[-2]["to"] = rows[-1]["to"] = "2026-01-01"       # passes New Year and the end of the period
    write(period, "readings", rows)
    write(period, "green", [{"month": "2027-13", "traded_mwh": "0", "statement_no": "X"}])

    status, said = lock(period)

    assert status == 422
    assert {("LEDGER", "/readings/0/m"), ("LEDGER", "/readings/1/m"), ("M5", "/readings/2/from"),
            ("M5", "/readings/4/from"), ("CUT", f"/readings/{len(rows) - 1}/to"),
            ("LEDGER", f"/readings/{len(rows) - 1}/from"), ("LEDGER", "/green/0/month")} <= set(said)


WRONG = {"energy_mwh": ("NaN", "Infinity", "1e999", "1e3", "-1", "12,34", "1.2.3", "0x10", "9" * 400, ""),
         "from": ("2023-02-30", "2023-02-29", "30/02/2024", "2024-1-1x", "1899-12-31"), "to": ("",),
         "side": ("sideways",), "m": ("",), "reader": ("x" * 301, "\x07")}


def test_a_cell_that_is_not_what_is_asked_for_is_refused_typed_and_from_a_file_alike(period):
    _, owner, ref = period
    at, before, taken = f"/periods/{ref}/tables/readings", stored(), []

    for cell, wrong in ((cell, wrong) for cell, some in WRONG.items() for wrong in some):
        row = readings()[0] | {cell: wrong}
        line = ",".join(f'"{row[name]}"' for name in NAMES)
        file = io.BytesIO(f"{HEAD}\n{line}\n".encode()), "r.csv"
        typed = owner.problems(at, {"revision": "1", **{f"readings-0-{name}": text for name, text in row.items()}})
        sent = owner.problems(f"{at}/import", {"revision": "1", "file": file})
        if not typed == sent == (422, [("INPUT", f"/readings/0/{cell}")]):
            taken.append((cell, wrong, typed, sent))

    assert taken == []
    assert stored() == before


def test_a_file_with_ten_kinds_of_errors_tells_each_with_its_line(period):
    _, owner, ref = period
    lines = ["M1,export,2024-01-01,2024-01-31,NaN,王表,2024-02-01", "M1,侧面,2024-01-01,2024-01-31,1,王表,2024-02-01",
             "M1,export,2024-02-30,2024-01-31,1,王表,2024-02-01", ",export,2024-01-01,2024-01-31,1,王表,2024-02-01",
             "M1,export,2024-01-01,,１２x,王表,2024-02-01", "M1,export,2024-01-01,2024-01-31,-5,王表,2024-02-01,多",
             "M1,export,2024-01-01,2024-01-31,1e999,王表,昨天"]
    before = stored()

    status, said = owner.problems(f"/periods/{ref}/tables/readings/import", {
        "revision": "1", "file": (io.BytesIO("\n".join((HEAD, *lines)).encode()), "readings.csv")})
    page = owner.post(f"/periods/{ref}/tables/readings/import", {
        "revision": "1", "file": (io.BytesIO("\n".join((HEAD, *lines)).encode()), "readings.csv")})

    assert (status, {where.removeprefix("/readings/") for _, where in said}) == (422, {
        "0/energy_mwh", "1/side", "2/from", "3/m", "4/to", "4/energy_mwh", "5/energy_mwh", "5", "6/energy_mwh",
        "6/read_on"})
    assert page.status_code == 422 and all(f"第 {n} 行" in page.text for n in range(2, 9))
    assert stored() == before


def test_a_file_of_errors_is_told_up_to_a_thousand_and_says_that_there_are_more(period):
    _, owner, ref = period
    lines = "\n".join((HEAD, *["M1,侧面,x,y,z,王表,昨天"] * 5000)).encode()

    _, said = owner.problems(f"/periods/{ref}/tables/readings/import",
                             {"revision": "1", "file": (io.BytesIO(lines), "readings.csv")})

    assert len(said) == 1001 and said[-1] == ("INPUT", "/readings")


def test_unknown_columns_fields_and_tables_are_refused(period):
    told_story, owner, ref = period
    at, row = f"/periods/{ref}/tables", readings()[0] | {"state": "verified", "by_year": "1"}
    how = {"by": told_story.who["owner1"], "today": told_story.today}
    before = stored()

    column = owner.problems(f"{at}/readings/import", {
        "revision": "1", "file": (io.BytesIO(f"{HEAD},state,天气\n".encode()), "r.csv")})
    with pytest.raises(Refusal) as field:
        service.save_rows(ref, "readings", [row], 1, **how)
    with pytest.raises(Refusal) as table:
        service.save_rows(ref, "turbines", [], 0, **how)

    assert column == (422, [("INPUT", "/file")] * 2)
    assert [b.where for b in field.value.broken] == ["/readings/0/by_year", "/readings/0/state"]
    assert [b.where for b in table.value.broken] == ["/name"]
    assert owner.get(f"{at}/turbines").status_code == 404
    assert owner.post(f"{at}/turbines", {"revision": "0"}).status_code == 404
    assert stored() == before
