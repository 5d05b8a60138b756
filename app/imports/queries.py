"""The records of other registers, as they were read in, and their share of the figures."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import selectinload

from app.models.imported import ImportedLine, ImportedProject, ImportedReduction
from app.models.project import Project
from app.models.reduction import Period, ReductionApplication

if TYPE_CHECKING:
    from app.database import Db

REGISTERED_ON = func.coalesce(ImportedReduction.registered_on, ImportedReduction.issued_on)


@dataclass(frozen=True)
class Share:
    """What imported records add to the figures, up to and including a day. What this registry registered itself under
    the same code, or the same period of it, is left out: it counts there."""
    registered_projects: int
    reduction_periods: int
    registered_t: int
    issued_t: int


@dataclass(frozen=True)
class Reduction:
    """issued_by_year: without the years of zero, which are registered and never issued; empty = issue not shown."""
    project: str
    period: int
    starts_on: date
    ends_on: date
    verifier: str
    registered_on: date | None
    issued_on: date | None
    total_t: int
    by_year: Mapping[int, int]
    problems: tuple[Mapping[str, str], ...]
    source: str
    as_of: date

    @property
    def issued_by_year(self) -> Mapping[int, int]:
        return {year: tonnes for year, tonnes in self.by_year.items() if tonnes > 0} if self.issued_on else {}


@dataclass(frozen=True)
class Record:
    """A project of another register with its periods."""
    code: str
    name: str
    owner: str
    province: str
    methodology: str
    validator: str
    started_on: date
    registered_on: date
    crediting_from: date
    crediting_to: date
    annual_t: int
    total_t: int
    reductions: tuple[Reduction, ...]
    problems: tuple[Mapping[str, str], ...]
    source: str
    as_of: date


def share(db: Db, until: date) -> Share:
    projects = db.scalar(select(func.count()).select_from(ImportedProject).where(
        ImportedProject.registered_on <= until, ~exists().where(Project.code == ImportedProject.code)))
    periods, registered = _sum(db, REGISTERED_ON <= until)
    _, issued = _sum(db, and_(ImportedReduction.issued_on <= until, ImportedLine.tonnes > 0))
    return Share(projects or 0, periods, registered, issued)


def records(db: Db) -> tuple[Record, ...]:
    """Every project, the newest first."""
    periods: dict[str, list[Reduction]] = {}
    for each in reductions(db):
        periods.setdefault(each.project, []).append(each)
    rows = db.scalars(select(ImportedProject).order_by(ImportedProject.registered_on.desc(), ImportedProject.code))
    return tuple(Record(
        row.code, row.name, row.owner, row.province, row.methodology, row.validator, row.started_on, row.registered_on,
        row.crediting_from, row.crediting_to, row.annual_t, row.total_t, tuple(periods.get(row.code, ())),
        tuple(row.problems), row.source, row.as_of) for row in rows)


def reductions(db: Db) -> tuple[Reduction, ...]:
    """Every period, by project; those of unknown projects too."""
    rows = db.scalars(select(ImportedReduction).options(selectinload(ImportedReduction.lines))
                      .order_by(ImportedReduction.project_code, ImportedReduction.period))
    return tuple(Reduction(
        row.project_code, row.period, row.starts_on, row.ends_on, row.verifier, row.registered_on, row.issued_on,
        row.total_t, {line.year: line.tonnes for line in row.lines}, tuple(row.problems), row.source, row.as_of)
        for row in rows)


def _sum(db: Db, condition: ColumnElement[bool]) -> tuple[int, int]:
    ours = (select(ReductionApplication.id).join(Period, Period.id == ReductionApplication.period_id)
            .join(Project, Project.id == ReductionApplication.project_id)
            .where(ReductionApplication.registered_on.is_not(None), Project.code == ImportedReduction.project_code,
                   Period.n == ImportedReduction.period))
    row: Any = db.execute(
        select(func.count(ImportedReduction.id.distinct()), func.sum(ImportedLine.tonnes))
        .join(ImportedLine, ImportedLine.reduction_id == ImportedReduction.id)
        .where(condition, ~ours.exists())).one()
    return int(row[0]), int(row[1] or 0)
