"""Dossiers of credits that wait: for their holder, the other party, the registry, an office, or a second person."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.access import OFFICES
from app.inbox.gathering import MOST, Roles, Row
from app.inbox.steps import states_waiting
from app.models import credit
from app.models.credit import LETTERS, CreditDossier
from app.models.ledger import Account
from app.models.party import Organisation
from app.models.work import Proposal
from workflows.engine import Actor

if TYPE_CHECKING:
    from app.database import Db

OTHER_SIDE = {Actor.OWNER_INITIATOR: Actor.COUNTERPARTY_INITIATOR, Actor.OWNER_CONFIRMER: Actor.COUNTERPARTY_CONFIRMER}


def rows(db: Db, roles: Roles) -> list[Row]:
    """What is not at its end, of the reader's organisations; for the registry and offices what waits for them."""
    holder, other = aliased(Organisation), aliased(Organisation)
    mine = [Account.organisation_id.in_(roles.owner), CreditDossier.counterparty_id.in_(roles.owner)]
    queue = [_queue(stage, staff) for stage in LETTERS if (staff := _staff(roles, stage))]
    found = db.execute(
        select(CreditDossier, holder, other).join(Account, Account.id == CreditDossier.account_id)
        .join(holder, holder.id == Account.organisation_id).outerjoin(other, other.id == CreditDossier.counterparty_id)
        .where(CreditDossier.ended_on.is_(None), or_(*mine, *queue)).options(joinedload(CreditDossier.account))
        .order_by(CreditDossier.opened_on, CreditDossier.ref).limit(MOST + 1))
    return [Row(row.stage, row.ref, row.state, row.ref, row.account.number, home.id, row.opened_on,
                _holder(row, home, actors), _named(with_whom), actors)
            for row, home, with_whom in found if (actors := _actors(roles, row))]


def _queue(stage: str, staff: frozenset[Actor]) -> ColumnElement[bool]:
    """What was handed in, or drafted by an office, and waits for one of them or for a second person."""
    waiting = select(Proposal.subject).where(Proposal.state == "open")
    return and_(CreditDossier.stage == stage, or_(CreditDossier.state != "draft", CreditDossier.begun_by != "holder"),
                or_(CreditDossier.state.in_(states_waiting(stage, staff)), CreditDossier.ref.in_(waiting)))


def _staff(roles: Roles, stage: str) -> frozenset[Actor]:
    return roles.registry | (roles.offices & {OFFICES[kind] for kind in credit.OFFICES.get(stage, ())})


def _actors(roles: Roles, row: CreditDossier) -> frozenset[Actor]:
    """As `access.actors_of`."""
    found = roles.owner.get(row.holder_id, frozenset()) if row.holder_id else frozenset()
    if row.state == "draft" and not row.is_draft_of_another:
        return found
    others = roles.owner.get(row.counterparty_id, frozenset()) if row.counterparty_id else frozenset()
    theirs = row.offices and row.office_id in (None, *roles.names)
    staff = _staff(roles, row.stage) if theirs else roles.registry
    return found | {OTHER_SIDE[each] for each in others} | staff


def _holder(row: CreditDossier, home: Organisation, actors: frozenset[Actor]) -> tuple[str, str]:
    """Who claims credits is not told whose they are before the claim is taken up."""
    blind = row.is_claim_not_taken_up and actors <= set(OTHER_SIDE.values())
    return ("", "") if blind else _named(home)


def _named(home: Organisation | None) -> tuple[str, str]:
    return (home.name_zh, home.name_en or home.name_zh) if home else ("", "")
