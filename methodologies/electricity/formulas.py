"""Arithmetic that electricity methodologies share. Each text records these functions under its own numbers and
clauses."""

from methodologies.kernel.expressions import choose, count, floor_tonnes, most, size, total


def correction_rate(state_w, e_w, MPE_m):
    """Out of class: the error found, whatever its sign. Not calibrated, or late: the largest error of the class."""
    return choose(state_w, OK=0, OUT=size(e_w), NONE=MPE_m)


def corrected_export(X_export_w, rate_w):
    return X_export_w * (1 - rate_w)


def corrected_import(X_import_w, rate_w):
    return X_import_w * (1 + rate_w)


def export_taken_off(side_v, X_v, S_v):
    """By how much the voucher shows less export than the readings."""
    return choose(side_v, export=most(X_v - S_v, 0), **{"import": 0})


def import_added(side_v, X_v, S_v):
    """By how much the voucher shows more import than the readings."""
    return choose(side_v, export=0, **{"import": most(S_v - X_v, 0)})


def export_of_the_year(EG_export_w, D_export_v):
    return total(EG_export_w) - total(D_export_v)


def import_of_the_year(EG_import_w, D_import_v):
    return total(EG_import_w) + total(D_import_v)


def claimed_export(EG_export_y, GEC_traded_y):
    """All import stays in the deduction of the next line: conservative."""
    return EG_export_y - GEC_traded_y


def combined_margin(EF_grid_OM_y, w_OM, EF_grid_BM_y, w_BM):
    """Never rounded. One public copy prints × between the products; the text has +."""
    return EF_grid_OM_y * w_OM + EF_grid_BM_y * w_BM


def net_export(EG_claim_y, EG_import_y):
    """May be negative in a short stretch; never clipped inside a year."""
    return EG_claim_y - EG_import_y


def net_export_estimated(EG_export_y, EG_import_y):
    return EG_export_y - EG_import_y


def baseline_emissions(EG_PJ_y, EF_grid_CM_y):
    return EG_PJ_y * EF_grid_CM_y


def emission_reduction(BE_y, PE_y):
    return BE_y - PE_y


def whole_tonnes_of_the_year(ER_y):
    """Rounded here, once, downwards: the texts are silent, the registry shows whole tonnes. A negative year counts as
    0."""
    return floor_tonnes(most(ER_y, 0))


def unrounded_sum(ER_y):
    return total(ER_y)


def sum_of_the_lines(ER_t_y):
    return total(ER_t_y)


def total_estimated(ER_sum):
    """From the unrounded yearly values, never from the rounded average."""
    return floor_tonnes(most(ER_sum, 0))


def yearly_average(ER, ER_y):
    return floor_tonnes(ER / count(ER_y))


def fuel_correction_rate(state_k, e_k, MPE_g):
    """As for electricity meters: the error found, or the largest error of the class."""
    return choose(state_k, OK=0, OUT=size(e_k), NONE=MPE_g)


def corrected_fuel(X_FC_k, rate_k):
    """Corrections only ever raise the consumption."""
    return X_FC_k * (1 + rate_k)


def fuel_of_the_year(FC_k):
    return total(FC_k)


def fuel_emission_factor(NCV_i_y, CC_i_y, OF_i_y, M_CO2, M_C):
    return NCV_i_y * CC_i_y * OF_i_y * M_CO2 / M_C


def fuel_emissions(FC_i_y, COEF_i_y):
    return total(FC_i_y * COEF_i_y)
