"""What is done with the credits of an account 减排量业务: what is under way, and what a reader may begin."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import access
from app.access import Who
from app.models.credit import LETTERS, CreditDossier, place_of
from app.models.ledger import Account
from workflows.engine import Actor, Stage, State
from workflows.lifecycle import STAGES

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class UnderWay:
    """A dossier of credits that is not at its end."""
    ref: str
    place: str
    stage: Stage
    state: State
    opened_on: date


def under_way(db: Db, by: Who, account: Account) -> tuple[UnderWay, ...]:
    """What a reader may see of what is under way, the newest first."""
    rows = db.scalars(select(CreditDossier).where(
        CreditDossier.account_id == account.id, CreditDossier.ended_on.is_(None), CreditDossier.stage.in_(LETTERS))
        .order_by(CreditDossier.id.desc()))
    return tuple(UnderWay(row.ref, place_of(row.ref), STAGES[row.stage], STAGES[row.stage].states.of(row.state),
                          row.opened_on) for row in rows if access.actors_of(db, by, row))


def may_begin(db: Db, by: Who, account: Account) -> tuple[tuple[Stage, str], ...]:
    """The kinds of business that a reader may begin with an account, each with the page where it begins."""
    found = [STAGES[stage] for stage in LETTERS]
    return tuple((stage, f"/credits/new/{stage.name}?account={account.number}") for stage in found
                 if access.actors_of(db, by, _first_of(stage, account)) & beginners(stage))


def beginners(stage: Stage) -> frozenset[Actor]:
    first = next(iter(stage.states))
    return frozenset(actor for move in stage.moves if move.source is first for actor in move.actors)


def _first_of(stage: Stage, account: Account) -> CreditDossier:
    """One that nobody has begun yet, to ask who would be what to it."""
    return CreditDossier(stage=stage.name, state="", account=account)
