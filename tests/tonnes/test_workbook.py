"""The workbook, opened and recalculated by LibreOffice: cached values are −1, so only live formulas can agree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from methodologies.kernel.catalogue import find
from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.expressions import (
    at_most,
    band,
    before,
    choose,
    count,
    exp,
    first,
    floor_tonnes,
    last,
    least,
    ln,
    most,
    power,
    root,
    row_of,
    size,
    total,
    whole_up,
)
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.parameters import Level, Table
from methodologies.kernel.rules import cite
from methodologies.kernel.workbook import HEAD, letter, write
from methodologies.kernel.worksheet import Worksheet
from tests.office import cells, live_cells_that_agree, recalculated_sheets
from tests.tonnes.builders import WIND, account, accounting, case_input, example_3_9, fact, window, year

pytestmark = pytest.mark.xdist_group(__name__)          # one worker starts LibreOffice, once

DRAFTS = ("CCER-10-001-V01", "CCER-10-002-V01", "CCER-07-001-V01", "CCER-11-001-V01")

def every_function() -> Worksheet:
    """One formula for each kernel function, over rows, tables, words and an empty level."""
    stratum, fire = Level("strata", "i"), Level("fires", "f", may_be_empty=True)
    plot, source = Level("plots", "p", inside=stratum), cite("A text", "1")
    discount = Table("DR", ("up to", "DR"), ((Decimal("0.1"), Decimal(0)), (Decimal("0.2"), Decimal("0.06"))), source)
    t90 = Table("T90", ("df", "t"), ((Decimal(1), Decimal("6.3")), (Decimal(7), Decimal("1.9"))), source)
    species = Table("T1", ("species", "CF"), (("pine", Decimal("0.5")), ("fir", Decimal("0.4"))), source)
    law = Symbols("A text")
    one = {"zh": "量", "en": "quantity", "source": "1"}
    law.fixed("M", value="44", unit="1", **one)
    law.monitored("x_p", unit="1", level=plot, **one)
    law.monitored("s_i", unit="word", words=("pine", "fir"), level=stratum, **one)
    law.monitored("b_f", unit="1", level=fire, **one)
    law.monitored("u", unit="1", **one)
    formulas = []

    def give(symbol, level, function, unit="1"):
        law.worked(symbol, unit=unit, level=level, **one)
        formulas.append(law.formula(f"({len(formulas) + 1})", symbol, "1")(function))

    project = law["u"].level
    give("n_i", stratum, lambda x_p: count(x_p))
    give("m_i", stratum, lambda x_p, n_i: total(x_p) / n_i)
    give("v_i", stratum, lambda x_p, m_i, n_i: total((x_p - m_i) ** 2) / n_i)
    give("r_i", stratum, lambda v_i: root(v_i))
    give("c_i", stratum, lambda s_i: row_of(s_i, species, "CF"))
    give("d_i", stratum, lambda s_i, m_i, c_i: choose(s_i, pine=-m_i, fir=m_i - (c_i - 1)))
    give("e_i", stratum, lambda m_i: m_i - before(m_i, 2 * m_i))
    give("f_i", stratum, lambda x_p: first(x_p) - last(x_p) * 2)
    give("g_i", stratum, lambda m_i: power(1 - exp(-m_i), 3) + ln(m_i) - (-m_i) ** 2)
    give("S", project, lambda m_i, M: total(m_i * M / 12))
    give("B", project, lambda b_f: total(b_f) + count(b_f) + total(b_f * 2))
    give("D", project, lambda u: band(u, discount) + at_most(u * 50, t90))
    give("L", project, lambda S, u: least(S, 5) + most(u, 0, 3) + size(u - 7) + whole_up(S))
    law.fixed("t", value="1", unit="tCO2", **one)
    give("T", project, lambda S, t: floor_tonnes(S * t), "tCO2")
    chapter = Chapter("accounting", law, tuple(formulas), result=Result(total="T", unrounded="T", line="T"))
    return chapter.work(
        {
            "u": "0.15",
            "fires": [],
            "strata": [
                {"i": "=1+1", "s_i": "pine", "plots": [{"p": "1", "x_p": "1.5"}, {"p": "2", "x_p": "2.75"}]},
                {"i": "B", "s_i": "fir", "plots": [{"p": "3", "x_p": "4.25"}]},
            ],
        }
    )


def sheets() -> dict[str, Worksheet]:
    papers = example_3_9()
    papers["vouchers"][0]["energy_mwh"] = "612300"
    provisional = year(**{"EF_grid,OM,y": fact("0.8", purpose="provisional")})
    edge = accounting(year("2023", window(export="1000"), **{"EF_grid,OM,y": fact("1"), "EF_grid,BM,y": fact("1")}))
    return {
        "example": WIND.work("accounting", case_input("example_3_9")),
        "vouchers": account(papers),
        "estimate": WIND.work("estimate", case_input("first_registered_project")),
        "functions": every_function(),
        "years": WIND.work("accounting", case_input("two_years")),
        "provisional": WIND.work("accounting", accounting(provisional)),
        "edge": WIND.work("accounting", edge),
        **{code: find(code).work("accounting", dict(find(code).cases[0].inputs)) for code in DRAFTS},
    }


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory) -> dict[str, tuple[Worksheet, CalamineWorkbook]]:
    return recalculated_sheets(sheets(), tmp_path_factory.mktemp("workbooks"))


@pytest.mark.parametrize("name", sheets())
def test_every_live_cell_agrees_with_the_account(recalculated, name):
    sheet, book = recalculated[name]

    assert live_cells_that_agree(sheet, book) == sum(len(sheet.columns[f.gives.name]) for f in sheet.chapter.formulas)


def test_whole_tonnes_agree_exactly(recalculated):
    for name, (sheet, book) in recalculated.items():
        rows = cells(book, "result")
        assert rows[HEAD][rows[0].index(sheet.chapter.result.total)] == sheet.tonnes, name


def test_the_agreement_sheet_compares_the_decimal_text_with_the_live_cell(recalculated):
    sheet, book = recalculated["example"]
    rows = cells(book, "agreement")

    assert rows[1][:3] == ["ER_sum", "576845.636668360920", pytest.approx(576845.63666836)]
    assert rows[2][:3] == ["ER", "576845", 576845.0]
    assert any(sheet.to_json()["digest"] in str(row[0]) for row in rows)


def test_a_key_that_looks_like_a_formula_stays_text(recalculated):
    _, book = recalculated["functions"]

    assert cells(book, "strata")[HEAD][0] == "=1+1"


def test_the_shipped_workbook_caches_the_account_and_names_its_results(tmp_path):
    import zipfile

    sheet = WIND.work("accounting", case_input("example_3_9"))

    write(sheet, tmp_path / "book.xlsx")

    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        names, cells_ = book.read("xl/workbook.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()
    assert 'name="ccer_ER"' in names and "<v>576845" in cells_ and "<v>-1" not in cells_


@pytest.mark.parametrize("column, name", [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_a_sheet(column, name):
    assert letter(column) == name
