"""CCER-03-009-V01 太阳能路灯（虚构）, an invented text. Before, and after."""

from __future__ import annotations

from datetime import date

from ccer_03_009_v01 import checks as c
from ccer_03_009_v01 import formulas as f
from ccer_03_009_v01.design import DESIGN, RECORDS
from ccer_03_009_v01.determinations import determine_accounting, determine_estimate
from ccer_03_009_v01.parameters import law
from methodologies.kernel.cases import cases_of
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.methodology import Crediting, Evidence, Methodology

BOTH = (f.electricity_of_the_group, f.electricity_replaced, f.emission_reduction)

METHODOLOGY = Methodology(
    code=law.text,
    zh="太阳能路灯（虚构）",
    en="Solar street lighting (fictional)",
    sector="03",
    type_code="C0901",
    status="in_force",
    in_force_from=date(2024, 1, 1),
    design=DESIGN,
    records=RECORDS,
    rules=c.APPLICABILITY,
    crediting=Crediting(max_years=c.LONGEST, renewals=0, source=c.clause("5"), rules=c.CREDITING),
    estimate=Chapter(
        "estimate",
        law,
        (*BOTH, f.unrounded_sum, f.total_estimated, f.yearly_average),
        result=Result(total="ER", unrounded="ER_sum", line="ER_y", average="ER_mean"),
    ),
    accounting=Chapter(
        "accounting",
        law,
        (*BOTH, f.whole_tonnes_of_the_year, f.unrounded_sum, f.sum_of_the_years),
        result=Result(total="ER", unrounded="ER_sum", line="ER_y", whole="ER_t,y"),
    ),
    determine_estimate=determine_estimate,
    determine_accounting=determine_accounting,
    monitoring_rules=c.MONITORING,
    documents=(Evidence("reading_records", "读数原始记录", "Original readings", "monitoring", ("SL-4",)),),
    cases=cases_of("ccer_03_009_v01"),
)
