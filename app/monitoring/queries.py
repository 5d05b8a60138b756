"""Reading periods, their tables and worksheets, for pages and programs alike."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app import access
from app.access import Who
from app.certificates import content as contents
from app.certificates import queries as certificates
from app.database import Db, reading
from app.engagement.dossier import OUTSIDE
from app.engagement.recalculated import OWN_RUN
from app.models.document import Worksheet
from app.monitoring import pages
from app.monitoring.pages import PeriodPage, ProjectPeriods, TablePage
from app.monitoring.sources import NONE, Sources, sources_of
from app.notices.queries import notice_of
from app.papers.queries import Dossier, dossier
from methodologies.kernel.rules import NotFound
from workflows.engine import Actor


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
class Other:
    """Another worksheet of the same subject. name: as `compare?with=` takes it."""
    purpose: str
    n: int
    tonnes: int
    made_on: date

    @property
    def name(self) -> str:
        return f"{self.purpose}/{self.n}"


@dataclass(frozen=True)
class Stored:
    """A sealed worksheet and where it belongs. others: those of its subject that this person may see, newest first;
    sources: rows of the tables, for those who may see them."""
    address: str
    subject: str
    purpose: str
    n: int
    made_on: date | None
    digest: str
    body: bytes
    certificate: str = ""
    others: tuple[Other, ...] = ()
    sources: Sources = field(default_factory=dict)


def worksheet(ref: str, purpose: str, n: int | None, *, by: Who | None, today: date) -> Stored:
    """The n-th (or newest) worksheet of a purpose of a dossier. NotFound when absent or not this person's to see."""
    with reading() as db:
        subject = dossier(db, ref)
        actors = access.actors_of(db, by, subject)
        rows = [each for each in db.scalars(select(Worksheet).where(Worksheet.subject == ref)
                                            .order_by(Worksheet.purpose, Worksheet.n.desc()))
                if _may_see(db, subject, each, actors, today)]
        row = next((each for each in rows if each.purpose == purpose and n in (None, each.n)), None)
        if row is None:
            raise NotFound(f"{ref} {purpose} {n}")
        return Stored(f"/worksheets/{ref}/{purpose}/{row.n}", ref, purpose, row.n, row.made_on, row.digest,
                      row.body.encode(),
                      others=tuple(Other(each.purpose, each.n, each.tonnes, each.made_on) for each in rows),
                      sources=sources_of(db, subject, json.loads(row.body)["inputs"], row.made_on) if actors else NONE)


def _may_see(db: Db, subject: Dossier, row: Worksheet, actors: frozenset[Actor], today: date) -> bool:
    """Its own people; but a body's run on its own data is the body's until the report is issued. The estimate of a
    published design is everybody's, as the notice shows it."""
    if row.purpose == OWN_RUN and subject.state != "issued" and actors <= OUTSIDE:
        return False
    notice = notice_of(db, subject.ref) if row.purpose == "estimate" else None
    return bool(actors) or (notice is not None and notice.is_public(today))


def other_worksheet(stored: Stored, said: str, *, by: Who | None, today: date) -> Stored:
    """The one to compare with: "2", "verification/1" or "MP-2026-0001/accounting/2"; nothing said: the one before it,
    or the newest of another purpose. NotFound for anything else, and where it is absent or not this person's to see.
    """
    before = [each.name for each in stored.others if each.purpose == stored.purpose and each.n < stored.n]
    apart = [each.name for each in stored.others if each.purpose != stored.purpose]
    parts = (said or next(iter((*before, *apart)), "")).split("/")
    ref, purpose, n = ([stored.subject, stored.purpose][: max(3 - len(parts), 0)] + parts)[:3]
    if len(parts) > 3 or not (n.isascii() and n.isdigit() and len(n) < 6):
        raise NotFound(said)
    return worksheet(ref, purpose, int(n), by=by, today=today)


def certified_worksheet(number: str) -> Stored:
    """The worksheet that a certificate speaks of, for everybody. NotFound for a number that was never given, and for a
    certificate without one."""
    shown, body = certificates.certificate(number), certificates.worksheet_of(number)
    said = shown.content
    return Stored(f"/worksheets/{number}", said.basis, "certificate", 1, said.issued_on,
                  contents.worksheet_digest(said), body, certificate=number)
