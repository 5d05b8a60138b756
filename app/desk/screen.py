"""The screen of uniqueness over everything filed and registered here and on record elsewhere (R-30, R-157)."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from app.evidence.canonical import canonical, sha256
from app.models.imported import ImportedProject
from app.models.notice import Notice
from app.models.project import DEAD, Application, Project
from app.models.reduction import Dataset, Period, ReductionApplication
from app.models.review import MeterShare, UniquenessScreen
from app.papers.designs import design_document
from app.published.queries import settings
from methodologies.kernel.dates import read_day
from workflows.metering import Share
from workflows.uniqueness import Footprint, Match, assets_of, places_of, plain, screen

if TYPE_CHECKING:
    from app.database import Db

ENDED = tuple(DEAD.strip("()").replace("'", "").split(","))


def matches_of(db: Db, subject: Application | ReductionApplication, today: date) -> tuple[Match, ...]:
    """What the screen finds today; of a reduction application, for its project and the days of its period."""
    application = subject if isinstance(subject, Application) else subject.project.application
    mine = footprint_of(db, application, today)
    if isinstance(subject, ReductionApplication):
        mine = replace(mine, first=subject.period.starts_on, last=subject.period.ends_on)
    return screen(mine, others(db, application, today), shares(db), settings(db, today)["unique.near_m"])


def footprint_of(db: Db, row: Application, today: date) -> Footprint:
    """From the document as it stands and, of a registered project, the meters of its periods."""
    inputs = design_document(db, row)["inputs"]
    machines, planned, parcels = assets_of(inputs)
    metered = assets_of({"meters": [each for rows in _ledgers(db, row) for each in rows]})[1]
    meters = {plain(meter.number): meter for meter in (*metered, *planned)}         # where planned, that is its place
    project = row.project
    return Footprint(
        ref=project.code if project else row.ref, name=row.name, owner=row.owner.credit_code,
        state=project.state if project else "live", public=project is not None or _is_public(db, row.ref, today),
        first=read_day(inputs.get("crediting_from")), last=read_day(inputs.get("crediting_to")),
        points=places_of(inputs), parcels=parcels, equipment=machines, meters=tuple(meters.values()),
        archive_code=str(inputs.get("green_archive_code") or ""))


def _ledgers(db: Db, row: Application) -> Iterator[list[dict]]:
    """The ledgers of meters of a project's periods."""
    if row.project:
        yield from db.scalars(select(Dataset.rows).join(Period).where(Period.project_id == row.project.id,
                                                                      Dataset.name == "meters"))


def _is_public(db: Db, ref: str, today: date) -> bool:
    return db.scalar(select(Notice.id).where(Notice.subject == ref, Notice.starts_on <= today)) is not None


def others(db: Db, row: Application, today: date) -> Iterator[Footprint]:
    """Every other application that was handed in and did not end, then the records of other registers."""
    revoked = select(Project.application_id).where(Project.state == "revoked")      # its place is free again
    handed_in = and_(Application.state.not_in(("draft", *ENDED)), Application.id.not_in(revoked))
    for other in db.scalars(select(Application).where(Application.id != row.id, handed_in).order_by(Application.id)):
        yield footprint_of(db, other, today)
    ours = set(db.scalars(select(Project.code)))
    for record in db.scalars(select(ImportedProject).where(ImportedProject.code.not_in(ours))):
        yield _imported(record)


def _imported(record: ImportedProject) -> Footprint:
    return Footprint(
        ref=record.code, name=record.name, owner=record.owner, state="imported", public=True,
        first=record.crediting_from, last=record.crediting_to, points=places_of(record.more),
        archive_code=record.more.get("gec_archive_code", ""))


def shares(db: Db) -> tuple[Share, ...]:
    """Every confirmed share of a live application or a project, by the names of footprints."""
    rows = db.execute(select(MeterShare, Application.ref, Project.code).join(
        Application, Application.id == MeterShare.application_id).outerjoin(Project).where(
        MeterShare.confirmed_by.is_not(None), Application.state.not_in(ENDED)).order_by(MeterShare.id))
    return tuple(share_of(row, code or ref) for row, ref, code in rows)


def share_of(row: MeterShare, project: str) -> Share:
    return Share(row.id, project, row.meter, row.starts_on, row.ends_on, Decimal(row.hundredths) / 100)


def keep(db: Db, subject: Any, trigger: str, today: date) -> dict[str, str]:
    """Store what the screen finds with the step that is taken; gives what its event says."""
    body = canonical({"matches": [_said(match) for match in matches_of(db, subject, today)]})
    db.add(UniquenessScreen(subject=subject.ref, trigger=trigger, body=body, digest=sha256(body), made_on=today))
    return {"screen": sha256(body)}


def _said(match: Match) -> Mapping[str, Any]:
    return {name: getattr(match, name) for name in ("kind", "where", "ref", "name", "state", "public", "meets", "zh",
                                                    "en")}
