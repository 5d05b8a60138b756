"""What an old report says of itself: its days, and what came out against what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from methodologies.general.checks import day
from methodologies.kernel.dates import days_in
from methodologies.kernel.records import Field
from methodologies.kernel.rules import HOUSE, WARN, Verdict, cite, rule

REPORT = (
    Field("period_from", "核算期起始日", "First day of the period", "date", required=False),
    Field("period_to", "核算期终止日", "Last day of the period", "date", required=False),
    Field("days_stated", "报告所列天数", "Days that the report states", "integer", required=False, minimum="1"),
    Field("expected_t", "预估减排量", "Reductions expected", "decimal", unit="tCO2e", required=False, minimum="0"),
    Field("actual_t", "实际减排量", "Reductions reported", "decimal", unit="tCO2e", required=False, minimum="0"),
    Field("explanation", "超出预估的说明", "Why it is more than expected", "longtext", required=False),
)


@rule(
    "DAYCOUNT_MISMATCH",
    zh="报告所列天数等于起止日之间的天数（首尾均计）。",
    en="The days that the report states are those from its first to its last day, both counted.",
    source=cite(HOUSE, "old reports"),
    grade=WARN,
)
def days_are_counted_right(report: Mapping[str, Any]) -> Verdict:
    first, last = day(report, "period_from"), day(report, "period_to")
    if first is None or last is None or "days_stated" not in report:
        return True
    counted = days_in(first, last)
    return int(report["days_stated"]) == counted or (
        days_are_counted_right.at(
            "/days_stated",
            f"{first} 至 {last} 为 {counted} 天，报告列 {report['days_stated']} 天。",
            f"{first} to {last} are {counted} days; the report states {report['days_stated']}.",
        ),
    )


@rule(
    "MORE_THAN_EXPECTED",
    zh="实际减排量高于预估的，应予说明。",
    en="Reductions above what was expected are explained.",
    source=cite(HOUSE, "old reports"),
    grade=WARN,
)
def excess_is_explained(report: Mapping[str, Any]) -> Verdict:
    if not {"expected_t", "actual_t"} <= report.keys() or "explanation" in report:
        return True
    return Decimal(report["actual_t"]) <= Decimal(report["expected_t"]) or ("/explanation",)
