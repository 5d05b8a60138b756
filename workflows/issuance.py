"""Registration of reductions 减排量登记, then issuance 签发. Law: Measures (Trial) art. 17-22."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from methodologies.kernel.rules import HOUSE, SURE, UNSURE, WARN, Verdict, cite, rule
from workflows import application, filing, monitoring
from workflows.application import papers
from workflows.calendar import minus_years
from workflows.engine import Actor, Move, Stage
from workflows.engine import State as Base
from workflows.texts import GEC, M31, RECORDS, VR
from workflows.uniqueness import nothing_counts_twice, sharing_is_declared
from workflows.verification import verified_papers_are_there, verifier_is_not_validator


class State(Base):
    """RA1-RA9, with the codes of the public records."""
    DRAFT = "draft", "草稿", "Draft"
    PUB_REVIEW = "pub_review", "公示审核", "Notice asked for"
    ON_NOTICE = "on_notice", "公示中", "On public notice", "03"
    WITHDRAWAL_ASKED = "withdrawal_asked", "申请撤回", "Withdrawal asked for", "03"
    AWAITING_BODY = "awaiting_body", "待核查机构上传核查附件", "Awaiting the verification report", "06"
    BODY_DONE = "body_done", "核查完成，待申请登记", "Verified, registration not yet applied for", "06"
    UNDER_REVIEW = "under_review", "待国家管理员审核", "Registration under review", "13"
    SUPPLEMENT_ASKED = "supplement_asked", "待补正", "Supplement asked for", "13"
    UNDER_EVALUATION = "under_evaluation", "技术评估中", "Under technical evaluation", "13"
    REGISTERED = "registered", "已登记", "Registered", "14"
    ISSUED = "issued", "已签发", "Issued"
    REFUSED = "refused", "不予登记", "Registration refused", "99"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn", "97"
    TERMINATED = "terminated", "已终止", "Terminated", "99"


@dataclass(frozen=True, kw_only=True)
class Facts(application.Facts, monitoring.PeriodFacts):
    """A reduction application, as its rules see it. Tonnes are whole; a year is "2023"."""
    project_registered: bool
    change_open: str                            # type of the project's change that is under way; "" = none
    change_judged: bool                         # a body has judged it
    validator_code: str                         # credit code of the body that validated the project
    filed_on: date | None                       # day of the first submission; None = not yet submitted
    total: int | None                           # of the worksheet the filing rests on
    by_year: Mapping[str, int]
    verified_by_year: Mapping[str, int] | None  # fixed by the verification report; None = none yet
    applied_by_year: Mapping[str, int]          # what the application form says
    gec_linked: bool                            # the methodology is inside the green-certificate link
    gec_traded_mwh: Decimal | None              # of the period; None = not stated
    gec_deducted_mwh: Decimal | None            # left out of the worksheet's electricity
    future_note: str = ""                       # ref of a note of a pledge that lies on the project; "" = none


@rule("H-09", zh="项目已登记。", en="The project is registered.", source=cite(M31, "第17、18条", SURE))
def project_is_registered(facts: Facts) -> Verdict:
    return facts.project_registered or ("/project",)


@rule("R-191f", zh="项目没有在办的 C 类变更或业主变更。", en="No change of type C or of the owner is under way.",
      source=cite(VR, "5.4", UNSURE))
def no_change_holds_it_up(facts: Facts) -> Verdict:
    return facts.change_open not in ("C", "owner") or ("/project",)


@rule("R-191g", zh="项目的 B 类变更已由核查机构审查。",
      en="A change of type B has been judged by the verification body.", source=cite(VR, "5.4"))
def change_was_judged(facts: Facts) -> Verdict:
    return facts.change_open != "B" or facts.change_judged or ("/project",)


@rule("R-97", zh="各年度减排量均为不小于零的整数，年度与核算期一致，合计等于总量。",
      en="Calendar-year lines are whole, not negative, of the period's years, and add up to the total.",
      source=cite(RECORDS, "年度减排量"))
def lines_add_up(facts: Facts) -> Verdict:
    years = {str(year) for year in range(facts.period_from.year, facts.period_to.year + 1)}
    odd = tuple(f"/by_year/{year}" for year, tonnes in facts.by_year.items()
                if type(tonnes) is not int or tonnes < 0 or year not in years)
    missing = tuple(f"/by_year/{year}" for year in sorted(years - set(facts.by_year)))
    wrong = () if odd or sum(facts.by_year.values()) == facts.total else ("/total",)
    return odd + missing + wrong or True


@rule("R-33", zh="已交易绿证对应的电量未计入减排量。",
      en="Electricity whose green certificates were traded is left out.",
      source=cite(GEC, "第1、2条"), aka=("G1", "G2"))
def traded_certificates_are_left_out(facts: Facts) -> Verdict:
    if not facts.gec_linked:
        return True
    traded, deducted = facts.gec_traded_mwh, facts.gec_deducted_mwh
    return (traded is not None and deducted is not None and deducted >= traded) or ("/gec_traded_mwh",)


def window_starts(facts: Facts, applied_on: date) -> date:
    """The first day whose reductions may be registered when applying on this day."""
    anchored = facts.filed_on if facts.settings["red.window_anchor"] == "publicity_filing" else None
    return minus_years(anchored or applied_on, facts.settings["red.window_years"])


@rule("R-78", zh="减排量产生于申请登记之日前五年以内。",
      en="The reductions were generated within five years before the day of applying.",
      source=cite(M31, "第17条"), aka=("P8",))
def young_enough(facts: Facts) -> Verdict:
    return facts.period_from >= window_starts(facts, facts.today) or ("/period/from",)


@rule("R-186", zh="按预计的申请登记日，核算期开始日可能早于五年期限；请尽早申请或推迟开始日。",
      en="By the day one may expect to apply, the period may begin more than five years back: hurry or begin later.",
      source=cite(M31, "第17条", UNSURE), grade=WARN)
def will_be_young_enough(facts: Facts) -> Verdict:
    expected = facts.today + timedelta(days=28 + facts.settings["vvb.report_limit_cd"])
    return facts.period_from >= window_starts(facts, expected) or ("/period/from",)


@rule("R-85", zh="申请登记的各年度减排量与核查报告确认的一致。",
      en="The amounts applied for equal those of the verification report, year by year.",
      source=cite(M31, "第20、21条"), aka=("P11",))
def applied_is_verified(facts: Facts) -> Verdict:
    if facts.verified_by_year is None:
        return ("/verified_by_year",)
    years = sorted(set(facts.applied_by_year) | set(facts.verified_by_year))
    return tuple(f"/applied_by_year/{year}" for year in years
                 if facts.applied_by_year.get(year) != facts.verified_by_year.get(year)) or True


@rule("R-88", zh="申请登记材料齐全：减排量申请表、经核查的核算报告、核查报告、承诺书。",
      en="Papers complete: application form, verified accounting report, verification report, commitment letter.",
      source=cite(M31, "第21条"))
def reduction_papers_are_there(facts: Facts) -> Verdict:
    wanted = {"reduction_application_form", "verified_accounting_report", "verification_report",
              "reduction_commitment_letter"}
    return papers(*sorted(wanted - facts.documents)) or True


@rule("R-90", zh="至少有一个年度的登记量大于零；为零的年度只登记，不签发。",
      en="At least one year holds more than zero tonnes; a year of zero is registered and never issued.",
      source=cite(RECORDS, "签发"))
def something_to_issue(facts: Facts) -> Verdict:
    return any(tonnes > 0 for tonnes in (facts.verified_by_year or {}).values()) or ("/verified_by_year",)


@rule("R-120i", zh="项目没有未解除的未来减排量质押备注。",
      en="No note of a pledge on future credits lies on the project.", source=cite(HOUSE, "FN", UNSURE))
def no_note_stops_the_issue(facts: Facts) -> Verdict:
    return not facts.future_note or ("/future_note",)


ISSUE = Move("issue", State.REGISTERED, State.ISSUED, Actor.REGISTRY_OPERATOR,
             (application.account_is_active, something_to_issue, applied_is_verified, no_note_stops_the_issue),
             confirm=Actor.NATIONAL_ADMINISTRATOR, zh="签发", en="Issue")

ISSUANCE = Stage("issuance", State, filing.rows(
    State, review="review.reduction_wd", then="issue.wd",
    subject=("减排量", "reductions"), report=("减排量核查报告", "verification report"),
    rules={
        "submit": (project_is_registered, no_change_holds_it_up, *monitoring.PERIOD_RULES, verifier_is_not_validator,
                   lines_add_up, traded_certificates_are_left_out, nothing_counts_twice, sharing_is_declared,
                   will_be_young_enough),
        "upload_positive": (verified_papers_are_there, verifier_is_not_validator),
        "recommission": (verifier_is_not_validator,),
        "apply": (project_is_registered, no_change_holds_it_up, change_was_judged, *monitoring.PERIOD_RULES,
                  young_enough, applied_is_verified, traded_certificates_are_left_out, nothing_counts_twice,
                  sharing_is_declared, reduction_papers_are_there),
        "register": (project_is_registered, no_change_holds_it_up, change_was_judged, monitoring.overlaps_nothing,
                     verifier_is_not_validator, applied_is_verified, nothing_counts_twice, sharing_is_declared,
                     reduction_papers_are_there),
    }) + (ISSUE,), zh="减排量申请与签发", en="Reductions: application and issuance")
