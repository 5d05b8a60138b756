"""What waits after a body is lost and in the offices: tasks, each kind by one statement."""
from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.inbox.gathering import MOST, Roles
from app.inbox.steps import state_words, step
from app.inbox.tasks import Task
from app.models.approval import Approval
from app.models.engagement import OVER, Engagement
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication
from app.published.queries import settings
from workflows.engine import Actor

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
        Approval.begun_on, Approval.ref).limit(MOST)).tuples().all()
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
