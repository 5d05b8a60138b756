"""CCER-14-001-V01 造林碳汇. Before, stands grow by curves; after, plots are measured on two days."""

from __future__ import annotations

from datetime import date

from methodologies.ccer_14_001_v01_afforestation import checks as c
from methodologies.ccer_14_001_v01_afforestation.accounts import determine_accounting
from methodologies.ccer_14_001_v01_afforestation.chapters import ACCOUNTING, ESTIMATE
from methodologies.ccer_14_001_v01_afforestation.design import DESIGN
from methodologies.ccer_14_001_v01_afforestation.estimates import determine_estimate
from methodologies.ccer_14_001_v01_afforestation.land import APPLICABILITY
from methodologies.ccer_14_001_v01_afforestation.ledger import RECORDS
from methodologies.ccer_14_001_v01_afforestation.monitoring import DOCUMENTS, DUTIES, KEY_POINTS, PROOF, SETTINGS
from methodologies.ccer_14_001_v01_afforestation.parameters import law
from methodologies.ccer_14_001_v01_afforestation.surveys import MONITORING
from methodologies.forestry.equations import EQUATION_TABLE
from methodologies.forestry.species import CURVE_TABLE, PARAMETER_TABLE, SPECIES_IMPLAUSIBLE, SPECIES_MISSING
from methodologies.kernel.cases import cases_of
from methodologies.kernel.methodology import Crediting, Methodology

METHODOLOGY = Methodology(
    code=law.text,
    zh="造林碳汇",
    en="Afforestation",
    sector="14",
    type_code="N0101",
    status="in_force",
    in_force_from=date(2023, 10, 24),
    estimate=ESTIMATE,
    accounting=ACCOUNTING,
    design=(*DESIGN, *PROOF.design),
    records=RECORDS,
    rules=(*APPLICABILITY, *c.EXEMPTION, *PROOF.rules),
    monitoring_rules=MONITORING,
    determination_rules=(SPECIES_MISSING, SPECIES_IMPLAUSIBLE, c.yield_is_usual),
    crediting=Crediting(
        max_years=c.LONGEST, min_years=c.SHORTEST, renewals=0, source=c.clause("计入期"), rules=c.CREDITING
    ),
    additionality=("exempt", "general"),
    lifetime=c.LIFETIME,
    documents=DOCUMENTS,
    duties=DUTIES,
    key_points=KEY_POINTS,
    settings=SETTINGS,
    tables=(PARAMETER_TABLE, EQUATION_TABLE, CURVE_TABLE),
    determine_estimate=determine_estimate,
    determine_accounting=determine_accounting,
    cases=cases_of("methodologies.ccer_14_001_v01_afforestation"),
)
