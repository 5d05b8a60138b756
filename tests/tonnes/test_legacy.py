"""CM-001-V01 of the former scheme: published figures come out again, and nothing is filed under it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from methodologies.cm_001_v01_legacy import METHODOLOGY as LEGACY
from methodologies.cm_001_v01_legacy.determinations import fixed_at_validation
from methodologies.electricity.grid import shipped
from methodologies.kernel.catalogue import WHY_NOT_FILED, catalogue
from methodologies.kernel.rules import Refusal
from tests.edges import Edge

TABLES = {(row.key["table_year"], row.key["region"]): row for row in shipped()}


def old_project(year: str, region: str, *yearly: str, technology: str = "wind_solar", days: str = "0",
                cm_round: int | None = None) -> dict[str, Any]:
    fixed = fixed_at_validation(TABLES[year, region], technology, cm_round)
    rows = [{"y": str(n), **fixed, "EG_export,y": mwh, "EG_import,y": "0"} for n, mwh in enumerate(yearly, start=1)]
    return {"technology": technology, "d_sup": days, "years": rows}


def work(*said: Any, **known: Any):
    return LEGACY.work("estimate", old_project(*said, **known))


def margin(*said: Any, **known: Any) -> str:
    return str(work(*said, "1", **known)["EF_grid,CM,y"][0].normalize())


def report(**known: str) -> dict[str, str]:
    """Honghu Li'ang biomass, third period, as a careful report would have it."""
    said = {"period_from": "2015-07-01", "period_to": "2016-06-30", "days_stated": "366", "expected_t": "78641",
            "actual_t": "78641"}
    return LEGACY.read_design(said | known)[0]


EDGES = (
    Edge("CM-001-V01/DAYCOUNT_MISMATCH", report, {}, dict(days_stated="365"), ("/days_stated",)),
    Edge("CM-001-V01/MORE_THAN_EXPECTED", report, {}, dict(actual_t="78642"), ("/explanation",)),
    Edge("CM-001-V01/MORE_THAN_EXPECTED", report, dict(actual_t="102113", explanation="燃料热值较高"),
         dict(actual_t="102113"), ("/explanation",)),
)


# --- figures


def test_every_published_case_comes_out():
    assert LEGACY.proven and len(LEGACY.cases) == 3


@pytest.mark.parametrize(
    "year, region, mwh, tonnes",
    [
        ("2014", "E", "90033", 70104),   # Chongming Beibao wind
        ("2012", "N", "15580", 14023),   # Hangjinqi Balagong photovoltaic
        ("2015", "E", "11007.6", 8333),  # Dangshan photovoltaic
    ],
)
def test_a_published_project_comes_out_to_the_tonne(year, region, mwh, tonnes):
    assert work(year, region, mwh).tonnes == tonnes


@pytest.mark.parametrize(
    "year, technology, margins",
    [
        ("2012", "wind_solar", "0.900075 0.972725 0.790525 0.864125 0.878425 0.795575"),
        ("2014", "wind_solar", "0.92875 0.9845 0.77865 0.847725 0.83115 0.7979"),
        ("2015", "wind_solar", "0.9007 0.9547 0.757025 0.801125 0.788325 0.763125"),
        ("2019", "wind_solar", "0.8269 0.871925 0.690825 0.715375 0.779325 0.656525"),
        ("2019", "other", "0.7119 0.66125 0.58955 0.57205 0.66645 0.50885"),
    ],
)
def test_both_profiles_of_weights_give_the_derived_margins(year, technology, margins):
    assert " ".join(margin(year, region, technology=technology) for region in ("N", "NE", "E", "C", "NW", "S")) \
        == margins


def test_old_documents_rounded_the_margin_to_four_decimals():
    assert margin("2012", "NW", cm_round=4) == "0.8784" and margin("2012", "NW") == "0.878425"


def test_the_yield_of_a_published_photovoltaic_plant_is_plausible():
    hours = Decimal("8333") / Decimal(margin("2015", "E")) / 10

    assert 1000 < hours < 1300 and round(hours) == 1101


def test_a_supplementary_period_counts_days_of_the_average_year():
    sheet = work("2012", "N", "15580", "15580", days="73")

    assert (sheet.average, sheet["ER_sup"]) == (14023, Decimal("14023") * 73 / 365)


# --- negative cases


def test_no_table_at_hand_gives_the_factor_of_the_first_offshore_park():
    implied = Decimal(246058) / Decimal(267000)

    assert round(implied, 5) == Decimal("0.92157")
    assert all(Decimal(margin(year, region)) < implied for year, region in TABLES if region == "E")


def test_a_year_with_29_february_has_366_days():
    broken = LEGACY.check_design(report(days_stated="365", actual_t="102113"))

    assert round(Decimal(102113) / Decimal(78641), 4) == Decimal("1.2985")
    assert [(b.rule.id, b.where) for b in broken] == [
        ("DAYCOUNT_MISMATCH", "/days_stated"), ("MORE_THAN_EXPECTED", "/explanation")]


# --- it is never filed


def test_it_is_neither_in_force_nor_a_draft_and_says_why_it_is_not_filed():
    assert LEGACY.status == "legacy" and "旧版" in WHY_NOT_FILED["legacy"][0]
    assert {m.status for m in catalogue().values() if m.status != "in_force"} <= WHY_NOT_FILED.keys()


def test_it_has_no_accounting():
    with pytest.raises(Refusal) as refusal:
        LEGACY.accounting_of({}, {}, (), None)

    assert [b.rule.id for b in refusal.value.broken] == ["NO_CALCULATOR"]
