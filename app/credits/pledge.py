"""质押: what its rules need to know, who the pledgee is, and what its moves do to credits."""
from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.credits.effects import Effect, Said, said_of, serve
from app.credits.ranges import holding_facts, pieces_of, under_its_lien
from app.ledger.pieces import Change, Span, after, first_of, give, lay, lift, only
from app.ledger.queries import usable_account_of
from app.models.credit import CreditDossier
from app.models.party import HOLDERS, Organisation
from app.parties.queries import organisation_of
from app.rooms import Payload, Taken
from workflows.pledge import PLEDGE, Facts, State

if TYPE_CHECKING:
    from app.database import Db

LAID = (State.REGISTERED, State.ENFORCING)
MAY_LEND = ("pledgee", *HOLDERS)                        # kinds of organisation that may take a pledge


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    said = said_of(row, payload)
    lender = row.counterparty or organisation_of(db, said.get("pledgee", ""))
    buyer = organisation_of(db, said.get("buyer", ""))
    due = said.get("matures_on", "")
    return Facts(
        **holding_facts(db, row, today, LAID), kind=said.get("kind", ""), contract_no=said.get("contract_no", ""),
        pboc_no=said.get("pboc_no", ""), holder_code=_holder(db, row).credit_code,
        pledgee_code=lender.credit_code if lender else said.get("pledgee", ""),
        principal=_money(said.get("principal", "")), currency=said.get("currency", ""),
        matures_on=date.fromisoformat(due) if due else None, part_t=int(payload.get("part_t", "0")),
        case=said.get("case", ""), ruling_no=said.get("ruling_no", ""),
        pledgee_known=lender is not None and lender.kind in MAY_LEND and lender.closed_on is None,
        pledgee_active=usable_account_of(db, lender) is not None,
        buyer_active=usable_account_of(db, buyer) not in (None, row.account))


def _holder(db: Db, row: CreditDossier) -> Organisation:
    return db.get_one(Organisation, row.account.organisation_id)


def _money(text: str) -> Decimal | None:
    """An amount as it is typed: 5,000,000.00; None for anything else."""
    plain = text.replace(",", "")
    return Decimal(plain) if re.fullmatch(r"\d{1,15}(\.\d{1,2})?", plain, re.ASCII) else None


# --- what a move does, and leaves behind

def _lay(db: Db, row: CreditDossier, said: Said) -> Change:
    return only("available", lay("pledge", row.ref))


def _lift(db: Db, row: CreditDossier, said: Said) -> Change:
    return lift(row.ref)


def _lowest(db: Db, row: CreditDossier, said: Said) -> list[Span]:
    return first_of(pieces_of(db, row), int(said["part_t"]))


def _into(code: str):
    """Free of the pledge and into the account of whoever is named by this answer."""
    def change(db: Db, row: CreditDossier, said: Said) -> Change:
        account = usable_account_of(db, organisation_of(db, said[code]))
        if account is None:
            raise LookupError(said[code])
        return after(lift(row.ref), give(account.id))
    return change


def _name_pledgee(db: Db, row: CreditDossier, taken: Taken) -> dict[str, Any]:
    row.counterparty = organisation_of(db, row.said["pledgee"])
    return {"pledgee": row.counterparty.id}


def _forget(*names: str):
    """Answers that served one move alone: the next one is asked again."""
    def forget(db: Db, row: CreditDossier, taken: Taken) -> None:
        row.said = {name: text for name, text in row.said.items() if name not in names}
    return forget


serve(PLEDGE, facts, {
    "register": Effect("pledge", _lay), "release_part": Effect("pledge_release_part", _lift, spans=_lowest),
    "release": Effect("pledge_release", _lift, under_its_lien),
    "transfer": Effect("pledge_transfer", _into("pledgee"), under_its_lien),
    "sell": Effect("pledge_sale", _into("buyer"), under_its_lien)},
    more={"apply": _name_pledgee, "release_part": _forget("part_t"), "stop": _forget("case", "ruling_no", "reason")})
