"""What is told to other registers: projects, their reductions, and every range with what was decided of it (R-158)."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.database import Db, reading
from app.ledger.authorisations import Decided, decided, parts
from app.ledger.serials import Block, read_serial
from app.ledger.store import batch_of
from app.models.document import Version
from app.models.engagement import Engagement
from app.models.ledger import Account, Act, Batch, Holding
from app.models.party import Organisation
from app.models.project import Project
from app.models.reduction import Period, ReductionApplication
from app.published.queries import settings
from methodologies.kernel import catalogue
from methodologies.kernel.rules import NotFound, refuse_if_broken
from workflows.approval import SECTORS
from workflows.international import EXPORT, Authorisation, Export
from workflows.projects import LIVING

SINKS = "14"                                            # the sector whose credits are removals


@dataclass(frozen=True)
class Issuance:
    """A period whose reductions were registered: who verified it, and when the report was issued."""
    starts_on: date
    ends_on: date
    body: str
    verified_on: date


@dataclass(frozen=True, kw_only=True)
class Told:
    """A registered project, by its public fields. place: longitude and latitude, empty where they are not public."""
    code: str
    name: str
    owner: str
    sector: str
    removes: bool
    activity: str
    methodology: str
    province: str
    place: str
    lives: bool
    since: date
    body: str
    validated_on: date | None
    issuances: tuple[tuple[int, Issuance], ...]


@dataclass(frozen=True)
class Unit:
    """A range as it stands. ended_on: the day on which it was retired or cancelled."""
    block: Block
    owner: str
    state: str
    ended_on: date | None
    authorisation: Authorisation
    project: Told


@dataclass(frozen=True)
class Everything:
    """All that this registry issued, by project and serial."""
    as_of: date
    projects: tuple[Told, ...]
    units: tuple[Unit, ...]


def everything(today: date) -> Everything:
    """As the ledger stands now; imported records of others are not told on."""
    with reading() as db:
        projects = {row.code: _told(db, row) for row in db.scalars(select(Project).order_by(Project.code))}
        decisions = decided(db)
        units = tuple(unit for held, batch, owner, on in db.execute(
            select(Holding, Batch, Organisation, Act.on).join(Batch, Batch.id == Holding.batch_id)
            .join(Account, Account.id == Holding.account_id)
            .join(Organisation, Organisation.id == Account.organisation_id).join(Act, Act.id == Holding.opened_by)
            .where(Holding.closed_by.is_(None)).order_by(Batch.project_code, Batch.year, Batch.period_no, Holding.lo)
        ) for unit in _units(held, batch, owner, on, decisions, projects[batch.project_code]))
        return Everything(today, tuple(projects.values()), units)


def ask_to_export(serial: str, today: date) -> None:
    """Whether these serials may be transferred abroad. Unreadable, NotFound; Refusal with each reason why not."""
    block = read_serial(serial)
    with reading() as db:
        if batch_of(db, block) is None:
            raise NotFound(serial)
        refuse_if_broken(EXPORT, Export(settings=settings(db, today), ranges=tuple(
            (f"/ranges/{n}", said) for n, (_, said) in enumerate(parts(block, decided(db))))))


def _units(held: Holding, batch: Batch, owner: Organisation, on: date, decisions: Decided, project: Told) -> list[Unit]:
    block = Block(batch.project_code, batch.year, batch.period_no, held.lo, held.hi)
    ended = on if held.state in ("retired", "force_cancelled") else None
    return [Unit(part, _name(owner), held.state, ended, said, project) for part, said in parts(block, decisions)]


def _told(db: Db, row: Project) -> Told:
    module = catalogue.find(row.methodology)
    work = db.scalar(select(Engagement).where(Engagement.subject == row.application.ref, Engagement.issued_on.is_not(
        None)).order_by(Engagement.id.desc()).limit(1))
    document = json.loads(db.get_one(Version, row.version_id).body)
    return Told(code=row.code, name=row.name_en or row.name, owner=_name(row.owner), sector=SECTORS[module.sector][1],
                removes=module.sector == SINKS, activity=module.en, methodology=row.methodology, province=row.province,
                place=_place(document), lives=row.state in (*LIVING, "deregistration_asked"),
                since=row.ended_on or row.registered_on, body=_name(row.validator),
                validated_on=work.issued_on if work else None, issuances=_issuances(db, row))


def _issuances(db: Db, row: Project) -> tuple[tuple[int, Issuance], ...]:
    found = db.execute(
        select(Period, Engagement, Organisation).join(ReductionApplication, ReductionApplication.period_id == Period.id)
        .join(Engagement, Engagement.subject == ReductionApplication.ref)
        .join(Organisation, Organisation.id == Engagement.body_id)
        .where(Period.project_id == row.id, ReductionApplication.registered_on.is_not(None),
               Engagement.issued_on.is_not(None)).order_by(Period.n, Engagement.id))
    by_period = {period.n: Issuance(period.starts_on, period.ends_on, _name(body), work.issued_on)
                 for period, work, body in found}
    return tuple(by_period.items())


def _place(document: dict) -> str:
    """Longitude and latitude, where the owner publishes both."""
    said, levels = document.get("inputs", {}), document.get("levels") or {}
    hidden = any(levels.get(f"{at}{name}", {}).get("level", "public") != "public"
                 for name in ("longitude", "latitude") for at in ("/inputs/", "/"))
    found = [str(said.get(name) or "") for name in ("latitude", "longitude")]
    return ", ".join(found) if all(found) and not hidden else ""


def _name(home: Organisation) -> str:
    return home.name_en or home.name_zh
