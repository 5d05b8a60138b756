"""Grounds of sanctions, what each allows, fines by ground and day, bars. Law: Measures (Trial) art. 42-45."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from methodologies.kernel.rules import SURE, UNSURE, Source, cite
from workflows.settings import Value
from workflows.texts import M31


@dataclass(frozen=True)
class Ground:
    """What a case is about. offices: kinds of organisation that may decide it; measures: what they may order."""
    key: str
    zh: str
    en: str
    source: Source
    offices: frozenset[str]
    measures: frozenset[str]


PROVINCE, MARKET = frozenset({"province", "regulator"}), frozenset({"market_supervision"})
GROUNDS = {each.key: each for each in (
    Ground("R-128", "申请材料虚假", "False material in an application", cite(M31, "第43条", SURE), PROVINCE,
           frozenset({"fine", "revoke_project", "bar"})),
    Ground("R-129", "骗取减排量", "Reductions obtained by false material", cite(M31, "第43条", SURE), PROVINCE,
           frozenset({"fine", "suspend_trading", "order_cancel", "force_cancel", "return_shortage", "revoke_project",
                      "bar"})),
    Ground("R-130", "拒绝、阻挠检查或弄虚作假", "Obstructing an inspection, or cheating in it",
           cite(M31, "第42条", SURE), PROVINCE | MARKET, frozenset({"fine"})),
    Ground("R-131", "机构超出范围或违反程序", "A body outside its scope or against the procedure",
           cite(M31, "第44条", SURE), MARKET, frozenset({"fine", "stop_body", "revoke_body"})),
    Ground("R-132", "机构出具虚假报告或结论严重失实", "A body's false or seriously untrue report",
           cite(M31, "第44条", SURE), MARKET, frozenset({"revoke_body", "staff_ban"})),
    Ground("R-133", "机构利益关系或不当影响", "A body's ties of interest or undue influence", cite(M31, "第44条", SURE),
           MARKET, frozenset({"stop_body", "revoke_body"})),
    Ground("R-134", "操纵市场", "Manipulating the market", cite(M31, "第45条", SURE), frozenset({"regulator"}),
           frozenset({"fine"})),
)}
MEASURES = {
    "fine": ("罚款", "Fine"), "suspend_trading": ("暂停交易", "Trading suspended"),
    "order_cancel": ("责令注销", "Cancellation ordered"), "force_cancel": ("强制注销", "Forced cancellation"),
    "return_shortage": ("责令退回差额", "Shortage to be returned"),
    "revoke_project": ("撤销项目登记", "Registration of the project revoked"),
    "bar": ("不再受理申请", "Applications no longer accepted"), "stop_body": ("责令停业整顿", "Body suspended"),
    "revoke_body": ("撤销机构批准", "Approval of the body revoked"),
    "staff_ban": ("取消从业资格", "Staff barred from practice"),
}
LASTING = frozenset({"suspend_trading", "bar", "stop_body"})
THE_REGISTRYS = frozenset({"suspend_trading", "order_cancel", "force_cancel", "return_shortage", "revoke_project",
                           "bar"})
CARRIED_BY = {                                          # measures of the ledger, and the acts that carry them out
    "order_cancel": frozenset({"retire", "force_cancel"}), "force_cancel": frozenset({"force_cancel"}),
    "return_shortage": frozenset({"return_shortage"})}
LEDGER = frozenset(CARRIED_BY)


@dataclass(frozen=True)
class FineRange:
    """CNY, both ends included, for breaches from a day to a day (None = still)."""
    ground: str
    from_on: date
    to_on: date | None
    low: int
    high: int
    source: Source


AMOUNTS = (("R-128", 10_000, 100_000, "第43条"), ("R-129", 50_000, 100_000, "第43条"),
           ("R-130", 10_000, 100_000, "第42条"), ("R-131", 50_000, 200_000, "第44条"),
           ("R-134", 10_000, 100_000, "第45条"))
CODE_FROM = date(2026, 8, 15)                           # the Ecological and Environmental Code is in force
FINES = tuple(each for ground, low, high, clause in AMOUNTS for each in (
    FineRange(ground, date(2023, 10, 19), date(2026, 8, 14), low, high, cite(M31, clause, SURE)),
    FineRange(ground, CODE_FROM, None, low, high, cite(M31, clause, UNSURE))))  # the Code's own: not seen


def fine_range(ground: str, day: date) -> FineRange | None:
    """The range for a breach of that day; None where the law knows no fine for it."""
    return next((each for each in FINES if each.ground == ground and each.from_on <= day
                 and (each.to_on is None or day <= each.to_on)), None)


@dataclass(frozen=True)
class Bar:
    """不再受理申请: from its first day until the day before its end; None = until it is lifted."""
    starts_on: date
    ends_on: date | None


def barred(bars: Iterable[Bar], day: date) -> bool:
    """R-128, R-129: whether one of the bars holds on that day."""
    return any(each.starts_on <= day and (each.ends_on is None or day < each.ends_on) for each in bars)


def bar_of(ground: str, today: date, settings: Mapping[str, Value]) -> Bar:
    """The bar that a ground brings: some years, or without an end."""
    if ground == "R-129" and settings["sanction.false_credits_bar_open"]:
        return Bar(today, None)
    year = today.year + settings["sanction.bar_years"]
    try:
        return Bar(today, today.replace(year=year))
    except ValueError:                                  # 29 February
        return Bar(today, date(year, 3, 1))
