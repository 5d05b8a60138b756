"""Checks of a power plant's design data that no single text owns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from methodologies.electricity.grid import PROVINCES
from methodologies.electricity.monitored import TEXT
from methodologies.kernel.rules import SURE, UNSURE, WARN, Verdict, cite, rule


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
