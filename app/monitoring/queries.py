"""Reading periods, their tables and worksheets, for pages and programs alike."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app import access
from app.access import Who
from app.certificates import queries as certificates
from app.database import reading
from app.models.document import Worksheet
from app.monitoring import pages
from app.monitoring.pages import PeriodPage, ProjectPeriods, TablePage
from app.papers.queries import dossier
from methodologies.kernel.rules import NotFound


def periods_of(code: str, *, by: Who) -> ProjectPeriods:
    """The periods of a project that this person may see. NotFound for strangers to the project."""
    with reading() as db:
        return pages.project_periods(db, code, by)


def period_page(ref: str, *, by: Who, today: date) -> PeriodPage:
    """NotFound when absent or not this person's to see."""
    with reading() as db:
        return pages.period_page(db, ref, by, today)


def table_page(ref: str, name: str, *, by: Who, today: date) -> TablePage:
    """NotFound for a period that is not this person's to see, and for a table that its methodology lacks."""
    with reading() as db:
        return pages.table_page(db, ref, name, by, today)


@dataclass(frozen=True)
class Stored:
    """A sealed worksheet and where it belongs. others: the numbers of its purpose, newest first."""
    address: str
    subject: str
    purpose: str
    n: int
    made_on: date | None
    digest: str
    body: bytes
    certificate: str = ""
    others: tuple[int, ...] = ()


def worksheet(ref: str, purpose: str, n: int | None, *, by: Who) -> Stored:
    """The n-th (or newest) worksheet of a purpose of a dossier. NotFound when absent or not this person's to see."""
    with reading() as db:
        subject = dossier(db, ref)
        if not access.actors_of(db, by, subject):
            raise NotFound(ref)
        rows = db.scalars(select(Worksheet).where(Worksheet.subject == ref, Worksheet.purpose == purpose)
                          .order_by(Worksheet.n.desc())).all()
        row = next((each for each in rows if n in (None, each.n)), None)
        if row is None:
            raise NotFound(f"{ref} {purpose} {n}")
        return Stored(f"/worksheets/{ref}/{purpose}/{row.n}", ref, purpose, row.n, row.made_on, row.digest,
                      row.body.encode(), others=tuple(each.n for each in rows))


def certified_worksheet(number: str) -> Stored:
    """The worksheet that a certificate speaks of, for everybody. NotFound for a number that was never given."""
    shown, body = certificates.certificate(number), certificates.worksheet_of(number)
    said = shown.content
    return Stored(f"/worksheets/{number}", said.registration, "certificate", 1, said.issued_on, said.worksheet_sha256,
                  body, certificate=number)
