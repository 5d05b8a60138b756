"""From rows to what the pages of an engagement show. Called by `queries`, which open the database."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app import access, moves
from app.access import Who
from app.engagement.dossier import AT_WORK, BODY, OUTSIDE, Dossier, Member, Point, Report, parts
from app.engagement.fieldwork import heard_shown, shots_shown, sites_shown
from app.engagement.independence import overrides_of, ties_of
from app.engagement.items import items
from app.engagement.places import reviewed
from app.engagement.recalculated import recalculation
from app.engagement.rounds import clock_of, requests_of
from app.engagement.sites import drawn
from app.models.document import Version
from app.models.engagement import Engagement, EngagementMember
from app.models.evidence import Event
from app.models.party import Membership, Person
from app.models.project import Application
from app.models.reduction import ReductionApplication
from app.papers.history import history_of
from app.papers.queries import Attached, attached, newest_worksheet
from app.papers.waiting import deadlines_of
from app.parties.queries import named
from workflows.documents import slots_of, working_slot
from workflows.findings import Keeping, keeping
from workflows.risks import Risk
from workflows.settings import DEFAULTS, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.database import Db

DUTIES = ("team", "reviewer", "decider")
# Events that would tell the owner what was not sent yet.
INTERNAL = ("tie_cleared", "checklist", "finding", "recalculated", "own_data", "risks", "site_recorded", "picture",
            "interview", "interview_signed", "visit_file")
WORKING = ("fail_review", "decide_positive", "decide_negative")         # moves whose reasons are the body's own papers
HAPPENED = {"opened": ("委托送达机构", "The commission reached the body"),
            "team_named": ("选定审核组、复核人员与批准人员", "Team, reviewer and decider named"),
            "tie_cleared": ("批准人员放行一项独立性关系", "The decision maker cleared a tie"),
            "checklist": ("填写审核要点", "Key points answered"),
            "finding": ("提出整改要求或观察项", "A finding was raised"),
            "answer/owner": ("业主答复", "The owner answered a finding"),
            "answer/team": ("审核组判定", "The team judged a finding"),
            "risks": ("填写风险评估", "Risk assessment written"),
            "site_recorded": ("记录一处现场", "A site was recorded"),
            "picture": ("上传现场照片", "A picture of the visit was uploaded"),
            "interview": ("记录一次访谈", "An interview was recorded"),
            "interview_signed": ("上传签字的访谈记录", "A signed interview sheet was uploaded"),
            "visit_file": ("上传离线现场记录", "An offline record of the visit was uploaded"),
            "own_data": ("录入机构自有数据", "Data of the body's own entered"),
            "recalculated": ("重新计算减排量", "The reductions were recalculated")}
RECALCULATES = (*AT_WORK, "drafted", "reviewed", "decided")
Served = Application | ReductionApplication


def dossier_of(db: Db, row: Engagement, application: Served, by: Who, today: date,
               rules: Mapping[str, Value]) -> Dossier:
    """The page of an engagement as `by` sees it."""
    me = access.actors_of(db, by, row, "answer")
    inside = bool(me - OUTSIDE) or row.state == "issued"
    document = reviewed(db, application)
    claim = application if isinstance(application, ReductionApplication) else None
    return Dossier(
        **_head(row, application), me=me, keeping=_keeping(db, row, rules["records.years"]),
        draw=drawn(row.ref, row.plan or {}, DEFAULTS), **_brought_back(db, row, inside),
        risks=risks_of(row) if inside else (), materiality=_materiality(claim, db, rules),
        members=_members(row), people=_people(db, row), **_working(row, inside),
        ties=ties_of(db, row, today) if inside else (), overrides=overrides_of(db, row) if inside else (),
        findings=items(row, row.findings, document.targets(), all_of_them=inside, tags=bool(me & BODY),
                       requests=requests_of(db, row, application)), clock=clock_of(db, row, today, rules),
        answer_by=str((row.plan or {}).get("answer_by", "")), conclusion=(row.conclusion or "") if inside else "",
        report=_report(db, row) if inside else None,
        recalculation=recalculation(db, row, claim, today, again=row.state in RECALCULATES)
        if claim and inside else None,
        deadlines=(*deadlines_of(db, row.ref), *deadlines_of(db, row.subject)),
        papers=_papers(db, row, inside), slots=tuple(s for s in slots_of(row.kind) if s.made != "version"),
        history=_history(db, row, inside), offers=moves.offers(db, row, by, today), waits=_waits(row))


def _keeping(db: Db, row: Engagement, years: int) -> Keeping | None:
    """R-55, R-149: how long this file is kept."""
    last = db.scalar(select(func.max(ReductionApplication.registered_on)).where(
        ReductionApplication.project_id == row.project_id))
    return keeping(row.kind, row.issued_on, last, years)


def _brought_back(db: Db, row: Engagement, inside: bool) -> dict[str, Any]:
    """From the sites; of the interviews and pictures the owner sees nothing before the report is issued."""
    return {"sites": sites_shown(db, row), "shots": shots_shown(db, row) if inside else (),
            "heard": heard_shown(db, row) if inside else ()}


def risks_of(row: Engagement) -> tuple[Risk, ...]:
    return tuple(Risk(**risk) for risk in (row.plan or {}).get("risks", ()))


def _materiality(claim: ReductionApplication | None, db: Db, rules: Mapping[str, Value]) -> tuple[int, int] | None:
    """(percent, whole tonnes) of the claim (R-86)."""
    claimed = claim and newest_worksheet(db, claim.ref, "accounting")
    percent = rules["verification.materiality_pct"]
    return (percent, claimed.tonnes * percent // 100) if claimed else None


def _papers(db: Db, row: Engagement, inside: bool) -> tuple[Attached, ...]:
    """What hangs on it. Numbered working papers stand where they belong: beside an answer, an interview, a picture."""
    return tuple(paper for paper in attached(db, row)
                 if working_slot(paper.slot.key) is None or (inside and paper.slot.key.startswith("visit-")))


def project_name(application: Served) -> str:
    return application.name if isinstance(application, Application) else application.project.name


def _head(row: Engagement, application: Served) -> dict[str, Any]:
    claim = isinstance(application, ReductionApplication)
    return {"ref": row.ref, "kind": row.kind, "state": moves.state_of(row), "name": project_name(application),
            "code": application.project.code if claim else "",
            "methodology": application.project.methodology if claim else application.methodology,
            "subject": row.subject, "subject_href": f"/{'reductions' if claim else 'applications'}/{row.subject}",
            "subject_state": moves.state_of(application), "body": named(row.body), "client": named(row.client),
            "opened_on": row.opened_on, "issued_on": row.issued_on}


def _working(row: Engagement, inside: bool) -> dict[str, Any]:
    """The body's own papers: of the plan the owner sees the days and places, of the key points nothing yet."""
    all_parts = parts(row.contract, row.plan, row.visit)
    if not inside:
        told = ("visit_on", "sites")
        all_parts["plan"] = tuple(said for said in all_parts["plan"] if said.ask.name in told)
    return {**all_parts, "notes": tuple((row.plan or {}).get("notes", ())) if inside else (),
            "points": tuple(Point(i.key, i.zh, i.en, i.answer, i.note) for i in row.checklist) if inside else ()}


def _members(row: Engagement) -> tuple[Member, ...]:
    ordered = sorted(row.members, key=lambda m: (not m.in_team, not m.is_reviewer, m.person_id))
    return tuple(_candidate(m.person.sign_in, m.person.name, frozenset(), m) for m in ordered)


def _people(db: Db, row: Engagement) -> tuple[Member, ...]:
    """Everybody who serves the body in one of the three duties, with what they are named for here."""
    rows = db.execute(select(Person.sign_in, Person.name, Membership.duty).join(Membership).order_by(Person.id).where(
        Membership.organisation_id == row.body_id, Membership.duty.in_(DUTIES), Membership.ended_on.is_(None),
        Person.disabled.is_(False)))
    may: dict[tuple[str, str], set[str]] = {}
    for sign_in, name, duty in rows:
        may.setdefault((sign_in, name), set()).add(duty)
    now: dict[str, EngagementMember] = {m.person.sign_in: m for m in row.members}
    return tuple(_candidate(sign_in, name, frozenset(duties), now.get(sign_in))
                 for (sign_in, name), duties in may.items())


def _candidate(sign_in: str, name: str, may: frozenset[str], member: EngagementMember | None) -> Member:
    if member is None:
        return Member(sign_in, name, may)
    return Member(sign_in, name, may, member.in_team, member.has_competence, member.is_reviewer, member.is_decider)


def _report(db: Db, row: Engagement) -> Report | None:
    version = db.get(Version, row.report_version_id) if row.report_version_id else None
    return version and Report(version.n, version.digest, version.made_on)


def _history(db: Db, row: Engagement, inside: bool) -> tuple[Any, ...]:
    if inside:
        return history_of(db, row, HAPPENED, more=_number)
    return history_of(db, row, HAPPENED, more=_number, unseen=INTERNAL, closed=WORKING)


def _number(event: Event) -> tuple[str, str]:
    n = event.facts.get("n") if event.kind in ("finding", "answer") else None
    return (f"（第 {n} 项）", f" (no. {n})") if n else ("", "")


def _waits(row: Engagement) -> tuple[Any, ...]:
    """Whose turn it is; that a body may be lost at any time is nobody's turn."""
    return tuple((move, actor) for move, actor in moves.waited_for(row) if move.trigger != "lose_body")
