"""A solar thermal plant, valid by default: a test says only what it is about."""

from __future__ import annotations

import copy
import json
from datetime import date
from importlib import resources
from typing import Any

from methodologies.ccer_01_001_v01_solar_thermal import METHODOLOGY as SOLAR
from methodologies.electricity import fuels, grid
from tests.tonnes.builders import (
    FINDING,
    calibration,
    fact,
    factors,
    meter,
    months,
    never_published,
    readings,
    vouchers,
    window,
)
from tests.tonnes.builders import monitored as electric

CASES = resources.files("methodologies.ccer_01_001_v01_solar_thermal") / "cases"
TABLES = (
    *(row for row in grid.shipped() if row.key["table_year"] == "2019"),
    *never_published(2020, 2021, 2022, 2023, 2024),
    *fuels.shipped(),
)
UPLOADED = date(2024, 1, 31)


def case_input(name: str) -> dict[str, Any]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


# --- the input of a chapter


def fuel_window(k: str = "01-01..12-31", used: str = "1", *, g: str = "G1", state: str = "OK", error: str = "0"):
    return {"k": k, "g": g, "state_k": state, "e_k": error, "X_FC,k": used}


def fuel(i: str = "natural_gas", *windows: dict[str, Any], **known: Any) -> dict[str, Any]:
    values = {"NCV_i,y": fact("389.31"), "CC_i,y": fact("0.01532"), "OF_i,y": fact("0.99")}
    return {"i": i, **values, "fuel_windows": list(windows) or [fuel_window()], **known}


def solar_year(y: str = "2023", *windows: dict[str, Any], burnt: tuple = (), **known: Any) -> dict[str, Any]:
    said = {"y": y, **factors(), "GEC_traded,y": "0", "EG_int,y": "0", "fuels": list(burnt)}
    return said | {"windows": list(windows) or [window()]} | known


def solar_accounting(*years: dict[str, Any], mpe: str = "0.002", fuel_mpe: str = "0.02") -> dict[str, Any]:
    meters = {"meters": [{"m": "main", "MPE_m": mpe}], "fuel_meters": [{"g": "G1", "MPE_g": fuel_mpe}]}
    return meters | {"years": list(years) or [solar_year()]}


# --- the documents of a project


def planned_fuel(**known: str) -> dict[str, str]:
    return {"fuel": "natural_gas", "yearly_use": "28.775", "edition": "2022", "purpose": "熔盐防凝"} | known


def solar_design(**known: Any) -> dict[str, Any]:
    """None leaves a field out."""
    corners = [{"c": f"J{n}", "lon": f"96.{n}12345", "lat": "40.212345"} for n in range(1, 5)]
    said = {
        "project_name": "示范公司瓜州50兆瓦光热发电项目",
        "province": "甘肃",
        "city": "酒泉",
        "county": "瓜州",
        "location": "戈壁",
        "longitude": "96.200000",
        "latitude": "40.200000",
        "capacity_mw": "50",
        "corners": corners,
        "plant_kind": "standalone",
        "collectors": "tower",
        "aperture_m2": "600000",
        "storage_h": "9",
        "heat_medium": "熔盐",
        "units": [{"u": "1", "capacity_mw": "50", "model": "N50", "maker": "示范汽轮机"}],
        "concentrates_sun": "yes",
        "grid_region": "NW",
        "dispatch_grid": "西北电网",
        "physically_connected": "yes",
        "dispatched": "yes",
        "commencement_on": "2020-07-08",
        "grid_connected_on": "2021-09-29",
        "retirement_on": "2046-09-28",
        "crediting_from": "2022-04-01",
        "crediting_to": "2032-03-31",
        "lawful": "yes",
        "sustainable": "yes",
        "additionality": "exempt",
        "no_legal_duty": "yes",
        "no_other_mechanism": "yes",
        "one_claim_per_mwh": "yes",
        "green_choice": "none",
        "green_archive_code": "JD-1",
        "export_mwh": "145678.9",
        "import_mwh": "6543.21",
        "fuels": [planned_fuel()],
        "meters": [{"m": "M1", "role": "main", "side": "both", "point": "110 kV", "accuracy_class": "0.2S"}],
    }
    return {name: value for name, value in (said | known).items() if value is not None}


def fuel_meter(m: str = "G1", **known: str) -> dict[str, str]:
    own = ("maker", "serial", "installed_on", "verified_on", "verification_no", "verification_body", "verification_by")
    said = {name: value for name, value in meter(m).items() if name in own}
    return said | {"m": m, "fuel": "natural_gas", "point": "调压站", "accuracy_class": "2.0"} | known


def fuel_readings(spans: list[tuple[str, str]], used: str = "2", m: str = "G1") -> list[dict[str, str]]:
    return [{"m": m, "from": first, "to": last, "quantity": used, "reader": "李四"} for first, last in spans]


def purchase(quantity: str = "24", **known: str) -> dict[str, str]:
    return {"no": "P1", "fuel": "natural_gas", "from": "2023-01-01", "to": "2023-12-31", "quantity": quantity,
            "seller": "示范燃气"} | known


def solar_monitored(**known: Any) -> dict[str, Any]:
    """The calendar year 2023 of one meter and one gas meter that are always in order."""
    spans = months(2023)
    said = electric(readings=readings(spans, "12000", "500"), vouchers=vouchers(spans, "12000", "500")) | {
        "internal": [],
        "fuel_meters": [fuel_meter()],
        "fuel_calibrations": [calibration("2022-08-10", m="G1"), calibration("2023-08-01", m="G1")],
        "fuel_faults": [],
        "fuel_readings": fuel_readings(spans),
        "fuel_purchases": [purchase()],
    }
    return copy.deepcopy(said | known)


def solar_account(data: dict[str, Any], settings: dict[str, str] = FINDING, on: date = UPLOADED, **known: Any):
    return SOLAR.accounting_of(solar_design(**known), data, TABLES, on, settings)
