"""What must hold for any plant: more export never lowers the tonnes, and order never matters."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from methodologies.kernel.reader import decimal_text
from methodologies.kernel.recompute import recompute
from tests.tonnes.builders import WIND, accounting, factors, window, year

MONTHS = ("01-01..01-31", "02-01..02-28", "03-01..03-31", "04-01..04-30", "05-01..05-31", "06-01..06-30")


def decimals(high: str, places: int = 6):
    return st.decimals(min_value=0, max_value=Decimal(high), places=places, allow_nan=False, allow_infinity=False).map(
        decimal_text
    )


@st.composite
def windows(draw) -> list[dict]:
    count = draw(st.integers(1, len(MONTHS)))
    return [
        window(
            days,
            draw(decimals("90000")),
            draw(decimals("500")),
            state=draw(st.sampled_from(("OK", "OUT", "NONE"))),
            error=draw(decimals("0.05", 4)),
        )
        for days in MONTHS[:count]
    ]


@st.composite
def inputs(draw) -> dict:
    rows = [year(str(2023), *draw(windows()), **factors(draw(decimals("1.2", 4)), draw(decimals("1.2", 4))))]
    return accounting(*rows)


def tonnes(known: dict) -> int:
    return WIND.accounting.work(known).tonnes


def with_more(known: dict, symbol: str, more: str) -> dict:
    first, *rest = known["years"][0]["windows"]
    changed = first | {symbol: decimal_text(Decimal(first[symbol]) + Decimal(more))}
    return known | {"years": [known["years"][0] | {"windows": [changed, *rest]}]}


@settings(max_examples=60, deadline=None)
@given(inputs(), decimals("1000"))
def test_more_export_never_lowers_the_tonnes(known, more):
    assert tonnes(with_more(known, "X_export,w", more)) >= tonnes(known)


@settings(max_examples=60, deadline=None)
@given(inputs(), decimals("1000"))
def test_more_import_never_raises_the_tonnes(known, more):
    assert tonnes(with_more(known, "X_import,w", more)) <= tonnes(known)


@settings(max_examples=40, deadline=None)
@given(inputs(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(known, chance):
    shuffled = list(known["years"][0]["windows"])
    chance.shuffle(shuffled)
    turned = known | {"years": [known["years"][0] | {"windows": shuffled}]}

    a, b = WIND.accounting.work(known), WIND.accounting.work(turned)

    assert (a.tonnes, a.unrounded) == (b.tonnes, b.unrounded)


@settings(max_examples=40, deadline=None)
@given(inputs())
def test_a_correction_never_gives_more_than_no_correction(known):
    plain = [row | {"state_w": "OK"} for row in known["years"][0]["windows"]]

    assert tonnes(known) <= tonnes(known | {"years": [known["years"][0] | {"windows": plain}]})


@settings(max_examples=30, deadline=None)
@given(inputs())
def test_every_worksheet_comes_out_again(known):
    assert recompute(WIND, WIND.accounting.work(known).to_json()) == []


@settings(max_examples=40, deadline=None)
@given(inputs())
def test_the_total_is_the_sum_of_whole_lines_and_less_than_a_tonne_a_year_is_dropped(known):
    sheet = WIND.accounting.work(known)

    assert sheet.tonnes == sum(sheet.by_year.values())
    if sheet.unrounded > 0:
        assert 0 <= sheet.remainder < len(sheet.by_year)
