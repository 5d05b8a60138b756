"""The sealed pages of days, as the public page lists them; and what their files must be."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.database import Db, reading
from app.models.summary import DailySummary
from app.summaries import content
from app.summaries.content import Summary
from methodologies.kernel.rules import NotFound

ROWS = 31                                               # days on one page


@dataclass(frozen=True)
class Sealed:
    """A day's page: what it says, and the file."""
    said: Summary
    pdf_sha256: str
    made_at: datetime


@dataclass(frozen=True)
class Days:
    """The newest first; more: whether older ones follow."""
    rows: tuple[Sealed, ...]
    page: int
    more: bool


def listed(page: int) -> Days:
    with reading() as db:
        found = db.scalars(select(DailySummary).order_by(DailySummary.day.desc())
                           .limit(ROWS + 1).offset((page - 1) * ROWS)).all()
        return Days(tuple(_sealed(row) for row in found[:ROWS]), page, len(found) > ROWS)


def of_day(day: date) -> Sealed:
    """NotFound for a day that has none."""
    with reading() as db:
        row = db.get(DailySummary, day)
        if row is None:
            raise NotFound(f"summary of {day}")
        return _sealed(row)


def documents_referred(db: Db) -> list[str]:
    """sha256 of every sealed page: what a sweep of the document store must keep."""
    return list(db.scalars(select(DailySummary.pdf_sha256)))


def _sealed(row: DailySummary) -> Sealed:
    return Sealed(content.from_text(row.content), row.pdf_sha256, row.made_at)
