"""CCER-01-001-V01: the worked example from papers to tonnes, fuel, the salt heater, and what is refused."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from inspect import getsource

import pytest

from methodologies.electricity import fuels
from methodologies.kernel.rules import Refusal
from tests.tonnes.builders import WIND, calibration, months, readings, vouchers
from tests.tonnes.solar import (
    SOLAR,
    TABLES,
    UPLOADED,
    case_input,
    fuel,
    fuel_readings,
    fuel_window,
    planned_fuel,
    purchase,
    solar_account,
    solar_accounting,
    solar_design,
    solar_monitored,
    solar_year,
)

JANUARY, REST = months(2023)[:1], months(2023)[1:]


def example_4_8() -> dict:
    """The worked example as records: the gas meter overdue from the day on which 6.2500 begin."""
    spans = months(2023)
    return solar_monitored(
        readings=[*readings(JANUARY, "145678.900", "6543.210"), *readings(REST, "0", "0")],
        vouchers=[*vouchers(JANUARY, "145678.900", "6543.210"), *vouchers(REST, "0", "0")],
        fuel_calibrations=[calibration("2022-10-01", m="G1")],
        fuel_readings=[*fuel_readings(spans[:1], "22.4"), *fuel_readings(spans[1:9], "0"),
                       *fuel_readings(spans[9:10], "6.25"), *fuel_readings(spans[10:], "0")],
        fuel_purchases=[purchase("28.65")],
    )


def column(sheet, symbol: str) -> dict[str, str]:
    line = next(line for line in sheet.to_json()["lines"] if line["symbol"] == symbol)
    return dict(zip(line["keys"], line["values"], strict=True))


# --- the worked example


def test_every_printed_figure_comes_out():
    assert SOLAR.proven


def test_the_example_gives_92103_because_a_part_of_a_tonne_is_never_credited():
    sheet = SOLAR.work("accounting", case_input("example_4_8"))

    assert str(sheet.unrounded.normalize()) == "92103.9974768151"  # the nearest whole number would be 92104
    assert (sheet.tonnes, sheet.by_year) == (92103, {"2023": 92103})
    assert sheet.remainder == Decimal("0.9974768151")


def test_the_papers_of_the_example_give_the_same_tonnes():
    sheet = solar_account(example_4_8())

    assert sheet.tonnes == 92103 and column(sheet, "ER_y") == {"2023": "92103.9974768151"}
    assert column(sheet, "FC_i,y") == {"2023/natural_gas": "28.775"}
    assert {finding["rule"] for finding in sheet.findings} == {"F3"}  # the overdue gas meter, told and corrected


def test_ten_years_make_more_than_ten_averages():
    sheet = SOLAR.estimate_of(solar_design(), TABLES, UPLOADED)

    assert (sheet.tonnes, sheet.average) == (921039, 92103)


def test_a_short_last_year_takes_its_share_of_energy_and_fuel():
    sheet = SOLAR.estimate_of(solar_design(crediting_to="2022-04-01", internal_mwh="365"), TABLES, UPLOADED)

    assert column(sheet, "EG_solar,y") == {"1": "398.120273"}  # 145678.9 / 365, cut downwards, less 1
    assert sheet.inputs["years"][0]["fuels"][0]["FC_i,y"] == "0.078836"  # 28.775 / 365, cut upwards


# --- fuel


@pytest.mark.parametrize(
    "state, error, used", [("OK", "0", "100"), ("OUT", "-0.03", "103"), ("OUT", "0.03", "103"), ("NONE", "0", "102")]
)
def test_a_correction_of_fuel_only_ever_raises_it(state, error, used):
    window = fuel_window(used="100", state=state, error=error)

    sheet = SOLAR.work("accounting", solar_accounting(solar_year(burnt=(fuel("natural_gas", window),))))

    assert column(sheet, "FC_k") == {"2023/natural_gas/G1/01-01..12-31": used}


def test_a_plant_without_fuel_has_no_project_emissions():
    sheet = SOLAR.work("accounting", solar_accounting())

    assert column(sheet, "PE_y") == {"2023": "0"} and sheet.tonnes == 618


def test_a_plant_without_fuel_needs_no_fuel_ledger():
    data = {name: rows for name, rows in solar_monitored().items() if not name.startswith("fuel_")}

    assert solar_account(data, fuels=[]).provisional == []


def test_fuel_values_that_are_not_confirmed_taint_the_tonnes():
    assert solar_account(solar_monitored()).provisional == ["CC_i,y", "NCV_i,y", "OF_i,y"]


def test_fuel_values_stay_those_of_the_edition_that_the_design_names():
    newer = replace(fuels.shipped()[0], key={"edition": "2024", "fuel": "natural_gas"}, published_on=date(2024, 1, 2),
                    values={"ncv": "400", "cc": "0.016", "of": "1"})
    tables = (*TABLES, newer)

    estimate = SOLAR.estimate_of(solar_design(), tables, UPLOADED)
    account = SOLAR.accounting_of(solar_design(), solar_monitored(), tables, UPLOADED)

    assert [(f["rule"], f["where"]) for f in estimate.findings] == [("FUEL_NEWER", "/fuels/0/edition")]
    assert account.inputs["years"][0]["fuels"][0]["NCV_i,y"]["table"] == "2022/natural_gas"
    assert "FUEL_NEWER" not in {f["rule"] for f in account.findings}


def test_an_edition_that_is_not_loaded_is_refused_at_its_place():
    design = solar_design(fuels=[planned_fuel(edition="2021")])

    with pytest.raises(Refusal) as refusal:
        SOLAR.accounting_of(design, solar_monitored(), TABLES, UPLOADED)

    assert [(b.rule.id, b.where) for b in refusal.value.broken] == [("FUEL_TABLE_MISSING", "/fuels/0/edition")]


def test_what_is_wrong_with_electricity_and_fuel_is_told_at_once():
    data = solar_monitored(readings=readings(REST), fuel_readings=fuel_readings(REST))

    with pytest.raises(Refusal) as refusal:
        solar_account(data)

    assert {"M5", "F5"} <= {b.rule.id for b in refusal.value.broken}
    assert {"/readings/0/from", "/fuel_readings/0/from"} <= {b.where for b in refusal.value.broken}


def test_the_fuel_of_two_years_stays_in_its_year():
    spans = [*months(2022), *months(2023)]
    data = solar_monitored(
        period={"from": "2022-01-01", "to": "2023-12-31"},
        readings=readings(spans), vouchers=vouchers(spans),
        calibrations=[calibration(day) for day in ("2022-08-10", "2023-08-01")],
        fuel_readings=[*fuel_readings(spans[:12], "1"), *fuel_readings(spans[12:], "3")],
        fuel_purchases=[purchase("48")],
    )

    sheet = SOLAR.accounting_of(solar_design(), data, TABLES, UPLOADED)

    assert column(sheet, "FC_i,y") == {"2022/natural_gas": "12", "2023/natural_gas": "36"}


@pytest.mark.parametrize("name, value", [("cc", "15.32"), ("ncv", "3.9"), ("of", "99")])
def test_a_fuel_value_in_another_unit_is_not_believed(name, value):
    row = fuels.shipped()[0]

    broken = fuels.FUEL_TABLE.judge(replace(row, values={**row.values, name: value}))

    assert [(b.rule.id, b.where) for b in broken] == [("FUEL_IMPLAUSIBLE", f"/values/{name}")]
    assert fuels.FUEL_TABLE.judge(row) == ()


# --- an integrated project


def test_an_integrated_project_is_metered_separately():
    broken = SOLAR.check_design(solar_design(plant_kind="integrated", separately_metered="no", heater_fed="no"))

    assert [(b.rule.id, b.where) for b in broken] == [("CSP-2", "/separately_metered")]


def test_power_to_the_salt_heater_is_deducted_where_it_is_stated():
    stated = [{"month": f"2023-{month:02d}", "energy_mwh": "10"} for month in range(1, 13)]
    integrated = dict(plant_kind="integrated", separately_metered="yes", heater_fed="yes")

    with_it, without = (solar_account(solar_monitored(internal=rows), **integrated) for rows in (stated, []))

    assert column(with_it, "EG_solar,y") == {"2023": "143880"} and column(without, "EG_solar,y") == {"2023": "144000"}
    assert [f["rule"] for f in without.findings if f["where"] == "/internal"] == ["EG_INT"]
    assert [f["rule"] for f in with_it.findings if f["where"] == "/internal"] == []


def test_power_to_the_salt_heater_outside_the_period_is_refused():
    with pytest.raises(Refusal) as refusal:
        solar_account(solar_monitored(internal=[{"month": "2024-01", "energy_mwh": "10"}]))

    assert [b.where for b in refusal.value.broken] == ["/internal/0/month"]


# --- the declaration


def test_a_design_document_without_fault_breaks_nothing():
    assert SOLAR.check_design(solar_design()) == ()


def test_it_is_in_force_exempt_and_credited_for_ten_years_at_most():
    assert (SOLAR.status, SOLAR.additionality, SOLAR.type_code) == ("in_force", ("exempt",), "A0101")
    assert (SOLAR.crediting.max_years, SOLAR.crediting.renewals) == (10, 0)


def test_every_document_proves_a_rule_and_the_points_of_the_table_are_all_there():
    ids = {rule.id for rule in SOLAR.all_rules}

    assert {id for paper in SOLAR.documents for id in paper.rules} <= ids
    assert [point.id for point in SOLAR.key_points] == [f"V{n}" for n in range(2, 12)]
    assert [duty.id for duty in SOLAR.duties] == [f"D{n}" for n in range(1, 10)]


def test_the_two_modules_share_the_sector_and_no_line_of_code():
    """No function of the one is written again in the other."""
    own = [bodies(f"methodologies.{folder}.{file}") for folder in
           ("ccer_01_001_v01_solar_thermal", "ccer_01_002_v01_offshore_wind") for file in ("formulas", "checks")]

    assert not (own[0] | own[1]) & (own[2] | own[3])
    assert {rule.id for rule in SOLAR.monitoring_rules} >= {rule.id for rule in WIND.monitoring_rules}


def bodies(module: str) -> set[str]:
    """The functions of a module without their names and documentation."""
    tree = ast.parse(getsource(import_module(module)))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {ast.dump(ast.Module([*(n for n in node.body if not is_text(n))], [])) for node in found}


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
