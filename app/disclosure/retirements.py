"""R-143: every retirement of credits, public at once. Read from the postings, so nothing retired can be left out.

Serials and what else an account holds are not public (R-151); a line says who retired how much of which project's year.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.ledger import Account, Act, Batch, Posting
from app.models.party import Organisation
from app.models.project import Project
from app.parties.queries import Named, named

if TYPE_CHECKING:
    from sqlalchemy import Select

    from app.database import Db

ROWS = 50


@dataclass(frozen=True)
class Retirement:
    """What one act retired of one project's calendar year; tonnes are whole tCO2e."""
    on: date
    holder: Named | None
    code: str
    project: str
    year: int
    tonnes: int


@dataclass(frozen=True)
class Retirements:
    """A page of them, the newest first. total_t: of all that was ever retired; more: whether older ones follow."""
    rows: tuple[Retirement, ...]
    total_t: int
    page: int
    more: bool


def retirements(db: Db, page: int) -> Retirements:
    total = db.scalar(select(func.sum(Posting.delta)).where(Posting.state == "retired"))
    found = db.execute(_lines().limit(ROWS + 1).offset((page - 1) * ROWS)).all()
    rows = tuple(Retirement(on, holder and named(holder), code, name or code, year, int(tonnes))
                 for on, holder, code, name, year, tonnes in found[:ROWS])
    return Retirements(rows, int(total or 0), page, len(found) > ROWS)


def _lines() -> Select:
    tonnes = func.sum(Posting.delta)
    return (select(Act.on, Organisation, Batch.project_code, Project.name, Batch.year, tonnes)
            .select_from(Posting).join(Act, Act.id == Posting.act_id).join(Batch, Batch.id == Posting.batch_id)
            .join(Account, Account.id == Posting.account_id)
            .outerjoin(Organisation, Organisation.id == Account.organisation_id)
            .outerjoin(Project, Project.code == Batch.project_code)
            .where(Posting.state == "retired")
            .group_by(Act.id, Act.on, Act.at, Organisation.id, Batch.id, Batch.project_code, Project.name, Batch.year)
            .having(tonnes > 0).order_by(Act.at.desc(), Batch.id))
