"""Arithmetic that reconstructed texts share; each draft records these functions as its own, and as unsure."""

from decimal import Decimal

from methodologies.kernel.expressions import count, floor_tonnes, most, row_of, total
from methodologies.kernel.parameters import Table
from methodologies.kernel.rules import cite

CARBON = Table(
    "carbon",
    ("component 组分", "n"),
    tuple((name, Decimal(n)) for name, n in (
        ("C1", 1), ("C2", 2), ("C3", 3), ("C4", 4), ("C5", 5), ("C6", 6), ("CO2", 0), ("N2", 0), ("other", 0))),
    cite("碳原子数", "C1–C6"),
)


def emissions_of_one_fuel(FC_i, NCV_i, CC_i, OF_i, M_CO2, M_C):
    return FC_i * NCV_i * CC_i * OF_i * M_CO2 / M_C


def emissions_of_the_fuels(PE_ff_i):
    return total(PE_ff_i)


def emission_reduction(BE_y, PE_y):
    return BE_y - PE_y


def whole_tonnes_of_the_year(ER_y):
    """Downwards, once; a negative year counts as 0."""
    return floor_tonnes(most(ER_y, 0))


def unrounded_sum(ER_y):
    return total(ER_y)


def sum_of_the_lines(ER_t_y):
    return total(ER_t_y)


def total_estimated(ER_sum):
    return floor_tonnes(most(ER_sum, 0))


def yearly_average(ER, ER_y):
    return floor_tonnes(ER / count(ER_y))


# --- gas that would be burnt at the flare


def carbon_of_a_component(x_c, gas_c):
    return x_c * row_of(gas_c, CARBON, "n")


def carbon_of_a_mole(n_c):
    return total(n_c)


def burnt_at_the_flare(V_k, n_k, M_CO2, eta_f, V_m):
    return V_k * n_k * M_CO2 * eta_f / V_m


def emissions_of_the_sources(BE_k):
    return total(BE_k)


def emissions_of_the_recovery(EC_y, EF_grid_CM_y, PE_ff_y, PE_gas_y):
    return EC_y * EF_grid_CM_y + PE_ff_y + PE_gas_y
