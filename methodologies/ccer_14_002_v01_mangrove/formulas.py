"""Formulas of CCER-14-002-V01, in the order of the text: arithmetic and nothing else."""

from methodologies.ccer_14_002_v01_mangrove.parameters import law
from methodologies.forestry import formulas as shared
from methodologies.kernel.expressions import choose, count, floor_tonnes, most, power, total
from methodologies.kernel.rules import LIKELY

# --- M3: how many plants are expected to live


@law.formula("M3", "N_k", "M3", LIKELY)
def plants_expected(n_k, s_min_k, s1_k, m_k, a_k):
    """Before the first year is over, its survival counts already."""
    return n_k * most(s_min_k, s1_k * power(1 - m_k, most(a_k - 1, 0)))


# --- T5, M2: from a plant to the carbon of a plot


@law.formula("T5-x", "x_k", "T5", LIKELY)
def predictor(D_k, D_1, p_e, H_k, H_1, q_e):
    """D, D × H or D² × H, by the equation."""
    return power(D_k / D_1, p_e) * power(H_k / H_1, q_e)


@law.formula("T5-a", "AB_k", "T5", LIKELY)
def above_ground(a_AB_e, rho_e, rho_1, r_AB_e, x_k, b_AB_e, k_AB_e):
    """Never negative: linear forms fall below zero for the smallest plants."""
    return most(a_AB_e * power(rho_e / rho_1, r_AB_e) * power(x_k, b_AB_e) + k_AB_e, 0)


@law.formula("T5-b", "BB_k", "T5", LIKELY)
def below_ground(a_BB_e, rho_e, rho_1, r_BB_e, x_k, b_BB_e, k_BB_e, share_BB_e, AB_k):
    return most(a_BB_e * power(rho_e / rho_1, r_BB_e) * power(x_k, b_BB_e) + k_BB_e + share_BB_e * AB_k, 0)


@law.formula("M2-k", "C_k", "M2", LIKELY)
def carbon_of_the_plants(N_k, AB_k, BB_k, CF_e, kg_dm):
    return N_k * (AB_k + BB_k) * CF_e * kg_dm


@law.formula("M5", "SOC_l", "M5", LIKELY)
def carbon_of_the_layer(BD_l, OC_l, h_l, k_SOC):
    return BD_l * OC_l * h_l * k_SOC


@law.formula("M2-p", "b_p", "M2, M5", LIKELY)
def carbon_of_the_plot(C_k, m2_ha, a_p, SOC_l):
    """A plot has plants, a core has layers; the other sum is over nothing."""
    return total(C_k) * m2_ha / a_p + total(SOC_l)


@law.formula("M3-c", "b_p", "M3", LIKELY)
def carbon_expected(C_k, m2_ha, a_p):
    """Before, a stratum is one modelled plot of a hectare."""
    return total(C_k) * m2_ha / a_p


# --- M7: what the plots say

area_on_the_date = law.formula("M7-A", "A_t", "M7", LIKELY)(shared.area_on_the_date)
weight = law.formula("M7-w", "w_s", "M7", LIKELY)(shared.weight)
plots = law.formula("M7-n", "n_s", "M7", LIKELY)(shared.plots)
stratum_mean = law.formula("F19", "b_s", "M7", LIKELY)(shared.stratum_mean)
stratum_variance = law.formula("F19-v", "s2_s", "M7", LIKELY)(shared.stratum_variance)
weighted_mean = law.formula("F20-a", "wb_s", "M7", LIKELY)(shared.weighted_mean)
weighted_variance = law.formula("F20-b", "wv_s", "M7", LIKELY)(shared.weighted_variance)
project_mean = law.formula("F20", "b_t", "M7", LIKELY)(shared.project_mean)
project_variance = law.formula("F20-v", "v_t", "M7", LIKELY)(shared.project_variance)
freedom = law.formula("F21-f", "df_t", "M7", LIKELY)(shared.freedom)
uncertainty = law.formula("F21", "u", "M7", LIKELY)(shared.uncertainty)
deduction_rate = law.formula("F21-r", "DR", "M7", LIKELY)(shared.deduction_rate)

# --- M2: the stock, and its change


@law.formula("M2-i", "K_s", "M2", LIKELY)
def carbon_of_the_stratum(A_s, b_s):
    return A_s * b_s


@law.formula("M2-s", "K_t", "M2", LIKELY)
def carbon_of_the_project(K_s):
    return total(K_s)


@law.formula("M2-C", "C_t", "M2", LIKELY)
def stock(K_t, M_CO2, M_C):
    return K_t * M_CO2 / M_C


change = law.formula("M2", "dC", "M2, M5", LIKELY)(shared.change)
deducted = law.formula("F15", "dC_net", "M7", LIKELY)(shared.deducted)
days_of_the_period = law.formula("F16-d", "days", "M7", LIKELY)(shared.days_of_the_period)
change_in_the_period = law.formula("M2-P", "dC_P", "M2", LIKELY)(shared.change_in_the_period)

# --- M4, M6: soil by default, and its gases


@law.formula("M4-r", "r_SOC", "M4", LIKELY)
def rate_of_soil_carbon(soil_rate, r_ipcc, r_am0014):
    return choose(soil_rate, ipcc=r_ipcc, am0014=r_am0014)


@law.formula("M4", "dSOC_s", "M4", LIKELY)
def soil_carbon_by_default(A_s, r_SOC, d_SOC_s, d_yr, M_CO2, M_C):
    return A_s * r_SOC * d_SOC_s * M_CO2 / d_yr / M_C


@law.formula("M6-e", "EF_CH4,s", "M6", LIKELY)
def soil_methane(salinity_s, EF_CH4):
    return choose(salinity_s, saline=0, brackish=EF_CH4)


@law.formula("M6", "GHG_s", "M6", LIKELY)
def soil_emissions(A_s, EF_CH4_s, GWP_CH4, EF_N2O, GWP_N2O, kg_t, d_GHG_s, d_yr):
    return A_s * (EF_CH4_s * GWP_CH4 + EF_N2O * GWP_N2O) * kg_t * d_GHG_s / d_yr


# --- M1: the removal, after


@law.formula("M1-n", "NET_x", "M1", LIKELY)
def net_of_the_pool(dC_P, dSOC_s, GHG_s):
    return dC_P + total(dSOC_s) - total(GHG_s)


@law.formula("M1-s", "NET", "M1", LIKELY)
def net_removal(NET_x, dC_BSL, LK):
    return total(NET_x) - dC_BSL - LK


@law.formula("M1", "CDR_P", "M1", LIKELY)
def removal(NET, K_RISK, carried):
    """A deficit of earlier periods is made up for before anything is credited."""
    return NET * (1 - K_RISK) - carried


share_of_the_year = law.formula("F16", "CDR_y", "M7", LIKELY)(shared.share_of_the_year)
whole_tonnes_of_the_year = law.formula("F16-y", "CDR_t,y", "M7", LIKELY)(shared.whole_tonnes_of_the_year)
unrounded_sum = law.formula("F16-s", "CDR_sum", "M7", LIKELY)(shared.unrounded_sum)
sum_of_the_lines = law.formula("F16-t", "CDR", "M7", LIKELY)(shared.sum_of_the_lines)

# --- M1: the removal, before; every change is a crediting year, and carries no deduction by uncertainty


@law.formula("M1-n", "NET_x", "M1", LIKELY)
def net_of_the_year(dC, dSOC_s, GHG_s):
    return dC + total(dSOC_s) - total(GHG_s)


@law.formula("M1", "CDR_x", "M1", LIKELY)
def removal_of_the_year(NET_x, dC_BSL, LK, K_RISK):
    return (NET_x - dC_BSL - LK) * (1 - K_RISK)


@law.formula("M1-u", "CDR_sum", "M1", LIKELY)
def unrounded_estimate(CDR_x):
    return total(CDR_x)


total_estimated = law.formula("M1-t", "CDR", "M1", LIKELY)(shared.total_estimated)


@law.formula("M1-m", "CDR_mean", "M1", LIKELY)
def yearly_average(CDR, CDR_x):
    return floor_tonnes(CDR / count(CDR_x))
