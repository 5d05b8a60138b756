"""The figures of the home page, what runs now and what is new. The same numbers that `ccer statistics` prints."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.imports import queries as imports
from app.models.ledger import Act, Batch, Posting
from app.models.notice import Notice
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication, YearLine

if TYPE_CHECKING:
    from app.database import Db

NEWEST = 5


@dataclass(frozen=True)
class Figures:
    """Counts, and whole tonnes, up to and including a day: of this registry and of imported public records."""
    registered_projects: int
    reduction_periods: int
    registered_t: int
    issued_t: int
    retired_t: int


@dataclass(frozen=True)
class Running:
    """A notice whose window is open; days_left counts today."""
    ref: str
    name: str
    is_project: bool
    ends_on: date
    days_left: int


@dataclass(frozen=True)
class Registered:
    code: str
    name: str
    province: str
    registered_on: date
    annual_t: int


@dataclass(frozen=True)
class Issue:
    """What one act issued."""
    code: str
    name: str
    period_no: int
    tonnes: int
    on: date


def figures(db: Db, until: date) -> Figures:
    periods, registered = db.execute(
        select(func.count(ReductionApplication.id.distinct()), func.sum(YearLine.verified_t))
        .join(YearLine, isouter=True).where(ReductionApplication.registered_on <= until)).one()
    projects = db.scalar(select(func.count()).select_from(Project).where(Project.registered_on <= until))
    issued = db.scalar(select(func.sum(Batch.size)).join(Act, Act.id == Batch.act_id).where(Act.on <= until))
    retired = db.scalar(select(func.sum(Posting.delta)).join(Act, Act.id == Posting.act_id)
                        .where(Act.on <= until, Posting.state == "retired"))
    others = imports.share(db, until)
    return Figures((projects or 0) + others.registered_projects, (periods or 0) + others.reduction_periods,
                   int(registered or 0) + others.registered_t, int(issued or 0) + others.issued_t, int(retired or 0))


def running(db: Db, today: date) -> tuple[Running, ...]:
    """Notices that run, the one that ends first on top."""
    name = func.coalesce(Application.name, Project.name)
    rows = db.execute(
        select(Notice, name).outerjoin(Application, Application.ref == Notice.subject)
        .outerjoin(ReductionApplication, ReductionApplication.ref == Notice.subject)
        .outerjoin(Project, Project.id == ReductionApplication.project_id)
        .where(Notice.starts_on <= today, Notice.ends_on >= today,
               func.coalesce(Application.state, ReductionApplication.state) == "on_notice")
        .order_by(Notice.ends_on, Notice.ref).limit(20))
    return tuple(Running(notice.ref, name, notice.subject.startswith("PA-"), notice.ends_on,
                         (notice.ends_on - today).days + 1) for notice, name in rows)


def newest_projects(db: Db) -> tuple[Registered, ...]:
    rows = db.scalars(select(Project).order_by(Project.registered_on.desc(), Project.code.desc()).limit(NEWEST))
    return tuple(Registered(p.code, p.name, p.province, p.registered_on, p.annual_t) for p in rows)


def newest_issues(db: Db) -> tuple[Issue, ...]:
    rows = db.execute(
        select(Batch.project_code, Project.name, Batch.period_no, func.sum(Batch.size), Act.on)
        .join(Act, Act.id == Batch.act_id).outerjoin(Project, Project.code == Batch.project_code)
        .group_by(Act.id, Act.on, Batch.project_code, Project.name, Batch.period_no)
        .order_by(Act.on.desc(), Batch.project_code).limit(NEWEST))
    return tuple(Issue(code, name or code, period, int(tonnes), on) for code, name, period, tonnes, on in rows)
