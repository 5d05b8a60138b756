"""Formulas of CCER-07-001-V01 as reconstructed."""

from methodologies.ccer_07_001_v01_tunnel_lighting.parameters import law
from methodologies.drafts.balance import REBUILT
from methodologies.kernel.expressions import total
from methodologies.kernel.rules import UNSURE


@law.formula("(3-j)", "EC_BL,j", REBUILT, UNSURE)
def baseline_energy_of_a_section(P_BL_j, L_j, h_j, k_kWh):
    return P_BL_j * L_j * h_j * k_kWh


@law.formula("(3)", "EC_BL,y", REBUILT, UNSURE)
def baseline_energy(EC_BL_j):
    return total(EC_BL_j)


@law.formula("(2)", "BE_y", REBUILT, UNSURE)
def baseline_emissions(EC_BL_y, EF_grid_CM_y):
    return EC_BL_y * EF_grid_CM_y


@law.formula("(4)", "PE_y", REBUILT, UNSURE)
def project_emissions(EC_PJ_y, EF_grid_CM_y):
    return EC_PJ_y * EF_grid_CM_y


BALANCE = (baseline_energy_of_a_section, baseline_energy, baseline_emissions, project_emissions)
