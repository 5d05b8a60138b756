"""自愿注销: what its rules need to know, and what it does to credits."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app.certificates import composing
from app.credits.effects import Effect, said_of, serve
from app.credits.ranges import holding_facts, spans_of
from app.ledger.pieces import end, only
from app.models.credit import CreditDossier
from app.rooms import Payload, Taken
from workflows.retirement import RETIREMENT, Facts

if TYPE_CHECKING:
    from app.database import Db


def facts(db: Db, row: CreditDossier, today: date, payload: Payload) -> Facts:
    said = said_of(row, payload)
    year = said.get("use_year", "")
    return Facts(**holding_facts(db, row, today), beneficiary=said.get("beneficiary", ""),
                 purpose=said.get("purpose", ""), use_year=int(year) if year.isdigit() else None, local_left_t=None,
                 abroad=said.get("abroad") == "yes")


def certificate(db: Db, row: CreditDossier, taken: Taken, act_id: str) -> dict[str, Any]:
    """注销证明, fixed with the act; gives what the act's event says of it."""
    said = row.said
    use = composing.use_of(beneficiary=said["beneficiary"], purpose=said["purpose"], user=said["user"],
                           year=int(said["use_year"]), statement=said.get("statement", ""))
    return composing.certify_retirement(db, act_id=act_id, account_no=row.account.number, serials=spans_of(row),
                                        use=use, application=row.ref, on=taken.today)


serve(RETIREMENT, facts, {
    "retire": Effect("retire", lambda db, row, said: only("available", end("retired")), with_it=certificate)})
