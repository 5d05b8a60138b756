"""Formulas of CCER-10-001-V01 as reconstructed: what is in the balance is known, how it is worked out is not."""

from methodologies.ccer_10_001_v01_coal_mine_gas.parameters import law
from methodologies.drafts.balance import REBUILT
from methodologies.kernel.expressions import total
from methodologies.kernel.rules import LIKELY, UNSURE


@law.formula("(11-a)", "CH4_in,t", REBUILT, UNSURE)
def methane_in(V_in_t, C_in_t, rho_CH4, k_kg):
    return V_in_t * C_in_t * rho_CH4 * k_kg


@law.formula("(11-b)", "CH4_out,t", REBUILT, UNSURE)
def methane_out(V_out_t, C_out_t, rho_CH4, k_kg):
    return V_out_t * C_out_t * rho_CH4 * k_kg


@law.formula("(11-c)", "CH4_in,y", REBUILT, UNSURE)
def methane_in_of_the_year(CH4_in_t):
    return total(CH4_in_t)


@law.formula("(11-d)", "CH4_out,y", REBUILT, UNSURE)
def methane_out_of_the_year(CH4_out_t):
    return total(CH4_out_t)


@law.formula("(3)", "BE_CH4,y", REBUILT, UNSURE)
def methane_vented(CH4_in_y, GWP_CH4):
    return CH4_in_y * GWP_CH4


@law.formula("(4)", "BE_EL,y", REBUILT, UNSURE)
def electricity_replaced(EG_export_y, EF_grid_CM_y):
    return EG_export_y * EF_grid_CM_y


@law.formula("(5)", "BE_HT,y", REBUILT, UNSURE)
def heat_replaced(HG_y, EF_heat, eta_b):
    return HG_y * EF_heat / eta_b


@law.formula("(2)", "BE_y", REBUILT, LIKELY)
def baseline_emissions(BE_CH4_y, BE_EL_y, BE_HT_y):
    """The three sources of the baseline are those of the issued text; their symbols are ours."""
    return BE_CH4_y + BE_EL_y + BE_HT_y


@law.formula("(7)", "PE_um,y", REBUILT, UNSURE)
def methane_not_oxidised(CH4_out_y, GWP_CH4):
    return CH4_out_y * GWP_CH4


@law.formula("(8)", "PE_ox,y", REBUILT, UNSURE)
def methane_oxidised(CH4_in_y, CH4_out_y, M_CO2, M_CH4):
    return (CH4_in_y - CH4_out_y) * M_CO2 / M_CH4


@law.formula("(9)", "PE_el,y", REBUILT, UNSURE)
def auxiliary_electricity(EC_y, EF_grid_CM_y):
    return EC_y * EF_grid_CM_y


@law.formula("(6)", "PE_y", REBUILT, UNSURE)
def project_emissions(PE_um_y, PE_ox_y, PE_el_y, PE_ff_y):
    return PE_um_y + PE_ox_y + PE_el_y + PE_ff_y


METHANE = (methane_in, methane_out, methane_in_of_the_year, methane_out_of_the_year)
BASELINE = (methane_vented, electricity_replaced, heat_replaced, baseline_emissions)
PROJECT = (methane_not_oxidised, methane_oxidised, auxiliary_electricity, project_emissions)
