"""A project of afforestation, valid by default: a test says only what it is about."""

from __future__ import annotations

import copy
import json
from datetime import date
from importlib import resources
from typing import Any

from methodologies.ccer_14_001_v01_afforestation import METHODOLOGY as FOREST
from methodologies.ccer_14_001_v01_afforestation.ledger import RECORDS
from methodologies.ccer_14_001_v01_afforestation.surveys import Seen
from methodologies.forestry import equations, species
from methodologies.kernel.records import read

TABLES = (*species.shipped_parameters(), *equations.shipped(), *species.shipped_curves())
ON = date(2026, 7, 31)
CASES = resources.files("methodologies.ccer_14_001_v01_afforestation") / "cases"
FIRST, LAST = "2021-07-01", "2026-06-30"
PLOTS = {
    FIRST: {"S1": "14.2 17.8 12.9 16.1 15.0", "S2": "8.4 10.9 7.6 9.7"},
    LAST: {"S1": "33.5 44.2 29.8 39.9 36.1", "S2": "24.9 33.0 21.7 29.2"},
}
KIND = {"S1": "马尾松", "S2": "杉木"}
AREAS = {"S1": "300", "S2": "200"}
PLANTED = {"S1": "2018", "S2": "2020"}


def case_input(name: str) -> dict[str, Any]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


# --- the design document


def parcel(i: str = "S1", **known: str) -> dict[str, str]:
    return {
        "parcel": f"{i}-1",
        "i": i,
        "area_ha": AREAS.get(i, "1"),
        "county": "示范县示范林场",
        "longitude": "114.500000",
        "latitude": "27.500000",
        "former": "barren",
        "canopy": "0.05",
        "shrub_percent": "10",
        "removed_percent": "5",
        "planted_year": PLANTED.get(i, "2018"),
        "holder": "示范林场",
        "tenure_document": f"林证 {i}",
        "tenure_to": "2060-12-31",
    } | known


def stratum(i: str = "S1", **known: str) -> dict[str, str]:
    return {
        "i": i,
        "planted_year": PLANTED.get(i, "2018"),
        "mix": f"10 {KIND.get(i, '马尾松')}",
        "density": "1667",
        "growth_form": "trees",
        "area_ha": AREAS.get(i, "1"),
        "deviation": {"S1": "12", "S2": "9"}.get(i, "5"),
    } | known


def growth(i: str = "S1", **known: str | None) -> dict[str, str]:
    curve = {"S1": ("220", "0.08", "2.5"), "S2": ("260", "0.10", "2.8")}.get(i, ("200", "0.09", "2.6"))
    said = {
        "i": i,
        "species": KIND.get(i, "马尾松"),
        "share_percent": "100",
        "form": "richards",
        "of": "volume",
        **dict(zip(("asymptote", "p2", "p3"), curve)),
        "source": "当地标准地",
        "source_on": "2020-05-01",
    }
    return {name: value for name, value in (said | known).items() if value is not None}


def design(**known: Any) -> dict[str, Any]:
    said = {
        "project_name": "示范县国有林场生态林造林碳汇项目",
        "province": "江西",
        "city": "宜春",
        "county": "示范县",
        "location": "东部丘陵",
        "longitude": "114.500000",
        "latitude": "27.500000",
        "commencement_on": "2018-03-01",
        "lifetime_from": "2018-03-01",
        "lifetime_to": "2058-02-28",
        "crediting_from": "2021-01-01",
        "crediting_to": "2040-12-31",
        **{name: "yes" for name in ("planned_land", "tenure_is_clear", "no_wetland", "old_trees_kept",
                                    "soil_left_alone", "no_burning", "nobody_displaced",
                                    "lawful", "no_legal_duty", "no_other_mechanism")},
        "additionality": "exempt",
        "exempt_class": "public_benefit",
        "list_document": "公益林区划界定书",
        "list_entry": "示范县",
        "parcels": [parcel("S1"), parcel("S2")],
        "strata": [stratum("S1"), stratum("S2")],
        "growth": [growth("S1"), growth("S2")],
        "equations": [{"species": name, "equation": f"T2 v1/{name}"} for name in ("马尾松", "杉木")],
        "dead_wood_litter": "off",
        "soil_growth": "0",
        "baseline_t": "0",
        "plot_m2": "600",
        "expected_biomass": "40",
    }
    return copy.deepcopy({name: value for name, value in (said | known).items() if value is not None})


# --- what was monitored


def survey(on: str, i: str, **known: str) -> dict[str, str]:
    return {"on": on, "i": i, "area_ha": AREAS[i], "planted_year": PLANTED[i], "version": "1"} | known


def fire(**known: str) -> dict[str, str]:
    return {"f": "F1", "burnt_on": "2024-04-05", "kind": "fire", "i": "S1", "area_ha": "3.2", "above_t_ha": "30",
            "age": "6", "zone": "other"} | known


def tree(d: str = "10", h: str = "7.8", count: str = "31", **known: str) -> dict[str, str]:
    return {"on": LAST, "p": "S1-1", "species": "马尾松", "d_cm": d, "h_m": h, "count": count, "state": "live"} | known


def monitored(surveys: dict[str, dict[str, str]] = PLOTS, **known: Any) -> dict[str, Any]:
    """The worked example of two surveys, as records."""
    cells = [(on, i, f"{i}-{n}", b) for on, strata in surveys.items() for i, row in strata.items()
             for n, b in enumerate(row.split(), start=1)]
    said = {
        "period": {"from": FIRST, "to": LAST},
        "strata": [survey(on, i) for on, strata in surveys.items() for i in strata],
        "plots": [{"on": on, "p": p, "i": i, "area_m2": "600"} for on, i, p, _ in cells],
        "plot_values": [{"on": on, "p": p, "species": KIND[i], "gives": "whole", "value": b} for on, i, p, b in cells],
        "fires": [fire()],
    }
    return copy.deepcopy(said | known)


def account(data: dict[str, Any], settings: dict[str, str] | None = None, **known: Any):
    return FOREST.accounting_of(design(**known), data, TABLES, ON, settings)


def estimate(**known: Any):
    return FOREST.estimate_of(design(**known), TABLES, ON)


def seen(equation: equations.Equation | None = None, planned: dict[str, Any] | None = None, **known: Any) -> Seen:
    """The surveys as their checks see them."""
    said = monitored(**known)
    period = said.pop("period")
    clean, _ = FOREST.read_design(design(**(planned or {})))
    found = {"马尾松": equation or equations.equation(equations.shipped()[0])}
    return Seen(clean, read(RECORDS, said)[0], date.fromisoformat(period["from"]), date.fromisoformat(period["to"]),
                found)
