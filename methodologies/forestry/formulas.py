"""Arithmetic that forestry methodologies share. Each text records these functions under its own numbers and clauses."""

from methodologies.forestry.parameters import AT_LEAST
from methodologies.forestry.tables import DR_BY_U, SHARE_OF_U, T90
from methodologies.kernel.expressions import (
    at_most,
    band,
    choose,
    count,
    first,
    floor_tonnes,
    last,
    most,
    root,
    size,
    total,
    whole_up,
)

# --- before: how many plots, and where


def area_planned(A_i):
    return total(A_i)


def plots_to_cover(A, a_plot):
    return A / a_plot


def weight_planned(A_i, A):
    return A_i / A


def weighted_deviation(w_i, sd_i):
    return w_i * sd_i


def weighted_square(w_i, sd_i):
    return w_i * sd_i**2


def sum_of_deviations(ws_i):
    return total(ws_i)


def sum_of_squares(ws2_i):
    return total(ws2_i)


def error_admitted(e_rel, b_guess):
    return e_rel * b_guess


def t_of_the_pass(df_k):
    """The first pass has infinitely many degrees of freedom, each later one as many as plots were found, less one."""
    return at_most(df_k, T90)


def number_of_plots(N, t_k, S1, S2, E):
    return N * t_k**2 * S1**2 / (N * E**2 + t_k**2 * S2)


def whole_plots(x_k):
    return whole_up(x_k)


def plots_found(n_k):
    return last(n_k)


def share_of_plots(n, ws_i, S1):
    """By area and deviation together, after Neyman."""
    return n * ws_i / S1


def plots_of_the_stratum(x_i):
    return most(whole_up(x_i), AT_LEAST)


def plots_in_all(n_i):
    return total(n_i)


# --- after: what the plots say


def area_on_the_date(A_s):
    return total(A_s)


def weight(A_s, A_t):
    return A_s / A_t


def plots(b_p):
    return count(b_p)


def stratum_mean(b_p, n_s):
    return total(b_p) / n_s


def stratum_variance(b_p, b_s, n_s):
    return total((b_p - b_s) ** 2) / (n_s - 1)


def weighted_mean(w_s, b_s):
    return w_s * b_s


def weighted_variance(w_s, s2_s, n_s):
    return w_s**2 * s2_s / n_s


def project_mean(wb_s):
    return total(wb_s)


def project_variance(wv_s):
    return total(wv_s)


def freedom(n_s):
    """Plots less strata."""
    return total(n_s - 1)


def uncertainty(df_t, v_t, b_t):
    """Half the 90 % interval relative to the mean, of the later survey."""
    return at_most(last(df_t), T90) * root(last(v_t)) / last(b_t)


def deduction_rate(deduction, u):
    return choose(deduction, table=band(u, DR_BY_U), share=u * band(u, SHARE_OF_U))


# --- from one survey to the other, and by calendar year


def change(C_t):
    return last(C_t) - first(C_t)


def deducted(dC, DR):
    """A gain becomes smaller, a loss larger."""
    return dC - DR * size(dC)


def days_of_the_period(days_y):
    return total(days_y)


def change_in_the_period(dC_net, days, days_S):
    """Linear between the two surveys."""
    return dC_net * days / days_S


def share_of_the_year(CDR_P, days_y, days):
    return CDR_P * days_y / days


def whole_tonnes_of_the_year(CDR_y):
    """Rounded here, once, downwards: the registry shows whole tonnes by calendar year. A loss counts as 0 and is
    carried."""
    return floor_tonnes(most(CDR_y, 0))


def unrounded_sum(CDR_y):
    return total(CDR_y)


def sum_of_the_lines(CDR_t_y):
    return total(CDR_t_y)


def total_estimated(CDR_sum):
    """From the unrounded yearly values, never from the rounded average."""
    return floor_tonnes(most(CDR_sum, 0))


def yearly_average(CDR, CDR_y):
    return floor_tonnes(CDR / count(CDR_y))
