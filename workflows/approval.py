"""A body's approval 机构批准, one for each sector, from the published need to its end. Law: Measures (Trial) art. 30.

A dossier begins under a need that market supervision has published. While it is approved the body may contract, visit
and report (R-23); what ends an approval ends the body's open work in that sector too (R-26), never a finished report.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.rules import LIKELY, SURE, UNSURE, WARN, Verdict, cite, rule
from workflows.application import REASON
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31


class State(Base):
    """VB."""
    NEED_PUBLISHED = "need_published", "需求信息已发布", "Need published"
    APPLIED = "applied", "已申请", "Applied for"
    EXPERT_REVIEW = "expert_review", "专家评审", "Under review by experts"
    MEE_CONSULTED = "mee_consulted", "征求生态环境部意见", "Ministry of ecology consulted"
    SUSPENDED = "suspended", "停业整顿", "Suspended"
    APPROVED = "approved", "已批准", "Approved"
    REFUSED = "refused", "不予批准", "Not approved"
    REVOKED = "revoked", "已撤销批准", "Approval revoked"
    SURRENDERED = "surrendered", "已放弃批准", "Approval surrendered"
    EXPIRED = "expired", "批准到期", "Approval expired"


SECTORS = {                                             # 领域, by number
    "01": ("能源产业", "Energy industries"), "02": ("能源分配", "Energy distribution"),
    "03": ("能源需求", "Energy demand"), "04": ("制造业", "Manufacturing"),
    "05": ("化工", "Chemicals"), "06": ("建筑", "Construction"),
    "07": ("交通运输", "Transport"), "08": ("采矿", "Mining"), "09": ("金属生产", "Metals"),
    "10": ("燃料逸散性排放", "Fugitive emissions from fuels"), "11": ("卤代烃和六氟化硫", "Halocarbons and SF6"),
    "12": ("溶剂使用", "Solvents"), "13": ("废物处理", "Waste"), "14": ("林业和其他碳汇", "Forestry and other sinks"),
    "15": ("农业", "Agriculture"), "16": ("碳捕集利用与封存", "Carbon capture, use and storage"),
}
CONDITIONS = (                                          # of R-22, those that are declared rather than counted
    ("premises", "有固定的办公场所", "Fixed premises"),
    ("system", "有健全的审定核查管理制度", "A management system for validation and verification"),
    ("funds", "有财务支持能力，并设风险基金或投保", "Sound finances, and a risk fund or insurance"),
    ("standards", "符合 GB/T 27029 / ISO/IEC 17029", "Works to GB/T 27029 / ISO/IEC 17029"),
    ("record", "近五年无严重失信记录", "No serious discredit record in five years"),
)
STAFF = (Ask("staff", "具备专业能力的专职人员数", "Full-time staff competent in the field", "integer"),
         Ask("experienced", "其中有规定年限以上审定核查经历的人数", "Of these, with the years of experience asked for",
             "integer"))
GROUNDS = (("R-131", "超出范围或违反程序（第44条）", "Outside its scope, or against the procedure (art. 44)"),
           ("R-132", "出具虚假报告或结论严重失实（第44条）", "A false report, or a seriously untrue one (art. 44)"),
           ("R-133", "利益关系或不当影响（第44条）", "Ties of interest, or undue influence (art. 44)"))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An approval, as its moves see it. What the move being taken asks for is None until it is given."""
    today: date
    need_open: bool                     # the need that it answers is published, and its last day is not over
    other_live: bool                    # the body has another dossier for this sector that has not ended
    staff: int | None
    experienced: int | None
    declared: frozenset[str] | None     # keys of CONDITIONS
    consented_on: date | None           # the ministry's consent
    valid_to: date | None               # last day by its own terms, None = without one
    report_year: int | None             # the year about which a report is handed in
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-22", zh="市场监管部门已发布该领域的机构需求信息，且申请期未满。",
      en="Market supervision has published that the sector needs bodies, and the time for applying is not over.",
      source=cite(M31, "第30条", SURE))
def need_is_open(facts: Facts) -> Verdict:
    return facts.need_open or ("/need",)


@rule("R-22a", zh="专职人员人数及其审定核查经历达到规定。",
      en="There are enough full-time staff, and enough of them are experienced.", source=cite(M31, "第30条", SURE))
def staff_is_sufficient(facts: Facts) -> Verdict:
    few = facts.staff is not None and facts.staff < facts.settings["vvb.staff_min"]
    green = facts.experienced is not None and not (
        facts.settings["vvb.staff_exp_min"] <= facts.experienced <= (facts.staff or 0))
    return (("/staff",) if few else ()) + (("/experienced",) if green else ()) or True


@rule("R-22b", zh="场所、制度、资金、标准和信用各项条件均已声明具备。",
      en="Premises, system, funds, standards and record are each declared to be in order.",
      source=cite(M31, "第30条", SURE))
def conditions_are_declared(facts: Facts) -> Verdict:
    if facts.declared is None:
        return True
    return tuple(f"/{key}" for key, _, _ in CONDITIONS if key not in facts.declared) or True


@rule("R-22c", zh="该机构在本领域没有其他未终结的批准或申请。",
      en="The body has no other approval or application for this sector that has not ended.",
      source=cite(M31, "第30条", LIKELY))
def nothing_else_is_live(facts: Facts) -> Verdict:
    return not facts.other_live or ("/sector",)


@rule("R-22d", zh="生态环境部已同意。", en="The ministry of ecology has consented.", source=cite(M31, "第30条", SURE))
def ministry_has_consented(facts: Facts) -> Verdict:
    return facts.consented_on is not None or ("/consented_on",)


@rule("R-25", zh="年度工作报告在次年规定的月份结束前提交。",
      en="The report on a year is handed in before the end of the month set for it in the next year.",
      source=cite(M31, "第32条", UNSURE), grade=WARN)
def yearly_report_is_in_time(facts: Facts) -> Verdict:
    if facts.report_year is None:
        return True
    month = facts.settings["vvb.year_report_month"]
    return (facts.today.year, facts.today.month) <= (facts.report_year + 1, month) or ("/year",)


@rule("R-25a", zh="所报告的年度已经结束。", en="The year that is reported on is over.",
      source=cite(M31, "第32条", SURE))
def reported_year_is_over(facts: Facts) -> Verdict:
    return facts.report_year is None or 2000 <= facts.report_year < facts.today.year or ("/year",)


@rule("R-26", zh="批准的有效期已满。", en="The approval's last day is over.", source=cite(M31, "第44条", LIKELY))
def last_day_is_over(facts: Facts) -> Verdict:
    return (facts.valid_to is not None and facts.valid_to < facts.today) or ("/valid_to",)


@rule("R-26a", zh="批准的最后一日不早于批准当日。", en="An approval's last day does not lie before its first.",
      source=cite(M31, "第30条", LIKELY))
def last_day_follows_first(facts: Facts) -> Verdict:
    return facts.valid_to is None or facts.valid_to >= facts.today or ("/valid_to",)


S, A = State, Actor
BODY, OFFICE = A.BODY_DECIDER, A.MARKET_SUPERVISION
DECLARED = tuple(Ask(key, zh, en, "choice", (("declared", "本机构声明如此", "We declare so"),), required=False)
                 for key, zh, en in CONDITIONS)
WHY = (Ask("ground", "依据", "Ground", "choice", GROUNDS), REASON)
YEAR = (Ask("year", "报告年度", "Year", "integer"), Ask("compliance", "守法合规情况", "Compliance"),
        Ask("activity", "业务开展情况", "Work done"), Ask("people", "人员变动情况", "Staff and its changes"))
IN_FORCE = (S.APPROVED, S.SUSPENDED)

APPROVAL = Stage("approval", State, (
    Move("apply", S.NEED_PUBLISHED, S.APPLIED, BODY,
         (need_is_open, staff_is_sufficient, conditions_are_declared, nothing_else_is_live),
         zh="申请批准", en="Apply for approval", asks=STAFF + DECLARED),
    Move("send_to_experts", S.APPLIED, S.EXPERT_REVIEW, OFFICE, zh="组织专家评审", en="Send to the experts",
         asks=(Ask("panel", "评审专家", "Experts of the panel"),)),
    Move("give_opinion", S.EXPERT_REVIEW, S.MEE_CONSULTED, (A.EXPERT, OFFICE), (staff_is_sufficient,),
         zh="提交评审意见并征求意见", en="Give the panel's opinion and consult the ministry",
         asks=(Ask("opinion", "评审意见", "Opinion of the panel"),)),
    Move("consent", S.MEE_CONSULTED, S.MEE_CONSULTED, A.REGULATOR, zh="同意", en="Consent"),
    Move("approve", S.MEE_CONSULTED, S.APPROVED, OFFICE,
         (ministry_has_consented, staff_is_sufficient, nothing_else_is_live, last_day_follows_first),
         zh="批准", en="Approve", asks=(Ask("number", "批准号", "Approval number", "text"),
                                      Ask("valid_to", "有效期至", "Last day", "date", required=False))),
    *(Move("refuse", state, S.REFUSED, OFFICE, zh="不予批准", en="Refuse the approval", asks=(REASON,))
      for state in (S.APPLIED, S.EXPERT_REVIEW, S.MEE_CONSULTED)),
    Move("report_year", S.APPROVED, S.APPROVED, BODY, (reported_year_is_over, yearly_report_is_in_time),
         zh="提交年度工作报告", en="Hand in the yearly report", asks=YEAR),
    Move("suspend", S.APPROVED, S.SUSPENDED, OFFICE, zh="责令停业整顿", en="Suspend", asks=WHY),
    Move("restore", S.SUSPENDED, S.APPROVED, OFFICE, zh="恢复", en="Restore",
         asks=(Ask("cure", "整顿情况", "How it was put right"),)),
    *(Move("revoke", state, S.REVOKED, OFFICE, zh="撤销批准", en="Revoke the approval", asks=WHY)
      for state in IN_FORCE),
    *(Move("surrender", state, S.SURRENDERED, BODY, zh="放弃批准", en="Surrender the approval", asks=(REASON,))
      for state in IN_FORCE),
    *(Move("expire", state, S.EXPIRED, A.CLOCK, (last_day_is_over,), zh="到期", en="Expire") for state in IN_FORCE),
), zh="机构批准", en="Approval of a body")
