"""The screen of a body's independence, computed from who serves whom. Called inside somebody else's session."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.engagement import Engagement, EngagementMember, TieOverride
from app.models.party import Membership, Organisation, Person
from app.models.project import Project
from app.published.queries import settings
from workflows.independence import NAMED, PAST, SERVES, Tie, within_years

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Cleared:
    """A line of the override log."""
    key: str
    reason: str
    who: str
    on: date


def ties_of(db: Db, row: Engagement, today: date) -> tuple[Tie, ...]:
    """Every tie that the records show today, each once; hard ones first."""
    done = set(db.scalars(select(TieOverride.key).where(TieOverride.engagement_id == row.id)))
    found: dict[str, Tie] = {}
    for key, kind, zh, en in (*_services(db, row, today), *_other_work(db, row)):
        if key not in found or found[key].kind == PAST:
            found[key] = Tie(key, kind, zh, en, kind == PAST and key in done)
    return tuple(sorted(found.values(), key=lambda tie: (tie.soft, tie.key)))


def overrides_of(db: Db, row: Engagement) -> tuple[Cleared, ...]:
    found = db.execute(select(TieOverride, Person.name).join(Person).where(
        TieOverride.engagement_id == row.id).order_by(TieOverride.id))
    return tuple(Cleared(each.key, each.reason, name, each.made_on) for each, name in found)


def _services(db: Db, row: Engagement, today: date) -> Iterator[tuple[str, str, str, str]]:
    """People who serve the body now, and serve or lately served the client; of the validator only people named here."""
    years = settings(db, today)["vvb.cooling_years"]
    named = {member.person_id for member in row.members}
    body = select(Membership.person_id).where(Membership.organisation_id == row.body_id, Membership.ended_on.is_(None))
    rows = db.execute(select(Person, Membership, Organisation).join(
        Membership, Membership.person_id == Person.id).join(Organisation).where(
        Membership.organisation_id.in_([row.client_id, *([row.validator_id] if row.validator_id else ())]),
        (Person.id.in_(body)) | (Person.id.in_(named))).order_by(Person.id, Membership.id))
    for person, served, party in rows:
        ours = party.id == row.client_id
        if not (ours or person.id in named) or not within_years(served.ended_on, today, years):
            continue
        role = ("委托方", "the client") if ours else ("本项目的审定机构", "the body that validated the project")
        kind = PAST if served.ended_on else NAMED if person.id in named else SERVES
        until = (f"现于{role[0]}“{party.name_zh}”任职", f"serves {role[1]} today")
        if served.ended_on:
            until = (f"曾在{role[0]}“{party.name_zh}”任职，至{served.ended_on}止",
                     f"served {role[1]} until {served.ended_on}")
        yield (f"{'client' if ours else 'validator'}-{person.sign_in}", kind, f"{person.name}{until[0]}。",
               f"{person.name} {until[1]}.")


def _other_work(db: Db, row: Engagement) -> Iterator[tuple[str, str, str, str]]:
    """Verification: somebody named here also worked on the validation of the same project, for another body."""
    if row.project_id is None:
        return
    mine = select(EngagementMember.person_id).where(EngagementMember.engagement_id == row.id)
    rows = db.execute(select(Person, Engagement.ref).join(
        EngagementMember, EngagementMember.person_id == Person.id).join(
        Engagement, Engagement.id == EngagementMember.engagement_id).where(
        Engagement.subject == db.get_one(Project, row.project_id).application.ref,
        Person.id.in_(mine)).order_by(Person.id))
    for person, ref in rows:
        yield (f"worked-{person.sign_in}", PAST, f"{person.name}曾参加本项目的审定工作（{ref}）。",
               f"{person.name} took part in the validation of this project ({ref}).")
