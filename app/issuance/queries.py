"""Reading reduction applications, for pages and programs alike."""
from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import date
from typing import IO

from sqlalchemy import and_, or_, select

from app import access, agency, moves
from app.access import Who
from app.database import Db, reading
from app.evidence import sequencer
from app.issuance import casefile, pages, report
from app.issuance.pages import ReductionPage
from app.issuance.report import ReportPage
from app.models.engagement import Engagement
from app.models.evidence import Event
from app.models.project import Project
from app.models.reduction import Period, ReductionApplication
from app.papers.queries import newest_worksheet
from methodologies.kernel.rules import NotFound, NotYours
from workflows.engine import State

ON_A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """An application in a list."""
    ref: str
    state: State
    project_code: str
    project_name: str
    period_ref: str
    n: int
    starts_on: date
    ends_on: date
    tonnes: int | None


@dataclass(frozen=True)
class Ready:
    """An accounted period that nobody has claimed yet, by its owner."""
    ref: str
    project_code: str
    project_name: str
    n: int
    starts_on: date
    ends_on: date
    tonnes: int


@dataclass(frozen=True)
class Mine:
    """The applications that a person is something to, newest first; `more`: where the next page begins."""
    lines: tuple[Line, ...]
    more: str
    ready: tuple[Ready, ...]
    projects: tuple[tuple[str, str], ...]


def my_reductions(*, by: Who, before: str = "") -> Mine:
    with reading() as db:
        duties = access.duties_of(db, by)
        wanted = _visible(db, duties, before).order_by(ReductionApplication.id.desc())
        rows = db.scalars(wanted.limit(ON_A_PAGE + 1)).all()
        lines = tuple(_line(row) for row in rows[:ON_A_PAGE] if access.actors_of(db, by, row))
        owned = [home for home, duty in duties if duty in ("initiator", "confirmer")]
        projects = db.execute(
            select(Project.code, Project.name).where(Project.owner_id.in_(owned)).order_by(Project.code)
        )
        return Mine(lines, rows[ON_A_PAGE - 1].ref if len(rows) > ON_A_PAGE else "", _ready(db, duties),
                    tuple((code, name) for code, name in projects))


def _visible(db: Db, duties: list[tuple[int | None, str]], before: str):
    """Applications of my organisations and of my body's engagements; for the registry all that were handed in."""
    homes = {home for home, _ in duties if home}
    staff = any(duty in ("operator", "national_administrator", "auditor") for _, duty in duties)
    mine = or_(ReductionApplication.project.has(Project.owner_id.in_(homes)),
               ReductionApplication.ref.in_(select(Engagement.subject).where(Engagement.body_id.in_(homes))),
               ReductionApplication.project.has(Project.application.has(agency.covered(db, duties))))
    handed_in = ReductionApplication.state != "draft"
    wanted = select(ReductionApplication).where(or_(mine, handed_in) if staff else mine)
    if before:
        older = select(ReductionApplication.id).where(ReductionApplication.ref == before).scalar_subquery()
        wanted = wanted.where(ReductionApplication.id < older)
    return wanted


def _line(row: ReductionApplication) -> Line:
    lines = [line.applied_t if line.verified_t is None else line.verified_t for line in row.lines]
    return Line(row.ref, moves.state_of(row), row.project.code, row.project.name, row.period.ref, row.period.n,
                row.period.starts_on, row.period.ends_on, sum(lines) if lines else None)


def _ready(db: Db, duties: list[tuple[int | None, str]]) -> tuple[Ready, ...]:
    homes = [home for home, duty in duties if duty == "initiator"]
    live = and_(ReductionApplication.period_id == Period.id,
                ReductionApplication.state.not_in(("refused", "withdrawn", "terminated")))
    rows = db.scalars(select(Period).join(Project).where(Project.owner_id.in_(homes), Period.state == "accounted",
                                                         ~select(ReductionApplication.id).where(live).exists()))
    sheets = [(row, newest_worksheet(db, row.ref, "accounting")) for row in rows]
    return tuple(Ready(row.ref, row.project.code, row.project.name, row.n, row.starts_on, row.ends_on, sheet.tonnes)
                 for row, sheet in sheets if sheet)


def reduction_page(ref: str, *, by: Who, today: date) -> ReductionPage:
    """NotFound when absent or not this person's to see."""
    with reading() as db:
        return pages.reduction_page(db, ref, by, today)


def report_page(ref: str, *, by: Who) -> ReportPage:
    """NotFound when absent or not this person's to see."""
    with reading() as db:
        return report.report_page(db, ref, by)


def certificate_of(ref: str) -> str:
    """The number of the certificate that an issued application left behind. NotFound before that."""
    with reading() as db:
        event = db.scalar(select(Event.body).where(Event.subject == ref, Event.body.contains('"trigger":"issue"'),
                                                   Event.body.contains('"kind":"moved"')))
        if event is None:
            raise NotFound(ref)
        return json.loads(event)["facts"]["certificate"]


def case_file(ref: str, *, by: Who) -> IO[bytes]:
    """The zip of an issued application, for its owner, the registry and the auditor; the caller closes it.

    NotFound before the issue, while the certificate is in the making, or when it is not this person's to see; NotYours
    for whoever sees only a part of the case.
    """
    with reading() as db:
        row = moves.find(db, ReductionApplication, ref, by)
        if not access.actors_of(db, by, row) & casefile.READERS:
            raise NotYours(ref)
    number = certificate_of(ref)
    with reading() as db:
        case = casefile.case_of(db, db.scalars(select(ReductionApplication).where(
            ReductionApplication.ref == ref)).one(), number)
    packed = tempfile.TemporaryFile()
    casefile.write(case, {leaf.id: _proof(leaf.id) for leaf in case.events}, packed)
    packed.seek(0)
    return packed


def _proof(event_id: int) -> str | None:
    """None for an event so young that no checkpoint covers it yet."""
    try:
        return sequencer.proof_of(event_id)
    except sequencer.NotCovered:
        return None
