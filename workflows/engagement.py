"""A body's work 委托, from request to report. Shared by validation and verification. Law: VR 4 and 5, R-47…R-55.

A finding is opened, answered and judged as an item; the moves only ask whether items still wait.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from methodologies.kernel.rules import HOUSE, REFUSE, SURE, WARN, Broken, Rule, Verdict, cite, rule
from workflows.application import (
    REASON,
    Approval,
    body_is_in_scope,
    comments_are_answered,
    papers,
    upload_follows_notice,
)
from workflows.engine import Actor, Ask, Move
from workflows.engine import State as Base
from workflows.fieldwork import (
    Interview,
    Picture,
    Seen,
    chosen_sites_were_seen,
    enough_sites,
    interviews_are_signed,
    owner_has_consented,
    records_fit_the_visit,
    sites_are_listed,
)
from workflows.findings import Request, requests_are_settled
from workflows.independence import SCREEN, Tie, body_has_no_ties, past_ties_are_cleared
from workflows.settings import DEFAULTS, Value
from workflows.texts import M31, VR


class State(Base):
    REQUESTED = "requested", "已委托", "Requested"
    CONTRACTED = "contracted", "已签约", "Contracted"
    PLANNED = "planned", "已制定计划", "Planned"
    DESK_DONE = "desk_done", "文件审核完成", "Desk review done"
    SITE_DONE = "site_done", "现场审核完成", "Site visit done"
    FINDINGS_OPEN = "findings_open", "整改与答复中", "Findings open"
    FINDINGS_CLOSED = "findings_closed", "整改已关闭", "Findings closed"
    DRAFTED = "drafted", "报告已编制", "Report drafted"
    REVIEWED = "reviewed", "复核通过", "Reviewed"
    DECIDED = "decided", "已作结论", "Decided"
    ISSUED = "issued", "报告已出具", "Report issued"
    DECLINED = "declined", "不予受理", "Declined"
    BODY_LOST = "body_lost", "机构退出", "Body lost"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An engagement, as its moves see it. Persons are their ids as text; a day or number asked for by the move being
    taken is the one just given, None while it is not yet known, and then its rule waits."""
    today: date
    application_open: bool              # the application served is neither ended nor withdrawn
    sector: str
    body_code: str
    body_approvals: tuple[Approval, ...]
    owner_code: str
    notice_starts: date | None
    notice_ends: date | None
    comments_open: int
    documents: frozenset[str]           # slots that hold a document, of the application and of the engagement
    evidence_wanted: frozenset[str]     # slots the desk review has to have seen
    evidence_open: tuple[str, ...]      # pointers to evidence without a verdict
    team: frozenset[str]
    experts: frozenset[str]             # of the team, competent in the sector
    reviewer: str                       # "" = not named
    decider: str
    contracted_on: date | None
    planned_on: date | None
    desk_done_on: date | None
    visited_from: date | None
    visited_to: date | None
    sites_total: int | None
    sites_planned: int | None
    sites_visited: int | None
    sites_odd: tuple[str, ...]          # lines of the list of sites, or of those that must be seen, that do not fit
    sites_missed: tuple[str, ...]       # chosen sites without a record; () before the visit
    seen: tuple[Seen, ...]              # the records of the sites
    pictures: tuple[Picture, ...]
    interviews: tuple[Interview, ...]
    checklist_open: tuple[str, ...]     # pointers to key points without a verdict
    findings_open: tuple[str, ...]      # pointers to items that wait for an answer or a verdict
    requests_unsolved: tuple[str, ...]  # pointers to correction requests 整改要求 judged "not solved"
    requests: tuple[Request, ...]       # correction requests, with what their settlement lacks
    broken: tuple[Broken, ...]          # broken rules of the methodology, today
    days_stopped: int                   # calendar days of delay caused by the owner
    ties: tuple[Tie, ...]               # hits of the screen of independence, today
    conclusion: str                     # "", "positive", "negative"
    settings: Mapping[str, Value] = field(default_factory=lambda: DEFAULTS)


@rule("H-11", zh="所服务的申请仍在办理中。", en="The application this work serves is still alive.",
      source=cite(HOUSE, "PA11, RA5", SURE))
def application_is_alive(facts: Facts) -> Verdict:
    return facts.application_open or ("/application",)


@rule("R-133", zh="机构与委托方不是同一机构。", en="The body is not its own client.", source=cite(M31, "第31、44条"))
def body_is_not_the_client(facts: Facts) -> Verdict:
    return (facts.body_code != facts.owner_code) or ("/body",)


@rule("R-47", zh="各步骤依次进行，日期不倒置，也不晚于当日。",
      en="The steps follow each other: no date lies before the step it follows, none in the future.",
      source=cite(VR, "4"))
def steps_are_in_order(facts: Facts) -> Verdict:
    steps = (("contracted_on", facts.contracted_on), ("planned_on", facts.planned_on),
             ("desk_done_on", facts.desk_done_on), ("visited_from", facts.visited_from),
             ("visited_to", facts.visited_to))
    known = [(name, day) for name, day in steps if day is not None]
    before = tuple(f"/{name}" for (_, earlier), (name, day) in zip(known, known[1:]) if day < earlier)
    future = tuple(f"/{name}" for name, day in known if day > facts.today)
    return tuple(dict.fromkeys(before + future)) or True


@rule("R-48", zh="审核组人数与专业能力达到要求；复核人员、批准人员均不在审核组内。",
      en="The team is large and competent enough; reviewer and decider are named and not in the team.",
      source=cite(VR, "4.3.2, 4.7, 4.8"))
def duties_are_separate(facts: Facts) -> Verdict:
    few = len(facts.team) < facts.settings["vvb.team_min"]
    unskilled = len(facts.team & facts.experts) < facts.settings["vvb.team_expert_min"]
    broken = (("/team",) if few else ()) + (("/experts",) if unskilled else ())
    for duty, person in (("/reviewer", facts.reviewer), ("/decider", facts.decider)):
        if not person or person in facts.team:
            broken += (duty,)
    return broken or True


@rule("R-49", zh="文件审核在现场审核之前完成，并已查看规定的证明文件。",
      en="The desk review comes before the visit and has seen the evidence asked for.", source=cite(VR, "4.4"))
def evidence_is_there(facts: Facts) -> Verdict:
    return papers(*sorted(facts.evidence_wanted - facts.documents)) or True


@rule("R-49a", zh="每份规定的证明文件在文件审核中均已作出判断。",
      en="The desk review has a verdict on each piece of evidence.", source=cite(VR, "4.4"))
def evidence_is_judged(facts: Facts) -> Verdict:
    return facts.evidence_open or True


@rule("R-51a", zh="每项整改要求和观察项均已答复并作出判定。", en="Every finding has been answered and judged.",
      source=cite(VR, "4.5.3, 4.6"))
def findings_are_judged(facts: Facts) -> Verdict:
    return facts.findings_open or True


@rule("R-51", zh="作出肯定结论前，整改要求均已解决。",
      en="A positive conclusion needs every correction request solved.", source=cite(VR, "4.5.3, 4.6"))
def requests_are_solved(facts: Facts) -> Verdict:
    return facts.findings_open + facts.requests_unsolved or True


@rule("R-46", zh="作出肯定结论时，方法学的各项条件均已满足。",
      en="A positive conclusion needs every condition of the methodology met.", source=cite(M31, "第13、20条"))
def methodology_holds(facts: Facts) -> Verdict:
    return facts.broken or True


@rule("R-82", zh="各项审核要点均已作出判断。", en="Every key point has a verdict.", source=cite(VR, "4.5.2, 5.5.2"))
def checklist_is_done(facts: Facts) -> Verdict:
    return facts.checklist_open or True


@rule("R-52", zh="自公示首日至出具报告已超过一百天（业主原因耽误的时间除外）。",
      en="More than 100 days from the first day of the notice to the report, the owner's delays not counted.",
      source=cite(VR, "4.3.3, 5.3.3"), grade=WARN, aka=("V-05",))
def report_is_in_time(facts: Facts) -> Verdict:
    if facts.notice_starts is None:
        return True
    last = facts.notice_starts + timedelta(days=facts.settings["vvb.report_limit_cd"] + facts.days_stopped)
    if facts.today <= last:
        return True
    hard = facts.settings["vvb.limit_hard"]
    return (Broken(replace(report_is_in_time, grade=REFUSE), "/report") if hard else "/report",)


@rule("H-12", zh="所作结论为肯定。", en="The decision was positive.", source=cite(HOUSE, "VA", SURE))
def decision_was_positive(facts: Facts) -> Verdict:
    return facts.conclusion == "positive" or ("/conclusion",)


@rule("H-13", zh="所作结论为否定。", en="The decision was negative.", source=cite(HOUSE, "VA", SURE))
def decision_was_negative(facts: Facts) -> Verdict:
    return facts.conclusion == "negative" or ("/conclusion",)


def declaration(name: str, zh: str, en: str) -> Ask:
    """An ask with one answer: the person who moves declares it."""
    return Ask(name, zh, en, "choice", (("declared", "本机构声明如此", "We declare so"),))


CONTRACT = (Ask("contract_no", "合同编号", "Contract number", "text"),
            Ask("contracted_on", "签约日期", "Signed on", "date"),
            declaration("independence", "与委托方及项目无利益关系", "No interest in the client or the project"))
PLAN = (Ask("analysis", "策略分析", "Strategic analysis"),
        Ask("scope", "现场审核的目的、范围与内容", "Purpose, scope and content of the visit"),
        Ask("visit_on", "计划现场日期", "Visit planned for", "date"),
        Ask("sites", "全部场所，每行一个", "All sites, one a line"),
        Ask("must_visit", "无论是否抽中都要看的场所，每行一个", "Sites to be seen whatever is drawn, one a line",
            required=False),
        Ask("interviewees", "拟访谈人员（姓名或岗位），每行一个", "People to be heard (name or post), one a line"),
        Ask("sampling", "资料抽样方案", "How documents and readings are sampled", required=False))
DESK = (Ask("focus", "现场审核重点", "Points to look at on site"),)
VISIT = (Ask("visited_from", "现场开始日期", "Visit began on", "date"),
         Ask("visited_to", "现场结束日期", "Visit ended on", "date"),
         Ask("people", "参加人员", "People present"))
ANSWER_BY = (Ask("answer_by", "约定答复日期", "To be answered by", "date"),)
GROUNDS = (Ask("grounds", "结论依据", "Grounds"),)
PROMISE = (declaration("promise", "承诺报告合规、真实、准确", "The report is lawful, true and accurate"),)

S, A = State, Actor
T, R, D = A.BODY_TEAM, A.BODY_REVIEWER, A.BODY_DECIDER
LIVING = (S.REQUESTED, S.CONTRACTED, S.PLANNED, S.DESK_DONE, S.SITE_DONE, S.FINDINGS_OPEN, S.FINDINGS_CLOSED, S.DRAFTED,
          S.REVIEWED, S.DECIDED)
ISSUING = (application_is_alive, body_is_in_scope, duties_are_separate, steps_are_in_order, upload_follows_notice,
           report_is_in_time, *SCREEN)


Rules = Callable[..., tuple[Rule, ...]]                 # the rules of a trigger, after those shared by both stages


def rows(rules: Mapping[str, tuple[Rule, ...]]) -> tuple[Move, ...]:
    """The table of a body's work. `rules` gives the stage's own rules by trigger."""
    def own(trigger: str) -> tuple[Rule, ...]:
        return rules.get(trigger, ())

    def of(trigger: str, *shared: Rule) -> tuple[Rule, ...]:
        return (application_is_alive, *shared, *own(trigger))
    return _work(of) + _conclusion(of, own)


def _work(of: Rules) -> tuple[Move, ...]:
    return (
        Move("accept", S.REQUESTED, S.CONTRACTED, D, of("accept", body_is_in_scope, body_is_not_the_client,
             body_has_no_ties, past_ties_are_cleared, steps_are_in_order),
             zh="签约受理", en="Accept and contract", asks=CONTRACT),
        Move("decline", S.REQUESTED, S.DECLINED, D, of("decline"), zh="不予受理", en="Decline", asks=(REASON,)),
        Move("plan", S.CONTRACTED, S.PLANNED, T, of("plan", duties_are_separate, *SCREEN, enough_sites,
             sites_are_listed, steps_are_in_order), zh="确定计划", en="Fix the plan", asks=PLAN),
        Move("finish_desk", S.PLANNED, S.DESK_DONE, T, of("finish_desk", evidence_is_there, evidence_is_judged),
             zh="完成文件审核", en="Finish the desk review", asks=DESK),
        Move("finish_visit", S.DESK_DONE, S.SITE_DONE, T, of("finish_visit", body_is_in_scope, enough_sites,
             chosen_sites_were_seen, records_fit_the_visit, owner_has_consented, steps_are_in_order),
             zh="完成现场审核", en="Finish the site visit", asks=VISIT),
        Move("send_findings", S.SITE_DONE, S.FINDINGS_OPEN, T, of("send_findings"),
             zh="发出整改要求与观察项", en="Send the findings", asks=ANSWER_BY),
        Move("send_findings", S.FINDINGS_CLOSED, S.FINDINGS_OPEN, T, of("send_findings"),
             zh="补充整改要求与观察项", en="Send further findings", asks=ANSWER_BY),
        Move("close_findings", S.FINDINGS_OPEN, S.FINDINGS_CLOSED, T, of("close_findings", findings_are_judged),
             zh="关闭整改", en="Close the findings"),
    )


def _conclusion(of: Rules, own: Rules) -> tuple[Move, ...]:
    return (
        Move("draft_report", S.FINDINGS_CLOSED, S.DRAFTED, T,
             of("draft_report", checklist_is_done, findings_are_judged, interviews_are_signed),
             zh="完成报告编制", en="Finish the draft report"),
        Move("pass_review", S.DRAFTED, S.REVIEWED, R, of("pass_review", duties_are_separate),
             zh="复核通过", en="Pass the review"),
        Move("fail_review", S.DRAFTED, S.FINDINGS_CLOSED, R, of("fail_review"),
             zh="复核退回", en="Send back to the team", asks=(REASON,)),
        Move("decide_positive", S.REVIEWED, S.DECIDED, D, of("decide_positive", duties_are_separate,
             requests_are_solved, requests_are_settled, methodology_holds, comments_are_answered),
             zh="作出肯定结论", en="Decide: positive", asks=GROUNDS),
        Move("decide_negative", S.REVIEWED, S.DECIDED, D, of("decide_negative", duties_are_separate),
             zh="作出否定结论", en="Decide: negative", asks=GROUNDS),
        Move("issue_positive", S.DECIDED, S.ISSUED, D, ISSUING + (decision_was_positive, comments_are_answered,
             methodology_holds, *own("issue_positive")),
             zh="出具报告并上传（肯定）", en="Issue and upload, positive", asks=PROMISE),
        Move("issue_negative", S.DECIDED, S.ISSUED, D,
             ISSUING + (decision_was_negative, *own("issue_negative")),
             zh="出具报告并上传（否定）", en="Issue and upload, negative", asks=PROMISE),
        *(Move("lose_body", state, S.BODY_LOST, (A.CLOCK, A.REGISTRY_OPERATOR), own("lose_body"),
               zh="机构退出", en="The body is lost", asks=(REASON,)) for state in LIVING),
    )
