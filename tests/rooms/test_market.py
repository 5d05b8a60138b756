"""The page of published trade: figures to a month, and where applications stood."""
from __future__ import annotations

from decimal import Decimal

import pytest

from app.disclosure.market import market
from app.imports import reference
from app.web import create_app


@pytest.mark.parametrize("until, tonnes, turnover", [
    ("2025-07", 2_460_324, "207787223.17"), ("2025-12", 9_219_429, "649636716.80"),
    ("2026-07", 17_847_609, "1372924285.06"), ("", 20_473_612, "1618506425.64")])
def test_the_running_totals_are_the_published_ones(until, tonnes, turnover):
    shown = market(until)

    assert (shown.last.volume_t, shown.last.turnover_cny) == (tonnes, Decimal(turnover))


@pytest.mark.parametrize("until", ["2024-02", "1999-01", "<b>", "2025-7"])
def test_a_month_that_was_not_published_shows_all(until):
    assert market(until).until == market("").until


def test_the_drawing_keeps_inside_its_frame_and_the_order_of_its_figures():
    shown = market("")

    assert all(0 < t.bar < shown.height and 0 <= t.dot <= shown.height and t.x + shown.slot <= shown.width
               for t in shown.months)
    assert sorted(shown.months, key=lambda t: t.bar) == sorted(shown.months, key=lambda t: t.month.volume_t)


def test_the_applications_add_up_to_the_records_of_that_day():
    listed = {kind: sum(row.count * row.listed for row in reference.funnel() if row.kind == kind)
              for kind in ("project", "reduction")}

    assert (listed, sum(listed.values())) == ({"project": 263, "reduction": 81}, 344)
    assert all(each.state.code == row.code for kind in ("project", "reduction")
               for each, row in zip(market().standing[kind], (r for r in reference.funnel() if r.kind == kind)))


def test_everybody_reads_the_page_in_both_languages(db_url):
    browser = create_app().test_client()

    zh, en = browser.get("/market?until=2025-07").text, browser.get("/market?until=2025-07&lang=en").text

    assert "2,460,324" in zh and "207,787,223.17" in zh and "20,473,612" not in zh
    assert "The market" in en and "Where applications stood" in en
