"""What waits after a body is lost and in the offices: tasks, each kind by one statement."""
from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.access import OFFICES
from app.inbox.gathering import MOST, Roles
from app.inbox.steps import state_words, step
from app.inbox.tasks import Task
from app.models.approval import Approval
from app.models.engagement import OVER, Engagement
from app.models.party import Organisation
from app.models.project import Application, Project, ProjectChange
from app.models.reduction import ReductionApplication
from app.models.sanction import DUE, SanctionCase, SanctionMeasure
from app.models.work import Deadline
from app.published.queries import settings
from workflows.breaches import MEASURES, THE_REGISTRYS
from workflows.engine import Actor
from workflows.lifecycle import STAGES

if TYPE_CHECKING:
    from app.database import Db

GONE = tuple(OVER.strip("()").replace("'", "").split(","))
WAITS_FOR_BODY = ("on_notice", "awaiting_body")
OFFICE = frozenset({Actor.MARKET_SUPERVISION, Actor.REGULATOR, Actor.EXPERT})


def without_body(db: Db, roles: Roles) -> Iterator[Task]:
    """Filings whose body declined or was lost: the owner commissions another (R-26)."""
    homes = [home for home, actors in roles.owner.items() if Actor.OWNER_INITIATOR in actors]
    if not homes:
        return
    live = select(Engagement.subject).where(Engagement.state.not_in(GONE))
    since = select(func.max(Engagement.opened_on)).where(Engagement.subject == Application.ref).scalar_subquery()
    rows = db.execute(select(Application.ref, Application.name, Application.state, since).where(
        Application.owner_id.in_(homes), Application.state.in_(WAITS_FOR_BODY), Application.ref.not_in(live),
        since.is_not(None)).limit(MOST)).all()
    yield from (_another_body("registration", "applications", *row) for row in rows)
    since = select(func.max(Engagement.opened_on)).where(
        Engagement.subject == ReductionApplication.ref).scalar_subquery()
    rows = db.execute(select(ReductionApplication.ref, Project.name, ReductionApplication.state, since).join(
        Project, Project.id == ReductionApplication.project_id).where(
        Project.owner_id.in_(homes), ReductionApplication.state.in_(WAITS_FOR_BODY),
        ReductionApplication.ref.not_in(live), since.is_not(None)).limit(MOST)).all()
    yield from (_another_body("issuance", "reductions", *row) for row in rows)


def _another_body(stage: str, noun: str, ref: str, name: str, state: str, since: date) -> Task:
    return Task("另行委托审定与核查机构", "Commission another body", ref, f"/{noun}/{ref}", name,
                *state_words(stage, state), ("", ""), since)


def approvals(db: Db, roles: Roles, today: date) -> Iterator[Task]:
    """Approvals under way, for the body and the offices; and a body's yearly report (R-25)."""
    deciders = [home for home, actors in roles.body.items() if Actor.BODY_DECIDER in actors]
    mine = [Approval.body_id.in_(deciders)] if deciders else []
    asked = [Approval.state.in_(("applied", "expert_review", "mee_consulted"))] if roles.offices & OFFICE else []
    if not mine and not asked:
        return
    rows = db.execute(select(Approval, Organisation).join(Organisation).where(or_(*mine, *asked)).order_by(
        Approval.begun_on, Approval.ref).limit(MOST)).all()
    month = min(max(settings(db, today)["vvb.year_report_month"], 1), 12)
    for row, body in rows:
        name = (body.name_zh, body.name_en or body.name_zh)
        if row.state == "approved" and row.body_id in deciders:
            yield from _yearly(row, name, today, month)
        elif (move := step("approval", row.state, _waited_for(row, roles, deciders))) and move.trigger != "restore":
            yield Task(move.zh, move.en, row.ref, f"/approvals/{row.ref}", "", *state_words("approval", row.state),
                       name, row.begun_on)


def _waited_for(row: Approval, roles: Roles, deciders: Iterable[Any]) -> frozenset[Actor]:
    """The ministry before market supervision, once it is consulted."""
    found = roles.offices & OFFICE | ({Actor.BODY_DECIDER} if row.body_id in deciders else frozenset())
    if row.state == "mee_consulted":
        found &= {Actor.MARKET_SUPERVISION if row.consented_on else Actor.REGULATOR}
    return frozenset(found)


def _yearly(row: Approval, name: tuple[str, str], today: date, month: int) -> Iterator[Task]:
    year = today.year - 1
    if row.approved_on.year <= year and str(year) not in dict(row.reports):
        yield Task(f"提交 {year} 年度工作报告", f"Hand in the report on {year}", row.ref, f"/approvals/{row.ref}", "",
                   *state_words("approval", row.state), name, date(today.year, 1, 1),
                   date(today.year, month, monthrange(today.year, month)[1]))


def projects(db: Db, roles: Roles, who: int, proposals: Mapping[str, tuple[str, int, date]]) -> Iterator[Task]:
    """Changes and deregistrations: for the registry, the new owner, the body that judges, and the second person."""
    heirs = [home for home, actors in roles.owner.items() if Actor.OWNER_INITIATOR in actors]
    bodies = [home for home, actors in roles.body.items() if Actor.BODY_DECIDER in actors]
    if not (roles.registry or roles.owner or bodies):
        return
    rows = db.execute(select(Project, ProjectChange).outerjoin(
        ProjectChange, (ProjectChange.project_id == Project.id) & (ProjectChange.outcome == "")).where(or_(
            Project.state.in_(("change_open", "change_judged", "deregistration_asked")),
            Project.code.in_(list(proposals)))).order_by(Project.code).limit(MOST)).all()
    for row, change in rows:
        where = f"/registered-projects/{row.code}"
        since = change.reported_on if change else row.registered_on
        if row.code in proposals:
            yield from confirmed("project", row.state, row.code, where, row.name, proposals[row.code], who,
                                  _of_project(row, change, roles))
            continue
        for zh, en, mine in _steps(row, change, roles, heirs, bodies):
            if mine:
                yield Task(zh, en, row.code, where, row.name, *state_words("project", row.state), ("", ""), since)


def _steps(row: Project, change: ProjectChange | None, roles: Roles, heirs: list[Any],
           bodies: list[Any]) -> Iterator[tuple[str, str, bool]]:
    operates = Actor.REGISTRY_OPERATOR in roles.registry
    if row.state == "deregistration_asked":
        yield "审核项目注销申请", "Decide on the deregistration", operates
    elif change is not None:
        ready = change.kind == "A" or row.state == "change_judged"
        agreed = change.kind != "owner" or change.agreed_on is not None
        yield "办理项目变更", "Make the change of the project", operates and ready and agreed
        yield "同意受让项目", "Agree to become the owner", not agreed and change.new_owner_id in heirs
        yield "审查项目变更", "Judge the change of the project", row.state == "change_open" and change.body_id in bodies


def _of_project(row: Project, change: ProjectChange | None, roles: Roles) -> frozenset[Actor]:
    """The confirmers among the reader's duties."""
    mine: frozenset[Actor] = roles.owner.get(row.owner_id, frozenset())
    if change and Actor.OWNER_CONFIRMER in roles.owner.get(change.new_owner_id, frozenset()):
        mine |= {Actor.COUNTERPARTY_CONFIRMER}
    return mine | roles.registry


def confirmed(stage: str, state: str, ref: str, where: str, about: str, proposal: tuple[str, int, date], who: int,
               actors: frozenset[Actor]) -> Iterator[Task]:
    trigger, by, on = proposal
    move = STAGES[stage].move(trigger, STAGES[stage].states.of(state))
    if move.confirm in actors and by != who:
        yield Task(f"复核：{move.zh}", f"Confirm: {move.en}", ref, where, about, *state_words(stage, state), ("", ""),
                   on, second=True)


def sanctions(db: Db, roles: Roles, who: int, proposals: Mapping[str, tuple[str, int, date]]) -> Iterator[Task]:
    """Cases for the office that conducts them; measures for whoever carries them out, with their last day."""
    operates = Actor.REGISTRY_OPERATOR in roles.registry
    if not (roles.registry or roles.offices):
        return
    due = select(func.min(Deadline.due_on)).where(Deadline.subject == SanctionMeasure.ref,
                                                  Deadline.met_on.is_(None)).scalar_subquery()
    rows = db.execute(select(SanctionMeasure, SanctionCase, due).join(SanctionCase).where(
        SanctionMeasure.state.in_(DUE)).order_by(SanctionMeasure.ref).limit(MOST)).all()
    for row, case, day in rows:
        where, about = f"/sanction-cases/{case.ref}#{row.ref}", f"{case.respondent.name_zh}：{MEASURES[row.kind][0]}"
        if row.ref in proposals:
            yield from confirmed("measure", row.state, row.ref, where, about, proposals[row.ref], who, roles.registry)
        elif operates if row.kind in THE_REGISTRYS else _conducts(case, roles):
            yield Task("执行处罚与处理措施", "Carry out a measure", row.ref, where, about,
                       *state_words("measure", row.state), ("", ""), case.decided_on, day)
    if roles.offices:
        under_way = SanctionCase.state.in_(("opened", "investigating", "executed"))
        for case in db.scalars(select(SanctionCase).where(under_way).order_by(SanctionCase.ref).limit(MOST)):
            if _conducts(case, roles):
                yield Task("办理案件", "Go on with the case", case.ref, f"/sanction-cases/{case.ref}",
                           case.respondent.name_zh, *state_words("sanction", case.state), ("", ""), case.opened_on)


def _conducts(case: SanctionCase, roles: Roles) -> bool:
    return OFFICES[case.office.kind] in roles.offices
