"""Every value of an accounting names the rows of the ledger, or of the field records, that it was taken from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from methodologies.kernel.methodology import Determined, Methodology
from tests.tonnes import mangroves, solar
from tests.tonnes.builders import FINDING, ONLY_2019, WIND, design, example_3_9, months
from tests.tonnes.mangroves import MANGROVE
from tests.tonnes.solar import SOLAR, fuel_meter, fuel_readings, planned_fuel, purchase, solar_design, solar_monitored

UPLOADED = date(2024, 6, 1)


def at(data: Any, place: str) -> Any:
    for part in place.split("/")[1:]:
        data = data[int(part)] if isinstance(data, list) else data[part.replace("~1", "/").replace("~0", "~")]
    return data


@pytest.fixture
def papers() -> dict[str, Any]:
    return example_3_9() | {"green": [{"month": "2023-01", "traded_mwh": "0", "statement_no": "LZ-1"}]}


@pytest.fixture
def determined(papers) -> Determined:
    return WIND.determined("accounting", design(), papers, ONLY_2019, UPLOADED, FINDING)


def test_a_reading_is_taken_from_the_row_that_holds_its_figure(papers, determined):
    taken = {place: rows for place, rows in determined.origins.items() if "/windows/" in place and "/X_" in place}

    assert len(taken) >= 2
    for place, (row,) in taken.items():
        assert Decimal(at(determined.inputs, place)) == Decimal(at(papers, row)["energy_mwh"])


def test_a_voucher_names_its_row_and_the_readings_of_its_days(papers, determined):
    place = "/years/0/vouchers/0"
    (own,), readings = determined.origins[f"{place}/S_v"], determined.origins[f"{place}/X_v"]

    assert at(determined.inputs, f"{place}/S_v") == at(papers, own)["energy_mwh"]
    read = sum(Decimal(at(papers, row)["energy_mwh"]) for row in readings)
    assert read == Decimal(at(determined.inputs, f"{place}/X_v"))


def test_a_state_rests_on_every_calibration_of_its_meter(papers, determined):
    rows = determined.origins["/years/0/windows/0/state_w"]

    assert {at(papers, row)["m"] for row in rows} == {at(determined.inputs, "/years/0/windows/0/m")}


def test_every_value_that_was_monitored_has_an_origin(determined):
    asked = {q.symbol for level in WIND.accounting.levels for q in WIND.accounting.asks(level) if q.kind == "monitored"}

    assert {place.rpartition("/")[2] for place in determined.origins} == asked


def test_an_estimate_names_the_figures_of_the_design():
    one = WIND.determined("estimate", design(), ONLY_2019, UPLOADED)
    years = [{"y": str(n), "export_mwh": "1000", "import_mwh": "1"} for n in range(1, len(one.inputs["years"]) + 1)]

    typed = WIND.determined("estimate", design(yearly=years), ONLY_2019, UPLOADED)

    assert one.origins["/years/0/EG_export,y"][0] == "/export_mwh"
    assert typed.origins["/years/2/EG_import,y"] == ("/yearly/2",)
    assert len(typed.origins) == 2 * len(years)


# --- fuel and the salt heater


@pytest.fixture
def burnt() -> dict[str, Any]:
    """Two fuels: the rows of the second meter stand before those of the first."""
    spans = months(2023)
    return solar_monitored(
        green=[{"month": "2023-01", "traded_mwh": "0", "statement_no": "LZ-1"}],
        fuel_meters=[fuel_meter("G2", fuel="diesel"), fuel_meter()],
        fuel_calibrations=[row | {"m": m} for row in solar_monitored()["fuel_calibrations"] for m in ("G2", "G1")],
        fuel_readings=[*fuel_readings(spans, "0.5", "G2"), *fuel_readings(spans[:6], "3"), *fuel_readings(spans[6:])],
        fuel_purchases=[purchase("30"), purchase("6", no="P2", fuel="diesel")],
        internal=[{"month": first[:7], "energy_mwh": "10"} for first, _ in spans],
    )


@pytest.fixture
def sunny(burnt) -> Determined:
    plan = solar_design(fuels=[planned_fuel(), planned_fuel(fuel="diesel")], heater_fed="yes")
    return SOLAR.determined("accounting", plan, burnt, solar.TABLES, solar.UPLOADED, FINDING)


def test_a_reading_of_fuel_is_taken_from_the_row_that_holds_its_figure(burnt, sunny):
    taken = {place: rows for place, rows in sunny.origins.items() if place.endswith("/X_FC,k")}

    assert len(taken) == 24
    for place, (row,) in taken.items():
        window, read = at(sunny.inputs, place.rpartition("/")[0]), at(burnt, row)
        assert (window["g"], window["k"][:5], Decimal(window["X_FC,k"])) == (
            read["m"], read["from"][5:], Decimal(read["quantity"]))


def test_the_state_of_a_fuel_meter_rests_on_its_own_calibrations(burnt, sunny):
    windows = "/years/0/fuels/0/fuel_windows"

    assert sunny.origins[f"{windows}/0/state_k"] == sunny.origins[f"{windows}/11/e_k"] == (
        "/fuel_calibrations/0", "/fuel_calibrations/2")
    assert sunny.origins["/fuel_meters/0/MPE_g"] == ("/fuel_meters/1",)


def test_power_to_the_salt_heater_names_the_months_of_its_year(burnt, sunny):
    rows = sunny.origins["/years/0/EG_int,y"]

    assert sum(Decimal(at(burnt, row)["energy_mwh"]) for row in rows) == Decimal("120")
    assert Decimal(sunny.inputs["years"][0]["EG_int,y"]) == Decimal("120")


def test_an_estimate_of_fuel_names_the_row_of_the_design():
    plan = solar_design(fuels=[planned_fuel(), planned_fuel(fuel="diesel", yearly_use="1")], internal_mwh="5")

    found = SOLAR.determined("estimate", plan, solar.TABLES, solar.UPLOADED).origins

    assert found["/years/9/fuels/1/FC_i,y"] == ("/fuels/1",) and found["/years/0/EG_int,y"] == ("/internal_mwh",)
    assert found["/years/0/EG_export,y"][0] == "/export_mwh"


# --- plots, plants and soil


@pytest.fixture
def shore() -> dict[str, Any]:
    """The worked example with some thinner plants in one plot, each table from its end."""
    said = mangroves.field(deficits=[{"period": "2016-06-01..2021-05-31", "tonnes": "3"}])
    said["plants"].append(mangroves.plant("2026", "K3", "kandelia_obovata", "4.0/2.0/5"))
    return {name: rows if name == "period" else rows[::-1] for name, rows in said.items()}


@pytest.fixture
def surveyed(shore) -> Determined:
    return MANGROVE.determined("accounting", mangroves.design(), shore, mangroves.TABLES, date(2026, 7, 1), {})


def test_a_plant_and_its_plot_name_their_own_rows(shore, surveyed):
    where = "/changes/0/dates/1/stands/0/plots/2"
    (plot,) = surveyed.origins[f"{where}/a_p"]

    assert at(shore, plot)["p"] == at(surveyed.inputs, where)["p"] == "K3"
    for n, size in enumerate(("4", "4.7")):
        (plant,) = surveyed.origins[f"{where}/plants/{n}/D_g"]
        row = at(shore, plant)
        assert at(surveyed.inputs, f"{where}/plants/{n}/D_g") == size and Decimal(row["diameter_cm"]) == Decimal(size)
        assert (row["survey"], row["p"]) == ("2026", "K3")


def test_a_layer_names_its_row_and_its_core(shore, surveyed):
    where = "/changes/1/dates/0/stands/1/plots/1"
    for n, carbon in enumerate(("10.1", "9.5", "9")):
        layer, core = (at(shore, place) for place in surveyed.origins[f"{where}/layers/{n}/OC_l"])

        assert at(surveyed.inputs, f"{where}/layers/{n}/OC_l") == carbon
        assert Decimal(layer["organic_carbon"]) == Decimal(carbon)
        assert layer["core"] == core["core"] == at(surveyed.inputs, where)["p"] == "B2-2021"


def test_the_soil_takes_the_later_area_on_both_days(shore, surveyed):
    soil = [surveyed.origins[f"/changes/1/dates/{n}/stands/0/A_s"] for n in (0, 1)]

    assert soil[0] == soil[1] == surveyed.origins["/changes/0/dates/1/stands/0/A_s"]
    assert soil[0] != surveyed.origins["/changes/0/dates/0/stands/0/A_s"]
    assert {at(shore, row)["survey"] for row, in soil} == {"2026"}


# --- both


def test_every_origin_joins_a_value_of_the_input_and_rows_of_the_data(burnt, sunny, shore, surveyed):
    for data, found in ((burnt, sunny), (shore, surveyed)):
        assert found.origins
        for place, rows in found.origins.items():
            assert isinstance(at(found.inputs, place), str) and rows
            assert all(isinstance(at(data, row), dict) for row in rows)


ELSEWHERE = "rho_e soil_rate deduction d_SOC,s d_GHG,s days_y".split()  # the design, the period or a choice


@pytest.mark.parametrize("name, methodology, elsewhere", [("sunny", SOLAR, []), ("surveyed", MANGROVE, ELSEWHERE)])
def test_every_monitored_symbol_has_an_origin_but_those_from_elsewhere(
    request, name: str, methodology: Methodology, elsewhere: list[str]
):
    found = request.getfixturevalue(name).origins
    asked = {q.symbol for q in methodology.accounting.needs if q.kind == "monitored"}

    assert asked - {place.rpartition("/")[2] for place in found} == set(elsewhere)
