"""非交易过户: by succession or compulsory enforcement, on proof; what its rules need to know and what it does."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import holding_facts, pieces_of, under_its_lien
from app.ledger.pieces import Change, after, give, lay, lift, lift_kinds
from app.ledger.queries import account_of, usable_account_of
from app.models.credit import CreditDossier
from app.models.ledger import Account
from app.models.party import Organisation
from app.papers.queries import slots_filled
from app.parties.queries import organisation_of
from app.rooms import Payload, Taken
from workflows.transfer import SUFFERED, TRANSFER, Facts, State

if TYPE_CHECKING:
    from app.database import Db

LAID = (State.UNDER_REVIEW,)


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    said = said_of(row, payload)
    receiver = receiver_of(db, row, said)
    return Facts(
        **holding_facts(db, row, today, LAID), ground=said.get("ground", ""), documents=slots_filled(db, row.ref),
        holder_code=db.get_one(Organisation, row.account.organisation_id).credit_code,
        receiver_code=receiver.credit_code if receiver else "",
        receiver_active=usable_account_of(db, receiver) is not None, own_freezes=_own_freezes(db, row))


def _own_freezes(db: Db, row: CreditDossier) -> frozenset[str]:
    """The ranges that the organ froze which orders this transfer: what others begin passes no freeze."""
    if row.begun_by != "office":
        return frozenset()
    held = [{bond["ref"] for bond in piece.bonds if bond["kind"] == "court"} for piece in pieces_of(db, row)]
    own = set(db.scalars(select(CreditDossier.ref).where(
        CreditDossier.ref.in_(set().union(*held)), CreditDossier.office_id == row.office_id)))
    return frozenset(f"/ranges/{n}" for n, refs in enumerate(held) if refs and refs <= own)


def receiver_of(db: Db, row: CreditDossier, said: Said) -> Organisation | None:
    """The entity that is named; one that claims for itself may name no other."""
    found = organisation_of(db, said.get("receiver", ""))
    return None if found and row.begun_by == "other" and found.id != row.counterparty_id else found


def _name_receiver(db: Db, row: CreditDossier, taken: Taken) -> Mapping[str, Any]:
    """From the application on the receiver sees what is to come."""
    receiver = receiver_of(db, row, row.said)
    row.counterparty_id = receiver.id
    return {"receiver": receiver.id}


def _receiving(db: Db, row: CreditDossier, said: Said) -> Account:
    receiver = receiver_of(db, row, said)
    account = receiver and account_of(db, receiver.id)
    if account is None:
        raise LookupError("receiver")
    return account


def _lay(db: Db, row: CreditDossier, said: Said) -> Change:
    return lay("transfer", row.ref)


def _pass_on(db: Db, row: CreditDossier, said: Said) -> Change:
    """Into the receiver's account; what does not stand in the way of the ground falls."""
    falls = SUFFERED.get(said.get("ground", ""), frozenset())
    return after(lift(row.ref), lift_kinds(*falls), give(_receiving(db, row, said).id))


APPLYING = ("apply", "claim", "order")
serve(TRANSFER, facts, {
    **{trigger: Effect("transfer_begun", _lay) for trigger in ("apply", "order", "take_up")},
    "transfer": Effect("transfer", _pass_on, under_its_lien),
    "refuse": Effect("transfer_refused", lambda db, row, said: lift(row.ref), under_its_lien)},
    {trigger: _name_receiver for trigger in APPLYING})
