"""The public list of bodies: who is approved for what, since when, and what became of each approval (R-23, R-131)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.approval import BEFORE, Approval
from app.models.party import Organisation
from app.parties.queries import Named, named
from workflows.approval import SECTORS, State

if TYPE_CHECKING:
    from app.database import Db


@dataclass(frozen=True)
class Scope:
    """An approval as everybody sees it. valid: in force on the day of the page."""
    sector: tuple[str, str]
    number: str
    state: State
    approved_on: date
    ended_on: date | None
    valid: bool


@dataclass(frozen=True)
class Body:
    name: Named
    scopes: tuple[Scope, ...]


def bodies(db: Db, today: date) -> tuple[Body, ...]:
    """Every body that is or was approved, by name."""
    rows = db.scalars(select(Approval).join(Organisation).where(Approval.state.not_in(BEFORE))
                      .order_by(Organisation.name_zh, Approval.sector, Approval.approved_on))
    found: dict[int, tuple[Named, list[Scope]]] = {}
    for row in rows:
        _, scopes = found.setdefault(row.body_id, (named(row.body), []))
        zh, en = SECTORS.get(row.sector, (row.sector, row.sector))
        scopes.append(Scope((f"{row.sector} {zh}", f"{row.sector} {en}"), row.number, State.of(row.state),
                            row.approved_on, row.ended_on, row.valid_on(today)))
    return tuple(Body(name, tuple(scopes)) for name, scopes in found.values())
