"""Formulas of CCER-14-001-V01, in the order of the text: arithmetic and nothing else."""

from methodologies.ccer_14_001_v01_afforestation.parameters import COMF, law
from methodologies.forestry import formulas as shared
from methodologies.kernel.expressions import at_most, choose, exp, first, last, least, most, power, total
from methodologies.kernel.rules import LIKELY, UNSURE

# --- before: growth by curves


@law.formula("F4-A", "A_c", "F4", LIKELY)
def area_of_the_species(A_i, f_c):
    return A_i * f_c


@law.formula("F9", "a_g", "F9", LIKELY)
def age(year_t, planted_c):
    """The year of planting is age 0."""
    return most(year_t - planted_c, 0)


@law.formula("F8", "phi_g", "F8", LIKELY)
def share_of_the_asymptote(form_c, p2_c, p3_c, a_g, x_g, yr):
    """Nothing at age 0, whatever the form. A logistic curve shows a stock at age 0: only what is above it counts."""
    return choose(
        form_c,
        richards=power(1 - exp(-p2_c * a_g), p3_c),
        korf=least(a_g / yr, 1) * exp(-p2_c * yr * power(most(a_g, yr) / yr, -p3_c)),
        logistic=1 / (1 + p3_c * exp(-p2_c * a_g)) - 1 / (1 + p3_c),
        linear=least(p2_c * a_g, 1),
        table=x_g,
    )


@law.formula("F7", "V_g", "F8", LIKELY)
def growing_stock(V_max_c, phi_g):
    return V_max_c * phi_g


@law.formula("F6-a", "B_AB,g", "F6", LIKELY)
def above_ground(V_g, WD_j, BEF_j):
    return V_g * WD_j * BEF_j


@law.formula("F6", "B_g", "F6", LIKELY)
def whole_trees(B_AB_g, R_j, B_max_c, phi_g):
    """By a curve of volume or by one of whole-tree biomass; the asymptote of the one that is not used is 0."""
    return B_AB_g * (1 + R_j) + B_max_c * phi_g


@law.formula("F4-c", "c_g", "F4", LIKELY)
def carbon_per_hectare(B_g, CF_j, M_CO2, M_C):
    return B_g * CF_j * M_CO2 / M_C


@law.formula("F4-i", "C_g", "F4", LIKELY)
def carbon_of_the_species(A_c, c_g):
    return A_c * c_g


@law.formula("F14", "S_g", "F14", UNSURE)
def soil_of_the_species(A_c, r_SOC, SOC_max, a_g, T_SOC, M_CO2, M_C):
    return A_c * least(r_SOC, SOC_max) * least(a_g, T_SOC) * M_CO2 / M_C


@law.formula("F4", "C_BIO,e", "F4", LIKELY)
def carbon_of_trees(C_g):
    return total(C_g)


@law.formula("F14a", "C_e", "F14, F14a", UNSURE)
def stock_estimated(C_BIO_e, DF_DW, DF_LI, S_g):
    """Dead wood and litter as shares of the trees. Where the project does not count a pool, its factor is 0."""
    return C_BIO_e * (1 + DF_DW + DF_LI) + total(S_g)


@law.formula("F3-y", "dC_y", "F3", LIKELY)
def gain_of_the_year(C_e):
    return last(C_e) - first(C_e)


@law.formula("F1", "CDR_y", "F1", LIKELY)
def removal_estimated(dC_y, dC_BSL_y, LK, K_RISK):
    """No deduction by uncertainty: it is for what was measured."""
    return (dC_y - dC_BSL_y - LK) * (1 - K_RISK)


estimated_sum = law.formula("F1-s", "CDR_sum", "F1", LIKELY)(shared.unrounded_sum)
total_estimated = law.formula("F1-t", "CDR", "F1", LIKELY)(shared.total_estimated)
yearly_average = law.formula("F1-m", "CDR_mean", "F1", LIKELY)(shared.yearly_average)

# --- before: plots to be laid out

PLAN = tuple(
    law.formula(number, gives, clause, LIKELY)(function)
    for number, gives, clause, function in (
        ("F17-A", "A", "F17", shared.area_planned),
        ("F17-N", "N", "F17", shared.plots_to_cover),
        ("F17-w", "w_i", "F17", shared.weight_planned),
        ("F17-a", "ws_i", "F17", shared.weighted_deviation),
        ("F17-b", "ws2_i", "F17", shared.weighted_square),
        ("F17-c", "S1", "F17", shared.sum_of_deviations),
        ("F17-d", "S2", "F17", shared.sum_of_squares),
        ("F17-E", "E", "F17", shared.error_admitted),
        ("F17-t", "t_k", "F17", shared.t_of_the_pass),
        ("F17", "x_k", "F17", shared.number_of_plots),
        ("F17-k", "n_k", "F17", shared.whole_plots),
        ("F17-n", "n", "F17", shared.plots_found),
        ("F18", "x_i", "F18", shared.share_of_plots),
        ("F18-i", "n_i", "F18", shared.plots_of_the_stratum),
        ("F18-n", "n_plots", "F18", shared.plots_in_all),
    )
)

# --- after: plots


@law.formula("F6-k", "B_A,k", "F5, F6", LIKELY)
def above_ground_of_the_species(eq_j, V_k, WD_j, BEF_j, B_AB_k):
    """By equations of volume, or of above-ground biomass; what an equation does not give is 0."""
    return eq_j * (V_k * WD_j * BEF_j + B_AB_k)


@law.formula("F5", "B_k", "F5, F6", LIKELY)
def biomass_of_the_species(eq_j, B_A_k, R_j, B_W_k):
    return B_A_k * (1 + R_j) + eq_j * B_W_k


@law.formula("F4-k", "K_k", "F4", LIKELY)
def carbon_of_the_part(B_k, CF_j):
    return B_k * CF_j


@law.formula("F5-p", "b_p", "F5", LIKELY)
def biomass_of_the_plot(B_k):
    return total(B_k)


@law.formula("F4-p", "K_p", "F4", LIKELY)
def carbon_of_the_plot(K_k):
    return total(K_k)


SAMPLED = tuple(
    law.formula(number, gives, clause, LIKELY)(function)
    for number, gives, clause, function in (
        ("F4-t", "A_t", "F4", shared.area_on_the_date),
        ("F19-w", "w_s", "F19", shared.weight),
        ("F19-n", "n_s", "F19", shared.plots),
        ("F19", "b_s", "F19", shared.stratum_mean),
        ("F19-v", "s2_s", "F19", shared.stratum_variance),
        ("F20-a", "wb_s", "F20", shared.weighted_mean),
        ("F20-b", "wv_s", "F20", shared.weighted_variance),
        ("F20", "b_t", "F20", shared.project_mean),
        ("F20-v", "v_t", "F20", shared.project_variance),
        ("F21-d", "df_t", "F21", shared.freedom),
        ("F21", "u", "F21", shared.uncertainty),
        ("F15-r", "DR", "F15", shared.deduction_rate),
    )
)


@law.formula("F4-m", "K_s", "F4", LIKELY)
def carbon_of_the_stratum(K_p, n_s):
    return total(K_p) / n_s


@law.formula("F4-s", "C_s", "F4", LIKELY)
def stock_of_the_stratum(A_s, K_s, M_CO2, M_C):
    return A_s * K_s * M_CO2 / M_C


@law.formula("F14-s", "S_s", "F14", UNSURE)
def soil_of_the_stratum(A_s, r_SOC, SOC_max, a_s, T_SOC, M_CO2, M_C):
    return A_s * least(r_SOC, SOC_max) * least(a_s, T_SOC) * M_CO2 / M_C


@law.formula("F4", "C_BIO,t", "F4", LIKELY)
def stock_of_trees(C_s):
    return total(C_s)


@law.formula("F14a", "C_t", "F14, F14a", UNSURE)
def stock(C_BIO_t, DF_DW, DF_LI, S_s):
    return C_BIO_t * (1 + DF_DW + DF_LI) + total(S_s)


change = law.formula("F3", "dC", "F3", LIKELY)(shared.change)
deducted = law.formula("F15", "dC_net", "F15", LIKELY)(shared.deducted)


@law.formula("F13-e", "EF_f", "F13", LIKELY)
def emission_factor(zone_f, EF_CH4, EF_CH4_trop, GWP_CH4, EF_N2O, EF_N2O_trop, GWP_N2O):
    """Methane and nitrous oxide. The CO2 of what burnt shows as a lower stock."""
    return choose(
        zone_f,
        other=EF_CH4 * GWP_CH4 + EF_N2O * GWP_N2O,
        tropical=EF_CH4_trop * GWP_CH4 + EF_N2O_trop * GWP_N2O,
    )


@law.formula("F13", "GHG_f", "F13", LIKELY)
def fire(kg_t, A_BURN_f, B_AB_f, age_f, EF_f):
    return kg_t * A_BURN_f * B_AB_f * at_most(age_f, COMF) * EF_f


@law.formula("F13-s", "GHG", "F13", LIKELY)
def fires(GHG_f):
    return total(GHG_f)


days_of_the_period = law.formula("F16-d", "days", "F16", LIKELY)(shared.days_of_the_period)
change_in_the_period = law.formula("F3-p", "dC_P", "F3", LIKELY)(shared.change_in_the_period)


@law.formula("F1-b", "dC_BSL", "F1", LIKELY)
def baseline_of_the_period(dC_BSL_y):
    return total(dC_BSL_y)


@law.formula("F1", "CDR_P", "F1, F2", LIKELY)
def removal(dC_P, GHG, dC_BSL, LK, K_RISK, carried):
    """The rate of risk once, after uncertainty and fires; then what earlier periods lost."""
    return (dC_P - GHG - dC_BSL - LK) * (1 - K_RISK) - carried


share_of_the_year = law.formula("F16", "CDR_y", "F16")(shared.share_of_the_year)
whole_tonnes_of_the_year = law.formula("F16-f", "CDR_t,y", "F16", LIKELY)(shared.whole_tonnes_of_the_year)
unrounded_sum = law.formula("F16-u", "CDR_sum", "F16", LIKELY)(shared.unrounded_sum)
sum_of_the_lines = law.formula("F16-s", "CDR", "F16")(shared.sum_of_the_lines)
