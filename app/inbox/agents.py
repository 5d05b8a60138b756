"""The dossiers of principals that a mandate in force covers for this person, with the acts that it gives on each."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import agency
from app.access import Who
from app.inbox import gathering
from app.inbox.gathering import Roles, Row
from app.models.mandate import Mandate
from app.models.project import Application, Project
from app.models.reduction import Period, ReductionApplication
from workflows.engine import Actor
from workflows.mandates import EVERYTHING

if TYPE_CHECKING:
    from app.database import Db

AS_OWNER = frozenset({Actor.OWNER_INITIATOR, Actor.AGENT})


def rows(db: Db, roles: Roles, who: Who) -> list[Row]:
    """Each with `extra["acts"]`; none for a person whose organisation holds no mandate."""
    homes = {home for home, actors in roles.owner.items() if home and Actor.OWNER_INITIATOR in actors}
    held = agency.mandates_held(db, homes) if homes else []
    if not held:
        return []
    principals = {mandate.holder_id for mandate in held}
    roles = Roles({home: AS_OWNER for home in principals}, {}, frozenset(), roles.today)
    names = _names(db, principals)
    found = [*gathering.applications(db, roles), *gathering.reductions(db, roles), *gathering.periods(db, roles),
             *gathering.engagements(db, roles, who)]
    given = ((row, _acts(held, row.owner_id, names[row.subject])) for row in found)
    return [replace(row, extra={**row.extra, "acts": acts}) for row, acts in given if acts]


def _acts(held: Sequence[Mandate], owner: int, names: Collection[str]) -> frozenset[str]:
    covering = (m for m in held if m.holder_id == owner and (EVERYTHING in m.scope or set(names) & set(m.scope)))
    return frozenset(act for mandate in covering for act in mandate.acts)


def _names(db: Db, principals: Collection[int]) -> dict[str, set[str]]:
    """Ref of a dossier → the names under which a mandate may cover it, as `agency` reads them."""
    found: dict[str, set[str]] = defaultdict(set)
    filed = select(Application.ref, Project.code).outerjoin(Project, Project.application_id == Application.id)
    for ref, code in db.execute(filed.where(Application.owner_id.in_(principals))):
        found[ref] |= {ref, code} - {None}
    for kind in (ReductionApplication, Period):
        of_project = (select(kind.ref, Project.code, Application.ref).join(Project, Project.id == kind.project_id)
                      .join(Application, Application.id == Project.application_id))
        for ref, code, application in db.execute(of_project.where(Project.owner_id.in_(principals))):
            found[ref] |= {code, application}
    return found
