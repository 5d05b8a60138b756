"""The panel of experts: who is free of ties to an application, and who of them is drawn (R-181)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.access import engagement_of
from app.evidence.canonical import sha256
from app.models.engagement import EngagementMember
from app.models.party import Membership, Organisation, Person
from app.models.project import Application
from app.models.review import Evaluation, ExpertSeat
from app.published.queries import settings
from workflows.independence import within_years
from workflows.sampling import lots

if TYPE_CHECKING:
    from app.database import Db
    from app.rooms import Taken


@dataclass(frozen=True)
class Panel:
    """free: experts without a tie, by sign-in name; left_out: (sign-in name, why zh, why en)."""
    free: dict[str, int]
    left_out: tuple[tuple[str, str, str], ...]


def panel_of(db: Db, subject: Any, today: date) -> Panel:
    """The panel as it stands today, seen from one application."""
    found = db.execute(select(Person.sign_in, Person.id).join(Membership).join(Organisation).where(
        Organisation.kind == "expert_panel", Membership.duty == "expert", Membership.ended_on.is_(None),
        Person.disabled.is_(False)).order_by(Person.sign_in))
    everybody = {sign_in: number for sign_in, number in found}
    ties = _ties(db, subject, today)
    return Panel({name: number for name, number in everybody.items() if number not in ties},
                 tuple((name, *ties[number]) for name, number in everybody.items() if number in ties))


def _ties(db: Db, subject: Any, today: date) -> dict[int, tuple[str, str]]:
    """Who serves a party of the project, or lately did, or works on this application: person → why."""
    years = settings(db, today)["vvb.cooling_years"]
    served = db.execute(select(Membership.person_id, Membership.ended_on, Organisation).join(Organisation)
                        .where(Organisation.id.in_(_parties(subject))))
    ties = {person: (f"在“{home.name_zh}”任职或近年曾任职", f"serves {home.name_en or home.name_zh}, or lately did")
            for person, ended, home in served if within_years(ended, today, years)}
    work = engagement_of(db, subject)
    if work:
        for person in db.scalars(select(EngagementMember.person_id).where(EngagementMember.engagement_id == work.id)):
            ties.setdefault(person, (f"参加本项目的{work.ref}工作", f"works on {work.ref} of this project"))
    return ties


def _parties(subject: Any) -> set[int]:
    """Owner and bodies of an application of either kind."""
    project = None if isinstance(subject, Application) else subject.project
    found = {subject.body_id, subject.owner_id if project is None else project.owner_id}
    return {number for number in found | ({project.validator_id} if project else set()) if number}


def evaluations_of(db: Db, ref: str) -> list[Evaluation]:
    return list(db.scalars(select(Evaluation).where(Evaluation.subject == ref).order_by(Evaluation.n)))


def opinions_open(db: Db, ref: str) -> int:
    """Experts of the newest evaluation who have not said anything yet."""
    n = select(func.max(Evaluation.n)).where(Evaluation.subject == ref).scalar_subquery()
    return db.scalar(select(func.count()).select_from(ExpertSeat).join(Evaluation).where(
        Evaluation.subject == ref, Evaluation.n == n, ExpertSeat.said_on.is_(None))) or 0


def appoint(db: Db, row: Any, taken: Taken) -> dict[str, Any]:
    """What the move leaves behind: the draw, repeatable by anyone, and a seat for each expert who was drawn."""
    n = 1 + len(evaluations_of(db, row.ref))
    panel = panel_of(db, row, taken.today)
    seed, ranks = lots(f"{row.ref}/{n}", panel.free)
    chosen = [name for _, name in ranks[:settings(db, taken.today)["review.evaluation_experts"]]]
    evaluation = Evaluation(subject=row.ref, n=n, question=taken.payload["question"], seed=seed,
                            ranks=[list(pair) for pair in ranks], left_out=[list(each) for each in panel.left_out],
                            asked_on=taken.today)
    evaluation.seats = [ExpertSeat(person_id=panel.free[name]) for name in chosen]
    db.add(evaluation)
    return {"evaluation": n, "seed": seed, "experts": [panel.free[name] for name in chosen],
            "panel": sha256("\n".join(name for _, name in ranks))}
