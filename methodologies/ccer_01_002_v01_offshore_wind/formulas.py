"""Formulas of CCER-01-002-V01, in the order of the text: arithmetic and nothing else."""

from methodologies.ccer_01_002_v01_offshore_wind.parameters import law
from methodologies.electricity import formulas as shared
from methodologies.kernel.rules import LIKELY

correction_rate = law.formula("(7.3.4-a)", "rate_w", "7.3.4")(shared.correction_rate)
corrected_export = law.formula("(7.3.4-b)", "EG_export,w", "7.3.4")(shared.corrected_export)
corrected_import = law.formula("(7.3.4-c)", "EG_import,w", "7.3.4")(shared.corrected_import)
export_taken_off = law.formula("(7.2-a)", "D_export,v", "7.2", LIKELY)(shared.export_taken_off)
import_added = law.formula("(7.2-b)", "D_import,v", "7.2", LIKELY)(shared.import_added)
export_of_the_year = law.formula("(2-a)", "EG_export,y", "6.2")(shared.export_of_the_year)
import_of_the_year = law.formula("(2-b)", "EG_import,y", "6.2")(shared.import_of_the_year)
claimed_export = law.formula("(2-g)", "EG_claim,y", "国能综通新能〔2024〕124号", LIKELY)(shared.claimed_export)
net_export = law.formula("(2)", "EG_PJ,y", "6.2")(shared.net_export)
net_export_estimated = law.formula("(2)", "EG_PJ,y", "6.2")(shared.net_export_estimated)
combined_margin = law.formula("(3)", "EF_grid,CM,y", "6.2")(shared.combined_margin)
baseline_emissions = law.formula("(1)", "BE_y", "6.2")(shared.baseline_emissions)
emission_reduction = law.formula("(4)", "ER_y", "6.5")(shared.emission_reduction)
whole_tonnes_of_the_year = law.formula("(4-y)", "ER_t,y", "6.5", LIKELY)(shared.whole_tonnes_of_the_year)
unrounded_sum = law.formula("(4-s)", "ER_sum", "6.5", LIKELY)(shared.unrounded_sum)
sum_of_the_lines = law.formula("(4-t)", "ER", "6.5", LIKELY)(shared.sum_of_the_lines)
total_estimated = law.formula("(4-t)", "ER", "6.5", LIKELY)(shared.total_estimated)
yearly_average = law.formula("(4-m)", "ER_mean", "6.5", LIKELY)(shared.yearly_average)
