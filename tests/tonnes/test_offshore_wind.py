"""CCER-01-002-V01: the printed figures, applicability, crediting period, and the estimate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.kernel.rules import REFUSE, Refusal
from tests.tonnes.builders import (
    FINDING,
    PREVIOUS,
    WIND,
    account,
    case_input,
    design,
    estimate,
    example_3_9,
    grid_row,
    turbine,
    window,
    year,
)
from tests.tonnes.builders import accounting as chapter_input


def broken(call) -> set[tuple[str, str]]:
    """(rule, place) of every refusing rule that the call broke."""
    with pytest.raises(Refusal) as refusal:
        call()
    return {(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade is REFUSE}


# --- printed figures


@pytest.mark.parametrize("case", WIND.cases, ids=lambda case: case.id)
def test_every_figure_of_a_worked_case_comes_out(case):
    sheet = WIND.chapter(case.chapter).work(dict(case.inputs))

    found = {line["symbol"]: dict(zip(line["keys"], line["values"])) for line in sheet.to_json()["lines"]}

    assert sheet.tonnes == case.tonnes
    assert {symbol: {row: found[symbol][row] for row in rows} for symbol, rows in case.expect.items()} == case.expect


@pytest.mark.parametrize("settings, tonnes", [(FINDING, 576845), (PREVIOUS, 575414)])
def test_the_worked_example_comes_out_of_the_meter_ledger(settings, tonnes):
    sheet = account(example_3_9(), settings)

    assert (sheet.tonnes, sheet.by_year) == (tonnes, {"2023": tonnes})
    assert sheet["EF_grid,CM,y"] == [Decimal("0.7119")]


def test_the_worked_example_keeps_its_unrounded_total_and_what_was_dropped():
    sheet = account(example_3_9(), FINDING)

    assert (sheet.unrounded, sheet.remainder) == (Decimal("576845.63666836092"), Decimal("0.63666836092"))


def test_each_year_is_rounded_once_and_the_total_is_the_sum_of_the_lines():
    sheet = WIND.work("accounting", case_input("three_years_of_1000_9"))

    assert (sheet.tonnes, sheet.by_year) == (3000, {"2022": 1000, "2023": 1000, "2024": 1000})
    assert sheet.unrounded == Decimal("3002.7")


def test_the_total_of_an_estimate_is_not_made_from_its_average():
    sheet = WIND.work("estimate", case_input("first_registered_project"))

    assert (sheet.tonnes, sheet.average, sheet.by_year) == (4971913, 497191, {})


@pytest.mark.parametrize(
    "export, taken, symbol, corrected", [("100000", "0", "EG_export,y", "99500"), ("0", "1000", "EG_import,y", "1005")]
)
def test_a_meter_without_calibration_is_corrected_by_the_error_of_its_class(export, taken, symbol, corrected):
    inputs = chapter_input(year("2023", window(export=export, taken=taken, state="NONE")), mpe="0.005")

    assert WIND.work("accounting", inputs)[symbol] == [Decimal(corrected)]


def test_a_negative_year_is_certified_as_nothing_and_its_deficit_is_told():
    inputs = chapter_input(year("2022", window(export="10", taken="110")), year("2023", window(export="1000")))

    sheet = WIND.work("accounting", inputs)

    assert sheet.by_year == {"2022": 0, "2023": 618}
    assert [(f["rule"], f["where"]) for f in sheet.findings] == [("NEGATIVE_ER", "/years/0")]
    assert "61.865 t" in sheet.findings[0]["en"]


def test_electricity_sold_with_green_certificates_is_not_claimed():
    sheet = WIND.work(
        "accounting", chapter_input(year("2023", window(export="1000", taken="10"), **{"GEC_traded,y": "400"}))
    )

    assert sheet["EG_PJ,y"] == [Decimal("590")]


# --- applicability


@pytest.mark.parametrize(
    "distance, depth, passes",
    [
        ("30.0", "30.0", False),
        ("12", "30.1", True),
        ("30.1", "5", True),
        ("30", "30.000001", True),
        ("30.000001", "30", True),
    ],
)
def test_a_turbine_stands_far_or_deep(distance, depth, passes):
    said = design(turbines=[turbine(distance_km=distance, depth_m=depth)], capacity_mw="5.2")

    assert not [b for b in WIND.check_design(said) if b.rule.id == "OW-2"] == passes


def test_one_near_and_shallow_turbine_is_named_with_its_place_and_the_clause():
    turbines = design()["turbines"]
    turbines[16] |= {"distance_km": "12", "depth_m": "20"}

    found = [b for b in WIND.check_design(design(turbines=turbines)) if b.rule.id == "OW-2"]

    assert [b.where for b in found] == ["/turbines/16/depth_m"]
    assert str(found[0].rule.source) == "CCER-01-002-V01, 2"


def test_the_first_registered_project_passes_by_distance():
    turbines = [turbine(f"F{n:02d}", distance_km="37", depth_m="29") for n in range(1, 59)]

    assert WIND.check_design(design(turbines=turbines)) == ()


def test_the_donghai_bridge_site_fails_by_distance_and_depth():
    turbines = [turbine(f"F{n:02d}", distance_km="10", depth_m="10", capacity_mw="3") for n in range(1, 35)]

    found = [
        b for b in WIND.check_design(design(turbines=turbines, capacity_mw="102", province="上海", grid_region="E"))
    ]

    assert {b.rule.id for b in found} == {"OW-2"} and len(found) == 34
    assert found[0].problem()["source"] == "CCER-01-002-V01, 2"


@pytest.mark.parametrize(
    "field, rule",
    [
        ("seaward_of_tide_line", "OW-1"),
        ("physically_connected", "OW-3"),
        ("dispatched", "OW-3"),
        ("lawful", "OW-4"),
        ("sustainable", "OW-5"),
        ("no_legal_duty", "OW-6"),
        ("no_other_mechanism", "OW-6"),
        ("one_claim_per_mwh", "OW-6"),
    ],
)
def test_each_question_of_applicability_is_answered_yes(field, rule):
    assert [(b.rule.id, b.where) for b in WIND.check_design(design(**{field: "no"}))] == [(rule, f"/{field}")]
    assert WIND.check_design(design(**{field: "yes"})) == ()


@pytest.mark.parametrize(
    "known, rule, where",
    [({"capacity_mw": "300"}, "SITE-CAPACITY", "/capacity_mw"), ({"province": "广东"}, "SITE-GRID", "/grid_region")],
)
def test_odd_site_data_are_a_warning(known, rule, where):
    found = WIND.check_design(design(**known))

    assert [(b.rule.id, b.where, str(b.rule.grade)) for b in found] == [(rule, where, "warn")]


def test_a_design_without_any_yearly_export_is_refused():
    said = design()
    del said["export_mwh"]

    assert [(b.rule.id, b.where) for b in WIND.check_design(said)] == [("YIELD", "/export_mwh")]


def test_everything_wrong_with_a_design_is_told_at_once():
    said = design(lawful="no", longitude="121.5", commencement_on="2020-02-30", capacity_mw=301.6)
    said["turbines"][3] |= {"distance_km": "5", "depth_m": "5"}

    assert {b.where for b in WIND.check_design(said)} == {
        "/lawful",
        "/longitude",
        "/commencement_on",
        "/capacity_mw",
        "/turbines/3/depth_m",
    }


# --- crediting period


@pytest.mark.parametrize(
    "first, last, rule",
    [
        ("2022-04-01", "2032-03-31", None),
        ("2022-04-01", "2032-04-01", "CP-1"),
        ("2024-02-29", "2034-02-27", None),
        ("2024-02-29", "2034-02-28", "CP-1"),
        ("2021-09-29", "2031-09-28", None),
        ("2021-09-28", "2031-09-27", "CP-2"),
    ],
)
def test_the_crediting_period_is_at_most_ten_years_inside_the_lifetime(first, last, rule):
    found = [b.rule.id for b in WIND.check_design(design(crediting_from=first, crediting_to=last))]

    assert found == ([rule] if rule else [])


@pytest.mark.parametrize("retired, fine", [("2032-03-31", True), ("2032-03-30", False)])
def test_the_crediting_period_ends_before_retirement(retired, fine):
    found = WIND.check_design(design(retirement_on=retired))

    assert [(b.rule.id, b.where) for b in found] == ([] if fine else [("CP-2", "/crediting_to")])


def test_the_days_of_a_design_are_in_order():
    found = WIND.check_design(design(crediting_from="2022-04-02", crediting_to="2022-04-01"))

    assert ("CP-3", "/crediting_to") in {(b.rule.id, b.where) for b in found}
    assert WIND.check_design(design(crediting_from="2022-04-01", crediting_to="2022-04-01")) == ()


# --- the estimate

TABLES = (grid_row(2022, on=date(2023, 11, 17)), grid_row(2023, "0.7", "0.4", on=date(2024, 12, 20)))


def test_the_estimate_uses_the_newest_table_published_by_that_day():
    before = WIND.estimate_of(design(), TABLES, date(2024, 6, 30))
    after = WIND.estimate_of(design(), TABLES, date(2024, 12, 20))

    assert (before.tonnes, before.average) == (4971913, 497191)
    assert after["EF_grid,CM,y"] == [Decimal("0.55")] * 10


def test_an_estimate_without_a_table_of_the_region_says_so():
    assert broken(lambda: WIND.estimate_of(design(grid_region="E"), TABLES, date(2024, 6, 30))) == {
        ("EF_TABLE_MISSING", "/grid_region")
    }


def test_a_short_last_crediting_year_takes_its_share_of_days_downwards():
    sheet = WIND.estimate_of(design(crediting_to="2023-10-01", import_mwh="365"), TABLES, date(2024, 6, 30))

    assert sheet["EG_export,y"] == [Decimal("803701"), Decimal("404046.404371")]
    assert sheet["EG_import,y"] == [Decimal("365"), Decimal("183.497268")]


def test_the_output_degrades_from_the_second_crediting_year_on():
    sheet = WIND.estimate_of(
        design(export_mwh="1000", import_mwh="0", degradation_percent="1"), TABLES, date(2024, 6, 30)
    )

    assert sheet["EG_export,y"][:3] == [Decimal(1000), Decimal(990), Decimal("980.1")]


def test_yearly_figures_are_asked_for_every_crediting_year_once():
    rows = [{"y": str(n), "export_mwh": str(n * 1000), "import_mwh": "0"} for n in range(1, 11)]

    sheet = WIND.estimate_of(design(yearly=rows), TABLES, date(2024, 6, 30))

    assert sheet["EG_export,y"][9] == 10000
    assert broken(lambda: WIND.estimate_of(design(yearly=rows[:9]), TABLES, date(2024, 6, 30))) == {
        ("INPUT", "/yearly")
    }


def test_an_estimate_names_everything_it_lacks():
    said = design(crediting_to="2032-02-30", export_mwh="many")
    del said["grid_region"]

    assert broken(lambda: WIND.estimate_of(said, TABLES, date(2024, 6, 30))) == {
        ("INPUT", "/grid_region"),
        ("INPUT", "/crediting_to"),
        ("INPUT", "/export_mwh"),
    }


def test_an_estimate_by_hand_counts_its_crediting_years_from_one():
    inputs = estimate(("10", "0"), ("20", "0"))
    inputs["years"][1]["y"] = "3"

    assert broken(lambda: WIND.work("estimate", inputs)) == {("INPUT", "/years")}
