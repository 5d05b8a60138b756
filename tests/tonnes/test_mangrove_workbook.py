"""The workbooks of CCER-14-002-V01, recalculated by LibreOffice from −1 in every live cell."""
from __future__ import annotations

from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from methodologies.kernel.workbook import HEAD, write
from tests.office import recalculated_by_office
from tests.tonnes.mangroves import account, estimate
from tests.tonnes.test_workbook import TOLERANCE, cells

SHEETS = {"accounting": account, "default": lambda: account(soil_route="default"), "estimate": estimate}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mangroves")
    made = {name: work() for name, work in SHEETS.items()}
    for name, sheet in made.items():
        write(sheet, folder / f"{name}.xlsx", cached=lambda value: -1)
    out = recalculated_by_office(folder, [folder / f"{name}.xlsx" for name in made])
    return {name: (sheet, CalamineWorkbook.from_path(str(out / f"{name}.xlsx"))) for name, sheet in made.items()}


@pytest.mark.parametrize("name", SHEETS)
def test_every_live_cell_agrees_with_the_account(recalculated, name):
    sheet, book = recalculated[name]

    for f in sheet.chapter.formulas:
        rows = cells(book, f.gives.level.name)
        column = rows[0].index(f.gives.symbol)
        operands = [abs(v) for q in f.needs for v in sheet.columns[q.name] if isinstance(v, Decimal)]
        for row, value in enumerate(sheet.columns[f.gives.name]):
            found = Decimal(repr(float(rows[HEAD + row][column])))
            assert abs(found - value) <= TOLERANCE * max([abs(value), Decimal(1), *operands]), (f.gives.symbol, row)


@pytest.mark.parametrize("name", SHEETS)
def test_the_whole_tonnes_agree_exactly(recalculated, name):
    sheet, book = recalculated[name]
    rows = cells(book, "result")

    assert rows[HEAD][rows[0].index("CDR")] == sheet.tonnes
