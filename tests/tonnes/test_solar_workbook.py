"""The workbooks of solar thermal and of the former scheme, recalculated by LibreOffice from −1 in every live cell."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

from methodologies.cm_001_v01_legacy import METHODOLOGY as LEGACY
from methodologies.kernel.workbook import HEAD
from methodologies.kernel.worksheet import Worksheet
from tests.office import cells, live_cells_that_agree, recalculated_sheets
from tests.tonnes.builders import months
from tests.tonnes.solar import (
    SOLAR,
    case_input,
    fuel_meter,
    fuel_readings,
    planned_fuel,
    solar_account,
    solar_accounting,
    solar_monitored,
)

pytestmark = pytest.mark.xdist_group(__name__)          # one worker starts LibreOffice, once


def sheets() -> dict[str, Worksheet]:
    readings = [*fuel_readings(months(2023)), *fuel_readings(months(2023), "0.37", "G2")]
    papers = solar_monitored(
        fuel_meters=[fuel_meter(), fuel_meter("G2", fuel="diesel", point="油罐")], fuel_readings=readings
    )
    return {
        "example": SOLAR.work("accounting", case_input("example_4_8")),
        "ten_years": SOLAR.work("estimate", case_input("ten_years")),
        "two_fuels": solar_account(papers, fuels=[planned_fuel(), planned_fuel(fuel="diesel")]),
        "no_fuel": SOLAR.work("accounting", solar_accounting()),
        "former_scheme": LEGACY.work("estimate", dict(LEGACY.cases[0].inputs)),
    }


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory) -> dict[str, tuple[Worksheet, CalamineWorkbook]]:
    return recalculated_sheets(sheets(), tmp_path_factory.mktemp("workbooks"))


@pytest.mark.parametrize("name", sheets())
def test_every_live_cell_agrees_with_the_account(recalculated, name):
    sheet, book = recalculated[name]

    assert live_cells_that_agree(sheet, book) == sum(len(sheet.columns[f.gives.name]) for f in sheet.chapter.formulas)


def test_whole_tonnes_agree_exactly(recalculated):
    live = {name: cells(book, "result")[HEAD][cells(book, "result")[0].index("ER")]
            for name, (_, book) in recalculated.items()}

    assert live == {name: sheet.tonnes for name, (sheet, _) in recalculated.items()}
    assert (live["example"], live["ten_years"], live["former_scheme"]) == (92103, 921039, 14023)
