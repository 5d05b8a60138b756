"""What must hold for any mangrove: more at the end never lowers, order never matters, a cut never creates tonnes."""
from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from methodologies.kernel.recompute import recompute
from tests.tonnes.mangroves import CLOSING, MANGROVE, account, field

FIRST, LAST = date(2021, 6, 1), date(2026, 5, 31)
SHORT = settings(max_examples=15, deadline=None)


@st.composite
def fields(draw) -> dict[str, Any]:
    """Both surveys with other plants; the plots of a stratum stay alike enough to be accepted."""
    known = field()
    grown = draw(st.integers(10, 40))
    for row in known["plants"]:
        sized = draw(st.integers(18, 24)) if row["survey"] != CLOSING else draw(st.integers(18, 24)) + grown
        row |= {"diameter_cm": f"{sized / 10}", "count": str(draw(st.integers(60, 66)))}
    return known


def more(known: dict[str, Any], count, *plots: str) -> dict[str, Any]:
    """The second survey with so many plants as `count` makes of each number: on these plots, or on all."""
    rows = [row | {"count": str(count(int(row["count"])))}
            if row["survey"] == CLOSING and (row["p"] in plots or not plots) else row for row in known["plants"]]
    return known | {"plants": rows}


@SHORT
@given(fields(), st.integers(2, 5))
def test_more_of_the_same_everywhere_at_the_second_survey_never_lowers_the_tonnes(known, times):
    assert account(more(known, lambda n: n * times)).tonnes >= account(known).tonnes


@SHORT
@given(fields(), st.sampled_from(("K1", "K4", "B2")), st.integers(1, 30))
def test_more_on_one_plot_never_lowers_the_tonnes_at_the_same_deduction(known, p, added):
    before, after = account(known), account(more(known, lambda n: n + added, p))

    assume(before["DR"] == after["DR"])
    assert after.tonnes >= before.tonnes


@SHORT
@given(fields(), st.integers(0, 10**6))
def test_the_order_of_the_rows_never_matters(known, seed):
    turned = {name: random.Random(seed).sample(rows, len(rows)) if isinstance(rows, list) else rows
              for name, rows in known.items()}

    assert account(turned).to_json() == account(known).to_json()


@SHORT
@given(fields(), st.integers(0, (LAST - FIRST).days - 1), st.sampled_from(("measured", "default")))
def test_splitting_a_period_never_creates_tonnes(known, days, route):
    cut = FIRST + timedelta(days)
    parts = [{"from": FIRST, "to": cut}, {"from": cut + timedelta(1), "to": LAST}]
    whole, first, rest = (
        account(known | {"period": {end: day.isoformat() for end, day in span.items()}}, soil_route=route)
        for span in ({"from": FIRST, "to": LAST}, *parts))

    assert first.tonnes + rest.tonnes <= whole.tonnes
    assert abs(first.unrounded + rest.unrounded - whole.unrounded) < 1


@SHORT
@given(fields())
def test_the_total_is_the_sum_of_whole_years_and_comes_out_again(known):
    sheet = account(known)

    assert sheet.tonnes == sum(sheet.by_year.values())
    assert recompute(MANGROVE, sheet.to_json()) == []
