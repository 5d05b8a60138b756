"""The worksheet: sentences, taint, edges, seals, and what a recomputation finds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from methodologies.kernel.chapter import Chapter, Result
from methodologies.kernel.expressions import EXACT, floor_tonnes
from methodologies.kernel.formulas import Symbols
from methodologies.kernel.worksheet import seal
from tests.tonnes.builders import WIND, accounting, case_input, fact, window, year


def small(
    k: str = "0.5", *, body=lambda x, k: floor_tonnes(x * k), zh: str = "量", source: str = "1", unit: str = "tCO2"
) -> Chapter:
    law = Symbols("A text", "methodologies.electricity")
    law.fixed("k", zh="系数", en="factor", unit="1", source="1", value=k)
    law.monitored("x", zh=zh, en="quantity", unit=unit, source=source)
    law.worked("Z", zh="整吨", en="whole tonnes", unit="tCO2")
    formula = law.formula("(1)", "Z", "1")(body)
    return Chapter("accounting", law, (formula,), result=Result(total="Z", unrounded="Z", line="Z"))


def resealed(stored: dict) -> dict:
    return stored | {"digest": seal({key: value for key, value in stored.items() if key != "digest"})}


@pytest.fixture
def stored() -> dict:
    return WIND.work("accounting", case_input("example_3_9")).to_json()


# --- what it says


def test_a_line_shows_symbol_expression_values_result_number_and_clause():
    lines = list(WIND.work("accounting", case_input("example_3_9")).lines())

    assert (
        "EG_export,w[2023/main/10-01..11-14] = X_export,w × (1 − rate_w) = 98765.432 × (1 − 0.002) = 98567.90113… MWh"
        "   (7.3.4-b) 7.3.4" in lines
    )
    assert (
        "EF_grid,CM,y[2023] = EF_grid,OM,y × w_OM + EF_grid,BM,y × w_BM = 0.9419 × 0.5 + 0.4819 × 0.5 = 0.7119 tCO2/MWh"
        "   (3) 6.2" in lines
    )


def test_many_rows_are_not_written_out():
    windows = [window(f"{month:02d}-01..{month:02d}-28") for month in range(1, 13)]
    for row, end in zip(windows, ("31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31")):
        row["w"] = row["w"][:-2] + end

    lines = list(WIND.work("accounting", accounting(year("2023", *windows))).lines())

    assert (
        next(line for line in lines if line.startswith("EG_export,y")).split(" = ")[2]
        == "Σ (12 windows) − Σ (0 vouchers)"
    )


def test_numbers_in_json_are_texts_and_tonnes_are_integers(stored):
    assert stored["tonnes"] == 576845 and stored["by_year"] == {"2023": 576845}
    assert (stored["unrounded"], stored["remainder"]) == ("576845.63666836092", "0.63666836092")
    assert {type(value) for line in stored["lines"] for value in line["values"]} == {str}
    assert stored["lines"][1]["keys"][1] == "2023/main/10-01..11-14"


def test_the_order_of_the_keys_of_the_input_does_not_move_the_seal(stored):
    def turned(x):
        return (
            {k: turned(x[k]) for k in reversed(x)}
            if isinstance(x, dict)
            else [turned(y) for y in x]
            if isinstance(x, list)
            else x
        )

    assert WIND.work("accounting", turned(case_input("example_3_9"))).to_json() == stored


# --- taint


def test_a_provisional_factor_reaches_the_total():
    sheet = WIND.work("accounting", accounting(year(**{"EF_grid,BM,y": fact("0.4", purpose="provisional")})))

    assert sheet.provisional == ["EF_grid,BM,y"]
    assert [line["symbol"] for line in sheet.to_json()["lines"] if line["provisional"]] == [
        "EF_grid,CM,y",
        "BE_y",
        "ER_y",
        "ER_t,y",
        "ER_sum",
        "ER",
    ]
    assert "PROVISIONAL: EF_grid,BM,y" in list(sheet.lines())[-1]


def test_one_provisional_year_taints_the_total_and_an_official_one_does_not():
    years = (year("2022"), year("2023", **{"EF_grid,OM,y": fact("0.8", purpose="provisional")}))

    assert WIND.work("accounting", accounting(*years)).provisional == ["EF_grid,OM,y"]
    assert WIND.work("accounting", accounting(years[0])).provisional == []


def test_a_provisional_symbol_taints_even_when_facts_taint_too():
    law = Symbols("A text")
    law.published("p", zh="公布值", en="published", unit="tCO2", source="1")
    law.fixed("k", zh="系数", en="factor", unit="1", source="1", value="2", provisional=True)
    law.worked("Z", zh="整吨", en="whole tonnes", unit="tCO2")
    chapter = Chapter(
        "accounting",
        law,
        (law.formula("(1)", "Z", "1")(lambda p, k: floor_tonnes(p * k)),),
        result=Result(total="Z", unrounded="Z", line="Z"),
    )

    assert chapter.work({"p": fact("3", purpose="provisional")}).provisional == ["k", "p"]


def test_an_illustration_is_shown_and_is_no_taint():
    shown = WIND.work("accounting", accounting(year(**{"EF_grid,OM,y": fact("0.8", purpose="illustration")})))
    plain = WIND.work("accounting", accounting(year()))

    assert (shown.demonstration, shown.provisional, plain.demonstration) == (True, [], False)


# --- edges


@pytest.mark.parametrize(
    "x, edge",
    [
        ("20", True),
        ("20.000001", True),
        ("20.000002", False),
        ("19.9999981", True),
        ("19.999998", False),
        ("21", False),
    ],
)
def test_a_line_near_a_whole_tonne_is_marked(x, edge):
    line = small().work({"x": x}).to_json()["lines"][0]

    assert line["edge"] == ([""] if edge else [])


# --- digests


@pytest.mark.parametrize(
    "other",
    [
        small("0.6"),
        small(body=lambda x, k: floor_tonnes(k * x)),
        small(body=lambda x, k: floor_tonnes(x * (k + 0))),
        small(source="2"),
    ],
)
def test_the_law_moves_the_digest(other):
    assert other.law != small().law


def test_comments_layout_and_translations_do_not_move_the_law():
    def documented(x, k):
        """A word more."""
        return floor_tonnes(x * k)

    assert small(body=documented, zh="数量").law == small().law


def test_precision_belongs_to_the_law(monkeypatch):
    before = small().law

    monkeypatch.setattr("methodologies.kernel.chapter.EXACT", EXACT.__class__(prec=28))

    assert small().law != before


def test_the_code_digest_covers_module_shared_folder_and_kernel(monkeypatch):
    from methodologies.kernel import formulas

    names = {
        package: {name for name, _ in formulas.files_of(package)}
        for package in ("methodologies.kernel", *WIND.accounting.symbols.folders)
    }

    assert (
        "expressions.py" in names["methodologies.kernel"] and "grid_factors.toml" in names["methodologies.electricity"]
    )
    assert "cases/cases.toml" in names["methodologies.ccer_01_002_v01_offshore_wind"]

    monkeypatch.setattr(formulas, "files_of", lambda package: [("one.py", b"1")])
    assert Symbols("A text").code != Symbols("A text", "methodologies.electricity").code


def test_the_unrounded_total_is_exact_in_any_order():
    years = [year(str(y), window(export=f"{y}.123456789")) for y in (2021, 2022, 2023)]

    a, b = (WIND.work("accounting", accounting(*order)) for order in (years, years[::-1]))

    assert (a.unrounded, a.by_year) == (b.unrounded, b.by_year) and isinstance(a.unrounded, Decimal)
