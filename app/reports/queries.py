"""What the pages of reports show, and what their rules need to know."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from app import access, moves, secrecy
from app.access import Who
from app.database import Db, reading
from app.models.notice import Notice
from app.models.project import Application, Project
from app.models.report import FraudReport
from app.papers.history import Happened, history_of
from app.parties.queries import organisation_of
from app.rooms import Offer
from methodologies.kernel.rules import NotFound
from workflows.engine import Actor
from workflows.reports import Facts, State

ROWS = 50
HAPPENED = {"reported": ("收到举报", "Report received")}
HANDLERS = frozenset({Actor.PROVINCE, Actor.MARKET_SUPERVISION})


@dataclass(frozen=True)
class Line:
    ref: str
    state: State
    about: str
    target: str
    target_zh: str
    said_on: date


@dataclass(frozen=True)
class Dossier(Line):
    """reporter and contact: for the office that has it, empty for all others."""
    body: str
    handles: bool
    reporter: str
    contact: str
    result: str
    answered_on: date | None
    offers: tuple[Offer, ...]
    history: tuple[Happened, ...]


@dataclass(frozen=True)
class Progress:
    """What its reporter sees."""
    ref: str
    state: State
    target_zh: str
    said_on: date
    result: str
    answered_on: date | None


def target_of(db: Db, about: str, target: str) -> str:
    """The Chinese name of what is reported, empty when nobody knows it: projects once on notice, bodies."""
    if about == "body":
        body = organisation_of(db, target, "body")
        return body.name_zh if body else ""
    noticed = select(Application.name).join(Notice, Notice.subject == Application.ref).where(Application.ref == target)
    return db.scalar(select(Project.name).where(Project.code == target)) or db.scalar(noticed) or ""


def report_facts(db: Db, row: FraudReport, today: date, payload: Mapping[str, str]) -> Facts:
    known = bool(target_of(db, row.about, row.target))
    return Facts(row.about, known and row.about == "project", known and row.about == "body")


def strangers_today(db: Db, today: date) -> int:
    """How many reports came without a name today."""
    return db.scalar(select(func.count()).select_from(FraudReport).where(
        FraudReport.said_on == today, FraudReport.applicant_id.is_(None))) or 0


def listing(by: Who, after: str = "") -> tuple[tuple[Line, ...], str]:
    """(reports that `by` may see, newest first; the ref to go on after, empty on the last page)."""
    with reading() as db:
        wanted = select(FraudReport).where(_visible(db, by)).order_by(FraudReport.ref.desc()).limit(ROWS + 1)
        rows = list(db.scalars(wanted.where(FraudReport.ref < after) if after else wanted))
        return tuple(_line(row) for row in rows[:ROWS]), rows[ROWS - 1].ref if len(rows) > ROWS else ""


def _visible(db: Db, by: Who):
    """`access.actors_of` as one condition."""
    duties = access.duties_of(db, by)
    kinds = access.kinds_of(db, duties)
    if any(duty == "auditor" or (duty in access.REGISTRY_DUTIES and kinds.get(home) == "registry")
           for home, duty in duties):
        return FraudReport.id.is_not(None)
    offices = [kinds.get(home or 0, "") for home, duty in duties if duty == "officer"]
    return or_(FraudReport.applicant_id == by.id,
               and_(FraudReport.office != "", FraudReport.office.in_(offices)))


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """One report. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, FraudReport, ref, by)
        handles = bool(HANDLERS & access.actors_of(db, by, row))
        return Dossier(
            **vars(_line(row)), body=row.body, handles=handles, result=row.result, answered_on=row.answered_on,
            reporter=row.applicant.name if handles and row.applicant else "",
            contact=secrecy.unseal(row.contact, "contact") if handles else "",
            offers=moves.offers(db, row, by, today), history=history_of(db, row, HAPPENED))


def progress(ref: str, code: str) -> Progress:
    """How a report stands, for whoever has its code. NotFound otherwise."""
    with reading() as db:
        row = db.scalar(select(FraudReport).where(FraudReport.ref == ref, FraudReport.code == code))
        if row is None:
            raise NotFound(ref)
        return Progress(row.ref, moves.state_of(row), row.target_zh, row.said_on, row.result, row.answered_on)


def _line(row: FraudReport) -> Line:
    return Line(row.ref, moves.state_of(row), row.about, row.target, row.target_zh, row.said_on)


