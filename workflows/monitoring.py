"""Monitoring 监测: an accounting period 核算期 from open to verified. Law: Measures (Trial) art. 17, 18.

A closed period's data are locked; an accounted one has a worksheet; a claimed one lies under a filed report; a verified
one has an amount fixed by a body. `claim`, `release` and `verify` are taken by the filing's own moves, not by hand.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from methodologies.kernel.dates import read_day
from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, WARN, Broken, Verdict, cite, rule
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.settings import DEFAULTS, Value
from workflows.texts import EM, M31, RECORDS, VR


class State(Base):
    OPEN = "open", "监测中", "Open"
    CLOSED = "closed", "数据已锁定", "Closed, data locked"
    ACCOUNTED = "accounted", "已核算", "Accounted"
    CLAIMED = "claimed", "已申报", "Claimed in an application"
    VERIFIED = "verified", "已核查", "Verified"


@dataclass(frozen=True)
class Span:
    """Another accounting period of the same project; both days belong to it."""
    where: str                          # pointer shown when it collides, "/periods/1"
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class PeriodFacts:
    """What the rules of a period need; the reduction application needs it too."""
    today: date
    period_from: date
    period_to: date
    crediting_from: date
    crediting_to: date
    other_periods: tuple[Span, ...]     # of this project, except dead ones and this one
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@dataclass(frozen=True, kw_only=True)
class Facts(PeriodFacts):
    """A period, as its moves see it."""
    broken: tuple[Broken, ...]          # broken monitoring rules of the methodology, with their own grades
    incomplete: tuple[str, ...]         # pointers to required data tables without rows
    worksheet_tonnes: int | None        # total of the period's worksheet; None = not accounted
    reductions_registered: bool         # the reductions of this period are registered: nothing can free it again
    monitoring_link: str = "none"       # what the methodology says of linking the data: none, optional, required
    linked: bool = False                # all of the period's data came over such a link
    month: str = ""                     # the month whose data are deposited, "2026-03"


@rule("R-77", zh="减排量产生于2020年9月22日之后。", en="The reductions were generated after 22 September 2020.",
      source=cite(M31, "第17条第3项"), aka=("P6",))
def generated_late_enough(facts: PeriodFacts) -> Verdict:
    return facts.period_from > facts.settings["red.generated_after"] or ("/period/from",)


@rule("R-77a", zh="核算期在项目计入期之内。", en="The accounting period lies inside the crediting period.",
      source=cite(M31, "第17条第4项"), aka=("P7",))
def inside_crediting_period(facts: PeriodFacts) -> Verdict:
    early = ("/period/from",) if facts.period_from < facts.crediting_from else ()
    late = ("/period/to",) if facts.period_to > facts.crediting_to else ()
    return early + late or True


@rule("R-79", zh="核算期首尾有序，且不与本项目其他核算期重叠。",
      en="The accounting period ends after it begins and overlaps no other period of the project.",
      source=cite(M31, "第17条", LIKELY))
def overlaps_nothing(facts: PeriodFacts) -> Verdict:
    backwards = ("/period/to",) if facts.period_to < facts.period_from else ()
    return backwards + tuple(each.where for each in facts.other_periods
                             if each.starts_on <= facts.period_to and facts.period_from <= each.ends_on) or True


@rule("R-79a", zh="核算期与前一核算期之间有空档，该时段的减排量将不再申报。",
      en="There is a gap after the period before: the reductions of those days are left out.",
      source=cite(VR, "2.3", LIKELY), grade=WARN)
def leaves_no_gap(facts: PeriodFacts) -> Verdict:
    earlier = [each.ends_on for each in facts.other_periods if each.ends_on < facts.period_from]
    return not earlier or max(earlier) + timedelta(days=1) == facts.period_from or ("/period/from",)


@rule("H-05", zh="核算期已经结束。", en="The accounting period is over.", source=cite(HOUSE, "RA1", SURE))
def period_is_over(facts: PeriodFacts) -> Verdict:
    return facts.period_to < facts.today or ("/period/to",)


@rule("R-77b", zh="监测数据符合方法学的监测要求。", en="The monitored data meet the methodology's monitoring rules.",
      source=cite(M31, "第17条第1、2项"))
def monitoring_rules_hold(facts: Facts) -> Verdict:
    return facts.broken or True


@rule("H-06", zh="方法学要求的监测数据表均已填报。", en="Every data table the methodology asks for has rows.",
      source=cite(HOUSE, "D-10", SURE))
def data_is_there(facts: Facts) -> Verdict:
    return facts.incomplete or True


@rule("R-75", zh="方法学要求监测数据联网的，核算期内的数据均已联网。",
      en="Where the methodology requires linked monitoring, all data of the period came over the link.",
      source=cite(RECORDS, "监测数据联网", UNSURE), aka=("R-196",))
def data_are_linked(facts: Facts) -> Verdict:
    return facts.monitoring_link != "required" or facts.linked or ("/period",)


@rule("R-76", zh="月度存证在月末后四十日内办理；自愿减排项目没有此项义务，逾期仅作提示。",
      en="A month is deposited within 40 days of its end; these projects need not, so a late one is only told.",
      source=cite(EM, "2026年工作通知"), grade=WARN)
def month_is_fresh(facts: Facts) -> Verdict:
    last = month_end(facts.month)
    return last is None or facts.today <= last + timedelta(days=facts.settings["etsdeposit.days_cd"]) or ("/month",)


@rule("R-76a", zh="存证的月份已经结束，且与核算期有重合，写作“2026-03”。",
      en="The month that is deposited is over and touches the period; it is written 2026-03.",
      source=cite(HOUSE, "R-76"))
def month_is_over(facts: Facts) -> Verdict:
    last = month_end(facts.month)
    return not facts.month or (last is not None and last < facts.today and facts.period_from <= last
                               and last.replace(day=1) <= facts.period_to) or ("/month",)


@rule("H-07", zh="核算期已有计算书。", en="The period has a worksheet.", source=cite(HOUSE, "D-10", SURE))
def worksheet_is_there(facts: Facts) -> Verdict:
    return facts.worksheet_tonnes is not None or ("/worksheet",)


@rule("H-08", zh="本核算期的减排量尚未登记。", en="The period's reductions are not registered.",
      source=cite(HOUSE, "RA7", SURE))
def nothing_is_registered(facts: Facts) -> Verdict:
    return not facts.reductions_registered or ("/period",)


def month_end(month: str) -> date | None:
    """The last day of "2026-03"; None for anything else."""
    first = read_day(f"{month}-01")
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if first else None


PERIOD_RULES = (generated_late_enough, inside_crediting_period, overlaps_nothing, leaves_no_gap, period_is_over)
A = Actor
OWNER = (A.OWNER_INITIATOR, A.OWNER_CONFIRMER)
WHOEVER_ENDS_A_FILING = (*OWNER, A.BODY_DECIDER, A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR, A.CLOCK)
WHY = (Ask("reason", "重新打开的理由", "Why it is reopened"),)
S, OWNER_1 = State, A.OWNER_INITIATOR

MONITORING = Stage("monitoring", State, (
    Move("close", S.OPEN, S.CLOSED, OWNER_1, (*PERIOD_RULES, data_is_there, monitoring_rules_hold, data_are_linked),
         zh="锁定监测数据", en="Lock the data"),
    Move("deposit", S.OPEN, S.OPEN, OWNER_1, (month_is_fresh, month_is_over), zh="月度存证", en="Deposit a month",
         asks=(Ask("month", "月份，如 2026-03", "Month, as 2026-03", "text"),)),
    Move("account", S.CLOSED, S.ACCOUNTED, OWNER_1, (worksheet_is_there,), zh="完成核算", en="Account"),
    Move("reopen", S.CLOSED, S.OPEN, OWNER_1, zh="解锁数据", en="Unlock the data", asks=WHY),
    Move("reopen", S.ACCOUNTED, S.OPEN, OWNER_1, zh="解锁数据", en="Unlock the data", asks=WHY),
    Move("claim", S.ACCOUNTED, S.CLAIMED, OWNER, (*PERIOD_RULES, worksheet_is_there), zh="申报", en="Claim"),
    Move("release", S.CLAIMED, S.ACCOUNTED, WHOEVER_ENDS_A_FILING, (nothing_is_registered,),
         zh="退出申报", en="Release"),
    Move("verify", S.CLAIMED, S.VERIFIED, A.BODY_DECIDER, zh="核查完成", en="Verify"),
    Move("release", S.VERIFIED, S.ACCOUNTED, WHOEVER_ENDS_A_FILING, (nothing_is_registered,),
         zh="退出申报", en="Release"),
), zh="核算期", en="Accounting period")
