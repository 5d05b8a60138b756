"""Formulas of CCER-03-009-V01, in the order of the text: arithmetic and nothing else."""

from ccer_03_009_v01.parameters import law
from methodologies.kernel.expressions import count, floor_tonnes, most, total


@law.formula("(1)", "EG_g", "6.1")
def electricity_of_the_group(n_g, P_g, h_g):
    return n_g * P_g * h_g


@law.formula("(2)", "EG_y", "6.1")
def electricity_replaced(EG_g, k):
    return total(EG_g) * k


@law.formula("(3)", "ER_y", "6.2")
def emission_reduction(EG_y, EF):
    return EG_y * EF


@law.formula("(4)", "ER_t,y", "6.3")
def whole_tonnes_of_the_year(ER_y):
    return floor_tonnes(most(ER_y, 0))


@law.formula("(5)", "ER_sum", "6.3")
def unrounded_sum(ER_y):
    return total(ER_y)


@law.formula("(6)", "ER", "6.3")
def sum_of_the_years(ER_t_y):
    return total(ER_t_y)


@law.formula("(6)", "ER", "6.3")
def total_estimated(ER_sum):
    return floor_tonnes(most(ER_sum, 0))


@law.formula("(7)", "ER_mean", "6.3")
def yearly_average(ER, ER_y):
    return floor_tonnes(ER / count(ER_y))
