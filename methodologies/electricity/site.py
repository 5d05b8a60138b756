"""Checks of a power plant's design data that no single text owns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.electricity.grid import PROVINCES
from methodologies.electricity.monitored import TEXT
from methodologies.kernel.rules import HOUSE, SURE, UNSURE, WARN, Rule, Verdict, cite, rule


@rule(
    "SITE-GRID",
    zh="区域电网以并网协议所列调度电网为准；所选区域通常不含该省份，请核对。",
    en="The region follows the dispatch grid of the grid agreement; the chosen one does not usually hold this "
       "province.",
    source=cite(TEXT, "EF_grid,CM,y", UNSURE),
    grade=WARN,
)
def province_lies_in_the_region(design: Mapping[str, Any]) -> Verdict:
    if not {"province", "grid_region"} <= design.keys():
        return True
    usual = PROVINCES[design["grid_region"]].split()
    return any(design["province"].startswith(name) for name in usual) or ("/grid_region",)


@rule(
    "YIELD",
    zh="应填写年上网电量，或逐计入年填写。",
    en="The yearly export is given, once or for each crediting year.",
    source=cite(TEXT, "symbol tables", SURE),
)
def export_is_estimated(design: Mapping[str, Any]) -> Verdict:
    return "export_mwh" in design or bool(design.get("yearly")) or ("/export_mwh",)


def sum_of_capacities(record: str, zh: str, en: str) -> Rule:
    """SITE-CAPACITY over the rows of `record`, each with its own capacity_mw."""

    @rule("SITE-CAPACITY", zh=zh, en=en, source=cite(HOUSE, "design data"), grade=WARN)
    def capacities_add_up(design: Mapping[str, Any]) -> Verdict:
        capacities = [Decimal(row["capacity_mw"]) for row in design.get(record, []) if "capacity_mw" in row]
        return (
            "capacity_mw" not in design
            or sum(capacities, Decimal(0)) == Decimal(design["capacity_mw"])
            or ("/capacity_mw",)
        )

    return capacities_add_up
