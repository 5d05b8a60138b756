"""The figures that any program for these methodologies must give, by number. T12 to T14 stand in tests/law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.cm_001_v01_legacy import METHODOLOGY as LEGACY
from methodologies.electricity import grid
from methodologies.kernel.rules import Refusal
from tests.tonnes import solar
from tests.tonnes.builders import (
    FINDING,
    PREVIOUS,
    WIND,
    account,
    accounting,
    case_input,
    design,
    estimate,
    example_3_9,
    factors,
    grid_row,
    monitored,
    never_published,
    turbine,
    window,
    year,
)
from tests.tonnes.solar import SOLAR, fuel, fuel_window, solar_accounting, solar_design, solar_year
from tests.tonnes.test_legacy import old_project
from tests.tonnes.test_legacy import work as old_work

PUBLISHED = (
    grid_row(2019, on=date(2020, 12, 29)),
    *never_published(2020, 2021),
    grid_row(2022, on=date(2024, 3, 1)),
    grid_row(2023, on=date(2024, 12, 20)),
)
ALONE = (grid_row(2019, on=date(2020, 12, 29)), grid_row(2024, on=date(2025, 12, 1)))


def picked(*said) -> dict:
    return grid.pick_factor(*said)["EF_grid,OM,y"]


def refused(*said, **known) -> str:
    with pytest.raises(Refusal) as refusal:
        grid.pick_factor(*said, **known)
    return refusal.value.broken[0].rule.id


def meter_of_class(symbol: str, **known: str) -> str:
    """Corrected energy of a year whose meter of class 0.5S was never calibrated."""
    sheet = WIND.work("accounting", accounting(year("2023", window(state="NONE", **known)), mpe="0.005"))
    return str(sheet[symbol][0].normalize())


# --- tonnes


def test_t1_the_worked_example_with_errors_out_from_the_finding():
    assert account(example_3_9(), FINDING).tonnes == 576845
    assert account(example_3_9(), PREVIOUS).tonnes == 575414  # the default, which the text leaves open


def test_t2_the_worked_example_without_corrections():
    sheet = WIND.work("accounting", case_input("example_3_9_uncorrected"))

    assert (sheet.tonnes, str(sheet.unrounded.normalize())) == (577210, "577210.1894055")


def test_t3_two_years_with_a_factor_each():
    sheet = WIND.work("accounting", case_input("two_years"))

    assert (sheet.tonnes, str(sheet.unrounded.normalize())) == (365909, "365909.51")


def test_t4_the_worked_example_of_solar_thermal():
    assert SOLAR.work("accounting", solar.case_input("example_4_8")).tonnes == 92103


@pytest.mark.parametrize(
    "ncv, cc, of, factor",
    [("389.31", "0.01532", "0.99", "21.650151996"), ("42.652", "0.0202", "0.98", "3.0959096373")],
)
def test_t5_the_emission_factor_of_a_fuel(ncv, cc, of, factor):
    values = {f"{symbol}_i,y": {**fuel()["NCV_i,y"], "value": value} for symbol, value in
              (("NCV", ncv), ("CC", cc), ("OF", of))}

    sheet = SOLAR.work("accounting", solar_accounting(solar_year(burnt=(fuel("x", fuel_window(), **values),))))

    assert str(sheet["COEF_i,y"][0])[: len(factor)] == factor
    assert factor.startswith("3.09") or sheet["COEF_i,y"][0] == Decimal(factor)


def test_t6_a_photovoltaic_project_of_the_former_scheme():
    assert old_work("2012", "N", "15580").tonnes == 14023


def test_t15_an_average_is_shown_and_the_total_kept():
    sheet = WIND.work("estimate", case_input("first_registered_project"))

    assert (sheet.tonnes, sheet.average, sheet.tonnes - 10 * sheet.average) == (4971913, 497191, 3)


def test_t16_export_of_a_meter_never_calibrated():
    assert meter_of_class("EG_export,w", export="100000") == "9.95E+4"


def test_t17_import_of_a_meter_never_calibrated():
    assert meter_of_class("EG_import,w", taken="1000") == "1005"


# --- factors


@pytest.mark.parametrize(
    "id, year_, uploaded_on, rows, table",
    [
        ("T7", 2023, date(2024, 6, 30), PUBLISHED, "2022/N"),
        ("T8", 2023, date(2025, 1, 10), PUBLISHED, "2023/N"),
        ("T9", 2021, date(2025, 1, 10), PUBLISHED, "2019/N"),
    ],
)
def test_t7_to_t9_never_a_later_table(id, year_, uploaded_on, rows, table):
    assert picked("N", year_, uploaded_on, rows)["table"] == table, id


@pytest.mark.parametrize("value", ["0.5703", "0.5810", "0.8843", "0.5306"])
def test_t21_a_value_of_another_series_is_rejected(value):
    row = grid_row(2024, om=value, bm="0.3")

    assert [b.rule.id for b in grid.GRID_TABLE.judge(row)] == ["EF_OTHER_SERIES"]


def test_t22_years_that_nobody_has_spoken_of_are_missing():
    assert refused("N", 2021, date(2026, 1, 1), ALONE) == "EF_TABLE_MISSING"


def test_t23_years_that_two_people_have_spoken_of_fall_back():
    fact = picked("N", 2021, date(2026, 1, 1), (*ALONE, *never_published(2020, 2021)))

    assert (fact["table"], fact["fallback"]) == ("2019/N", True)


def test_t24_tibet_has_no_factor_in_2019():
    assert refused("SW", 2019, date(2021, 1, 1), grid.shipped(), province="西藏") == "EF_REGION_UNDEFINED"


# --- applicability


@pytest.mark.parametrize("id, far, deep, passes", [("T10", "30.0", "30.0", False), ("T11", "12", "30.1", True)])
def test_t10_and_t11_far_or_deep_are_both_strict(id, far, deep, passes):
    site = design(turbines=[turbine(distance_km=far, depth_m=deep)], capacity_mw="5.2")

    assert ("OW-2" not in {b.rule.id for b in WIND.check_design(site)}) == passes, id


def test_t18_an_integrated_project_without_meter_of_its_own():
    broken = SOLAR.check_design(solar_design(plant_kind="integrated", separately_metered="no"))

    assert [b.rule.id for b in broken] == ["CSP-2"]


# --- published cases; those of the former scheme stand in test_legacy


def test_c1_the_first_registered_project():
    total, generation = Decimal(4971913), Decimal(803701)

    assert (Decimal("5.2") * 58, Decimal("301.6") * Decimal("2664.8")) == (Decimal("301.6"), Decimal("803703.68"))
    assert round(total / 10 / generation, 6) == Decimal("0.618627")
    assert round(total / 10 / Decimal("0.61865"), 1) == Decimal("803671.4")
    turbines = [turbine(f"F{n:02d}", distance_km="37", depth_m="29") for n in range(1, 59)]
    assert WIND.check_design(design(turbines=turbines)) == ()


def test_c7_the_first_public_list_gives_the_range_of_an_estimate():
    listed = {"wind": (19, "92.72"), "solar": (4, "4.67"), "forest": (8, "2.58"), "mangrove": (2, "0.03")}
    mean = {kind: Decimal(9670000) * Decimal(share) / 100 / count for kind, (count, share) in listed.items()}

    assert sum(Decimal(share) for _, share in listed.values()) == 100 and sum(n for n, _ in listed.values()) == 33
    assert abs(mean["solar"] * 4 - 451589) < 1 and round(mean["solar"]) == 112897
    assert abs(mean["wind"] - 471896) < 1
    example = SOLAR.work("estimate", solar.case_input("ten_years")).average
    assert mean["solar"] / 2 < example < mean["solar"] * 2


# --- what all three texts do alike


def test_the_same_energy_gives_the_same_tonnes_under_wind_and_solar_thermal():
    for known in ({}, {"taken": "17.5"}, {"state": "OUT", "error": "-0.003"}, {"state": "NONE"}):
        energy = window(export="123456.789", **known)

        wind, sun = WIND.accounting.work(accounting(year("2023", energy))), SOLAR.accounting.work(
            solar_accounting(solar_year("2023", energy)))

        assert (wind.tonnes, wind.unrounded) == (sun.tonnes, sun.unrounded)


def test_half_weights_of_the_former_scheme_give_what_wind_gives():
    row = next(r for r in grid.shipped() if r.id == "grid_ef/2019/N")
    both = estimate(("803701", "29.6"), **factors(row.values["om"], row.values["bm"]))
    old = old_project("2019", "N", "803701", technology="other")
    old["years"][0]["EG_import,y"] = "29.6"

    assert WIND.estimate.work(both).unrounded == LEGACY.estimate.work(old).unrounded
    assert account(monitored()).provisional == []
