"""Sanctions 行政处罚与处理: a case, its measures, fines by ground and day, bars. Law: Measures (Trial) art. 36, 40-47.

A case is decided with its measures; each measure is a dossier of its own with a last day. What a measure does elsewhere
(a project's registration, a body's approval, the acceptance of applications) is done by the moves of those dossiers.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Verdict, cite, rule
from workflows.application import REASON
from workflows.breaches import GROUNDS, LASTING, LEDGER, MEASURES, THE_REGISTRYS, fine_range
from workflows.engine import Actor, Ask, Move, Stage
from workflows.engine import State as Base
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31


class CaseState(Base):
    """SA."""
    OPENED = "opened", "已立案", "Opened"
    INVESTIGATING = "investigating", "调查中", "Under investigation"
    DECIDED = "decided", "已作出决定", "Decided"
    EXECUTED = "executed", "已执行", "Executed"
    CLOSED = "closed", "已结案", "Closed"
    DISMISSED = "dismissed", "不予处理", "Dismissed"


class MeasureState(Base):
    PROPOSED = "proposed", "拟定", "Proposed"
    ORDERED = "ordered", "已决定，待执行", "Ordered"
    OVERDUE = "overdue", "逾期未执行", "Overdue"
    IN_FORCE = "in_force", "执行中", "In force"
    DONE = "done", "已执行", "Carried out"
    LIFTED = "lifted", "已解除", "Lifted"
    DROPPED = "dropped", "已删除", "Dropped"


@dataclass(frozen=True)
class Ordered:
    """A measure of a case. amount: CNY; quantity: tonnes; target: project or names; settled: nothing is left to do."""
    where: str
    kind: str
    amount: int | None = None
    quantity: int | None = None
    target_known: bool = False
    settled: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """A case, as its moves see it."""
    today: date
    ground: str                         # key of GROUNDS
    office: str                         # kind of the organisation that conducts it
    committed_on: date
    heard: bool                         # the respondent's statement is on record
    measures: tuple[Ordered, ...]       # proposed or decided, with the one about to be proposed
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@dataclass(frozen=True, kw_only=True)
class MeasureFacts:
    """A measure, as its moves see it."""
    today: date
    kind: str
    case_decided: bool
    due_on: date | None
    ends_on: date | None
    act_known: bool                     # the ledger act named is its execution; True while none is asked for
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("H-50", zh="办案机关对该事由有管辖权。", en="The office is competent for the ground.",
      source=cite(M31, "第42至45条", SURE))
def office_is_competent(facts: CaseFacts) -> Verdict:
    return facts.office in GROUNDS[facts.ground].offices or ("/ground",)


@rule("H-52", zh="当事人的陈述已记录在案。", en="The respondent's statement is on record.",
      source=cite(M31, "第36条", LIKELY))
def respondent_was_heard(facts: CaseFacts) -> Verdict:
    return facts.heard or ("/statement",)


@rule("H-51", zh="每项措施均为该事由所允许，内容完整。",
      en="Each measure is one that the ground allows, and complete.", source=cite(M31, "第42至45条", SURE))
def measures_fit_the_ground(facts: CaseFacts) -> Verdict:
    allowed = GROUNDS[facts.ground].measures
    return tuple(each.where for each in facts.measures if each.kind not in allowed or not _whole(each)) or True


def _whole(measure: Ordered) -> bool:
    needed = {"fine": measure.amount, "order_cancel": measure.quantity, "force_cancel": measure.quantity,
              "return_shortage": measure.quantity, "revoke_project": measure.target_known,
              "staff_ban": measure.target_known}
    return bool(needed.get(measure.kind, True))


@rule("R-136", zh="罚款金额在该事由和违法之日适用的幅度之内。",
      en="A fine lies in the range that its ground has on the day of the breach.", source=cite(M31, "第42至45条", SURE))
def fines_are_in_range(facts: CaseFacts) -> Verdict:
    allowed = fine_range(facts.ground, facts.committed_on)
    return tuple(each.where for each in facts.measures if each.kind == "fine" and each.amount is not None
                 and (allowed is None or not allowed.low <= each.amount <= allowed.high)) or True


@rule("H-30", zh="决定至少包含一项措施。", en="The decision has at least one measure.", source=cite(HOUSE, "SA", SURE))
def something_is_ordered(facts: CaseFacts) -> Verdict:
    return bool(facts.measures) or ("/measures",)


@rule("H-31", zh="各项措施均已执行或正在执行。", en="Every measure is carried out or in force.",
      source=cite(HOUSE, "SA", SURE))
def measures_are_settled(facts: CaseFacts) -> Verdict:
    return tuple(each.where for each in facts.measures if not each.settled) or True


@rule("H-32", zh="案件已作出决定。", en="The case has been decided.", source=cite(HOUSE, "SA", SURE))
def case_is_decided(facts: MeasureFacts) -> Verdict:
    return facts.case_decided or ("/case",)


@rule("H-33", zh="案件尚未作出决定。", en="The case has not been decided.", source=cite(HOUSE, "SA", SURE))
def case_is_open(facts: MeasureFacts) -> Verdict:
    return not facts.case_decided or ("/case",)


@rule("H-34", zh="该措施由登记机构执行。", en="The registry carries this measure out.",
      source=cite(M31, "第43条", LIKELY))
def registry_executes(facts: MeasureFacts) -> Verdict:
    return facts.kind in THE_REGISTRYS or ("/kind",)


@rule("H-35", zh="该措施由作出决定的机关执行。", en="The deciding office carries this measure out.",
      source=cite(M31, "第44条", LIKELY))
def office_executes(facts: MeasureFacts) -> Verdict:
    return facts.kind not in THE_REGISTRYS or ("/kind",)


@rule("H-36", zh="该措施持续有效，直至届满或解除。", en="The measure lasts until its end, or until it is lifted.",
      source=cite(HOUSE, "SA", SURE))
def measure_lasts(facts: MeasureFacts) -> Verdict:
    return facts.kind in LASTING or ("/kind",)


@rule("H-37", zh="该措施一次执行完毕。", en="The measure is done at once.", source=cite(HOUSE, "SA", SURE))
def measure_is_done_at_once(facts: MeasureFacts) -> Verdict:
    return facts.kind not in LASTING or ("/kind",)


@rule("R-129a", zh="注销和退回以登记簿中的业务为准：已指明该业务，其种类、账户和数量与该措施相符，且未用于其他措施。",
      en="Cancellation and return are acts of the ledger: the one named is of the kind, from the respondent's account "
         "and of the quantity that the measure asks for, and serves no other measure.",
      source=cite(M31, "第43条", SURE))
def ledger_act_is_there(facts: MeasureFacts) -> Verdict:
    return facts.kind not in LEDGER or facts.act_known or ("/act",)


@rule("H-38", zh="执行期限已过。", en="The time for carrying it out is over.",
      source=cite(HOUSE, "sanction.cancel_due_wd", UNSURE))
def due_day_is_over(facts: MeasureFacts) -> Verdict:
    return (facts.due_on is not None and facts.due_on < facts.today) or ("/due_on",)


@rule("R-128c", zh="措施的终止日已到。", en="The end of the measure has come.", source=cite(M31, "第43条", SURE))
def end_has_come(facts: MeasureFacts) -> Verdict:
    return (facts.ends_on is not None and facts.ends_on <= facts.today) or ("/ends_on",)


A = Actor
OFFICES = (A.PROVINCE, A.MARKET_SUPERVISION, A.REGULATOR)
REGISTRY, CHIEF = A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR
C, M = CaseState, MeasureState
ORDER = (Ask("kind", "措施", "Measure", "choice", tuple((key, *words) for key, words in MEASURES.items())),
         Ask("amount", "罚款金额（元）", "Fine (CNY)", "integer", required=False),
         Ask("quantity", "数量（吨）", "Quantity (t)", "integer", required=False),
         Ask("target", "项目编号，或人员姓名", "Project code, or names of staff", "text", required=False),
         Ask("ends_on", "终止日期（停业、暂停交易）", "End (suspensions)", "date", required=False))
NOTE = (Ask("note", "执行情况", "How it was carried out"),)
ACT = Ask("act", "登记簿业务编号（注销、退回）", "Number of the ledger act (cancellation, return)", "text",
          required=False)

SANCTION = Stage("sanction", CaseState, (
    Move("investigate", C.OPENED, C.INVESTIGATING, OFFICES, (office_is_competent,), zh="开始调查", en="Investigate"),
    Move("hear", C.INVESTIGATING, C.INVESTIGATING, OFFICES, zh="记录当事人陈述", en="Record the respondent's statement",
         asks=(Ask("statement", "当事人陈述", "Statement"),)),
    Move("propose_measure", C.INVESTIGATING, C.INVESTIGATING, OFFICES, (measures_fit_the_ground, fines_are_in_range),
         zh="拟定措施", en="Propose a measure", asks=ORDER),
    Move("decide", C.INVESTIGATING, C.DECIDED, OFFICES, (office_is_competent, respondent_was_heard,
         something_is_ordered, measures_fit_the_ground, fines_are_in_range), zh="作出决定", en="Decide",
         asks=(Ask("number", "决定书文号", "Number of the decision", "text"), REASON)),
    *(Move("dismiss", state, C.DISMISSED, OFFICES, zh="不予处理", en="Dismiss the case", asks=(REASON,))
      for state in (C.OPENED, C.INVESTIGATING)),
    Move("finish", C.DECIDED, C.EXECUTED, OFFICES, (measures_are_settled,), zh="确认执行完毕",
         en="Record that all is carried out"),
    Move("close", C.EXECUTED, C.CLOSED, OFFICES, zh="结案", en="Close the case"),
), zh="处罚与处理案件", en="Sanction case")

MEASURE = Stage("measure", MeasureState, (
    Move("order", M.PROPOSED, M.ORDERED, OFFICES, (case_is_decided,), zh="决定", en="Order",
         due="sanction.cancel_due_wd", rare=True),
    Move("drop", M.PROPOSED, M.DROPPED, OFFICES, (case_is_open,), zh="删除", en="Drop it"),
    *(Move("begin", state, M.IN_FORCE, REGISTRY, (registry_executes, measure_lasts), confirm=CHIEF,
           zh="开始执行", en="Put it in force", asks=NOTE, rare=True) for state in (M.ORDERED, M.OVERDUE)),
    *(Move("impose", state, M.IN_FORCE, OFFICES, (office_executes, measure_lasts), zh="开始执行", en="Put in force",
           asks=NOTE, rare=True) for state in (M.ORDERED, M.OVERDUE)),
    *(Move("carry_out", state, M.DONE, REGISTRY, (registry_executes, measure_is_done_at_once, ledger_act_is_there),
           confirm=CHIEF, zh="执行", en="Carry it out", asks=(*NOTE, ACT), rare=True)
      for state in (M.ORDERED, M.OVERDUE)),
    *(Move("record", state, M.DONE, OFFICES, (office_executes, measure_is_done_at_once), zh="记录执行",
           en="Record that it is done", asks=NOTE, rare=True) for state in (M.ORDERED, M.OVERDUE)),
    Move("lapse", M.ORDERED, M.OVERDUE, A.CLOCK, (due_day_is_over,), zh="逾期", en="Time is over"),
    Move("end", M.IN_FORCE, M.DONE, A.CLOCK, (end_has_come,), zh="届满", en="Its end has come"),
    Move("lift", M.IN_FORCE, M.LIFTED, OFFICES, zh="解除", en="Lift it", asks=(REASON,)),
), zh="处罚与处理措施", en="Measure of a sanction")
