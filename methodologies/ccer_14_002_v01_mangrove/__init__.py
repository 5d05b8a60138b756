"""CCER-14-002-V01 红树林营造. Before, stands grow by a table; after, plots are surveyed on two days."""

from __future__ import annotations

from datetime import date

from methodologies.ccer_14_002_v01_mangrove import checks as c
from methodologies.ccer_14_002_v01_mangrove.accounting import determine_accounting
from methodologies.ccer_14_002_v01_mangrove.chapters import ACCOUNTING, ESTIMATE
from methodologies.ccer_14_002_v01_mangrove.design import DESIGN
from methodologies.ccer_14_002_v01_mangrove.equations import T5, T5_MISSING
from methodologies.ccer_14_002_v01_mangrove.estimate import determine_estimate
from methodologies.ccer_14_002_v01_mangrove.field_checks import MONITORING
from methodologies.ccer_14_002_v01_mangrove.forms import T5_FORM, T5_RANGE
from methodologies.ccer_14_002_v01_mangrove.monitoring import DOCUMENTS, DUTIES, KEY_POINTS, SETTINGS
from methodologies.ccer_14_002_v01_mangrove.parameters import law
from methodologies.ccer_14_002_v01_mangrove.surveys import RECORDS
from methodologies.kernel.cases import cases_of
from methodologies.kernel.methodology import Crediting, Methodology
from methodologies.kernel.rules import SURE, cite

METHODOLOGY = Methodology(
    code=law.text,
    zh="红树林营造",
    en="Mangrove creation",
    sector="14",
    type_code="N0201",
    status="in_force",
    in_force_from=date(2023, 10, 24),
    estimate=ESTIMATE,
    accounting=ACCOUNTING,
    design=DESIGN,
    records=RECORDS,
    rules=c.APPLICABILITY,
    monitoring_rules=MONITORING,
    determination_rules=(T5_MISSING, T5_RANGE, T5_FORM, c.yield_is_usual),
    crediting=Crediting(c.LONGEST, 0, cite(law.text, "计入期", SURE), c.CREDITING, c.SHORTEST),
    additionality=("exempt",),
    lifetime=c.LIFETIME,
    documents=DOCUMENTS,
    duties=DUTIES,
    key_points=KEY_POINTS,
    settings=SETTINGS,
    tables=(T5,),
    determine_estimate=determine_estimate,
    determine_accounting=determine_accounting,
    cases=cases_of("methodologies.ccer_14_002_v01_mangrove"),
)
