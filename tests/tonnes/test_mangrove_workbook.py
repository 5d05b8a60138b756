"""The workbooks of CCER-14-002-V01, recalculated by LibreOffice from −1 in every live cell."""
from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

from methodologies.kernel.workbook import HEAD
from methodologies.kernel.worksheet import Worksheet
from tests.office import cells, live_cells_that_agree, recalculated_sheets
from tests.tonnes.mangroves import account, estimate

pytestmark = pytest.mark.xdist_group(__name__)          # one worker starts LibreOffice, once

SHEETS = {"accounting": account, "default": lambda: account(soil_route="default"), "estimate": estimate}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory) -> dict[str, tuple[Worksheet, CalamineWorkbook]]:
    return recalculated_sheets({name: work() for name, work in SHEETS.items()}, tmp_path_factory.mktemp("mangroves"))


@pytest.mark.parametrize("name", SHEETS)
def test_every_live_cell_agrees_with_the_account(recalculated, name):
    sheet, book = recalculated[name]

    assert live_cells_that_agree(sheet, book) == sum(len(sheet.columns[f.gives.name]) for f in sheet.chapter.formulas)


@pytest.mark.parametrize("name", SHEETS)
def test_the_whole_tonnes_agree_exactly(recalculated, name):
    sheet, book = recalculated[name]
    rows = cells(book, "result")

    assert rows[HEAD][rows[0].index("CDR")] == sheet.tonnes
