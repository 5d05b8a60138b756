"""Formulas of CCER-11-001-V01 as reconstructed."""

from methodologies.ccer_11_001_v01_sf6.parameters import law
from methodologies.drafts.balance import REBUILT
from methodologies.kernel.expressions import total
from methodologies.kernel.rules import UNSURE


@law.formula("(1-k)", "m_SF6,k", REBUILT, UNSURE)
def recovered(m_rec_k, w_k):
    return m_rec_k * w_k


@law.formula("(1-y)", "m_SF6,y", REBUILT, UNSURE)
def recovered_in_the_year(m_SF6_k):
    return total(m_SF6_k)


@law.formula("(1)", "BE_y", REBUILT, UNSURE)
def baseline_emissions(m_SF6_y, GWP_SF6, k_kg):
    """All that was recovered would have been released: which rate plants reach without the project is not known."""
    return m_SF6_y * GWP_SF6 * k_kg


@law.formula("(2)", "PE_y", REBUILT, UNSURE)
def project_emissions(m_SF6_y, m_pur_y, GWP_SF6, k_kg, EC_y, EF_grid_CM_y, PE_tail_y):
    return (m_SF6_y - m_pur_y) * GWP_SF6 * k_kg + EC_y * EF_grid_CM_y + PE_tail_y


BALANCE = (recovered, recovered_in_the_year, baseline_emissions, project_emissions)
