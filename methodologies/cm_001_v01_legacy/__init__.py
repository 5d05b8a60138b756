"""CM-001-V01 可再生能源发电并网项目的整合基准线方法学, of the former scheme: it works published figures out again, and
nothing is filed under it. The combined margin is fixed at validation; years are crediting years."""

from __future__ import annotations

from methodologies.cm_001_v01_legacy import formulas as f
from methodologies.cm_001_v01_legacy.checks import REPORT, days_are_counted_right, excess_is_explained
from methodologies.cm_001_v01_legacy.parameters import law
from methodologies.electricity.grid import EF_SAME_TABLE, GRID_TABLE
from methodologies.kernel.cases import cases_of
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.methodology import Crediting, Methodology
from methodologies.kernel.rules import SURE, cite

METHODOLOGY = Methodology(
    code=law.text,
    zh="可再生能源发电并网项目的整合基准线方法学（旧版）",
    en="Grid-connected renewable power, consolidated (former scheme)",
    sector="01",
    type_code="",  # no project of the present scheme is numbered by it
    status="legacy",
    in_force_from=None,  # the day is in no text at hand; nothing is filed under it
    estimate=Chapter(
        "estimate",
        law,
        (
            f.weight_of_the_operating_margin,
            f.weight_of_the_build_margin,
            f.combined_margin,
            f.net_export,
            f.baseline_emissions,
            f.emission_reduction,
            f.unrounded_sum,
            f.total_estimated,
            f.yearly_average,
            f.supplementary_period,
        ),
        given=("EG_export,y", "EG_import,y"),
        rules=(EF_SAME_TABLE,),
        result=Result(total="ER", unrounded="ER_sum", line="ER_y", average="ER_mean"),
    ),
    design=REPORT,
    records=(),
    rules=(days_are_counted_right, excess_is_explained),
    crediting=Crediting(max_years=10, renewals=0, source=cite(law.text, "10 years, or 7 renewed twice", SURE)),
    tables=(GRID_TABLE,),
    cases=cases_of("methodologies.cm_001_v01_legacy"),
)
