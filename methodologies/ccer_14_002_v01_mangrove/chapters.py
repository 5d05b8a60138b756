"""The chapters of CCER-14-002-V01. Plants become carbon by one chain of formulas, expected or measured."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.ccer_14_002_v01_mangrove import formulas as f
from methodologies.ccer_14_002_v01_mangrove.parameters import law
from methodologies.forestry.checks import passes_are_complete
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.dates import days_in, read_day
from methodologies.kernel.rules import HOUSE, Verdict, cite, rule

PLANT = (f.predictor, f.above_ground, f.below_ground, f.carbon_of_the_plants)
STOCK = (f.carbon_of_the_stratum, f.carbon_of_the_project, f.stock, f.change)
SOIL = (f.rate_of_soil_carbon, f.soil_carbon_by_default, f.soil_methane, f.soil_emissions)


@rule(
    "DATES",
    zh="每项变化有先后两个日期；间隔天数首尾均计入。",
    en="Each change has two dates, the earlier first; the days between count both.",
    source=cite(HOUSE, "input"),
)
def dates_are_in_order(inputs: Mapping[str, Any]) -> Verdict:
    places = []
    for n, change in enumerate(inputs["changes"]):
        days = [day for row in change["dates"] if (day := read_day(row["t"]))]
        if not len(change["dates"]) == len(days) == 2 or days[0] >= days[1]:
            places.append(f"/changes/{n}/dates")
        elif "days_S" in change and Decimal(change["days_S"]) != days_in(days[0], days[1]):
            places.append(f"/changes/{n}/days_S")
    return tuple(places) or True


ESTIMATE = Chapter(
    "estimate",
    law,
    (
        f.plants_expected,
        *PLANT,
        f.carbon_expected,
        f.plots,
        f.stratum_mean,
        *STOCK,
        *SOIL,
        f.net_of_the_year,
        f.removal_of_the_year,
        f.unrounded_estimate,
        f.total_estimated,
        f.yearly_average,
        *f.PLAN,
    ),
    result=Result(total="CDR", unrounded="CDR_sum", line="CDR_x", average="CDR_mean"),
    rules=(dates_are_in_order, passes_are_complete),
)
ACCOUNTING = Chapter(
    "accounting",
    law,
    (
        *PLANT,
        f.carbon_of_the_layer,
        f.carbon_of_the_plot,
        f.area_on_the_date,
        f.weight,
        f.plots,
        f.stratum_mean,
        f.stratum_variance,
        f.weighted_mean,
        f.weighted_variance,
        f.project_mean,
        f.project_variance,
        f.freedom,
        f.uncertainty,
        f.deduction_rate,
        *STOCK,
        f.deducted,
        f.days_of_the_period,
        f.change_in_the_period,
        *SOIL,
        f.net_of_the_pool,
        f.net_removal,
        f.removal,
        f.share_of_the_year,
        f.whole_tonnes_of_the_year,
        f.unrounded_sum,
        f.sum_of_the_lines,
    ),
    given=("N_g",),
    result=Result(total="CDR", unrounded="CDR_sum", line="CDR_y", whole="CDR_t,y"),
    rules=(dates_are_in_order,),
)
