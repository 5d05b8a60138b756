"""The rows behind an inbox, each kind by one statement, whatever the number of dossiers."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app.access import BODY_DUTIES, OFFICES, OWNER_DUTIES, REGISTRY_DUTIES, Who
from app.inbox.steps import finals, states_waiting
from app.models.account import AccountDossier
from app.models.engagement import Engagement, EngagementMember, Finding
from app.models.mandate import Mandate
from app.models.party import Membership, Organisation
from app.models.project import Application, Project
from app.models.reduction import Period, ReductionApplication
from app.models.report import FraudReport
from app.models.work import Deadline, Proposal
from workflows.engine import Actor
from workflows.projects import LIVING

if TYPE_CHECKING:
    from app.database import Db

MOST = 200                                              # rows of one kind in one inbox


@dataclass(frozen=True)
class Roles:
    """What a person is, by organisation; a duty at a registry counts for every dossier that was handed in."""
    owner: Mapping[int | None, frozenset[Actor]]
    body: Mapping[int | None, frozenset[Actor]]
    registry: frozenset[Actor]
    today: date
    offices: frozenset[Actor] = frozenset()
    names: Mapping[int, tuple[str, str]] = field(default_factory=dict)      # of the organisations served
    secures: bool = False                               # a security administrator

    def serving(self, row: Row) -> tuple[str, str]:
        """For which of several organisations a dossier is the reader's; empty words for a reader who serves one."""
        if len(self.names) < 2:
            return ("", "")
        if row.owner_id in self.owner and Actor.COUNTERPARTY_INITIATOR not in row.actors:
            return self.names[row.owner_id]
        return row.body if row.body in self.names.values() else ("", "")


@dataclass(frozen=True)
class Row:
    """A dossier as the inbox needs it. subject: the application that an engagement serves, else its own ref."""
    stage: str
    ref: str
    state: str
    subject: str
    about: str
    owner_id: int
    opened_on: date
    owner: tuple[str, str]                              # Chinese name, English name
    body: tuple[str, str]
    actors: frozenset[Actor]
    extra: Mapping[str, Any] = field(default_factory=dict)


def roles_of(db: Db, who: Who, today: date) -> Roles:
    rows = db.execute(select(Membership.organisation_id, Membership.duty, Organisation.kind, Organisation)
                      .join(Organisation).where(Membership.person_id == who.id, Membership.ended_on.is_(None)))
    owner: dict[int | None, set[Actor]] = defaultdict(set)
    body: dict[int | None, set[Actor]] = defaultdict(set)
    registry: set[Actor] = set()
    offices: set[Actor] = set()
    names: dict[int, tuple[str, str]] = {}
    duties = set()
    for home, duty, kind, organisation in rows:
        names[organisation.id] = _named(organisation)
        duties.add(duty)
        if duty in OWNER_DUTIES:
            owner[home].add(OWNER_DUTIES[duty])
        elif duty in BODY_DUTIES:
            body[home].add(BODY_DUTIES[duty])
        elif duty in REGISTRY_DUTIES and kind == "registry":
            registry.add(REGISTRY_DUTIES[duty])
        elif duty == "officer" and kind in OFFICES:
            offices.add(OFFICES[kind])
        elif duty == "expert" and kind == "expert_panel":
            offices.add(Actor.EXPERT)
    return Roles({h: frozenset(a) for h, a in owner.items()}, {h: frozenset(a) for h, a in body.items()},
                 frozenset(registry), today, frozenset(offices), names, "security_administrator" in duties)


def _named(organisation: Organisation | None) -> tuple[str, str]:
    return (organisation.name_zh, organisation.name_en or organisation.name_zh) if organisation else ("", "")


def applications(db: Db, roles: Roles) -> list[Row]:
    owner, body = aliased(Organisation), aliased(Organisation)
    query = (select(Application.ref, Application.state, Application.name, Application.owner_id, Application.opened_on,
                    owner, body)
             .join(owner, owner.id == Application.owner_id).outerjoin(body, body.id == Application.body_id))
    rows = db.execute(_oldest(query, Application, _seen(roles, "registration", Application, Application.owner_id)))
    return [Row("registration", ref, state, ref, name, home, opened, _named(who), _named(with_whom),
                _actors(roles, home, state))
            for ref, state, name, home, opened, who, with_whom in rows]


def reductions(db: Db, roles: Roles) -> list[Row]:
    owner, body = aliased(Organisation), aliased(Organisation)
    query = (select(ReductionApplication.ref, ReductionApplication.state, Project.name, Project.owner_id,
                    ReductionApplication.opened_on, owner, body)
             .join(Project, Project.id == ReductionApplication.project_id).join(owner, owner.id == Project.owner_id)
             .outerjoin(body, body.id == ReductionApplication.body_id))
    rows = db.execute(
        _oldest(query, ReductionApplication, _seen(roles, "issuance", ReductionApplication, Project.owner_id))
    )
    return [Row("issuance", ref, state, ref, name, home, opened, _named(who), _named(with_whom),
                _actors(roles, home, state))
            for ref, state, name, home, opened, who, with_whom in rows]


def periods(db: Db, roles: Roles) -> list[Row]:
    """Periods that the owner works on; claims: how many live applications rest on it."""
    claims = (select(func.count()).where(ReductionApplication.period_id == Period.id,
                                         ReductionApplication.state.not_in(("refused", "withdrawn", "terminated")))
              .scalar_subquery())
    query = (select(Period.ref, Period.state, Project.name, Project.owner_id, Period.opened_on, claims)
             .join(Project, Project.id == Period.project_id))
    rows = db.execute(query.where(Project.owner_id.in_(roles.owner), Period.state.in_(("open", "closed", "accounted")))
                      .order_by(Period.opened_on, Period.ref).limit(MOST + 1))
    return [Row("monitoring", ref, state, ref, name, home, opened, _named(None), _named(None), roles.owner[home],
                {"claims": live})
            for ref, state, name, home, opened, live in rows]


def accounts(db: Db, roles: Roles, who: Who) -> list[Row]:
    """Account dossiers that wait: for their applicant or holder, for the exchange, the registry, or a second person."""
    exchange = db.scalar(select(Membership.id).join(Organisation).where(
        Membership.person_id == who.id, Membership.ended_on.is_(None), Membership.duty == "officer",
        Organisation.kind == "exchange"))
    waiting = select(Proposal.subject).where(Proposal.state == "open")
    mine = or_(AccountDossier.applicant_id == who.id, AccountDossier.holder_id.in_(roles.owner))
    query = select(AccountDossier).where(or_(
        and_(mine, AccountDossier.state.in_(("draft", "restricted"))),
        and_(AccountDossier.ref.in_(waiting), or_(mine, true() if roles.registry else false())),
        and_(AccountDossier.state == "first_review", true() if exchange else false()),
        and_(AccountDossier.state.in_(("in_review", "change_review", "restore_asked", "closure_asked")),
             true() if roles.registry else false())))
    rows = db.scalars(query.order_by(AccountDossier.begun_on, AccountDossier.ref).limit(MOST + 1))
    return [Row("account", row.ref, row.state, row.ref, row.name_zh, row.holder_id or 0, row.begun_on,
                _named(None), _named(None), _of_account(roles, row, who, bool(exchange)))
            for row in rows]


def mandates(db: Db, roles: Roles, who: Who) -> list[Row]:
    """Mandates that wait for their agent, for a second person of the principal, or to be signed."""
    waiting = select(Proposal.subject).where(Proposal.state == "open")
    owner = aliased(Organisation)
    query = select(Mandate, owner).join(owner, owner.id == Mandate.holder_id).where(or_(
        and_(Mandate.holder_id.in_(roles.owner), or_(Mandate.state == "draft", Mandate.ref.in_(waiting))),
        and_(Mandate.counterparty_id.in_(roles.owner), Mandate.state == "signed")))
    found = []
    for row, home in db.execute(query.order_by(Mandate.begun_on, Mandate.ref).limit(MOST + 1)):
        mine = roles.owner.get(row.holder_id, frozenset())
        agent = Actor.OWNER_INITIATOR in roles.owner.get(row.counterparty_id, ()) and row.state == "signed"
        found.append(Row("mandate", row.ref, row.state, row.ref, row.counterparty.name_zh, row.holder_id, row.begun_on,
                         _named(home), _named(row.counterparty),
                         mine | {Actor.COUNTERPARTY_INITIATOR} if agent else mine))
    return found


def _of_account(roles: Roles, row: AccountDossier, who: Who, exchange: bool) -> frozenset[Actor]:
    """As `access.actors_of`; a restricted account waits for its holder alone."""
    found = roles.owner.get(row.holder_id, frozenset())
    if row.holder_id is None and row.applicant_id == who.id:
        found |= {Actor.OWNER_INITIATOR}
    if row.state == "first_review" and exchange:
        found |= {Actor.EXCHANGE}
    return found if row.state == "draft" else found | roles.registry


def reports(db: Db, roles: Roles) -> list[Row]:
    """Reports of fraud that an office has, for its officers to close (R-10)."""
    kinds = [kind for kind, actor in OFFICES.items() if actor in roles.offices]
    if not kinds:
        return []
    rows = db.scalars(select(FraudReport).where(FraudReport.state != "answered", FraudReport.office.in_(kinds))
                      .order_by(FraudReport.said_on, FraudReport.ref).limit(MOST + 1))
    return [Row("report", row.ref, row.state, row.ref, row.target_zh, 0, row.said_on, _named(None), _named(None),
                frozenset({OFFICES[row.office]})) for row in rows]


def idle_projects(db: Db, roles: Roles) -> list[tuple[str, str, int, date]]:
    """(code, name, owner, registered on) of registered projects for which no period is being worked on."""
    busy = select(Period.id).where(Period.project_id == Project.id, Period.state != "verified").exists()
    rows = db.execute(select(Project.code, Project.name, Project.owner_id, Project.registered_on)
                      .where(Project.owner_id.in_(roles.owner), Project.state.in_(LIVING), ~busy)
                      .order_by(Project.code).limit(MOST))
    return [(code, name, home, on) for code, name, home, on in rows]


def engagements(db: Db, roles: Roles, who: Who) -> list[Row]:
    """Work of the reader's body, and work for the reader's organisation while findings are open."""
    client, body = aliased(Organisation), aliased(Organisation)
    name = func.coalesce(Application.name, Project.name)
    query = (
        select(
            Engagement.id,
            Engagement.kind,
            Engagement.ref,
            Engagement.state,
            Engagement.subject,
            name,
            Engagement.client_id,
            Engagement.body_id,
            Engagement.opened_on,
            client,
            body,
            Engagement.plan,
        )
        .join(client, client.id == Engagement.client_id)
        .join(body, body.id == Engagement.body_id)
        .outerjoin(Application, Application.ref == Engagement.subject)
        .outerjoin(Project, Project.id == Engagement.project_id)
    )
    mine = and_(Engagement.body_id.in_(roles.body), Engagement.state.not_in(finals("validation")))
    asked = and_(Engagement.client_id.in_(roles.owner), Engagement.state == "findings_open")
    rows = db.execute(
        query.where(or_(mine, asked)).order_by(Engagement.opened_on, Engagement.ref).limit(MOST + 1)
    ).all()
    if not rows:
        return []
    named, findings = _members(db, [r[0] for r in rows]), _findings(db, [r[0] for r in rows])
    return [Row(kind, ref, state, subject, about or "", client_id, opened, _named(owner), _named(body_name),
                _of_body(roles, body_id, named.get(id), who) | roles.owner.get(client_id, frozenset()),
                {"findings": findings.get(id, {}), "answer_by": (plan or {}).get("answer_by", "")})
            for id, kind, ref, state, subject, about, client_id, body_id, opened, owner, body_name, plan in rows]


def _seen(roles: Roles, stage: str, model: Any, owner: Any) -> ColumnElement[bool]:
    """An owner sees what is alive; the registry what waits for it, or for a second person; its national administrators
    also what it let run out."""
    waiting = select(Proposal.subject).where(Proposal.state == "open")
    queue = and_(
        model.state != "draft", or_(model.state.in_(states_waiting(stage, roles.registry)), model.ref.in_(waiting))
    )
    if Actor.NATIONAL_ADMINISTRATOR in roles.registry:
        late = select(Deadline.subject).where(Deadline.met_on.is_(None), Deadline.stopped_on.is_(None),
                                              Deadline.due_on < roles.today)
        queue = or_(queue, and_(model.state.in_(states_waiting(stage, (Actor.REGISTRY_OPERATOR,))),
                                model.ref.in_(late)))
    return or_(and_(owner.in_(roles.owner), model.state.not_in(finals(stage))), queue if roles.registry else false())


def _oldest(query: Any, model: Any, condition: ColumnElement[bool]) -> Any:
    due = (select(func.min(Deadline.due_on)).where(Deadline.subject == model.ref, Deadline.met_on.is_(None),
                                                   Deadline.stopped_on.is_(None)).scalar_subquery())
    return query.where(condition).order_by(func.coalesce(due, date.max), model.ref).limit(MOST + 1)


def _actors(roles: Roles, home: int, state: str) -> frozenset[Actor]:
    """As `access.actors_of`, without the body: no step of an application is the body's own."""
    return roles.owner.get(home, frozenset()) | (roles.registry if state != "draft" else frozenset())


def _of_body(roles: Roles, body_id: int, named: Mapping[int, frozenset[Actor]] | None, who: Who) -> frozenset[Actor]:
    """As `access.actors_of`: everyone of the body by duty, then only the people who are named."""
    return named.get(who.id, frozenset()) if named else roles.body.get(body_id, frozenset())


def _members(db: Db, ids: Iterable[int]) -> dict[int, dict[int, frozenset[Actor]]]:
    found: dict[int, dict[int, frozenset[Actor]]] = defaultdict(dict)
    for m in db.scalars(select(EngagementMember).where(EngagementMember.engagement_id.in_(list(ids)))):
        sides = {Actor.BODY_TEAM: m.in_team, Actor.BODY_REVIEWER: m.is_reviewer, Actor.BODY_DECIDER: m.is_decider}
        found[m.engagement_id][m.person_id] = frozenset(a for a, holds in sides.items() if holds)
    return found


def _findings(db: Db, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = db.execute(select(Finding.engagement_id, Finding.state, func.count())
                      .where(Finding.engagement_id.in_(list(ids))).group_by(Finding.engagement_id, Finding.state))
    for id, state, count in rows:
        found[id][state] = count
    return found
