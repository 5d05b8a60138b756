"""CCER-01-002-V01 并网海上风力发电. The two chapters are the two readings of chapter 6 of the text: before, and
after."""

from __future__ import annotations

from datetime import date
from functools import partial

from methodologies.ccer_01_002_v01_offshore_wind import checks as c
from methodologies.ccer_01_002_v01_offshore_wind import formulas as f
from methodologies.ccer_01_002_v01_offshore_wind.design import DESIGN
from methodologies.ccer_01_002_v01_offshore_wind.monitoring import DOCUMENTS, DUTIES, KEY_POINTS
from methodologies.ccer_01_002_v01_offshore_wind.parameters import law
from methodologies.electricity.accounts import DETERMINED, accounting_of, checks_of_the_ledger
from methodologies.electricity.design import LIFETIME
from methodologies.electricity.estimates import estimate_of
from methodologies.electricity.grid import EF_SAME_TABLE, GRID_TABLE
from methodologies.electricity.ledger import RECORDS
from methodologies.electricity.monitoring import SETTINGS
from methodologies.electricity.windows import windows_meet
from methodologies.kernel.cases import cases_of
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.methodology import Crediting, Methodology

MONITORING = checks_of_the_ledger(highest_capacity_factor="0.65")
BOTH = (f.combined_margin, f.baseline_emissions, f.emission_reduction)

METHODOLOGY = Methodology(
    code=law.text,
    zh="并网海上风力发电",
    en="Grid-connected offshore wind power",
    sector="01",
    type_code="A0201",
    status="in_force",
    in_force_from=date(2023, 10, 24),
    estimate=Chapter(
        "estimate",
        law,
        (f.net_export_estimated, *BOTH, f.unrounded_sum, f.total_estimated, f.yearly_average),
        given=("EG_export,y", "EG_import,y"),
        rules=(EF_SAME_TABLE,),
        result=Result(total="ER", unrounded="ER_sum", line="ER_y", average="ER_mean"),
    ),
    accounting=Chapter(
        "accounting",
        law,
        (
            f.correction_rate,
            f.corrected_export,
            f.corrected_import,
            f.export_taken_off,
            f.import_added,
            f.export_of_the_year,
            f.import_of_the_year,
            f.claimed_export,
            f.net_export,
            *BOTH,
            f.whole_tonnes_of_the_year,
            f.unrounded_sum,
            f.sum_of_the_lines,
        ),
        rules=(EF_SAME_TABLE, windows_meet),
        result=Result(total="ER", unrounded="ER_sum", line="ER_y", whole="ER_t,y"),
    ),
    design=DESIGN,
    records=RECORDS,
    rules=c.APPLICABILITY,
    monitoring_rules=MONITORING,
    determination_rules=DETERMINED,
    crediting=Crediting(max_years=c.LONGEST, renewals=0, source=c.clause("5.2"), rules=c.CREDITING),
    additionality=("exempt",),
    lifetime=LIFETIME,
    documents=DOCUMENTS,
    duties=DUTIES,
    key_points=KEY_POINTS,
    settings=SETTINGS,
    tables=(GRID_TABLE,),
    determine_estimate=partial(estimate_of, DESIGN),
    determine_accounting=partial(accounting_of, DESIGN, MONITORING),
    cases=cases_of("methodologies.ccer_01_002_v01_offshore_wind"),
)
