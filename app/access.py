"""Who is what to whom. An actor is a relation of a person to one dossier, never a role of a person as such.

`actors_of` answers the empty set for a stranger: then the dossier does not exist for that person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from app import agency
from app.database import Db
from app.models.engagement import Engagement, EngagementMember
from app.models.notice import Comment
from app.models.party import Membership, Organisation, Person
from app.models.project import Application, Project
from app.models.reduction import Period, ReductionApplication
from app.models.review import Evaluation, ExpertSeat
from workflows.engine import Actor


@dataclass(frozen=True)
class Who:
    """The person who acts, as far as the floors below the views need to know.

    fresh: a second factor was shown a moment ago. Only a session can lack it; a program of the house has none to show.
    """
    id: int
    name: str
    sign_in: str
    fresh: bool = field(default=True, compare=False)


CLOCK = Who(0, "系统时钟", "clock")

OWNER_DUTIES = {"initiator": Actor.OWNER_INITIATOR, "confirmer": Actor.OWNER_CONFIRMER}
BODY_DUTIES = {"team": Actor.BODY_TEAM, "reviewer": Actor.BODY_REVIEWER, "decider": Actor.BODY_DECIDER}
REGISTRY_DUTIES = {"operator": Actor.REGISTRY_OPERATOR, "national_administrator": Actor.NATIONAL_ADMINISTRATOR}
COUNTERPARTY_DUTIES = {"initiator": Actor.COUNTERPARTY_INITIATOR, "confirmer": Actor.COUNTERPARTY_CONFIRMER}
OFFICES = {"exchange": Actor.EXCHANGE, "province": Actor.PROVINCE, "market_supervision": Actor.MARKET_SUPERVISION,
           "regulator": Actor.REGULATOR, "court": Actor.COURT_DESK}         # kind of organisation → its officers
OFFICIAL = {*REGISTRY_DUTIES, "officer", "expert"}      # duties that count by the kind of organisation they are for
_STANDING = (select(Person.disabled, Membership.organisation_id, Membership.duty)
             .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.ended_on.is_(None)))
             .where(Person.id == bindparam("person")))
_ENGAGED = (select(Engagement).where(Engagement.subject == bindparam("subject"))
            .order_by(Engagement.state.in_(("declined", "body_lost")), Engagement.id.desc()).limit(1))


def actors_of(db: Db, who: Who | None, subject: Any, step: str = "") -> frozenset[Actor]:
    """What `who` is to `subject`. Empty: it does not exist for that person.

    An owner's agent is AGENT, who sees; for a `step` that a mandate in force covers, the owner's initiator too. A step
    is a move's trigger or the name of what a form does (`workflows.mandates.ACTS`).

    A dossier of another kind than those named here says its own relations: `holder_id`, whose initiator and confirmer
    are its owner's; `counterparty_id`, the organisation that must agree, or None; `offices`, the kinds of organisation
    whose officers take part in it; `office_id`, the one office of those, or None for any; `acting_body_id`, the body
    whose people act by their duty there; all as columns, properties or attributes of its class.
    """
    if who is CLOCK:
        return frozenset({Actor.CLOCK})
    standing = db.execute(_STANDING, {"person": who.id}).all() if who else ()
    if who is None or not standing or standing[0].disabled:
        return frozenset()
    if isinstance(subject, Comment):
        return _around_comment(db, who, subject)
    duties = [(home, duty) for _, home, duty in standing if duty]
    found = {OWNER_DUTIES[duty] for home, duty in duties if home == _owner(subject) and duty in OWNER_DUTIES}
    if _owner(subject) is None and getattr(subject, "applicant_id", None) == who.id:
        found.add(Actor.OWNER_INITIATOR)                # who applies for an organisation that is not known here yet
    found |= _body_actors(db, who, subject, duties)
    found |= agency.agent_actors(db, duties, subject, step)
    if _handed_in(subject):
        other = getattr(subject, "counterparty_id", None)
        found |= {COUNTERPARTY_DUTIES[d] for home, d in duties if home == other and d in COUNTERPARTY_DUTIES}
        found |= _officials(db, _of_one_office(duties, subject), getattr(subject, "offices", ()))
        found |= _experts(db, who, subject)
    return frozenset(found)


def signed(db: Db, number: int, subject: Any, step: str) -> dict[str, Any]:
    """Who did something, as an event says it: the person, and the mandate under which an agent acted."""
    duties = duties_of(db, Who(number, "", ""))
    own = any(home == _owner(subject) and duty in OWNER_DUTIES for home, duty in duties)
    ref = "" if own else agency.mandate_for(db, duties, subject, step)
    return {"by": number, "mandate": ref} if ref else {"by": number}


def _around_comment(db: Db, who: Who, row: Comment) -> frozenset[Actor]:
    """Its author, and whoever is something to the filing on notice; what was reported as unlawful is for its author and
    the registry's eyes alone."""
    model = Application if row.notice.subject.startswith("PA-") else ReductionApplication
    found = actors_of(db, who, db.scalar(select(model).where(model.ref == row.notice.subject)))
    if row.state == "reported":
        found &= frozenset({*REGISTRY_DUTIES.values(), Actor.AUDITOR})
    return found | {Actor.COMMENTER} if row.person_id == who.id else found


def people_of(db: Db, subject: Any, actors: Iterable[Actor]) -> list[Who]:
    """Everybody who is one of these to a dossier now."""
    wanted, work = frozenset(actors), subject if isinstance(subject, Engagement) else engagement_of(db, subject)
    homes = {_owner(subject), getattr(subject, "counterparty_id", None), work.body_id if work else None} - {None}
    serves = select(Membership.person_id).join(Organisation).where(
        Membership.ended_on.is_(None), or_(Organisation.id.in_(homes), Organisation.kind.in_(("registry", *OFFICES))))
    rows = db.scalars(select(Person).where(Person.id.in_(serves), Person.disabled.is_(False)).order_by(Person.id))
    found = [Who(person.id, person.name, person.sign_in) for person in rows]
    return [who for who in found if wanted & actors_of(db, who, subject)]


def duties_of(db: Db, who: Who) -> list[tuple[int | None, str]]:
    """(organisation, duty) of each present duty of a person."""
    rows = db.execute(select(Membership.organisation_id, Membership.duty).where(Membership.person_id == who.id,
                                                                                Membership.ended_on.is_(None)))
    return [(home, duty) for home, duty in rows]


def kinds_of(db: Db, duties: list[tuple[int | None, str]]) -> dict[int, str]:
    """The kind of each organisation that is served."""
    homes = {home for home, _ in duties if home}
    rows = db.execute(select(Organisation.id, Organisation.kind).where(Organisation.id.in_(homes))) if homes else ()
    return {number: kind for number, kind in rows}


def _of_one_office(duties: list[tuple[int | None, str]], subject: Any) -> list[tuple[int | None, str]]:
    """Without the officers of others, where one office alone takes part (`office_id`)."""
    only = getattr(subject, "office_id", None)
    return [(home, duty) for home, duty in duties if duty != "officer" or only in (None, home)]


def _officials(db: Db, duties: list[tuple[int | None, str]], offices: Iterable[str]) -> set[Actor]:
    """The registry's people, the auditor, and officers of the offices that take part."""
    kinds = kinds_of(db, [(home, duty) for home, duty in duties if duty in OFFICIAL])
    found = {REGISTRY_DUTIES[d] for home, d in duties if kinds.get(home) == "registry" and d in REGISTRY_DUTIES}
    found |= {Actor.AUDITOR for _, d in duties if d == "auditor"}
    served = {kinds.get(home or 0, "") for home, duty in duties if duty == "officer"}
    experts = {kinds.get(home or 0, "") for home, duty in duties if duty == "expert"} & set(offices)
    return found | {OFFICES[kind] for kind in served & set(offices) & set(OFFICES)} | {Actor.EXPERT for _ in experts}


def _experts(db: Db, who: Who, subject: Any) -> set[Actor]:
    """Who was drawn from the panel to look at an application under review (R-181)."""
    if not isinstance(subject, (Application, ReductionApplication)):
        return set()
    drawn = select(ExpertSeat.id).join(Evaluation).where(Evaluation.subject == subject.ref,
                                                         ExpertSeat.person_id == who.id)
    return {Actor.EXPERT} if db.scalar(drawn) else set()


def is_shut(home: Organisation) -> bool:
    """R-16, R-17: its account is restricted or closed, so that it takes no step of its own."""
    return home.restricted or home.closed_on is not None


def owner_is_shut(db: Db, subject: Any) -> bool:
    """Whether the dossier belongs to an organisation whose account is restricted or closed."""
    number = _owner(subject)
    return number is not None and is_shut(db.get_one(Organisation, number))


def _owner(subject: Any) -> int | None:
    match subject:
        case Application():
            return subject.owner_id
        case Engagement():
            return subject.client_id
        case Period() | ReductionApplication():
            return subject.project.owner_id
    return subject.holder_id


def _handed_in(subject: Any) -> bool:
    """A draft is its owner's alone; from the first hand-in on the registry and the auditor see the dossier. What an
    office drafts is the offices' to see."""
    return subject.state != "draft" or getattr(subject, "is_draft_of_another", False)


def _body_actors(db: Db, who: Who, subject: Any, duties: list[tuple[int | None, str]]) -> set[Actor]:
    """Before a team is named, everyone of the body by duty; then only the people who are named."""
    if not any(duty in BODY_DUTIES for _, duty in duties):
        return set()
    if body := getattr(subject, "acting_body_id", None):
        return {BODY_DUTIES[duty] for home, duty in duties if home == body and duty in BODY_DUTIES}
    engagement = subject if isinstance(subject, Engagement) else engagement_of(db, subject)
    if engagement is None:
        return set()
    members = db.scalars(select(EngagementMember).where(EngagementMember.engagement_id == engagement.id)).all()
    served = {BODY_DUTIES[duty] for home, duty in duties if home == engagement.body_id and duty in BODY_DUTIES}
    if not members:
        return served
    named = next((m for m in members if m.person_id == who.id), None)
    if named is None or not served:                     # who has left the body has left its work
        return set()
    sides = {Actor.BODY_TEAM: named.in_team, Actor.BODY_REVIEWER: named.is_reviewer,
             Actor.BODY_DECIDER: named.is_decider}
    return {actor for actor, holds in sides.items() if holds}


def engagement_of(db: Db, subject: Any) -> Engagement | None:
    """The live engagement of a body on this dossier, else the newest one; for a period, that of its live claim."""
    if isinstance(subject, Period):
        subject = db.scalar(select(ReductionApplication).where(ReductionApplication.period_id == subject.id)
                            .order_by(ReductionApplication.id.desc()))
        if subject is None:
            return None
    if isinstance(subject, Project):                    # the verification under way judges a change of type B
        return db.scalar(select(Engagement).where(
            Engagement.project_id == subject.id, Engagement.state.not_in(("issued", "declined", "body_lost")))
            .order_by(Engagement.id.desc()))
    return db.scalar(_ENGAGED, {"subject": subject.ref})
