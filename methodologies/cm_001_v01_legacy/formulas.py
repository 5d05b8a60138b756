"""Formulas of CM-001-V01: arithmetic and nothing else."""

from methodologies.cm_001_v01_legacy.parameters import WEIGHTS, law
from methodologies.electricity import formulas as shared
from methodologies.kernel.expressions import row_of
from methodologies.kernel.rules import LIKELY


@law.formula("(w-a)", "w_OM", "weights", LIKELY)
def weight_of_the_operating_margin(technology):
    return row_of(technology, WEIGHTS, "w_OM")


@law.formula("(w-b)", "w_BM", "weights", LIKELY)
def weight_of_the_build_margin(technology):
    return row_of(technology, WEIGHTS, "w_BM")


@law.formula("(CM)", "EF_grid,CM,y", "combined margin")
def combined_margin(EF_grid_OM_y, w_OM, EF_grid_BM_y, w_BM, r_CM):
    return EF_grid_OM_y * w_OM + EF_grid_BM_y * w_BM + r_CM


net_export = law.formula("(2)", "EG_PJ,y", "net export")(shared.net_export_estimated)
baseline_emissions = law.formula("(1)", "BE_y", "baseline")(shared.baseline_emissions)
emission_reduction = law.formula("(4)", "ER_y", "reductions")(shared.emission_reduction)
unrounded_sum = law.formula("(4-s)", "ER_sum", "reductions", LIKELY)(shared.unrounded_sum)
total_estimated = law.formula("(4-t)", "ER", "reductions", LIKELY)(shared.total_estimated)
yearly_average = law.formula("(4-m)", "ER_mean", "reductions", LIKELY)(shared.yearly_average)


@law.formula("(5)", "ER_sup", "supplementary crediting period")
def supplementary_period(ER_mean, d_sup, d_year):
    """The time before the registration under the former mechanism, by days of the yearly average."""
    return ER_mean * d_sup / d_year
