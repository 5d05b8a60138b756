"""Formulas of CCER-01-004-V01 as reconstructed."""

from methodologies.ccer_01_004_v01_hydrogen.parameters import law
from methodologies.drafts.balance import REBUILT
from methodologies.kernel.rules import UNSURE


@law.formula("(1)", "M_ren,y", REBUILT, UNSURE)
def renewable_hydrogen(M_H2_y, EC_own_y, EC_grid_y):
    return M_H2_y * EC_own_y / (EC_own_y + EC_grid_y)


@law.formula("(2)", "BE_y", REBUILT, UNSURE)
def baseline_emissions(M_ren_y, EF_BL_y):
    return M_ren_y * EF_BL_y


@law.formula("(3)", "PE_y", REBUILT, UNSURE)
def project_emissions(EC_grid_y, EF_grid_CM_y, PE_ff_y):
    return EC_grid_y * EF_grid_CM_y + PE_ff_y


BALANCE = (renewable_hydrogen, baseline_emissions, project_emissions)
