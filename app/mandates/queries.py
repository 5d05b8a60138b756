"""What the rules of a mandate need to know, and what its pages show: to both parties, and to the registry."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from app import access, moves
from app.access import Who
from app.database import Db, reading
from app.models.mandate import Mandate
from app.models.party import Organisation
from app.models.project import Application, Project
from app.models.reduction import ReductionApplication
from app.papers.history import Happened, history_of
from app.papers.waiting import Waiting, waiting_of
from app.parties.queries import Named, named
from app.published.queries import settings
from app.rooms import Offer
from workflows.engine import Actor
from workflows.mandates import ACTS, AGENTS, EVERYTHING, Act, Facts, State

HAPPENED = {"opened": ("起草授权书", "Mandate begun"), "saved": ("修改授权书", "Mandate changed")}
ROWS = 100


@dataclass(frozen=True)
class Line:
    ref: str
    state: State
    principal: Named
    agent: Named
    acts: tuple[Act, ...]
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Covered:
    """A dossier that a mandate names: its address, and what it is called."""
    href: str
    ref: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The page of a mandate. covered: the principal's dossiers in its scope; for its own people and the agent's."""
    ref: str
    state: State
    principal: Named
    agent: Named
    acts: tuple[Act, ...]
    scope: tuple[str, ...]
    everything: bool
    starts_on: date
    ends_on: date
    ended_on: date | None
    may_edit: bool
    says: Mapping[str, object]
    covered: tuple[Covered, ...]
    offers: tuple[Offer, ...]
    waiting: Waiting | None
    history: tuple[Happened, ...]


@dataclass(frozen=True)
class Choices:
    """What a form offers: principals that the reader may bind, agents known here, the principals' own projects."""
    principals: tuple[Named, ...]
    agents: tuple[Named, ...]
    projects: tuple[tuple[str, str], ...]


def mandate_facts(db: Db, row: Mandate, today: date, payload: Mapping[str, str]) -> Facts:
    """The facts of `workflows.mandates`."""
    agent = row.counterparty
    return Facts(today=today, account_active=not access.is_shut(row.holder), agent_kind=agent.kind,
                 agent_is_principal=row.holder_id == row.counterparty_id, acts=frozenset(row.acts),
                 scope=frozenset(row.scope), own=frozenset(own_projects(db, {row.holder_id})),
                 starts_on=row.starts_on, ends_on=row.ends_on, settings=settings(db, today))


def own_projects(db: Db, homes: set[int]) -> dict[str, str]:
    """Ref or code → name of what these owners have: projects by their codes, other applications by their refs."""
    projects = db.execute(select(Project.code, Project.name).where(Project.owner_id.in_(homes)).order_by(Project.code))
    rest = db.execute(select(Application.ref, Application.name).outerjoin(Project).order_by(Application.ref).where(
        Application.owner_id.in_(homes), Project.id.is_(None),
        Application.state.not_in(("refused", "withdrawn", "terminated"))))
    return {ref: name for ref, name in (*projects.all(), *rest.all())}


def choices(by: Who) -> Choices:
    with reading() as db:
        mine = _initiates(db, by)
        principals = db.scalars(select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.name_zh))
        agents = db.scalars(select(Organisation).where(Organisation.kind.in_(AGENTS), Organisation.id.not_in(mine))
                            .order_by(Organisation.kind != "consultant", Organisation.name_zh))
        return Choices(tuple(map(named, principals)), tuple(map(named, agents)), tuple(own_projects(db, mine).items()))


def _initiates(db: Db, by: Who) -> set[int]:
    """Owners for which the reader may begin a mandate."""
    duties = access.duties_of(db, by)
    kinds = access.kinds_of(db, duties)
    return {home for home, duty in duties if home and duty == "initiator" and kinds[home] != "consultant"}


def listing(by: Who) -> tuple[Line, ...]:
    """The mandates that `by` may see, newest first."""
    with reading() as db:
        rows = db.scalars(select(Mandate).where(_visible(db, by)).order_by(Mandate.id.desc()).limit(ROWS))
        return tuple(_line(row) for row in rows)


def _visible(db: Db, by: Who) -> ColumnElement[bool]:
    """`access.actors_of` as one condition."""
    duties = access.duties_of(db, by)
    homes = [home for home, duty in duties if duty in access.OWNER_DUTIES]
    mine = or_(Mandate.holder_id.in_(homes), and_(Mandate.counterparty_id.in_(homes), Mandate.state != "draft"))
    kinds = access.kinds_of(db, duties)
    looks = any(duty == "auditor" or (duty in access.REGISTRY_DUTIES and kinds.get(home) == "registry")
                for home, duty in duties)
    return or_(mine, Mandate.state != "draft") if looks else mine


def _line(row: Mandate) -> Line:
    return Line(row.ref, moves.state_of(row), named(row.holder), named(row.counterparty),
                tuple(ACTS[key] for key in row.acts if key in ACTS), row.starts_on, row.ends_on)


def show(ref: str, *, by: Who, today: date) -> Dossier:
    """The page of a mandate. NotFound when it is absent or not this person's to see."""
    with reading() as db:
        row = moves.look(db, Mandate, ref, by)
        me, line, waiting = access.actors_of(db, by, row), _line(row), waiting_of(db, row, by)
        ours = bool(me & {Actor.OWNER_INITIATOR, Actor.OWNER_CONFIRMER, Actor.COUNTERPARTY_INITIATOR})
        return Dossier(
            ref=row.ref, state=line.state, principal=line.principal, agent=line.agent, acts=line.acts,
            scope=tuple(row.scope), everything=EVERYTHING in row.scope, starts_on=row.starts_on, ends_on=row.ends_on,
            ended_on=row.ended_on, may_edit=row.state == "draft" and Actor.OWNER_INITIATOR in me and not waiting,
            says=_says(row), covered=_covered(db, row) if ours and row.state == "in_force" else (),
            offers=moves.offers(db, row, by, today), waiting=waiting, history=history_of(db, row, HAPPENED))


def _says(row: Mandate) -> dict[str, object]:
    """A mandate as its form asks for it."""
    return {"principal": row.holder.credit_code, "agent": row.counterparty.credit_code, "acts": row.acts,
            "projects": row.scope, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}


def _covered(db: Db, row: Mandate) -> tuple[Covered, ...]:
    """Applications, reduction applications and periods in scope, for the agent's way to them."""
    projects = select(Project.id, Project.code, Project.application_id).where(Project.owner_id == row.holder_id)
    codes = {application: code for _, code, application in db.execute(projects)}
    everything, found = EVERYTHING in row.scope, []
    for filed in db.scalars(select(Application).where(Application.owner_id == row.holder_id).order_by(Application.id)):
        if everything or {filed.ref, codes.get(filed.id)} & set(row.scope):
            found.append(Covered(f"/applications/{filed.ref}", filed.ref, filed.name))
            if code := codes.get(filed.id):
                found.append(Covered(f"/projects/{code}/periods", code, filed.name))
                claims = select(ReductionApplication).join(Project).where(Project.code == code)
                found += [Covered(f"/reductions/{c.ref}", c.ref, filed.name)
                          for c in db.scalars(claims.order_by(ReductionApplication.id))]
    return tuple(found)
