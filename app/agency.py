"""Who acts for an owner under a mandate 授权书: an agent sees the dossiers that it covers and takes the steps given."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from app import clock
from app.database import Db
from app.models.engagement import Engagement
from app.models.mandate import Mandate
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.reduction import Period, ReductionApplication
from workflows.engine import Actor
from workflows.mandates import EVERYTHING, covers

Duties = Iterable[tuple[int | None, str]]


def agent_actors(db: Db, duties: Duties, subject: Any, step: str) -> set[Actor]:
    """AGENT where a mandate in force names the dossier; the owner's initiator too where it gives this step."""
    found = mandates_on(db, duties, subject)
    if not found:
        return set()
    given = any(covers(frozenset(row.acts), subject.stage, step) for row in found)
    return {Actor.AGENT, Actor.OWNER_INITIATOR} if given else {Actor.AGENT}


def mandate_for(db: Db, duties: Duties, subject: Any, step: str) -> str:
    """The ref of the mandate that gives this step; empty when none does."""
    return next((row.ref for row in mandates_on(db, duties, subject)
                 if covers(frozenset(row.acts), subject.stage, step)), "")


def mandates_on(db: Db, duties: Duties, subject: Any) -> list[Mandate]:
    """Mandates in force today, held by organisations for which the person is initiator, that name this dossier."""
    homes = {home for home, duty in duties if home and duty == "initiator"}
    if not homes:
        return []
    owner, names = _of_owner(db, subject)
    if owner is None or homes == {owner}:
        return []
    rows = mandates_held(db, homes, owner)
    return [row for row in rows if EVERYTHING in row.scope or names & set(row.scope)]


def mandates_held(db: Db, homes: Iterable[int], owner: int | None = None) -> list[Mandate]:
    """Those in force today that these organisations hold, of one owner or of any."""
    today = clock.today()
    wanted = (select(Mandate).join(Organisation, Organisation.id == Mandate.counterparty_id).order_by(Mandate.id)
              .where(Mandate.counterparty_id.in_(homes), Mandate.state == "in_force", Mandate.starts_on <= today,
                     Mandate.ends_on >= today, Organisation.kind != "body", Organisation.restricted.is_(False)))
    return list(db.scalars(wanted.where(Mandate.holder_id == owner) if owner else wanted))


def covered(db: Db, duties: Duties) -> ColumnElement[bool]:
    """`agent_actors` as a condition on Application, for lists; a claim and a period are covered with their project."""
    homes = {home for home, duty in duties if home and duty == "initiator"}
    return or_(false(), *(_in_scope(row) for row in (mandates_held(db, homes) if homes else ())))


def _in_scope(row: Mandate) -> ColumnElement[bool]:
    named = Application.id.in_(select(Project.application_id).where(Project.code.in_(row.scope)))
    return and_(Application.owner_id == row.holder_id,
                true() if EVERYTHING in row.scope else or_(Application.ref.in_(row.scope), named))


def _of_owner(db: Db, subject: Any) -> tuple[int | None, set[str]]:
    """(owner, names under which a mandate may name this dossier); nobody for dossiers that are no project's."""
    match subject:
        case Application():
            return subject.owner_id, {subject.ref, *_codes(subject.project)}
        case Period() | ReductionApplication():
            return subject.project.owner_id, _codes(subject.project)
        case Engagement():
            project = db.get(Project, subject.project_id) if subject.project_id else None
            return subject.client_id, {subject.subject, *_codes(project)}
    return None, set()


def _codes(project: Project | None) -> set[str]:
    return {project.code, project.application.ref} if project else set()
