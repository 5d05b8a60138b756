"""Formulas of CCER-01-001-V01, in the order of the text: arithmetic and nothing else."""

from methodologies.ccer_01_001_v01_solar_thermal.parameters import law
from methodologies.electricity import formulas as shared
from methodologies.kernel.rules import LIKELY, UNSURE

correction_rate = law.formula("(7.3.4-a)", "rate_w", "7.3.4")(shared.correction_rate)
corrected_export = law.formula("(7.3.4-b)", "EG_export,w", "7.3.4")(shared.corrected_export)
corrected_import = law.formula("(7.3.4-c)", "EG_import,w", "7.3.4")(shared.corrected_import)
export_taken_off = law.formula("(2-c)", "D_export,v", "EG_export,y", LIKELY)(shared.export_taken_off)
import_added = law.formula("(2-d)", "D_import,v", "EG_import,y", LIKELY)(shared.import_added)
export_of_the_year = law.formula("(2-a)", "EG_export,y", "(2)")(shared.export_of_the_year)
import_of_the_year = law.formula("(2-b)", "EG_import,y", "(2)")(shared.import_of_the_year)


@law.formula("(2-i)", "EG_solar,y", "figure 1", UNSURE)
def export_from_solar_heat(EG_export_y, EG_int_y):
    """Power of the project's own wind or photovoltaic part that heated the salt leaves again as solar-thermal export.
    The text has no term for it: 0 unless the owner and the body agree to deduct it."""
    return EG_export_y - EG_int_y


@law.formula("(2-g)", "EG_claim,y", "国能综通新能〔2024〕124号", LIKELY)
def claimed_export(EG_solar_y, GEC_traded_y):
    """All import stays in the deduction of the next line: conservative."""
    return EG_solar_y - GEC_traded_y


net_export = law.formula("(2)", "EG_PJ,y", "(2)")(shared.net_export)


@law.formula("(2)", "EG_PJ,y", "(2)")
def net_export_estimated(EG_solar_y, EG_import_y):
    return EG_solar_y - EG_import_y


combined_margin = law.formula("(3)", "EF_grid,CM,y", "(3)")(shared.combined_margin)
baseline_emissions = law.formula("(1)", "BE_y", "(1)")(shared.baseline_emissions)
fuel_correction_rate = law.formula("(7.3.4-d)", "rate_k", "7.3.4")(shared.fuel_correction_rate)
corrected_fuel = law.formula("(7.3.4-e)", "FC_k", "7.3.4")(shared.corrected_fuel)
fuel_of_the_year = law.formula("(4-a)", "FC_i,y", "(4)")(shared.fuel_of_the_year)
fuel_emission_factor = law.formula("(5)", "COEF_i,y", "(5)")(shared.fuel_emission_factor)
project_emissions = law.formula("(4)", "PE_y", "(4)")(shared.fuel_emissions)
emission_reduction = law.formula("(6)", "ER_y", "(6)")(shared.emission_reduction)
whole_tonnes_of_the_year = law.formula("(6-y)", "ER_t,y", "(6)", LIKELY)(shared.whole_tonnes_of_the_year)
unrounded_sum = law.formula("(6-s)", "ER_sum", "(6)", LIKELY)(shared.unrounded_sum)
sum_of_the_lines = law.formula("(6-t)", "ER", "(6)", LIKELY)(shared.sum_of_the_lines)
total_estimated = law.formula("(6-t)", "ER", "(6)", LIKELY)(shared.total_estimated)
yearly_average = law.formula("(6-m)", "ER_mean", "(6)", LIKELY)(shared.yearly_average)
