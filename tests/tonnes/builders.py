"""Valid by default: a test says only what it is about."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from importlib import resources
from typing import Any

from methodologies.ccer_01_002_v01_offshore_wind import METHODOLOGY as WIND
from methodologies.electricity.grid import shipped
from methodologies.kernel.published import PublishedRow

CASES = resources.files("methodologies.ccer_01_002_v01_offshore_wind") / "cases"
FINDING, PREVIOUS = {"meter.out_from": "finding"}, {"meter.out_from": "previous_calibration"}


def case_input(name: str) -> dict[str, Any]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def grid_row(
    year: int,
    om: str = "0.8",
    bm: str = "0.4373",
    *,
    region: str = "N",
    on: date = date(2021, 1, 1),
    purpose: str = "official",
    absent: bool = False,
    loaded: bool = True,
) -> PublishedRow:
    values = {"om": om, "bm": bm} if loaded and not absent else {}
    return PublishedRow(
        f"grid_ef/{year}/{region}",
        "grid_ef",
        {"table_year": str(year), "region": region},
        values,
        on,
        "a test",
        "ab" * 32,
        purpose,
        "sure",
        absent,
    )


def never_published(*years: int) -> list[PublishedRow]:
    return [grid_row(year, region="", on=date(2024, 1, 1), absent=True) for year in years]


ONLY_2019 = (
    *(row for row in shipped() if row.key["table_year"] == "2019"),
    *never_published(2020, 2021, 2022, 2023, 2024),
)


def fact(value: str, **known: Any) -> dict[str, Any]:
    return {
        "value": value,
        "table": "2022/N",
        "published_on": "2023-11-17",
        "sha256": "ab" * 32,
        "source": "a test",
    } | known


def factors(om: str = "0.8", bm: str = "0.4373", **known: Any) -> dict[str, Any]:
    return {"EF_grid,OM,y": fact(om, **known), "EF_grid,BM,y": fact(bm, **known)}


def window(
    days: str = "01-01..12-31",
    export: str = "1000",
    taken: str = "0",
    *,
    m: str = "main",
    state: str = "OK",
    error: str = "0",
) -> dict[str, Any]:
    return {"w": days, "m": m, "state_w": state, "e_w": error, "X_export,w": export, "X_import,w": taken}


def year(y: str = "2023", *windows: dict[str, Any], **known: Any) -> dict[str, Any]:
    return {"y": y, **factors(), "GEC_traded,y": "0", "windows": list(windows) or [window()], **known}


def accounting(*years: dict[str, Any], mpe: str = "0.002") -> dict[str, Any]:
    return {"meters": [{"m": "main", "MPE_m": mpe}], "years": list(years) or [year()]}


def estimate(*energy: tuple[str, str], **known: Any) -> dict[str, Any]:
    rows = energy or (("1000", "0"),)
    return {
        "years": [
            {"y": str(n), "EG_export,y": export, "EG_import,y": taken, **factors(), **known}
            for n, (export, taken) in enumerate(rows, start=1)
        ]
    }


# --- the documents of a project


def turbine(t: str = "F01", **known: str) -> dict[str, str]:
    return {
        "t": t,
        "lon": "121.512345",
        "lat": "36.412345",
        "distance_km": "40",
        "depth_m": "31.5",
        "capacity_mw": "5.2",
        "model": "X-5200",
        "maker": "示范风电",
    } | known


def design(**known: Any) -> dict[str, Any]:
    turbines = [turbine(f"F{n:02d}") for n in range(1, 59)]
    said = {
        "project_name": "示范公司东海一期301.6兆瓦海上风电项目",
        "province": "山东",
        "city": "烟台",
        "county": "海阳",
        "location": "近海",
        "longitude": "121.500000",
        "latitude": "36.400000",
        "capacity_mw": "301.6",
        "turbines": turbines,
        "grid_region": "N",
        "dispatch_grid": "华北电网",
        "physically_connected": "yes",
        "dispatched": "yes",
        "commencement_on": "2020-07-08",
        "grid_connected_on": "2021-09-29",
        "retirement_on": "2046-09-28",
        "crediting_from": "2022-04-01",
        "crediting_to": "2032-03-31",
        "seaward_of_tide_line": "yes",
        "lawful": "yes",
        "sustainable": "yes",
        "additionality": "exempt",
        "no_legal_duty": "yes",
        "no_other_mechanism": "yes",
        "one_claim_per_mwh": "yes",
        "green_choice": "none",
        "green_archive_code": "JD-1",
        "export_mwh": "803701",
        "import_mwh": "29.6",
        "meters": [{"m": "M1", "role": "main", "side": "both", "point": "220 kV", "accuracy_class": "0.2S"}],
    }
    return said | known


def meter(m: str = "M1", **known: str) -> dict[str, str]:
    return {
        "m": m,
        "role": "main",
        "side": "both",
        "point": "220 kV",
        "accuracy_class": "0.2S",
        "maker": "示范电表",
        "serial": f"S-{m}",
        "ct_ratio": "1600/1",
        "pt_ratio": "220/0.1",
        "multiplier": "1000",
        "installed_on": "2021-09-01",
        "verified_on": "2021-08-15",
        "verification_no": "V-1",
        "verification_body": "省计量院",
        "verification_by": "statutory",
    } | known


def calibration(on: str, error: str = "0.05", m: str = "M1", **known: str) -> dict[str, str]:
    return {
        "m": m,
        "on": on,
        "kind": "calibration",
        "body": "示范检测",
        "qualification": "CNAS",
        "certificate_no": f"C-{on}",
        "error_percent": error,
    } | known


def months(year_: int) -> list[tuple[str, str]]:
    starts = [date(year_, month, 1) for month in range(1, 13)]
    return [
        (a.isoformat(), (b - timedelta(1)).isoformat()) for a, b in zip(starts, [*starts[1:], date(year_ + 1, 1, 1)])
    ]


def readings(
    spans: list[tuple[str, str]],
    export: str = "60000",
    taken: str = "100",
    m: str = "M1",
    sides: tuple[str, ...] = ("export", "import"),
) -> list[dict[str, str]]:
    energy = {"export": export, "import": taken}
    return [
        {"m": m, "side": side, "from": first, "to": last, "energy_mwh": energy[side], "reader": "张三", "read_on": last}
        for first, last in spans
        for side in sides
    ]


def vouchers(spans: list[tuple[str, str]], export: str = "60000", taken: str = "100") -> list[dict[str, str]]:
    energy = {"export": export, "import": taken}
    return [
        {
            "no": f"{side}-{first}",
            "side": side,
            "from": first,
            "to": last,
            "energy_mwh": energy[side],
            "issuer": "示范电网",
        }
        for first, last in spans
        for side in ("export", "import")
    ]


def monitored(**known: Any) -> dict[str, Any]:
    """The calendar year 2023 of one meter that is always in order."""
    said = {
        "period": {"from": "2023-01-01", "to": "2023-12-31"},
        "meters": [meter()],
        "calibrations": [
            calibration("2022-08-10"),
            calibration("2023-08-01"),
            *(calibration(on, kind="field_test") for on in ("2023-02-20", "2023-05-10", "2023-10-25")),
        ],
        "faults": [],
        "seals": [],
        "readings": readings(months(2023)),
        "vouchers": vouchers(months(2023)),
        "green": [],
    }
    return copy.deepcopy(said | known)


def example_3_9() -> dict[str, Any]:
    """The worked example as records: monthly readings, cut where the state of the meter changes."""
    first, second, third = (
        months(2023)[:9],
        [("2023-10-01", "2023-10-31"), ("2023-11-01", "2023-11-14")],
        [("2023-11-15", "2023-11-30"), ("2023-12-01", "2023-12-31")],
    )
    rows = [
        *readings(first[:1], "612345.678", "1234.567"),
        *readings(first[1:], "0", "0"),
        *readings(second[:1], "98765.432", "210"),
        *readings(second[1:], "0", "0"),
        *readings(third[:1], "101234.567", "98.765"),
        *readings(third[1:], "0", "0"),
    ]
    papers = [
        *vouchers(first[:1], "612345.678", "1234.567"),
        *vouchers(first[1:], "0", "0"),
        *vouchers(second[:1], "98765.432", "210"),
        *vouchers([("2023-11-01", "2023-11-30")], "101234.567", "98.765"),
        *vouchers([("2023-12-01", "2023-12-31")], "0", "0"),
    ]
    return monitored(
        readings=rows,
        vouchers=papers,
        calibrations=[calibration("2022-10-01"), calibration("2023-11-15", "-0.31", restored_on="2023-12-31")],
    )


def account(
    data: dict[str, Any], settings: dict[str, str] = PREVIOUS, tables: Any = ONLY_2019, on: date = date(2024, 1, 31)
):
    return WIND.accounting_of(design(), data, tables, on, settings)
