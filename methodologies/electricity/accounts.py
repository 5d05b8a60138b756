"""The determination of an accounting: calendar years with the factor of each, windows with the state of their meter,
vouchers beside the readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from methodologies.electricity import checks as m
from methodologies.electricity import continuity as c
from methodologies.electricity.estimates import Fields, attempt, note_of_factor, read_some, refused
from methodologies.electricity.grid import (
    EF_IMPLAUSIBLE,
    EF_OTHER_SERIES,
    EF_REGION_UNDEFINED,
    EF_TABLE_MISSING,
    pick_factor,
)
from methodologies.electricity.ledger import RECORDS
from methodologies.electricity.monitored import Monitored
from methodologies.electricity.origins import origins_of
from methodologies.electricity.windows import M6, M6W, meter_rows, settlement_problems, voucher_rows, windows_of
from methodologies.kernel.dates import calendar_years
from methodologies.kernel.methodology import Determined
from methodologies.kernel.published import PublishedRow
from methodologies.kernel.reader import decimal_text
from methodologies.kernel.records import Field, read
from methodologies.kernel.rules import INPUT, Broken, Rule, judge

DETERMINED = (EF_TABLE_MISSING, EF_REGION_UNDEFINED, EF_OTHER_SERIES, EF_IMPLAUSIBLE, M6, M6W)  # broken on the way
DAYS = (c.rows_belong_together, c.readings_are_gapless, c.readings_are_cut)
OUT_FROM = {
    "previous_calibration": ("上一次校准之日", "the day of the calibration before"),
    "finding": ("发现超差之日", "the day of the finding"),
}
PERIOD = (
    Field("from", "核算期起始日", "First day of the period", "date"),
    Field("to", "核算期终止日", "Last day of the period", "date"),
)


def checks_of_the_ledger(highest_capacity_factor: str) -> tuple[Rule, ...]:
    """What is judged of meters, readings and certificates, in the order of the ledger."""
    return (
        c.rows_belong_together,
        m.class_is_fine_enough,
        m.verified_before_use,
        m.calibrated_every_year,
        m.calibrated_after_a_fault,
        c.readings_are_gapless,
        c.readings_are_cut,
        m.import_is_measured,
        m.tested_in_the_field,
        m.plausible_capacity_factor(highest_capacity_factor),
        m.green_certificates_are_stated,
        m.green_rule_is_known,
    )


def accounting_of(
    fields: Fields,
    checks: tuple[Rule, ...],
    design: Mapping[str, Any],
    data: Mapping[str, Any],
    tables: Sequence[PublishedRow],
    uploaded_on: date,
    settings: Mapping[str, str],
) -> Determined:
    """`fields`: the design data that the methodology asks for; `checks`: what it judges of the ledger.
    data: {"period": {"from", "to"}, "meters": […], "calibrations": […], …}. uploaded_on: of the verification report."""
    known, broken = read_some(fields, design, "grid_region", "province", "capacity_mw")
    days, more = period_of(data, uploaded_on)
    rows, still_more = read(RECORDS, {name: given for name, given in data.items() if name != "period"})
    problems = [*broken, *more, *still_more, *setting_problems(settings)]
    factors: dict[int, dict[str, Any]] = {}
    for year, _, _ in calendar_years(*days) if days else ():
        factors[year], missing = factors_of(known, year, uploaded_on, tables)
        problems += missing
    if refused([p for p in problems if p.rule is INPUT]) or days is None:
        return Determined({}, tuple(problems))
    seen = Monitored(known, rows, *days, settings["meter.out_from"])
    return account(seen, checks, factors, problems, uploaded_on)


def period_of(data: Mapping[str, Any], uploaded_on: date) -> tuple[tuple[date, date] | None, list[Broken]]:
    """First and last day of the accounting period, or None where they can't be read; what is wrong with them."""
    period, broken = read(PERIOD, data.get("period", {}), "/period")
    first, last = (date.fromisoformat(period[end]) if end in period else None for end in ("from", "to"))
    if first is None or last is None:
        return None, list(broken)
    problems = list(broken)
    if last < first:
        problems.append(INPUT.at("/period/to", "核算期止日早于起日。", "The period ends before it begins."))
    elif last > uploaded_on:
        problems.append(
            INPUT.at(
                "/period/to",
                "核算期不得晚于核查报告上传之日。",
                "The period ends before the verification report is uploaded.",
            )
        )
    return (first, last), problems


def factors_of(
    known: Mapping[str, Any], year: int, uploaded_on: date, tables: Sequence[PublishedRow]
) -> tuple[dict[str, Any], tuple[Broken, ...]]:
    province = known.get("province", "")
    return attempt(lambda: pick_factor(known["grid_region"], year, uploaded_on, tables, province), known)


def setting_problems(settings: Mapping[str, str]) -> Iterator[Broken]:
    if settings.get("meter.out_from") not in OUT_FROM:
        yield INPUT.at(
            "/settings/meter.out_from",
            f"应为 {', '.join(OUT_FROM)} 之一。",
            f"One of {', '.join(OUT_FROM)} is asked for.",
        )


def account(
    seen: Monitored,
    checks: tuple[Rule, ...],
    factors: Mapping[int, dict[str, Any]],
    problems: list[Broken],
    uploaded_on: date,
) -> Determined:
    """Judge the ledger; then windows, vouchers and certificates by calendar year."""
    # a row of a meter that is not in the ledger would break most other checks: then only those of the days are told
    broken = judge(checks if c.rows_belong_together.holds(seen) is True else DAYS, seen)
    if refused(broken):
        return Determined({}, (*problems, *broken))
    windows = windows_of(seen)
    broken = (*problems, *broken, *settlement_problems(seen, windows))
    if refused(broken):
        return Determined({}, broken)
    vouchers, notes = voucher_rows(seen, windows), [note_of_setting(seen)]
    years = []
    for place, (year, _, _) in enumerate(calendar_years(seen.first, seen.last)):
        traded = sum(
            (Decimal(row["traded_mwh"]) for _, row in seen.rows("green") if row["month"][:4] == str(year)), Decimal(0)
        )
        years.append(
            {
                "y": str(year),
                **factors[year],
                "GEC_traded,y": decimal_text(traded),
                "windows": [window.row() for window in windows if window.first.year == year],
                "vouchers": vouchers.get(year, []),
            }
        )
        notes.append(note_of_factor(f"/years/{place}", factors[year], uploaded_on))
    inputs = {"meters": meter_rows(seen, windows), "years": years}
    return Determined(inputs, broken, tuple(notes), origins_of(seen, windows, inputs))


def note_of_setting(seen: Monitored) -> dict[str, Any]:
    return {
        "about": "/settings/meter.out_from",
        "zh": f"电能表超差起算：{OUT_FROM[seen.out_from][0]}。",
        "en": f"An out-of-class meter is out from {OUT_FROM[seen.out_from][1]}.",
    }
