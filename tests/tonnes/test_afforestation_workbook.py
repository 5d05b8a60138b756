"""The workbooks of CCER-14-001-V01, recalculated by LibreOffice: cached values are −1, so only live formulas agree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from methodologies.kernel.workbook import HEAD
from methodologies.kernel.worksheet import Worksheet
from tests.office import cells, live_cells_that_agree, recalculated_sheets
from tests.tonnes.forest_builders import FOREST, LAST, account, case_input, estimate, growth, monitored, tree

pytestmark = pytest.mark.xdist_group(__name__)          # one worker starts LibreOffice, once


def sheets() -> dict[str, Worksheet]:
    """Every case; then what they leave out: every form of growth, pools, an empty plot, the other deduction."""
    forms = ("richards", "korf", "logistic", "linear", "table")
    mixed = [growth("S1", species=name, form=form, share_percent="20", p2="0.3", p3="1.5")
             for name, form in zip(("马尾松", "杉木", "柏木", "栎类", "杨树"), forms)]
    ages = [{"i": "S1", "species": "杨树", "age": "10", "percent": "60"}]
    bare = monitored()
    bare["plot_values"] = [row for row in bare["plot_values"] if (row["on"], row["p"]) != (LAST, "S2-1")]
    return {case.id: FOREST.chapter(case.chapter).work(dict(case.inputs)) for case in FOREST.cases} | {
        "growth": estimate(growth=[*mixed, growth("S2")], ages=ages, dead_wood_litter="on", soil_growth="0.5"),
        "trees": account(bare | {"fires": [], "trees": [tree(p="S2-1", d="14", h="11", count="60")]},
                         {"forest.deduction": "share"}),
    }


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory) -> dict[str, tuple[Worksheet, CalamineWorkbook]]:
    return recalculated_sheets(sheets(), tmp_path_factory.mktemp("workbooks"))


NAMES = (*(case.id for case in FOREST.cases), "growth", "trees")


@pytest.mark.parametrize("name", NAMES)
def test_every_live_cell_agrees_with_the_account(recalculated, name):
    sheet, book = recalculated[name]

    every = sum(len(sheet.columns[f.gives.name]) for f in sheet.chapter.formulas)

    assert live_cells_that_agree(sheet, book) == every > 50


@pytest.mark.parametrize("name", NAMES)
def test_whole_tonnes_agree_exactly(recalculated, name):
    sheet, book = recalculated[name]
    rows = cells(book, "result")

    assert rows[HEAD][rows[0].index("CDR")] == sheet.tonnes
    years = cells(book, "years")
    if sheet.by_year:
        found = {row[0]: row[years[0].index("CDR_t,y")] for row in years[HEAD:]}
        assert found == {year: Decimal(tonnes) for year, tonnes in sheet.by_year.items()}


def test_a_level_without_fires_is_a_sheet_without_rows(recalculated):
    sheet, book = recalculated["no-fire"]

    assert case_input("two_surveys_without_fire")["fires"] == [] and sheet.tonnes == 15023
    assert len(cells(book, "fires")) == HEAD
