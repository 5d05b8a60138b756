"""What everybody may know of sanctions, and of projects that were deregistered or revoked (R-142, R-147)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.project import Project
from app.models.sanction import DECIDED, SanctionCase
from app.parties.queries import Named, named
from workflows.breaches import GROUNDS, MEASURES
from workflows.engine import State
from workflows.projects import GROUNDS as ENDINGS
from workflows.projects import State as ProjectState
from workflows.sanctions import MeasureState

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Measure:
    zh: str
    en: str
    amount: int | None
    quantity: int | None
    state: State
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Decided:
    """A decision: who, on which ground, by whom, what was ordered."""
    number: str
    decided_on: date
    respondent: Named
    office: Named
    ground: tuple[str, str]
    reason: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Ended:
    """A project that is no longer registered."""
    code: str
    name: str
    owner: Named
    state: State
    ended_on: date
    ground: tuple[str, str]
    reason: str


def decided(db: Db) -> tuple[Decided, ...]:
    """Every decision, the newest first."""
    rows = db.scalars(select(SanctionCase).where(SanctionCase.state.in_(DECIDED))
                      .order_by(SanctionCase.decided_on.desc(), SanctionCase.id.desc()))
    return tuple(Decided(row.number, row.decided_on, named(row.respondent), named(row.office),
                         (GROUNDS[row.ground].zh, GROUNDS[row.ground].en), row.reason,
                         tuple(Measure(*MEASURES[m.kind], m.amount, m.quantity, MeasureState.of(m.state), m.starts_on,
                                       m.ends_on) for m in row.measures if m.state != "dropped")) for row in rows)


def ended(db: Db) -> tuple[Ended, ...]:
    """Every project that was deregistered or revoked, the newest first."""
    rows = db.scalars(select(Project).where(Project.ended_on.is_not(None)).order_by(Project.ended_on.desc()))
    return tuple(ending(row) for row in rows)


def ending(row: Project) -> Ended:
    own = {key: (zh, en) for key, zh, en in ENDINGS} | {"request": ("业主申请注销", "At the owner's request")}
    law = {key: (each.zh, each.en) for key, each in GROUNDS.items()}
    return Ended(row.code, row.name, named(row.owner), ProjectState.of(row.state), row.ended_on,
                 (own | law).get(row.end_ground, (row.end_ground, row.end_ground)), row.end_reason)
