"""Formulas of CCER-01-003-V01 as reconstructed."""

from methodologies.ccer_01_003_v01_geothermal_heating.parameters import law
from methodologies.drafts.balance import REBUILT
from methodologies.kernel.rules import UNSURE


@law.formula("(1)", "BE_y", REBUILT, UNSURE)
def baseline_emissions(Q_y, EF_heat_y):
    return Q_y * EF_heat_y


@law.formula("(2)", "PE_y", REBUILT, UNSURE)
def project_emissions(EC_y, EF_grid_CM_y):
    return EC_y * EF_grid_CM_y


BALANCE = (baseline_emissions, project_emissions)
