"""The two chapters of CCER-14-001-V01, and what their input must satisfy beyond its form."""

from __future__ import annotations

from methodologies.ccer_14_001_v01_afforestation import formulas as f
from methodologies.ccer_14_001_v01_afforestation.parameters import law
from methodologies.forestry.checks import (
    ends_are_in_order,
    passes_are_complete,
    strata_have_plots,
    surveys_are_in_order,
)
from methodologies.kernel.chapter import Chapter, Result

ESTIMATE = Chapter(
    "estimate",
    law,
    (
        f.area_of_the_species,
        f.age,
        f.share_of_the_asymptote,
        f.growing_stock,
        f.above_ground,
        f.whole_trees,
        f.carbon_per_hectare,
        f.carbon_of_the_species,
        f.soil_of_the_species,
        f.carbon_of_trees,
        f.stock_estimated,
        f.gain_of_the_year,
        f.removal_estimated,
        f.estimated_sum,
        f.total_estimated,
        f.yearly_average,
        *f.PLAN,
    ),
    rules=(ends_are_in_order, passes_are_complete),
    result=Result(total="CDR", unrounded="CDR_sum", line="CDR_y", average="CDR_mean"),
)
ACCOUNTING = Chapter(
    "accounting",
    law,
    (
        f.above_ground_of_the_species,
        f.biomass_of_the_species,
        f.carbon_of_the_part,
        f.biomass_of_the_plot,
        f.carbon_of_the_plot,
        *f.SAMPLED,
        f.carbon_of_the_stratum,
        f.stock_of_the_stratum,
        f.soil_of_the_stratum,
        f.stock_of_trees,
        f.stock,
        f.change,
        f.deducted,
        f.emission_factor,
        f.fire,
        f.fires,
        f.days_of_the_period,
        f.change_in_the_period,
        f.baseline_of_the_period,
        f.removal,
        f.share_of_the_year,
        f.whole_tonnes_of_the_year,
        f.unrounded_sum,
        f.sum_of_the_lines,
    ),
    rules=(surveys_are_in_order, strata_have_plots),
    result=Result(total="CDR", unrounded="CDR_sum", line="CDR_y", whole="CDR_t,y"),
)
