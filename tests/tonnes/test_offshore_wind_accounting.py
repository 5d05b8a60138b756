"""The accounting of offshore wind from records: windows, vouchers, factors, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from methodologies.kernel.rules import REFUSE, Refusal
from tests.tonnes.builders import (
    FINDING,
    ONLY_2019,
    account,
    calibration,
    example_3_9,
    grid_row,
    meter,
    monitored,
    months,
    never_published,
    readings,
    vouchers,
)


def broken(call) -> set[tuple[str, str]]:
    """(rule, place) of every refusing rule that the call broke."""
    with pytest.raises(Refusal) as refusal:
        call()
    return {(b.rule.id, b.where) for b in refusal.value.broken if b.rule.grade is REFUSE}


TABLES = (grid_row(2022, on=date(2023, 11, 17)), grid_row(2023, "0.7", "0.4", on=date(2024, 12, 20)))


# --- the accounting, from records


def test_a_year_in_order_needs_no_correction_and_no_finding():
    sheet = account(monitored())

    assert sheet["EG_PJ,y"] == [Decimal(12 * 59900)] and sheet.findings == ()
    assert [note["about"] for note in sheet.notes] == ["/settings/meter.out_from", "/years/0/EF_grid,OM,y"]


def test_two_calendar_years_use_two_tables():
    data = monitored(
        period={"from": "2022-07-01", "to": "2023-06-30"},
        readings=readings([*months(2022)[6:], *months(2023)[:6]]),
        vouchers=vouchers([*months(2022)[6:], *months(2023)[:6]]),
    )
    tables = (grid_row(2022, "1", "1"), grid_row(2023, "0.5", "0.5"))

    sheet = account(data, tables=tables)

    assert sheet.by_year == {"2022": 6 * 59900, "2023": 3 * 59900}


@pytest.mark.parametrize("on, cm", [(date(2024, 12, 19), "0.61865"), (date(2024, 12, 20), "0.55")])
def test_the_factor_depends_on_the_day_on_which_the_report_is_uploaded(on, cm):
    assert account(monitored(), tables=TABLES, on=on)["EF_grid,CM,y"] == [Decimal(cm)]


def test_the_smaller_export_and_the_larger_import_count():
    papers = vouchers(months(2023))
    papers[0] |= {"energy_mwh": "59990"}
    papers[1] |= {"energy_mwh": "100.4"}
    papers[2] |= {"energy_mwh": "60010"}
    papers[3] |= {"energy_mwh": "99.9"}

    sheet = account(monitored(vouchers=papers))

    assert sheet["EG_export,y"] == [Decimal(12 * 60000 - 10)] and sheet["EG_import,y"] == [Decimal("1200.4")]
    assert sheet.findings == ()


@pytest.mark.parametrize(
    "settled, finding, refused",
    [("59700", None, False), ("59699", "M6w", False), ("58800", "M6w", False), ("58799", None, True)],
)
def test_readings_and_vouchers_may_differ_a_little(settled, finding, refused):
    papers = vouchers(months(2023))
    papers[0] |= {"energy_mwh": settled}

    if refused:
        assert broken(lambda: account(monitored(vouchers=papers))) == {("M6", "/vouchers/0/energy_mwh")}
    else:
        assert [f["rule"] for f in account(monitored(vouchers=papers)).findings] == ([finding] if finding else [])


def test_a_voucher_that_cuts_a_reading_or_overlaps_another_is_refused():
    papers = vouchers(months(2023))
    papers[0] |= {"to": "2023-01-15"}
    papers[4] |= {"from": "2023-02-20"}

    assert broken(lambda: account(monitored(vouchers=papers))) == {
        ("M6", "/vouchers/0/from"),
        ("M6", "/vouchers/4/from"),
    }


def test_days_without_voucher_are_a_warning():
    findings = account(monitored(vouchers=vouchers(months(2023)[:11]))).findings

    assert [(f["rule"], f["where"]) for f in findings] == [("M6w", "/vouchers")] * 2


def test_a_backup_meter_stands_in_only_where_the_plan_says_so():
    calibrations = [
        calibration("2022-10-01"),
        calibration("2023-11-15"),
        calibration("2022-12-01", m="B1"),
        calibration("2023-11-20", m="B1"),
    ]
    spans = [*months(2023)[:10], ("2023-11-01", "2023-11-14"), ("2023-11-15", "2023-11-30"), months(2023)[11]]
    rows = [*readings(spans), *readings(spans, "59990", "101", m="B1")]
    papers = vouchers([*months(2023)[:10], months(2023)[11]]) + vouchers(
        [("2023-11-01", "2023-11-30")], "120000", "200"
    )
    backup = meter("B1", role="backup", verified_on="2021-08-20")

    alone = account(monitored(meters=[meter(), backup], calibrations=calibrations, readings=rows, vouchers=papers))
    replaced = account(
        monitored(
            meters=[meter(), backup | {"substitute_for": "M1"}],
            calibrations=calibrations,
            readings=rows,
            vouchers=papers,
        )
    )

    assert alone["EG_export,y"] == [Decimal("779760")]  # two windows at 0.2 % less
    assert replaced["EG_export,y"] == [Decimal("779980")]  # the backup's own readings in those two
    assert [row["m"] for row in replaced.inputs["meters"]] == ["B1", "M1"]


def test_a_check_meter_never_counts():
    rows = [*readings(months(2023)), *readings(months(2023), "70000", "1", m="K1")]

    sheet = account(monitored(meters=[meter(), meter("K1", role="check")], readings=rows))

    assert sheet["EG_export,y"] == [Decimal(720000)]


def test_the_accounting_names_everything_wrong_with_the_records_at_once():
    data = monitored(period={"from": "2023-01-01", "to": "2023-12-32"})
    data["readings"][0] |= {"energy_mwh": 98.5}
    data["meters"][0] |= {"accuracy_class": "9"}
    data["calibrations"][0]["on"] = "2022-02-29"

    assert broken(lambda: account(data, {"meter.out_from": "never"})) == {
        ("INPUT", "/period/to"),
        ("INPUT", "/readings/0/energy_mwh"),
        ("INPUT", "/meters/0/accuracy_class"),
        ("INPUT", "/calibrations/0/on"),
        ("INPUT", "/settings/meter.out_from"),
    }


def test_a_missing_table_is_told_together_with_broken_records():
    data = monitored()
    data["meters"][0] |= {"accuracy_class": "1"}

    assert broken(lambda: account(data, tables=never_published(2023))) == {
        ("EF_TABLE_MISSING", "/grid_region"),
        ("M1", "/meters/0/accuracy_class"),
    }


def test_the_period_ends_by_the_day_of_upload():
    assert account(monitored(), on=date(2023, 12, 31)).tonnes
    assert broken(lambda: account(monitored(), on=date(2023, 12, 30))) == {("INPUT", "/period/to")}


def test_warnings_of_the_ledger_travel_with_the_worksheet():
    findings = account(example_3_9(), FINDING).findings

    assert {f["rule"] for f in findings} == {"M3", "M7b"}
    assert "2023-10-01" in next(f["en"] for f in findings if f["rule"] == "M3")


def test_only_2019_is_a_fallback_that_says_so():
    sheet = account(monitored(), tables=ONLY_2019)

    assert sheet.inputs["years"][0]["EF_grid,OM,y"]["fallback"] is True
