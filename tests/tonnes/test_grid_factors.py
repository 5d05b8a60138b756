"""Which table of grid factors applies, and which rows are not to be believed."""

from __future__ import annotations

from datetime import date

import pytest

from methodologies.electricity import grid
from methodologies.kernel.published import changed_facts
from methodologies.kernel.rules import Refusal
from tests.tonnes.builders import accounting, factors, grid_row, never_published, year

PUBLISHED = (
    grid_row(2019, on=date(2020, 12, 29)),
    grid_row(2022, on=date(2024, 3, 20)),
    grid_row(2023, on=date(2024, 12, 20)),
)


def table(*given, **known) -> str:
    return grid.pick_factor(*given, **known)["EF_grid,OM,y"]["table"]


def refused(*given, **known) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        grid.pick_factor(*given, **known)
    return refusal.value.broken[0].rule.id, refusal.value.broken[0].en


@pytest.mark.parametrize(
    "uploaded_on, used",
    [
        (date(2024, 6, 30), "2022/N"),
        (date(2024, 12, 19), "2022/N"),
        (date(2024, 12, 20), "2023/N"),
        (date(2025, 1, 10), "2023/N"),
    ],
)
def test_the_table_of_the_year_applies_from_the_day_it_is_published(uploaded_on, used):
    assert table("N", 2023, uploaded_on, PUBLISHED) == used


def test_never_a_later_year():
    rows = (PUBLISHED[0], PUBLISHED[1], *never_published(2020, 2021))

    assert table("N", 2021, date(2025, 1, 10), rows) == "2019/N"


def test_a_year_that_nobody_has_spoken_of_is_missing():
    rows = (grid_row(2019), grid_row(2024, on=date(2025, 12, 1)))

    rule, said = refused("N", 2021, date(2026, 1, 1), rows)

    assert rule == "EF_TABLE_MISSING" and "2021" in said and "no two people have stated" in said


def test_two_people_may_state_that_a_table_was_never_published():
    rows = (grid_row(2019), grid_row(2024, on=date(2025, 12, 1)), *never_published(2020, 2021))

    facts = grid.pick_factor("N", 2021, date(2026, 1, 1), rows)

    assert facts["EF_grid,BM,y"]["table"] == "2019/N" and facts["EF_grid,BM,y"]["fallback"] is True


def test_published_but_not_loaded_is_another_sentence():
    rule, said = refused("N", 2022, date(2026, 1, 1), (grid_row(2019), grid_row(2022, loaded=False)))

    assert rule == "EF_TABLE_MISSING" and "published and not loaded" in said


def test_no_table_published_by_that_day_is_a_third():
    rule, said = refused("N", 2019, date(2020, 12, 28), PUBLISHED)

    assert rule == "EF_TABLE_MISSING" and "none published by 2020-12-28" in said


def test_tibet_has_no_factor_before_the_first_table_of_the_southwest():
    assert refused("SW", 2019, date(2021, 1, 1), grid.shipped(), province="西藏")[0] == "EF_REGION_UNDEFINED"
    assert table("SW", 2024, date(2026, 1, 1), grid.illustration(), province="西藏") == "2024/SW"


def test_sichuan_was_in_the_central_grid():
    assert table("SW", 2019, date(2021, 1, 1), grid.shipped(), province="四川") == "2019/C"
    assert table("SW", 2024, date(2026, 1, 1), grid.illustration(), province="四川") == "2024/SW"


def test_hainan_keeps_its_own_row_where_one_is_printed():
    rows = (grid_row(2010, region="HN"), grid_row(2010, region="S"), grid_row(2011, region="S"))

    assert table("S", 2010, date(2021, 1, 1), rows, province="海南") == "2010/HN"
    assert table("S", 2011, date(2021, 1, 1), rows, province="海南") == "2011/S"
    assert table("S", 2010, date(2021, 1, 1), rows, province="广东") == "2010/S"


def test_both_margins_of_a_year_come_from_one_row():
    facts = grid.pick_factor("N", 2019, date(2021, 1, 1), grid.shipped())

    assert {f["table"] for f in facts.values()} == {"2019/N"}
    assert [facts[s]["value"] for s in ("EF_grid,OM,y", "EF_grid,BM,y")] == ["0.9419", "0.4819"]


def test_margins_of_different_tables_are_refused_when_written_by_hand():
    same, mixed = accounting(year()), accounting(year())
    mixed["years"][0]["EF_grid,BM,y"]["table"] = "2021/N"

    assert grid.EF_SAME_TABLE.broken_by(same) == ()
    assert [b.where for b in grid.EF_SAME_TABLE.broken_by(mixed)] == ["/years/0/EF_grid,BM,y"]


def test_an_estimate_takes_the_newest_table_published_by_that_day():
    rows = (grid_row(2021), grid_row(2022, on=date(2023, 11, 17)), grid_row(2023, on=date(2024, 12, 20)))

    used = [
        grid.newest_factor("N", on, rows)["EF_grid,OM,y"]["table"]
        for on in (date(2023, 11, 16), date(2024, 12, 19), date(2024, 12, 20))
    ]

    assert used == ["2021/N", "2022/N", "2023/N"]


def test_an_estimate_refuses_when_a_table_that_must_be_out_is_not_spoken_of():
    assert grid.newest_factor("N", date(2023, 12, 31), (grid_row(2021),))["EF_grid,OM,y"]["table"] == "2021/N"
    with pytest.raises(Refusal):
        grid.newest_factor("N", date(2024, 1, 1), (grid_row(2021),))  # 2022: neither loaded nor stated


# --- rows


@pytest.mark.parametrize("value", ["0.5703", "0.5810", "0.581", "0.8843", "0.5306", "0.55", "0.4326"])
def test_a_value_of_another_series_is_refused(value):
    row = {"key": {"table_year": "2023", "region": "S"}, "values": {"om": value, "bm": "0.2"}}

    assert [(b.rule.id, b.where) for b in grid.row_problems(row)] == [("EF_OTHER_SERIES", "/values/om")]
    assert grid.row_problems(row | {"values": {"om": "0.5704", "bm": "0.2"}}) == ()


@pytest.mark.parametrize(
    "region, om, bm, fine",
    [
        ("N", "0.4", "0.4", True),
        ("N", "0.4", "0.41", False),
        ("NE", "0.2", "0.3", False),
        ("NW", "0.2", "0.3", False),
        ("S", "0.2", "0.3", True),
        ("N", "2.01", "0.4", False),
        ("N", "0,9", "0.4", False),
        ("N", "-0.1", "-0.2", False),
    ],
)
def test_an_implausible_pair_is_refused(region, om, bm, fine):
    row = {"key": {"table_year": "2023", "region": region}, "values": {"om": om, "bm": bm}}

    assert {broken.rule.id for broken in grid.row_problems(row)} == (set() if fine else {"EF_IMPLAUSIBLE"})


def test_a_statement_of_absence_needs_no_values():
    assert grid.row_problems({"key": {"table_year": "2021"}, "values": {}, "absent": True}) == ()


def test_every_shipped_row_is_plausible_dated_and_sourced():
    for row in (*grid.shipped(), *grid.illustration()):
        assert grid.GRID_TABLE.judge(row) == (), row.id
        assert row.source and len(row.sha256) == 64 and row.published_on > date(int(row.key["table_year"]), 1, 1)


def test_only_what_was_surely_read_is_official():
    purposes = {row.id: row.purpose for row in grid.shipped()}

    assert purposes["grid_ef/2019/N"] == purposes["grid_ef/2012/N"] == "official"
    assert purposes["grid_ef/2018/N"] == "provisional"
    assert {row.purpose for row in grid.illustration()} == {"illustration"}


@pytest.mark.parametrize(
    "year_, region, cm",
    [
        (2019, "N", "0.7119"),
        (2019, "NE", "0.66125"),
        (2019, "E", "0.58955"),
        (2019, "C", "0.57205"),
        (2019, "NW", "0.66645"),
        (2019, "S", "0.50885"),
    ],
)
def test_the_combined_margins_of_2019_are_the_printed_ones(year_, region, cm):
    from tests.tonnes.builders import WIND, window

    row = next(row for row in grid.shipped() if row.id == f"grid_ef/{year_}/{region}")

    sheet = WIND.work("accounting", accounting(year("2019", window(), **factors(row.values["om"], row.values["bm"]))))

    assert sheet.to_json()["lines"][9]["values"] == [cm]


def test_facts_from_another_table_are_named_with_their_place():
    was, now = accounting(year()), accounting(year())
    now["years"][0]["EF_grid,OM,y"] |= {"table": "2023/N", "value": "0.7"}

    assert changed_facts(was, now) == [("/years/0/EF_grid,OM,y", "2022/N", "2023/N")]
    assert changed_facts(was, was) == []
