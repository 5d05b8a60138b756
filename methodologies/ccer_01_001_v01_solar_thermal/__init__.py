"""CCER-01-001-V01 并网光热发电. Electricity as for every plant; fossil fuel against freezing is a project emission."""

from __future__ import annotations

from datetime import date

from methodologies.ccer_01_001_v01_solar_thermal import checks as c
from methodologies.ccer_01_001_v01_solar_thermal import formulas as f
from methodologies.ccer_01_001_v01_solar_thermal.design import DESIGN, HEATER
from methodologies.ccer_01_001_v01_solar_thermal.determinations import (
    EG_INT,
    MONITORING,
    determine_accounting,
    determine_estimate,
)
from methodologies.ccer_01_001_v01_solar_thermal.monitoring import DOCUMENTS, DUTIES, KEY_POINTS
from methodologies.ccer_01_001_v01_solar_thermal.parameters import law
from methodologies.electricity.accounts import DETERMINED
from methodologies.electricity.design import LIFETIME
from methodologies.electricity.fuel_checks import FUEL_CHECKS, fuel_windows_meet
from methodologies.electricity.fuel_ledger import FUEL_RECORDS
from methodologies.electricity.fuels import FUEL_IMPLAUSIBLE, FUEL_NEWER, FUEL_TABLE, FUEL_TABLE_MISSING
from methodologies.electricity.grid import EF_SAME_TABLE, GRID_TABLE
from methodologies.electricity.ledger import RECORDS
from methodologies.electricity.monitoring import SETTINGS
from methodologies.electricity.windows import windows_meet
from methodologies.kernel.cases import cases_of
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.methodology import Crediting, Methodology

BOTH = (
    f.combined_margin,
    f.baseline_emissions,
    f.fuel_emission_factor,
    f.project_emissions,
    f.emission_reduction,
)

METHODOLOGY = Methodology(
    code=law.text,
    zh="并网光热发电",
    en="Grid-connected solar thermal power",
    sector="01",
    type_code="A0101",
    status="in_force",
    in_force_from=date(2023, 10, 24),
    estimate=Chapter(
        "estimate",
        law,
        (
            f.export_from_solar_heat,
            f.net_export_estimated,
            *BOTH,
            f.unrounded_sum,
            f.total_estimated,
            f.yearly_average,
        ),
        given=("EG_export,y", "EG_import,y", "FC_i,y"),
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
            f.export_from_solar_heat,
            f.claimed_export,
            f.net_export,
            f.fuel_correction_rate,
            f.corrected_fuel,
            f.fuel_of_the_year,
            *BOTH,
            f.whole_tonnes_of_the_year,
            f.unrounded_sum,
            f.sum_of_the_lines,
        ),
        rules=(EF_SAME_TABLE, windows_meet, fuel_windows_meet),
        result=Result(total="ER", unrounded="ER_sum", line="ER_y", whole="ER_t,y"),
    ),
    design=DESIGN,
    records=(*RECORDS, HEATER, *FUEL_RECORDS),
    rules=c.APPLICABILITY,
    monitoring_rules=(*MONITORING, *FUEL_CHECKS),
    determination_rules=(*DETERMINED, FUEL_TABLE_MISSING, FUEL_NEWER, FUEL_IMPLAUSIBLE, EG_INT),
    crediting=Crediting(max_years=c.LONGEST, renewals=0, source=c.clause("计入期"), rules=c.CREDITING),
    additionality=("exempt",),
    lifetime=LIFETIME,
    documents=DOCUMENTS,
    duties=DUTIES,
    key_points=KEY_POINTS,
    settings=SETTINGS,
    tables=(GRID_TABLE, FUEL_TABLE),
    determine_estimate=determine_estimate,
    determine_accounting=determine_accounting,
    cases=cases_of("methodologies.ccer_01_001_v01_solar_thermal"),
)
