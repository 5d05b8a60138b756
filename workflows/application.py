"""The filing 申请: public notice, comments, withdrawal, the body's report, review. Shared by registration and issuance.

Law: Measures (Trial) art. 12-15 and 19-22. Both stages are one table, `filing.rows()`, over their own states and rules.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from methodologies.kernel.rules import HOUSE, LIKELY, SURE, UNSURE, Broken, Verdict, cite, rule
from workflows.engine import Ask
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31, RECORDS
from workflows.uniqueness import Match


@dataclass(frozen=True)
class Approval:
    """A body's approval for one sector 领域 ("01"); both days belong to it, None = without an end."""
    sector: str
    valid_from: date
    valid_to: date | None = None

    def covers(self, sector: str, on: date) -> bool:
        return self.sector == sector and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What both filings have in common; the service fills it, a test writes it by hand."""
    today: date                         # Beijing's day of the move
    account_active: bool                # the owner's registry account
    owner_barred: bool                  # an authority's bar on the owner is in force today
    incomplete: tuple[str, ...]         # pointers to required sections, fields and documents that are empty
    documents: frozenset[str]           # slots of `templates/slots.toml` that hold a document, or a frozen version
    broken: tuple[Broken, ...]          # broken rules of the methodology on the design or monitored data
    checks: tuple[Broken, ...]          # what `design_checks` found; mostly warnings
    provisional: tuple[str, ...]        # symbols of the filing's worksheet whose values are provisional
    sector: str                         # of the methodology, "01"
    body_code: str                      # credit code of the commissioned body; "" = none named
    body_approvals: tuple[Approval, ...]
    notice_starts: date | None          # at release: the window about to be fixed
    notice_ends: date | None
    comments_open: int                  # comments the owner has not yet answered
    levels_open: tuple[str, ...]        # pointers to attachments whose publication level the registry has not settled
    supplement_count: int               # supplements already asked for in this review
    supplement_due: date | None         # last day to answer the one now open
    body_gone: bool                     # the commissioned body declined, or lost its approval, before its report
    body_is_new: bool                   # the body above is the one that the move names in place of the one that is gone
    report_flagged: bool                # its report is a body's whose approval was revoked for a false report
    matches: tuple[Match, ...]          # what the screen of uniqueness found
    items_open: tuple[str, ...]         # pointers to items of the registry's list that it has not judged yet
    gaps: tuple[str, ...]               # pointers to items that it judged to have a gap
    evaluation_count: int               # technical evaluations already asked for in this review
    panel_free: int                     # experts of the panel without a tie to a party of the project
    opinions_open: int                  # appointed experts who have not given their opinion yet
    evaluation_due: date | None         # last day for the opinions now open
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("H-01", zh="业主的登记账户处于可用状态。", en="The owner's registry account is active.",
      source=cite(HOUSE, "PA1, RA9", SURE))
def account_is_active(facts: Facts) -> Verdict:
    return facts.account_active or ("/owner",)


@rule("H-02", zh="文件的必填章节、字段和附件齐全。", en="Every required section, field and document is there.",
      source=cite(HOUSE, "PA2, RA1", SURE))
def document_is_complete(facts: Facts) -> Verdict:
    return facts.incomplete or True


@rule("H-03", zh="办理所依据的计算书不含未经确认的暂用值。",
      en="The worksheet the filing rests on uses no provisional value that two people have not confirmed.",
      source=cite(HOUSE, "provisional values", SURE))
def nothing_is_provisional(facts: Facts) -> Verdict:
    return tuple(f"/worksheet/{symbol}" for symbol in facts.provisional) or True


@rule("H-04", zh="文件的形式检查没有不可受理的问题。", en="The checks of form found nothing that stops the filing.",
      source=cite(HOUSE, "design checks", LIKELY))
def form_is_in_order(facts: Facts) -> Verdict:
    return facts.checks or True


@rule("R-128", zh="业主不在不予受理其申请的期间内。", en="The owner is not barred from filing.",
      source=cite(M31, "第43条"), aka=("R-129",))
def owner_is_not_barred(facts: Facts) -> Verdict:
    return not facts.owner_barred or ("/owner",)


@rule("R-28b", zh="项目符合所用方法学的各项条件。", en="The project meets the conditions of its methodology.",
      source=cite(M31, "第10条第2项"))
def methodology_is_met(facts: Facts) -> Verdict:
    return facts.broken or True


@rule("R-23", zh="审定与核查机构当日在获批领域内具有有效批准。",
      en="The body is approved, on this day, for the sector of the methodology.", source=cite(M31, "第31、44条"))
def body_is_in_scope(facts: Facts) -> Verdict:
    approved = any(each.covers(facts.sector, facts.today) for each in facts.body_approvals)
    return (bool(facts.body_code) and approved) or ("/body",)


@rule("R-40", zh="公示自受理后的次一工作日或更晚的日期起算。",
      en="The notice begins no earlier than the working day after its release.", source=cite(RECORDS, "公示审核"))
def notice_begins_later(facts: Facts) -> Verdict:
    return (facts.notice_starts is not None and facts.notice_starts > facts.today) or ("/notice/starts_on",)


@rule("H-93", zh="每份附件的公开级别均已由登记机构核定。",
      en="The registry has settled the publication level of every attachment.",
      source=cite(HOUSE, "R-57, publication levels", SURE))
def levels_are_settled(facts: Facts) -> Verdict:
    return facts.levels_open or True


@rule("R-36", zh="二十个工作日的公示期已满。", en="The public notice of 20 working days has run its full term.",
      source=cite(M31, "第12、19条"), aka=("P4", "P10", "R-80"))
def notice_has_run(facts: Facts) -> Verdict:
    return (facts.notice_ends is not None and facts.notice_ends < facts.today) or ("/notice/ends_on",)


@rule("H-91", zh="公示期满后搁置的天数已超过规定。", en="The application has lain longer than the setting allows.",
      source=cite(HOUSE, "PA11, app.stale_days", UNSURE))
def application_is_stale(facts: Facts) -> Verdict:
    days = facts.settings["app.stale_days"]
    if not days or facts.notice_ends is None:
        return ("/notice/ends_on",)
    return facts.notice_ends + timedelta(days=days) < facts.today or ("/notice/ends_on",)


@rule("R-41", zh="撤回申请在公示期内提出。", en="Withdrawal is asked for while the notice runs.",
      source=cite(RECORDS, "公示期撤回"))
def notice_still_runs(facts: Facts) -> Verdict:
    return (facts.notice_ends is not None and facts.today <= facts.notice_ends) or ("/notice/ends_on",)


@rule("R-38", zh="公示期间收到的意见均已答复。", en="Every comment received during the notice has been answered.",
      source=cite(M31, "第13条"))
def comments_are_answered(facts: Facts) -> Verdict:
    return facts.comments_open == 0 or ("/comments",)


@rule("R-42", zh="公示期满后方可上传报告。", en="The report is uploaded only after the notice has ended.",
      source=cite(RECORDS, "报告上传日期", LIKELY))
def upload_follows_notice(facts: Facts) -> Verdict:
    return (facts.notice_ends is not None and facts.notice_ends < facts.today) or ("/notice/ends_on",)


@rule("R-180", zh="本次审核要求补正的次数未达上限。",
      en="The review has not yet used up its requests for a supplement.",
      source=cite(HOUSE, "review.supplement_max", UNSURE))
def supplement_is_left(facts: Facts) -> Verdict:
    return facts.supplement_count < facts.settings["review.supplement_max"] or ("/supplement",)


@rule("R-180a", zh="补正期限已过，业主未补正。", en="The time for the supplement has run out unanswered.",
      source=cite(HOUSE, "review.supplement_wd", UNSURE))
def supplement_is_overdue(facts: Facts) -> Verdict:
    return (facts.supplement_due is not None and facts.supplement_due < facts.today) or ("/supplement",)


@rule("R-26b", zh="原委托的机构不予受理，或已失去批准而未出具报告。",
      en="The commissioned body declined, or lost its approval before its report.", source=cite(M31, "第44条", LIKELY))
def body_is_gone(facts: Facts) -> Verdict:
    return facts.body_gone or ("/body",)


@rule("R-26c", zh="另行委托的机构当日在获批领域内具有有效批准。",
      en="The body named in its place is approved, on this day, for the sector.", source=cite(M31, "第31、44条"))
def next_body_is_in_scope(facts: Facts) -> Verdict:
    return not facts.body_is_new or not body_is_in_scope.broken_by(facts) or ("/body",)


@rule("R-184", zh="更换机构后重新公示。", en="A change of body starts a new public notice.",
      source=cite(HOUSE, "pub.new_body_restarts", UNSURE))
def new_body_starts_anew(facts: Facts) -> Verdict:
    return facts.settings["pub.new_body_restarts"] or ("/notice",)


@rule("R-184a", zh="更换机构后原公示继续有效。", en="After a change of body the public notice goes on.",
      source=cite(HOUSE, "pub.new_body_restarts", UNSURE))
def notice_goes_on(facts: Facts) -> Verdict:
    return not facts.settings["pub.new_body_restarts"] or ("/notice",)


@rule("R-137", zh="所依据的报告不是因虚假报告被撤销批准的机构出具的。",
      en="The report is not one of a body whose approval was revoked for a false report.",
      source=cite(M31, "第44条", UNSURE))
def report_is_not_flagged(facts: Facts) -> Verdict:
    return not (facts.report_flagged and facts.settings["vvb.false_report_stops"]) or ("/report",)


SHARED_AT_SUBMIT = (account_is_active, owner_is_not_barred, document_is_complete, form_is_in_order, methodology_is_met,
                    nothing_is_provisional, body_is_in_scope)


def papers(*slots: str) -> tuple[str, ...]:
    """Where a missing document is pointed at."""
    return tuple(f"/documents/{slot}" for slot in slots)


REASON = Ask("reason", "理由", "Reason")
