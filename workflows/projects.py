"""A registered project 已登记项目: changes, deregistration, revocation. Law: Measures (Trial) art. 16 and 43.

A change is of type A (data of the owner), B (monitoring: judged by a verification body), C (what was validated: judged
by a body named for it) or of the owner (both sides agree, then as C). Deregistration is final; so is revocation.
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
from workflows.texts import M31, VR


class State(Base):
    """PR."""
    REGISTERED = "registered", "已登记", "Registered", "14"
    CHANGE_OPEN = "change_open", "变更办理中", "Change reported"
    CHANGE_JUDGED = "change_judged", "变更已经审定核查机构审查", "Change judged by a body"
    DEREGISTRATION_ASKED = "deregistration_asked", "申请项目注销", "Deregistration asked for"
    DEREGISTERED = "deregistered", "已注销", "Deregistered"
    REVOKED = "revoked", "已撤销登记", "Registration revoked"


LIVING = ("registered", "change_open", "change_judged")
KINDS = (("A", "A 名称、联系方式、证照", "A: name, contact, licence"),
         ("B", "B 监测计划、计量设备、参数", "B: monitoring plan, meters, parameters"),
         ("C", "C 规模、边界、技术", "C: capacity, boundary, technology"),
         ("owner", "项目业主变更", "Change of owner"))
GROUNDS = (("owner_ended", "项目业主主体资格终止", "The owner has ceased to exist"),
           ("project_gone", "项目不复存续", "The project no longer exists"))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A registered project, as its moves see it; of the change that is open, or about to be reported ("" = none)."""
    today: date
    kind: str                           # of KINDS
    changed_on: date | None
    change_due: date | None             # last day for reporting it
    new_owner: str                      # credit code; "" = none named
    new_owner_fit: bool                 # it is known, another, its account usable, and it is not barred
    agreed: bool                        # the new owner has agreed
    body_needed: bool                   # this change has to name a body
    body_in_scope: bool                 # the body that judges is approved, today, for the project's sector
    judged: bool
    open_reductions: tuple[str, ...]    # pointers to reduction applications that have not ended
    revocation_ordered: bool            # a decided sanction revokes the registration
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("R-191", zh="变更自发生之日起在规定的工作日内报告。",
      en="A change is reported within the working days set for it.", source=cite(VR, "5.4", UNSURE), grade=WARN)
def change_is_reported_in_time(facts: Facts) -> Verdict:
    return facts.change_due is None or facts.today <= facts.change_due or ("/changed_on",)


@rule("R-191a", zh="变更日期不晚于当日。", en="The change does not lie in the future.", source=cite(VR, "5.4", LIKELY))
def change_has_happened(facts: Facts) -> Verdict:
    return facts.changed_on is None or facts.changed_on <= facts.today or ("/changed_on",)


@rule("R-191b", zh="须经审定核查机构审查的变更，已指明获批领域内的机构。",
      en="A change that a body has to judge names one that is approved for the sector.", source=cite(VR, "5.4", UNSURE))
def body_is_named(facts: Facts) -> Verdict:
    return not facts.body_needed or facts.body_in_scope or ("/body",)


@rule("R-191c", zh="该变更属于须经审定核查机构审查的类型。", en="The change is of a type that a body judges.",
      source=cite(VR, "5.4", UNSURE))
def body_has_to_judge(facts: Facts) -> Verdict:
    return _is_judged(facts) or ("/kind",)


@rule("R-191d", zh="审查机构当日在获批领域内具有有效批准。",
      en="The body that judges is approved, on this day, for the sector.", source=cite(M31, "第31、44条", SURE))
def judging_body_is_in_scope(facts: Facts) -> Verdict:
    return facts.body_in_scope or ("/body",)


@rule("R-191e", zh="须经审查的变更已由审定核查机构审查。", en="A change that a body has to judge has been judged.",
      source=cite(VR, "5.4", UNSURE))
def change_is_judged(facts: Facts) -> Verdict:
    return facts.judged or not _is_judged(facts) or ("/kind",)


def _is_judged(facts: Facts) -> bool:
    return facts.kind in ("B", "C") or (facts.kind == "owner" and facts.settings["change.owner_judged"])


@rule("R-203", zh="变更业主的，新业主为另一具有可用登记账户且未被禁止申请的单位。",
      en="A new owner is another entity with a usable account, and not barred from applying.",
      source=cite(M31, "第11、43条", UNSURE))
def new_owner_is_fit(facts: Facts) -> Verdict:
    return (facts.kind == "owner") == bool(facts.new_owner) and (
        facts.kind != "owner" or facts.new_owner_fit) or ("/new_owner",)


@rule("R-203a", zh="变更业主须经新业主同意。", en="A change of owner needs the new owner's agreement.",
      source=cite(M31, "第11条", UNSURE))
def both_owners_agree(facts: Facts) -> Verdict:
    return facts.kind != "owner" or facts.agreed or ("/new_owner",)


@rule("R-203b", zh="业主变更尚未经新业主同意。",
      en="There is a change of owner that the new owner has not agreed to yet.", source=cite(M31, "第11条", UNSURE))
def agreement_is_asked_for(facts: Facts) -> Verdict:
    return (facts.kind == "owner" and not facts.agreed) or ("/kind",)


@rule("R-68", zh="项目没有在办的减排量申请。", en="No reduction application of the project is under way.",
      source=cite(M31, "第16条", LIKELY))
def no_reductions_are_open(facts: Facts) -> Verdict:
    return facts.open_reductions or True



@rule("R-70", zh="撤销登记依省级以上主管部门的决定。",
      en="A registration is revoked on the decision of a provincial department or above.",
      source=cite(M31, "第43条", SURE))
def revocation_is_ordered(facts: Facts) -> Verdict:
    return facts.revocation_ordered or ("/order",)


S, A = State, Actor
FIRST, SECOND, REGISTRY, CHIEF = A.OWNER_INITIATOR, A.OWNER_CONFIRMER, A.REGISTRY_OPERATOR, A.NATIONAL_ADMINISTRATOR
CHANGING = (S.CHANGE_OPEN, S.CHANGE_JUDGED)
ALIVE = (S.REGISTERED, *CHANGING, S.DEREGISTRATION_ASKED)
REPORT = (Ask("kind", "变更类型", "Type of change", "choice", KINDS),
          Ask("changed_on", "变更日期", "Changed on", "date"),
          Ask("what", "变更内容", "What has changed"),
          Ask("new_name", "变更后的项目名称（A 类）", "New name of the project (type A)", "text", required=False),
          Ask("new_owner", "新业主的统一社会信用代码（业主变更）", "Credit code of the new owner (change of owner)",
              "text", required=False),
          Ask("body", "审查机构的统一社会信用代码（C 类及业主变更）", "Credit code of the body that judges (C, owner)",
              "text", required=False))

PROJECT = Stage("project", State, (
    Move("report_change", S.REGISTERED, S.CHANGE_OPEN, FIRST,
         (change_is_reported_in_time, change_has_happened, body_is_named, new_owner_is_fit), confirm=SECOND,
         zh="报告变更", en="Report a change", asks=REPORT, due="change.process_wd"),
    Move("withdraw_change", S.CHANGE_OPEN, S.REGISTERED, FIRST, zh="撤回变更", en="Withdraw the change",
         asks=(REASON,)),
    *(Move("agree_change", state, state, A.COUNTERPARTY_INITIATOR, (agreement_is_asked_for, new_owner_is_fit),
           confirm=A.COUNTERPARTY_CONFIRMER, zh="同意受让项目", en="Agree to become the owner") for state in CHANGING),
    Move("judge_change", S.CHANGE_OPEN, S.CHANGE_JUDGED, A.BODY_DECIDER, (body_has_to_judge, judging_body_is_in_scope),
         zh="审查通过", en="Find that the change meets the methodology",
         asks=(Ask("grounds", "审查结论依据", "Grounds"),), due="change.process_wd", rare=True),
    Move("reject_change", S.CHANGE_OPEN, S.REGISTERED, A.BODY_DECIDER, (body_has_to_judge, judging_body_is_in_scope),
         zh="审查不通过", en="Find that the change does not meet the methodology", asks=(REASON,), rare=True),
    *(Move("accept_change", state, S.REGISTERED, REGISTRY, (change_is_judged, both_owners_agree, new_owner_is_fit),
           confirm=CHIEF, zh="办理变更", en="Make the change") for state in CHANGING),
    *(Move("decline_change", state, S.REGISTERED, REGISTRY, zh="不予变更", en="Decline the change", asks=(REASON,))
      for state in CHANGING),
    Move("ask_deregistration", S.REGISTERED, S.DEREGISTRATION_ASKED, FIRST, (no_reductions_are_open,),
         confirm=SECOND, zh="申请项目注销", en="Ask for deregistration", asks=(REASON,), due="dereg.review_wd"),
    Move("deregister", S.DEREGISTRATION_ASKED, S.DEREGISTERED, REGISTRY, (no_reductions_are_open,), confirm=CHIEF,
         zh="准予项目注销（不可恢复）", en="Deregister the project, for good"),
    Move("decline_deregistration", S.DEREGISTRATION_ASKED, S.REGISTERED, REGISTRY, zh="不予注销",
         en="Decline the deregistration", asks=(REASON,)),
    *(Move("find_ground", state, S.DEREGISTERED, REGISTRY, confirm=CHIEF, zh="依职权注销（不可恢复）",
           en="Deregister on a ground found, for good",
           asks=(Ask("ground", "注销事由", "Ground", "choice", GROUNDS), REASON))
      for state in ALIVE),
    *(Move("revoke", state, S.REVOKED, REGISTRY, (revocation_is_ordered,), zh="撤销登记", en="Revoke the registration",
           rare=True) for state in ALIVE),
), zh="已登记项目", en="Registered project")
